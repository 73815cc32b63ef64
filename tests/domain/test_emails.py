"""Which texts are one e-mail address, and when is a slip in the domain asked about?"""

from email_validator import validate_email as parse_email
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.emails import MAX_USUAL_LENGTH, POPULAR, USUAL, domain_of, validate_email
from bot.domain.validation import Accepted, Reason, Rejected
from tests.cases import cases
from tests.examples import examples

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG_NAMES = [domain for domain in POPULAR if len(domain.partition(".")[0]) >= 5]


@cases(
    "address",
    [
        "nurlan@example.com",
        "N.Asanov+licence@example.com",
        "o'neil_1@sub.example.com",
        "a@example.museum",
        "нұрлан@почта.рф",
        "нұрлан@почта.пример.рф",
        "nurlan@почта.рф",
        "nurlan@пример.com",
        "nurlan@müller.example.com",
        "nurlan@さくら東京.jp",  # two scripts that one language writes together
        "77710009998@mail.ru",
    ],
)
def test_an_address_is_kept(address: str) -> None:
    assert validate_email(address) == Accepted(address)


@cases(
    ("typed", "kept"),
    [
        ("Nurlan@Example.COM", "Nurlan@example.com"),
        ("INFO@EXAMPLE.COM", "INFO@example.com"),
        ("  nurlan@example.com\n", "nurlan@example.com"),
        ("nurlan@example.com.", "nurlan@example.com"),
        ("nurlan@example.com,", "nurlan@example.com"),
        ("<nurlan@example.com>;", "nurlan@example.com"),
        ("mailto:nurlan@example.com", "nurlan@example.com"),
        ("<MAILTO:nurlan@example.com>", "nurlan@example.com"),
        ("nurlan@xn--80a1acny.xn--p1ai", "nurlan@почта.рф"),
        ("nurlan@example。com", "nurlan@example.com"),
        ("nurlan＠example.com", "nurlan@example.com"),  # a sign of East Asian keyboards
        ("ｎｕｒｌａｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "nurlan@example.com"),
        ("nurlan+１@example.com", "nurlan+1@example.com"),
        ("\u200bnurlan@example.com\ufeff", "nurlan@example.com"),
        ("nurlan\u2060@\u00adexample.\u200ecom", "nurlan@example.com"),
    ],
)
def test_what_sticks_to_an_address_is_forgiven(typed: str, kept: str) -> None:
    assert validate_email(typed) == Accepted(kept)


@cases(
    ("typed", "reason", "hint"),
    [
        ("nurlan", Reason.EMAIL_NO_AT, None),
        ("a@x.k", Reason.EMAIL_ZONE, None),
        ("a@example.c", Reason.EMAIL_ZONE, None),
        ("Asanov <a@b.kz>", Reason.EMAIL_WORDS, "a@b.kz"),
        ('"Asanov N." <nurlan@example.com>', Reason.EMAIL_WORDS, "nurlan@example.com"),
        ("Asanov<nurlan@gmial.com>", Reason.EMAIL_WORDS, "nurlan@gmail.com"),
        ("e-mail: nurlan@example.com", Reason.EMAIL_WORDS, "nurlan@example.com"),
        ("nurlan@example.com (жұмыс)", Reason.EMAIL_WORDS, "nurlan@example.com"),
        ("Asanov <a@x.k>", Reason.EMAIL_WORDS, None),
        ("Asanov <a@b.kz>, Dana <d@b.kz>", Reason.EMAIL_SEVERAL, None),
        ("nurlan asanov@example.com", Reason.EMAIL_SPACES, None),  # what is meant cannot be known
        ("nurlan.example.com", Reason.EMAIL_NO_AT, None),
        ("nurlan@@example.com", Reason.EMAIL_TWO_AT, None),
        ("nurlan@example@com", Reason.EMAIL_TWO_AT, None),
        ("a@example.com, b@example.com", Reason.EMAIL_SEVERAL, None),
        ("a@example.com b@example.com", Reason.EMAIL_SEVERAL, None),
        ("a@example.com/b@example.com", Reason.EMAIL_SEVERAL, None),
        ("менің поштам nurlan@example.com", Reason.EMAIL_SPACES, None),
        ("nur lan@example.com", Reason.EMAIL_SPACES, None),
        ("nurlan @ example .com", Reason.EMAIL_SPACES, "nurlan@example.com"),
        ("nurlan@ gmial.com", Reason.EMAIL_SPACES, "nurlan@gmail.com"),
        ("@nurlan", Reason.EMAIL_NO_LOCAL, None),
        ("@example.com", Reason.EMAIL_NO_LOCAL, None),
        ("nurlan@", Reason.EMAIL_NO_DOT, None),
        ("nurlan@example", Reason.EMAIL_NO_DOT, None),
        ("nurlan@gmail", Reason.EMAIL_NO_DOT, "nurlan@gmail.com"),
        ("nurlan@mailru", Reason.EMAIL_NO_DOT, "nurlan@mail.ru"),
        ("nurlan@gmail,com", Reason.EMAIL_NO_DOT, "nurlan@gmail.com"),
        ("nur..lan@gmail", Reason.EMAIL_NO_DOT, None),
        ("nurlan@gmаil.com", Reason.EMAIL_ALPHABETS, "nurlan@gmail.com"),  # Cyrillic а
        ("nurlan@gmail.соm", Reason.EMAIL_ALPHABETS, "nurlan@gmail.com"),  # Cyrillic с, о
        ("nurlan@mail.ру", Reason.EMAIL_ALPHABETS, "nurlan@mail.ru"),
        ("nurlan@mail.example.ру", Reason.EMAIL_ALPHABETS, "nurlan@mail.example.ru"),
        ("nurlаn@example.com", Reason.EMAIL_ALPHABETS, "nurlan@example.com"),  # Cyrillic а
        ("асе@example.com", Reason.EMAIL_ALPHABETS, "ace@example.com"),  # Cyrillic throughout
        ("нұрлан@example.com", Reason.EMAIL_ALPHABETS, None),
        ("nurlanұ@почта.рф", Reason.EMAIL_ALPHABETS, None),
        ("nurlan@вк.ru", Reason.EMAIL_ALPHABETS, None),
        ("nurlan@さくらa.jp", Reason.EMAIL_ALPHABETS, None),
        ("nurlan@асе.com", Reason.EMAIL_ALPHABETS, "nurlan@ace.com"),  # Cyrillic throughout
        ("nurlan@xn--gmil-63d.com", Reason.EMAIL_ALPHABETS, "nurlan@gmail.com"),
        ("nur..lan@example.com", Reason.EMAIL_WRONG, None),
        ("нұр!лан@почта.рф", Reason.EMAIL_WRONG, None),
        ("nurlan@example..com", Reason.EMAIL_WRONG, None),
        (".nurlan@example.com", Reason.EMAIL_WRONG, None),
        ("nurlan@-example.com", Reason.EMAIL_WRONG, None),
        ("nurlan@127.0.0.1", Reason.EMAIL_WRONG, None),
        ("nurlan@site.local", Reason.EMAIL_WRONG, None),
        ('"nurlan"@example.com', Reason.EMAIL_WRONG, None),
        ("a" * 65 + "@example.com", Reason.EMAIL_WRONG, None),
        ("a@" + "b." * 125 + "com", Reason.TOO_LONG, None),
        ("nurlan\u200d@example.com", Reason.INVISIBLE, None),
        ("nurlan@example.com ❤", Reason.SYMBOLS, None),
        ("900101300123@mail.ru", Reason.IIN, None),
        ("4111111111111111@mail.ru", Reason.CARD, None),
    ],
)
@cases("insist", [False, True])
def test_anything_else_is_told_why(typed: str, reason: Reason, hint: str | None, insist: bool) -> None:
    assert validate_email(typed, insist=insist) == Rejected(reason, hint)


SLIPS = """gmial.com gmai.com gamil.com gmal.com gmail.con gmail.co gmail.ru gmail.kz gmail.comm gmail.com.kz gnail.com
    ggmail.com gmaill.com=gmail.com mail.ri mial.ru maill.ru mial.ri=mail.ru
    yandex.ri yandx.ru ynadex.ru yanndex.ru=yandex.ru yandex.kx=yandex.kz inbox.ri inbo.ru=inbox.ru bk.ri=bk.ru
    list.ri lsit.ru=list.ru hotmial.com hotmai.com hotmail.con=hotmail.com outlok.com outloook.com=outlook.com
    icloud.con iclod.com icloud.ru=icloud.com yaho.com yahooo.com yahoo.co=yahoo.com mail.kx=mail.kz
    ramler.ru=rambler.ru"""


def pairs(table: str) -> list[tuple[str, str]]:
    """Read groups of slips, the last of each group followed by `=` and what was meant."""
    found, waiting = [], []
    for word in table.split():
        slip, _, meant = word.partition("=")
        waiting.append(slip)
        if meant:
            found += [(slip, meant) for slip in waiting]
            waiting = []
    return found


@cases(("slip", "meant"), pairs(SLIPS))
def test_a_slip_is_asked_about_and_kept_on_insisting(slip: str, meant: str) -> None:
    assert validate_email(f"nurlan@{slip}") == Rejected(Reason.EMAIL_TYPO, f"nurlan@{meant}")
    assert validate_email(f"nurlan@{slip}", insist=True) == Accepted(f"nurlan@{slip}")


@cases(("slip", "meant"), pairs("mail.r mail.u=mail.ru mail.k=mail.kz gmail.c gmail.o=gmail.com yandex.r=yandex.ru"))
def test_no_insisting_makes_one_letter_a_domain(slip: str, meant: str) -> None:
    assert validate_email(f"nurlan@{slip}") == Rejected(Reason.EMAIL_TYPO, f"nurlan@{meant}")
    assert validate_email(f"nurlan@{slip}", insist=True) == Rejected(Reason.EMAIL_ZONE)


REAL = """mail.kz gmx.com gmx.net gmx.de ya.ru bk.ru me.com my.com mail.com email.com qmail.com ymail.com zmail.ru
    momu.kz tomu.kz narxoz.kz kaznu.kz kbtu.kz nu.edu.kz enu.kz iitu.edu.kz kimep.kz mnu.kz aues.kz kaspi.kz
    halykbank.kz homebank.kz telecom.kz beeline.kz kcell.kz tele2.kz nur.kz zakon.kz tengrinews.kz gov.kz edu.kz mai.ru
    vk.ru vk.com ok.ru rail.ru mall.ru line.com love.com life.com list.kz bk.kz inbox.lv inbox.eu inbox.com
    infox.ru index.ru mail.ee mail.bg mail.de mail.uz mail.by mail.ua mail.md mail.ro mail.kg mail.tj email.cz email.ru
    ukr.net tut.by yandex.by yandex.uz yandex.ua yandex.com.tr yahoo.de yahoo.fr yahoo.co.uk yahoo.com.au hotmail.de
    hotmail.fr hotmail.co.uk outlook.de outlook.fr outlook.sa outlook.com.tr live.ru live.nl live.ca live.co.uk pm.me
    proton.ch aol.com zoho.com fastmail.com tutanota.com hey.com qq.com 163.com naver.com web.de orange.fr
    mns.com mssn.com"""


@cases("domain", [*REAL.split(), *POPULAR])
def test_real_domains_raise_no_alarm(domain: str) -> None:
    assert validate_email(f"nurlan@{domain}") == Accepted(f"nurlan@{domain}")


@given(st.sampled_from(LONG_NAMES), st.data())
def test_one_slip_in_a_long_popular_name_is_noticed(domain: str, data: st.DataObject) -> None:
    name, _, zone = domain.partition(".")
    place, letter = data.draw(st.integers(1, len(name) - 1)), data.draw(st.sampled_from(LETTERS))
    slip = data.draw(
        st.sampled_from(
            [
                name[:place] + letter + name[place:],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place + 1 :],
                name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
            ]
        )
    )
    outcome = validate_email(f"nurlan@{slip}.{zone}")
    if f"{slip}.{zone}" in (*POPULAR, *REAL.split()):
        assert isinstance(outcome, Accepted)
    else:
        assert isinstance(outcome, Rejected)
        assert outcome.reason == Reason.EMAIL_TYPO
        assert outcome.hint is not None
        assert outcome.hint.partition("@")[2] in POPULAR


def slips_between(one: str, other: str) -> int:
    """Count the edits between two words: Levenshtein's table, apart from the code under test."""
    row = list(range(len(other) + 1))
    for count, left in enumerate(one, 1):
        above, row = row, [count]
        for place, right in enumerate(other):
            row.append(min(above[place] + (left != right), above[place + 1] + 1, row[place] + 1))
    return row[-1]


@given(st.text(LETTERS, min_size=2, max_size=9), st.sampled_from(["kz", "ru", "com", "edu.kz", "org", "net", "uz"]))
@examples(500)
def test_domains_far_from_the_popular_raise_no_alarm(name: str, zone: str) -> None:
    near = any(slips_between(name, known.partition(".")[0]) <= 2 and len(name) > 3 for known in POPULAR)
    if not near:
        assert validate_email(f"nurlan@{name}.{zone}") == Accepted(f"nurlan@{name}.{zone}")


def test_the_domain_of_an_address_follows_its_last_at_sign() -> None:
    assert [domain_of(one) for one in ("nurlan@gmial.com", '"a@b"@example.com')] == ["gmial.com", "example.com"]


ALPHANUMERIC = "abzABZ019"
WORD = st.text(ALPHANUMERIC, min_size=1, max_size=6)
LABEL = st.text(ALPHANUMERIC.lower(), min_size=1, max_size=6)
BEFORE_AT = st.lists(WORD, min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from("._+-").map(lambda by: by.join(words))
)
DOMAIN = st.builds(
    lambda labels, zone: ".".join([*labels, zone]),
    st.lists(st.lists(LABEL, min_size=1, max_size=2).map("-".join), min_size=1, max_size=2),
    st.sampled_from(["com", "net", "org"]) | st.text("abkruz", min_size=2, max_size=2),
)


@given(BEFORE_AT, DOMAIN)
@examples(300)
def test_the_library_accepts_every_usual_address_and_leaves_it_as_it_is(before_at: str, domain: str) -> None:
    typed = f"{before_at}@{domain}"
    found = USUAL.fullmatch(typed)
    parsed = parse_email(typed, check_deliverability=False, strict=True)
    assert len(typed) <= MAX_USUAL_LENGTH
    assert found
    assert found[1] == parsed.domain == domain
    assert parsed.normalized == typed
