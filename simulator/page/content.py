"""What the demo page shows, in parts; a part is sent again only when it has changed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from simulator.actors.user import User
from simulator.page.cast import GROUP_LANGUAGE, Cast, Person
from simulator.page.message import of_ephemeral, of_message
from simulator.page.trouble import Trouble
from simulator.state.chat import Chat
from simulator.state.events import Event
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.state.press import Query

SPINNER_MS = 15_000
"""How long a pressed button shows that it waits for the bot."""
MAX_POPUPS = 20


class PageContent:
    """Everything on the page except what the bot has stored."""

    def __init__(self, cast: Cast, trouble: Trouble) -> None:
        self._cast = cast
        self._world = cast.world
        self._trouble = trouble
        self._popups: list[dict[str, Any]] = []

    def notice(self, event: Event) -> None:
        """Remembers a pop-up, which belongs to no chat, until the visitor closes it."""
        query = event.query
        if event.kind == "query_answered" and query and query.answer and query.answer.text:
            answer = query.answer
            popup = {"id": query.id, "user": query.user.id, "name": query.user.first_name, "text": answer.text}
            self._popups.append(popup | {"alert": answer.show_alert, "at_ms": self._world.clock.now_ms()})
            del self._popups[:-MAX_POPUPS]

    def dismiss(self, popup: str) -> None:
        self._popups = [one for one in self._popups if one["id"] != popup]

    def parts(self) -> dict[str, Any]:
        cast, waiting = self._cast, self._waiting()
        people = [*cast.people, *(Person(user, ()) for user in cast.staff if user.chat.messages)]
        shown: dict[str, Any] = {
            "bot": {"name": self._world.bot.first_name},
            "people": [_person(person) for person in people],
            "staff": [_colleague(user, cast.group) for user in (*cast.staff, cast.outsider)],
            "group": _group(cast) | {"connect": self._how_to_connect()},
            "popups": list(self._popups),
            "trouble": self._trouble.to_json(),
            f"chat:{cast.group.id}": _chat(cast.group, waiting) | {"alone": self._seen_by_one()},
        }
        for person in people:
            private = person.user.chat
            shown[f"chat:{private.id}"] = _chat(private, waiting) | _typing_field(person.user)
        return shown

    def _how_to_connect(self) -> str | None:
        """What the log of a bot without a staff group asks to be sent there."""
        code = self._trouble.bot.connect_code
        return f"/connect@{self._world.bot.username} {code}" if code else None

    def _seen_by_one(self) -> list[dict[str, Any]]:
        """What single members of the group see on their devices."""
        every = enumerate(self._world.ephemeral)
        return [of_ephemeral(number, one) for number, one in every if one.on_device is not None]

    def _waiting(self) -> dict[Message, list[list[Any]]]:
        oldest = self._world.clock.now_ms() - SPINNER_MS
        found: dict[Message, list[list[Any]]] = defaultdict(list)
        for query in self._recent(oldest):
            if query.answer is None:
                found[query.message].append([query.user.id, query.data])
        return found

    def _recent(self, oldest: int) -> list[Query]:
        recent = []
        for query in reversed(self._world.queries.values()):
            if query.at_ms < oldest:
                break
            recent.append(query)
        return recent


def _group(cast: Cast) -> dict[str, Any]:
    """`language` is what the bot speaks there."""
    group = cast.group
    return {
        "id": group.id,
        "title": group.title,
        "members": sum(membership.is_in for membership in group.members.values()),
        "language": GROUP_LANGUAGE,
        "has_bot": group.membership(group.bot.id).is_in,
    }


def _person(person: Person) -> dict[str, Any]:
    user = person.user
    return {
        "id": user.id,
        "name": user.first_name,
        "language": user.language_code,
        "phone": f"+{user.phone}" if user.phone else None,
        "answers": list(person.answers),
    }


def _colleague(user: User, group: Group) -> dict[str, Any]:
    membership = group.membership(user.id)
    role = "admin" if membership.is_administrator else "colleague" if membership.is_in else "outsider"
    return {"id": user.id, "name": user.first_name, "inside": membership.is_in, "role": role}


def _chat(chat: Chat, waiting: dict[Message, list[list[Any]]]) -> dict[str, Any]:
    return {"messages": [of_message(message, waiting.get(message, [])) for message in chat.messages]}


def _typing_field(user: User) -> dict[str, Any]:
    """What surrounds the text field of a person: the reply keyboard and the menu of commands."""
    shown = user.chat.shown_keyboard()
    rows = (
        [[{"text": one.text, "action": one.action, "style": one.style} for one in row] for row in shown.rows]
        if shown
        else []
    )
    return {
        "keyboard": {"rows": rows, "placeholder": shown.placeholder} if shown else None,
        "commands": [list(command) for command in user.commands_shown()],
        "started": user.chat.started,
        "blocked": user.chat.bot_blocked,
        "description": user.world.profile.text("description", user.language_code or ""),
    }
