"""Groups change: members, rights, topics, migration; and the bot asks who is who."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import refused, sent, updates


def test_supergroup_ids_start_with_minus_100_and_basic_ones_do_not(world: World, staff: Group) -> None:
    assert str(staff.id).startswith("-100")
    assert not str(world.basic_group("Ескі топ").id).startswith("-100")


def test_the_bots_own_membership_is_my_chat_member(world: World, staff: Group, bolat: User) -> None:
    staff.promote(world.bot, ["can_delete_messages"])
    staff.kick_bot(by=bolat)
    staff.invite_bot(by=bolat)
    seen = [update["my_chat_member"] for update in updates(world) if "my_chat_member" in update]
    assert [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in seen] == [
        ("member", "administrator"),
        ("administrator", "kicked"),
        ("kicked", "member"),
    ]
    assert seen[0]["new_chat_member"]["can_delete_messages"]
    assert not seen[0]["new_chat_member"]["can_pin_messages"]


def test_others_memberships_come_only_to_an_administrator_who_asked(world: World, staff: Group, aigul: User) -> None:
    staff.add(aigul)
    staff.promote(world.bot)
    staff.remove(aigul)
    assert not any("chat_member" in update for update in updates(world, allowed_updates=["message", "chat_member"]))
    staff.add(aigul)
    assert updates(world)[-2]["chat_member"]["new_chat_member"]["user"]["id"] == aigul.id


def test_updates_say_who_did_it(world: World, staff: Group, bolat: User, aigul: User) -> None:
    staff.add(aigul)
    staff.promote(world.bot, by=aigul)
    staff.remove(aigul, by=bolat)
    joined, promoted, removed = updates(world)
    assert joined["message"]["from"]["id"] == aigul.id
    assert promoted["my_chat_member"]["from"]["id"] == aigul.id
    assert removed["message"]["from"]["id"] == bolat.id
    assert staff.membership(aigul.id).status == "kicked"


def test_unknown_right_is_an_error(world: World, staff: Group) -> None:
    with pytest.raises(ValueError, match="can_fly"):
        staff.promote(world.bot, ["can_fly"])


@pytest.mark.parametrize("kind", ["owner", "administrator", "member", "restricted", "left", "kicked"])
def test_get_chat_member_knows_every_status(world: World, staff: Group, bolat: User, aigul: User, kind: str) -> None:
    expected = "creator" if kind == "owner" else kind
    person = bolat if kind == "owner" else aigul
    if kind in ("administrator", "member", "restricted", "kicked"):
        staff.add(aigul)
    if kind == "administrator":
        staff.promote(aigul)
    elif kind == "restricted":
        staff.restrict(aigul)
    elif kind == "kicked":
        staff.remove(aigul, by=bolat)
    assert world.call("getChatMember", chat_id=staff.id, user_id=person.id)["status"] == expected


def test_ids_nobody_has_are_an_error(world: World, staff: Group) -> None:
    with refused("Bad Request: user not found"):
        world.call("getChatMember", chat_id=staff.id, user_id=4711)


def test_administrators_are_the_owner_and_the_promoted(world: World, staff: Group, bolat: User, aigul: User) -> None:
    staff.add(aigul)
    staff.promote(aigul)
    found = world.call("getChatAdministrators", chat_id=staff.id)
    assert [member["user"]["id"] for member in found] == [bolat.id, aigul.id]


def test_private_chat_has_no_administrators(world: World, aigul: User) -> None:
    with refused("there are no administrators in the private chat"):
        world.call("getChatAdministrators", chat_id=aigul.id)


def test_members_are_counted_with_the_bot_and_without_those_who_left(world: World, staff: Group, aigul: User) -> None:
    staff.add(aigul)
    assert world.call("getChatMemberCount", chat_id=staff.id) == 3
    staff.remove(aigul)
    assert world.call("getChatMemberCount", chat_id=staff.id) == 2
    assert world.call("getChatMemberCount", chat_id=aigul.id) == 2


def test_migration_is_two_service_messages(world: World, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    successor = group.migrate()
    old, new = (update["message"] for update in updates(world))
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.id, successor.id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (successor.id, group.id)
    assert successor.type == "supergroup"


def test_only_basic_groups_migrate_and_only_once(world: World, staff: Group, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    group.migrate()
    for impossible in (staff, group):
        with pytest.raises(ValueError, match="cannot become a supergroup"):
            impossible.migrate()


def test_people_cannot_write_in_the_old_group(world: World, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    group.migrate()
    with pytest.raises(PermissionError):
        bolat.write("сәлем", group)


def test_topic_creation_shows_its_own_thread(world: World, bolat: User) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    topic = forum.create_topic("Лиды")
    message = updates(world)[0]["message"]
    assert (message["message_id"], message["message_thread_id"]) == (topic.id, topic.id)
    assert message["forum_topic_created"]["name"] == "Лиды"


def test_only_forums_have_topics(staff: Group) -> None:
    with pytest.raises(ValueError, match="forum=True"):
        staff.create_topic("Лиды")


def test_pinning_needs_the_right_and_leaves_a_service_message(world: World, staff: Group) -> None:
    message = sent(world, staff)
    with refused("not enough rights to manage pinned messages in the chat"):
        world.call("pinChatMessage", chat_id=staff.id, message_id=message.id)
    staff.promote(world.bot, ["can_pin_messages"])
    world.call("pinChatMessage", chat_id=staff.id, message_id=message.id)
    assert updates(world)[-1]["message"]["pinned_message"]["message_id"] == message.id
    assert world.call("getChat", chat_id=staff.id)["pinned_message"]["message_id"] == message.id
    assert staff.last is message
    world.call("unpinChatMessage", chat_id=staff.id)
    assert "pinned_message" not in world.call("getChat", chat_id=staff.id)


def test_one_of_several_pinned_messages_is_unpinned_by_its_id(world: World, aigul: User) -> None:
    first, second = sent(world, aigul.chat), sent(world, aigul.chat)
    for message in (first, second):
        world.call("pinChatMessage", chat_id=aigul.id, message_id=message.id)
    world.call("unpinChatMessage", chat_id=aigul.id, message_id=second.id)
    assert world.call("getChat", chat_id=aigul.id)["pinned_message"]["message_id"] == first.id


def test_what_cannot_be_pinned(world: World, staff: Group, aigul: User) -> None:
    staff.promote(world.bot)
    staff.add(aigul)
    with refused("Bad Request: message to pin not found"):
        world.call("pinChatMessage", chat_id=staff.id, message_id=99)
    with refused("Bad Request: message can't be pinned"):
        world.call("pinChatMessage", chat_id=staff.id, message_id=staff.history[-1].id)


def test_group_made_without_members_has_an_owner(world: World) -> None:
    group = world.supergroup("Бос")
    assert group.membership(group.owner.id).status == "creator"
    with pytest.raises(LookupError, match="no owner"):
        world.create_group("supergroup", "Иесіз").owner  # noqa: B018


def test_bot_leaves_a_group_but_not_a_private_chat(world: World, staff: Group, aigul: User) -> None:
    world.call("leaveChat", chat_id=staff.id)
    assert staff.membership(world.bot.id).status == "left"
    with refused("available only for supergroups and groups"):
        world.call("leaveChat", chat_id=aigul.id)


def test_a_plain_bot_is_not_told_who_the_hidden_members_are(world: World) -> None:
    """Of others it may ask only about administrators (ChatFullInfo.has_hidden_members; teloxide/teloxide#1349)."""
    owner, aigul = world.user("Иесі"), world.user("Айгүл")
    staff = world.supergroup("Топ", members=[owner, aigul])
    assert "has_hidden_members" not in world.call("getChat", chat_id=staff.id)
    staff.hide_members()
    assert world.call("getChat", chat_id=staff.id)["has_hidden_members"] is True
    for user in (aigul, world.user("Бөтен")):
        with refused("Bad Request: CHAT_ADMIN_REQUIRED"):
            world.call("getChatMember", chat_id=staff.id, user_id=user.id)
    for known in (owner.id, world.bot.id):
        assert world.call("getChatMember", chat_id=staff.id, user_id=known)["user"]["id"] == known
    staff.promote(world.bot)
    assert world.call("getChatMember", chat_id=staff.id, user_id=aigul.id)["status"] == "member"
