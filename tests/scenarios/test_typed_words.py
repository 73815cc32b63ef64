"""Do typed words work where buttons do, in any language and any case?"""

from bot.i18n import Text
from tests.cases import cases
from tests.form import NAMES, following, progress
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.stage import Stage, words

KK, RU, EN = words("kk"), words("ru"), words("en")
LANGUAGES = (KK, RU, EN)
YES = ["иә", "ИӘ!", "Иә.", "ия", "да", "Да", "ДА", "yes", "Yes!", "ok", "хорошо", "«Иә»"]
NO = ["жоқ", "Жоқ.", "нет", "НЕТ", "no", "No!"]


def spellings(key: str) -> list[str]:
    """The label in each language, as it stands, shouted, whispered and quoted."""
    labels = [text(key) for text in LANGUAGES]
    return [*labels, labels[0].upper(), labels[1].lower(), f"«{labels[0]}»", f"“{labels[2].upper()}”."]


async def test_confirm_is_understood(stage: Stage) -> None:
    for typed in [*spellings("button.confirm")[:4], "иә", "ДА!", "yes"]:
        guest = stage.guest(AIGERIM)
        await guest.reach("review")
        await guest.write(typed, "M-")


async def test_a_question_at_the_review_sends_nothing(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for typed in ["ok?", "да?", "иә ма?", "Иә ма", "Растау?", "Да?!", "ok ？"]:
        (told,) = await guest.say(typed)
        assert told.html == KK("review.use_buttons")
    await guest.write("да!", "M-")


async def test_confirm_means_nothing_before_the_review(stage: Stage) -> None:
    for place, shown in (("name", progress("name")), ("phone", progress("phone")), ("email", progress("email"))):
        guest = stage.guest(AIGERIM)
        await guest.reach(place)
        for typed in ("Растау", "иә", "yes", "Подтвердить"):
            (again,) = await guest.say(typed)
            assert shown in again.text


async def test_a_no_at_the_review_sends_nothing(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for typed in NO:
        (again,) = await guest.say(typed)
        assert KK("button.confirm") in again.labels


async def test_back_is_understood_at_every_step(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    for place, before, answer in (
        ("phone", progress("name"), AIGERIM.name),
        ("email", progress("phone"), AIGERIM.phone),
        (following("email"), progress("email"), "a@b.kz"),
    ):
        await guest.reach("name") if place == "phone" else None
        await guest.say(answer)
        for typed in spellings("button.back"):
            assert before in (await guest.say(typed))[-1].text
            await guest.say(answer)


async def test_cancel_and_the_answers_to_its_question_are_understood(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    for typed in spellings("button.cancel"):
        (question,) = await guest.say(typed)
        assert question.html == KK("cancel.ask")
    for typed in NO:
        await guest.say("/cancel")
        assert progress("email") in (await guest.say(typed))[-1].text
    for typed in YES[::4]:
        other = stage.guest(AIGERIM)
        await other.reach("name")
        await other.say("/cancel")
        await other.write(typed, "E-")


async def test_the_menu_s_words_are_understood(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    for typed in spellings("button.continue"):
        await guest.say("/start")
        assert progress("email") in (await guest.say(typed))[-1].text
    for typed in spellings("button.start_over"):
        await guest.say("/start")
        assert progress("name") in (await guest.say(typed))[-1].text


async def test_delete_my_data_is_understood_everywhere(stage: Stage) -> None:
    """In every language at each place: tests/handlers/test_labels.py."""
    for place, typed in (("phone", RU("button.forget")), ("sent", KK("button.forget"))):
        guest = stage.guest(AIGERIM)
        await guest.reach(place)
        (question,) = await guest.say(typed)
        assert question.html == KK("forget.ask")
        await guest.write(typed, "E-")


async def test_the_question_about_a_typo_is_answered_in_words(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    for words_for, email in ((YES, "aigerim@gmail.com"), (NO, "aigerim@gmial.com")):
        for typed in words_for:
            await guest.say("aigerim@gmial.com")
            await guest.say(typed)
            await guest.go_on(following("email"))
            assert email in guest.chat.last.text
            await guest.go_back("email")


@cases("text", LANGUAGES)
async def test_the_whole_labels_of_that_question_work_too(stage: Stage, text: Text) -> None:
    for label, email in ((text("button.fix", meant="gmail.com"), "@gmail.com"), (text("button.keep"), "@gmial.com")):
        guest = stage.guest(AIGERIM)
        await guest.reach("doubt")
        await guest.say(label)
        await guest.go_on(following("email"))
        assert email in guest.chat.last.text


async def test_edit_with_a_field_s_name_edits_it(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for text in LANGUAGES:
        for field, shown in (("name", progress("name")), ("phone", progress("phone")), ("email", progress("email"))):
            label = text("button.edit_field", edit=text("button.edit"), field=text(f"field.{field}.label"))
            assert shown in (await guest.say(label.lower()))[-1].text
            assert AIGERIM.email in (await guest.say(KK("button.back")))[-1].text


async def test_edit_alone_shows_what_can_be_edited(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for typed in spellings("button.edit"):
        (again,) = await guest.say(typed)
        assert sum(KK("button.edit") in label for label in again.labels) == len(NAMES)


async def test_a_new_application_can_be_asked_for_in_words(stage: Stage) -> None:
    """In every language: tests/handlers/test_labels.py."""
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await close_work(stage)
    await guest.say("/start")
    assert AIGERIM.email in (await guest.say(EN("button.new_application")))[-1].text


async def test_the_label_of_earlier_versions_is_understood(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await close_work(stage)
    for typed in ("Жаңа өтінім беру", "Подать новую заявку", "Send a new application"):
        assert KK("button.confirm") in (await guest.say(typed))[-1].labels or (
            KK("button.continue") in guest.chat.last.labels
        )


async def test_a_language_can_be_called_by_its_name(stage: Stage) -> None:
    """Or «Русский», typed under the menu of languages, would become somebody's name."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    for typed, text in (("Русский", RU), ("english", EN), ("ҚАЗАҚША", KK)):
        await guest.say("/language")
        said = await guest.say(typed)
        assert said[-1].html == text("field.name.ask", progress=progress("name"))


async def test_names_that_contain_such_words_are_names(stage: Stage) -> None:
    for name in ("Нет Иван", "Но Дмитрий", "Дания", "Иә Айгерім", "Yes Peter"):
        guest = stage.guest(AIGERIM)
        await guest.reach("name")
        assert progress("phone") in (await guest.say(name))[-1].text


async def test_a_command_is_no_word(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for command in ("/confirm", "/yes", "/Растау", "/иә", "/back", "/start_over"):
        (said,) = await guest.say(command)
        assert KK("fallback.command", where="").strip() in said.html


async def test_cancel_as_a_command_answers_the_question_about_deleting_with_no(stage: Stage) -> None:
    for place in ("name", "sent"):
        guest = stage.guest(AIGERIM)
        await guest.reach(place)
        await guest.say("/forget_me")
        (said,) = await guest.say("/cancel")
        assert said.html == KK("forget.stayed")


@cases("who", EVERYBODY)
async def test_the_label_of_the_contact_button_typed_is_told_to_press_it(stage: Stage, who: Applicant) -> None:
    """A word is no number: neither the label, with its picture or without, nor what people say for it."""
    guest = stage.guest(who)
    await guest.reach("phone")
    label = guest.text("button.share_contact")
    for typed in (*spellings("button.share_contact"), "send my number", "Отправь мой номер", "нөмірімді жібер"):
        (said,) = await guest.say(typed)
        assert said.html == guest.text("form.contact.press", progress=progress("phone"), label=label)
        assert label in (guest.chat.reply_keyboard_shown or [])
    await guest.write(who.phone, progress("email"))


async def test_the_label_of_the_contact_button_means_nothing_elsewhere(stage: Stage) -> None:
    for place, shown in (("name", progress("name")), ("email", progress("email"))):
        guest = stage.guest(AIGERIM)
        await guest.reach(place)
        (again,) = await guest.say(KK("button.share_contact"))
        assert shown in again.text


@cases("who", EVERYBODY)
async def test_labels_of_reminders_offers_and_consents_are_no_names(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("name")
    for key, answer in (
        ("button.no_reminders", "reminder.stopped"),
        ("button.delete_answers", "cancel.ask"),
        ("button.offer_no", "cancel.ask"),  # answers the question; the form goes on
        ("button.offer_stop", "offer.declined"),
        ("button.offer_yes", "consents.head"),
        ("button.withdraw_application", "forget.ask"),
    ):
        said = await guest.say(f"«{guest.text(key).upper()}».")
        if key != "button.offer_no":
            assert said[0].html.startswith(guest.text(answer, until="…").split("…")[0])
    await guest.say(guest.text("button.no"))
    await guest.write(who.name, progress("phone"))


@cases(
    ("who", "wish", "place"),
    [
        (AIGERIM, "деректерімді өшіріңіз", "name"),
        (DANIYAR, "Удалите, пожалуйста, мои данные", "review"),
        (ALICE, "delete everything about me", "sent"),
    ],
)
async def test_a_wish_to_be_forgotten_in_ones_own_words_asks_first(
    stage: Stage, who: Applicant, wish: str, place: str
) -> None:
    """Every wish at every place: tests/handlers/test_labels.py."""
    guest = stage.guest(who)
    await guest.reach(place)
    for _ in range(2):  # a wish answers no question, its own neither
        (question,) = await guest.say(wish)
        assert question.html == guest.text("forget.ask")
        assert question.labels == [guest.text("button.forget"), guest.text("button.no")]
    await guest.write(guest.text("button.forget"), "E-")


async def test_who_asks_not_to_delete_is_not_asked(stage: Stage) -> None:
    """The negative twin."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    for typed in ("не удаляйте мои данные", "деректерімді өшірмеңіз", "do not delete my data"):
        (said,) = await guest.say(typed)
        assert said.html == KK("forget.stayed")
    for name in ("Забудько", "Удалов Иван", "Жойқын Айдар"):
        await guest.write(name, progress("phone"))
        await guest.write(KK("button.back"), progress("name"))
