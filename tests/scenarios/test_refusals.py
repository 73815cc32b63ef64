"""Is what cannot be an answer refused once, helpfully, in the person's words, and not kept?"""

from bot.domain.phones import format_phone
from bot.domain.validation import Reason
from tests.cases import cases
from tests.form import following, progress
from tests.people import AIGERIM, EVERYBODY, Applicant, example_number
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
IIN, CARD = "850101300007", "4111 1111 1111 1111"
ABROAD = example_number("DE").removeprefix("+")
AS_AN_IIN = "380501234567"  # a number of Ukraine that also reads as a birthday
ANSWERS = "SELECT id, step, revision, answers FROM drafts ORDER BY id"
NAMES = {
    "Айгерім 2": Reason.NAME_DIGITS,
    "+7 701 234 56 78": Reason.NAME_PHONE,
    "aigerim@example.com": Reason.NAME_EMAIL,
    "https://t.me/aigerim": Reason.NAME_LINK,
    "@aigerim": Reason.NAME_LINK,
    "Мен сізге өтінім бергім келеді": Reason.NAME_WISH,
    "бүгін ауа райы өте жақсы екен": Reason.NAME_TOO_MANY_WORDS,
    "А": Reason.NAME_TOO_SHORT,
    "Айгерім 🎵": Reason.SYMBOLS,
    "Айге\u202eрім": Reason.INVISIBLE,
    "Айгерім·Дана": Reason.NAME_SYMBOLS,
    "Сейтқалиева " * 60: Reason.TOO_LONG,
    f"ЖСН {IIN}": Reason.IIN,
    CARD: Reason.CARD,
}
PHONES = {
    "менің нөмірім": Reason.PHONE_LETTERS,
    "+7 727 250 00 00": Reason.PHONE_LANDLINE,
    "8 7172 70 00 00": Reason.PHONE_LANDLINE,
    "8 701 234 56": Reason.PHONE_TOO_SHORT,
    "8 701 234 56 78 9": Reason.PHONE_TOO_LONG,
    "+999 701 234 56 78": Reason.PHONE_COUNTRY,
    "+7 701 234 56 78, +7 702 234 56 78": Reason.PHONE_SEVERAL,
    "+7 701 234 56 78 доб. 12": Reason.PHONE_EXTENSION,
    "8 800 080 77 77": Reason.PHONE_SERVICE,
    "112": Reason.PHONE_SERVICE,
    "+888 0123 4567": Reason.PHONE_ANONYMOUS,
    ABROAD: Reason.PHONE_PLUS,
    AS_AN_IIN: Reason.PHONE_PLUS,
    "?": Reason.SYMBOLS,
    IIN: Reason.IIN,
    CARD.replace(" ", ""): Reason.CARD,
}
EMAILS = {
    "aigerim": Reason.EMAIL_NO_AT,
    "aigerim@@example.com": Reason.EMAIL_TWO_AT,
    "a@example.com, b@example.com": Reason.EMAIL_SEVERAL,
    "@example.com": Reason.EMAIL_NO_LOCAL,
    "aigerim@example": Reason.EMAIL_NO_DOT,
    "aigerim gmail @ com": Reason.EMAIL_SPACES,
    "aigerim@-example.com": Reason.EMAIL_WRONG,
    "a@x.k": Reason.EMAIL_ZONE,
    "Айгерім <a@x.k>": Reason.EMAIL_WORDS,
    "a" * 300 + "@example.com": Reason.TOO_LONG,
    f"{IIN}@example.com": Reason.IIN,
}
STEPS = {"name": (progress("name"), NAMES), "phone": (progress("phone"), PHONES), "email": (progress("email"), EMAILS)}


@cases("who", EVERYBODY)
async def test_a_wrong_answer_gets_one_helpful_sentence_and_a_right_one_goes_on(stage: Stage, who: Applicant) -> None:
    """Each wrong answer is somebody's: every third one is typed in the same language."""
    guest = stage.guest(who)
    await guest.reach("name")
    for step, (shown, wrong) in STEPS.items():
        before = stage.query(ANSWERS)
        for typed, reason in list(wrong.items())[EVERYBODY.index(who) :: len(EVERYBODY)]:
            (said,) = await guest.say(typed)
            reason_told = guest.text("form.refused", progress=shown, reason=guest.text(f"reason.{reason.value}"))
            assert said.html.partition("\n\n")[0] == reason_told
            assert said.labels or said.reply_keyboard
            assert typed[:20] not in said.text.replace(guest.text(f"field.{step}.example"), "")
        assert stage.query(ANSWERS) == before
        await guest.say(who.answers[step])
    await guest.go_on(following("email"))
    assert all(value in guest.chat.last.text for value in (who.name, format_phone(who.phone), who.email))


@cases("who", EVERYBODY)
async def test_only_the_own_contact_card_counts(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("phone")
    own = stage.outsider.chat  # a card that somebody else shared in another chat
    forwarded = stage.outsider.share_contact()
    assert own.history
    for act in (
        lambda: guest.user.share_contact(of=stage.outsider),
        lambda: guest.user.share_contact(of=stage.outsider, with_id=False),
        lambda: guest.user.share_contact(with_id=False),
        lambda: guest.user.forward(forwarded),
    ):
        (said,) = await guest.hears(act)
        assert said.html == guest.text("form.contact.foreign")
    await guest.hears(guest.user.share_contact)
    assert progress("email") in guest.chat.last.text


async def test_a_contact_that_is_no_mobile_is_asked_for_again(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    (said,) = await guest.hears(lambda: guest.user.share_contact(phone="77272500000"))
    assert KK("reason.phone_landline") in said.html
    assert guest.chat.reply_keyboard_shown


@cases("who", EVERYBODY)
async def test_nobody_can_be_called_on_an_anonymous_number(stage: Stage, who: Applicant) -> None:
    """An account may have no telephone at all: its own contact is a number that Telegram sells."""
    guest = stage.guest(who)
    await guest.reach("phone")
    for phone in ("88801234567", "+88801234567", "+8888123"):
        (said,) = await guest.hears(lambda: guest.user.share_contact(phone=phone))  # noqa: B023
        assert guest.text("reason.phone_anonymous") in said.html, phone
        assert guest.chat.reply_keyboard_shown
    await guest.write(who.phone, progress("email"))


@cases("phone", ["77710009998", "+77710009998"])
async def test_a_contact_may_come_with_or_without_a_plus(stage: Stage, phone: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    await guest.hears(lambda: guest.user.share_contact(phone=phone))
    await guest.finish(AIGERIM.email, "+7 771 000 99 98")


async def review(guest: Guest) -> str:
    """The review, once the e-mail address is taken."""
    await guest.go_on(following("email"))
    return guest.chat.last.text


SLIPS = {"gmial.com": "gmail.com", "mail.ri": "mail.ru", "yndex.ru": "yandex.ru", "gmail.kz": "gmail.com"}


@cases("who", EVERYBODY)
async def test_a_slip_in_a_known_domain_is_asked_about(stage: Stage, who: Applicant) -> None:
    """Each slip is somebody's, as each wrong answer is."""
    guest = stage.guest(who)
    await guest.reach("email")
    for wrong, right in list(SLIPS.items())[EVERYBODY.index(who) :: len(EVERYBODY)]:
        for choice, email in (("button.fix", f"aigerim@{right}"), ("button.keep", f"aigerim@{wrong}")):
            (question,) = await guest.say(f"aigerim@{wrong}")
            assert question.html == guest.text("field.email.doubt", meant=right)
            assert "aigerim" not in question.text
            await guest.hears(lambda: guest.user.tap(guest.text(choice, meant=right)))  # noqa: B023
            assert email in await review(guest)
            await guest.go_back("email")


async def test_a_slip_may_be_typed_anew_or_insisted_on(stage: Stage) -> None:
    for second, email in (("dana@example.kz", "dana@example.kz"), ("aigerim@gmial.com", "aigerim@gmial.com")):
        guest = stage.guest(AIGERIM)
        await guest.reach("doubt")
        await guest.say(second)
        assert email in await review(guest)


async def test_another_slip_is_asked_about_anew(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("doubt")
    (question,) = await guest.say("aigerim@mail.ri")
    assert "mail.ru" in question.text
    await guest.say("иә")
    assert "aigerim@mail.ru" in await review(guest)


async def test_a_right_address_is_not_doubted(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    for email in ("a@gmail.com", "a@mail.kz", "a@example.kz", "a@muzyka.kz", "a+b@bk.ru"):
        await guest.say(email)
        assert email in await review(guest)
        await guest.go_back("email")


@cases(
    ("typed", "meant"),
    [
        ("aigerim @gmail.com", "aigerim@gmail.com"),
        ("аigerim@gmail.com", "aigerim@gmail.com"),
        ("a@gmailcom", "a@gmail.com"),
        ("aigerim@gmail.c", "aigerim@gmail.com"),
    ],
)
async def test_what_cannot_be_an_address_is_not_offered_to_be_kept(stage: Stage, typed: str, meant: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    (question,) = await guest.say(typed)
    assert KK("button.fix", meant="gmail.com") in question.labels
    assert KK("button.keep") not in question.labels
    await guest.say("иә")
    assert meant in await review(guest)


async def test_an_address_with_its_name_is_taken_at_once(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    for typed in ("Айгерім С. <aigerim@gmail.com>", "e-mail: aigerim@gmail.com"):
        await guest.say(typed)
        assert "aigerim@gmail.com" in await review(guest)
        await guest.go_back("email")


@cases(("step", "typed"), [("phone", "+7 701 ☎️"), ("email", "✉️ a@example.com")])
async def test_advice_about_symbols_fits_the_question(stage: Stage, step: str, typed: str) -> None:
    """«Only letters, a hyphen and an apostrophe» is the opposite of help for a phone."""
    guest = stage.guest(AIGERIM)
    await guest.reach(step)
    (said,) = await guest.say(typed)
    assert "әріп, дефис" not in said.text


@cases("place", ["review", "sent"])
async def test_an_iin_or_a_card_typed_where_nothing_is_asked_is_pointed_out_too(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    for typed in (IIN, CARD):
        (said,) = await guest.say(typed)
        assert KK("fallback.sensitive", where="").strip() in said.html
