"""What is taken out of what people really write, what is asked about, and what is left as it is?"""

from bot.domain.names import validate_name
from bot.domain.small_talk import ALL_GREETINGS, CERTAIN, DOUBTFUL, LONGEST_PHRASE, is_wish
from bot.domain.told_contacts import read_email, read_phone, slipped_domain
from bot.domain.told_names import ALL_INTRODUCTIONS, LONG_ONES, insist_on_name, read_name
from bot.domain.validation import Accepted, Reason, Rejected
from tests.cases import cases
from tests.domain.test_wishes import NEITHER, lines
from tests.people import AIGERIM, EVERYBODY, Applicant, example_number

PHONE, EMAIL = AIGERIM.phone, "aigerim@mail.ru"
HOME_PHONE = f"8 {PHONE[2:5]} {PHONE[5:8]} {PHONE[8:10]} {PHONE[10:]}"
REAL = [who.name for who in EVERYBODY] + [
    *("Vincent Price", "Lee Im", "Abdus Salam", "Ким Мен", "Music Ana", "Сейткалиев Аман", "Бар Рафаэли", "Кафе"),
    *("Айгерім", "Данияр Нұрлан", "Хочуев Иван", "Нужный Пётр", "Какимов Берік", "Заявкин Олег", "Вопросов Илья"),
    *("Салеметова Дана", "Приветов Олег", "Helloway Ann", "Керекеш Жан", "Сұрақбай Асан"),
]


@cases("name", REAL + [one for one in lines(NEITHER) if one.istitle() and one != "Сәлем"])
def test_a_name_is_taken_as_it_is(name: str) -> None:
    assert read_name(name) == validate_name(name)


def test_no_phrase_is_too_long_to_be_found() -> None:
    assert max(map(len, ALL_GREETINGS | ALL_INTRODUCTIONS)) == LONGEST_PHRASE


@cases("greeting", sorted(" ".join(one) for one in CERTAIN))
def test_a_greeting_is_answered_and_no_name(greeting: str) -> None:
    for said in (greeting, greeting.upper(), f"{greeting}!", f"{greeting.title()}, {greeting}"):
        assert read_name(said) == Rejected(Reason.NAME_GREETING)
        assert read_phone(said) == Rejected(Reason.GREETING)
        assert isinstance(insist_on_name(said), Rejected)


@cases("name", sorted(one for [one] in DOUBTFUL))
def test_a_greeting_that_people_are_called_is_asked_about(name: str) -> None:
    assert read_name(name) == Rejected(Reason.NAME_TOLD, name)
    assert insist_on_name(name) == validate_name(name)
    assert [read(name) for read in (read_phone, read_email)] == [Rejected(Reason.GREETING)] * 2
    assert read_name(f"{name} Айдосов") == Rejected(Reason.NAME_TOLD, "Айдосов")
    assert insist_on_name(f"{name} Айдосов") == Accepted(f"{name} Айдосов")


@cases("who", EVERYBODY)
@cases("before", [*sorted(LONG_ONES), ("Я",), ("Мен",), ("ФИО:",), ("Здравствуйте,",), ("Сәлем!",)])
def test_whatever_name_stands_behind_it_is_read_back(who: Applicant, before: tuple[str, ...]) -> None:
    said = f"{' '.join(before)} {who.name}"
    assert read_name(said) == Rejected(Reason.NAME_TOLD, who.name)
    assert read_name(f"Сәлеметсіз бе! {said}") == Rejected(Reason.NAME_TOLD, who.name)
    assert read_name(f"{said}, хочу лицензию") == Rejected(Reason.NAME_TOLD, who.name)


@cases("said", ["My name is Bob", "Меня зовут Боб", "Менің атым — Боб", "менин атым Боб болады"])
def test_my_name_is_is_no_part_of_the_name(said: str) -> None:
    assert read_name(said) in (Rejected(Reason.NAME_TOLD, "Bob"), Rejected(Reason.NAME_TOLD, "Боб"))
    assert isinstance(insist_on_name(said), Rejected)


@cases(
    "wish",
    [
        *("Хочу лицензию", "Здравствуйте, хочу лицензию", "сколько стоит?", "нужна музыка для кафе", "Можно вопрос"),
        *("Лицензия керек", "бағасы қанша", "Өтінім беру керек", "Көмектесіңізші", "қалай аламын"),
        *("I want a licence", "license please", "how much", "music for cafe", "Перезвоните мне"),
    ],
)
def test_a_wish_is_answered_and_no_name(wish: str) -> None:
    assert read_name(wish) == Rejected(Reason.NAME_WISH)
    assert is_wish(wish)
    assert isinstance(insist_on_name(wish), Rejected)


def test_what_may_never_be_kept_is_refused_in_a_sentence_too() -> None:
    assert read_name("Меня зовут Боб, 880412350123") == Rejected(Reason.IIN)
    assert read_phone("тел 880412350123") == Rejected(Reason.IIN)


@cases("number", [PHONE, HOME_PHONE, PHONE[1:], PHONE[2:], example_number("GB")])
@cases("around", ["тел {}", "Здравствуйте, мой номер {}!", "менің нөмірім: {}", "whatsapp {}"])
def test_a_number_behind_known_words_is_taken(number: str, around: str) -> None:
    said = around.format(number)
    assert read_phone(said) == Accepted(number if number.startswith("+44") else PHONE)


@cases("around", ["{} после 6", "не {}", "{} муж Олег", "Айгерим {}"])
def test_a_number_among_other_words_is_asked_about(around: str) -> None:
    assert read_phone(around.format(HOME_PHONE)) == Rejected(Reason.PHONE_TOLD, PHONE)


@cases(
    ("said", "reason"),
    [
        ("ертең", Reason.PHONE_LETTERS),
        ("Сколько стоит?", Reason.WISH),
        ("офис +7 71234 5 67 89", Reason.PHONE_LANDLINE),
        (f"{PHONE} или {example_number('GB')}", Reason.PHONE_SEVERAL),
    ],
)
def test_what_gives_no_mobile_says_why(said: str, reason: Reason) -> None:
    assert read_phone(said) == Rejected(reason)


@cases("around", ["моя почта {}", "почта: {}", "My e-mail is {}.", "поштам {}!", "Айгерім <{}>", "({})"])
def test_an_address_is_taken_out_of_a_sentence(around: str) -> None:
    assert read_email(around.format(EMAIL)) == Accepted(EMAIL)


@cases("around", ["ivan {}", "{} 2 times", "not {}", "не {}", "{} мужа"])
def test_an_address_beside_what_may_belong_to_it_is_asked_about(around: str) -> None:
    said = around.format(EMAIL)
    assert read_email(said) == Rejected(Reason.EMAIL_WORDS, EMAIL)
    assert slipped_domain(said, EMAIL) is None


def test_a_slip_in_a_sentence_is_asked_about_as_a_slip() -> None:
    said = "моя почта a@gmial.com"
    assert read_email(said) == Rejected(Reason.EMAIL_TYPO, "a@gmail.com")
    assert slipped_domain(said, "a@gmail.com") == "gmail.com"
    assert read_email(said, insist=True) == Accepted("a@gmial.com")
