"""parse_mode HTML is read as Telegram reads it: tags, error texts, byte offsets."""

from __future__ import annotations

from typing import Any

from simulator.text import utf16
from simulator.text.formatted import format_request_text
from simulator.world import World
from tests.cases import cases
from tests.simulator.asking import refused, sent


@cases(
    ("source", "reason"),
    [
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<b>Ә", 'Can\'t find end tag corresponding to start tag "b"'),
        ("Ә<b>Ә<i>x</b></i>", 'Unmatched end tag at byte offset 11, expected "</i>", found "</b>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <3", "Unclosed start tag at byte offset 2"),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<i abc", 'Unclosed start tag "i" at byte offset 0'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ('<tg-time unix="1647531900" format="y">x</tg-time>', "Invalid date format used"),
        ('<tg-time unix="1647531900" format="rt">x</tg-time>', "Invalid date format used"),
        ("<B>x</I>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ],
)
def test_html_that_does_not_parse_is_refused_with_telegrams_words(source: str, reason: str) -> None:
    with refused(f"can't parse entities: {reason}"):
        format_request_text(source, "HTML", None)


@cases(
    ("source", "kind"),
    [
        ("<b>Ә</b>", "bold"),
        ("<strong>Ә</strong>", "bold"),
        ("<i>Ә</i>", "italic"),
        ("<em>Ә</em>", "italic"),
        ("<u>Ә</u>", "underline"),
        ("<ins>Ә</ins>", "underline"),
        ("<s>Ә</s>", "strikethrough"),
        ("<strike>Ә</strike>", "strikethrough"),
        ("<del>Ә</del>", "strikethrough"),
        ("<code>Ә</code>", "code"),
        ("<pre>Ә</pre>", "pre"),
        ("<tg-spoiler>Ә</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">Ә</span>', "spoiler"),
        ("<blockquote>Ә</blockquote>", "blockquote"),
        ("<blockquote expandable>Ә</blockquote>", "expandable_blockquote"),
        ('<a href="https://momu.kz/">Ә</a>', "text_link"),
        ('<tg-emoji emoji-id="5368324170671202286">Ә</tg-emoji>', "custom_emoji"),
        ("<B>Ә</b>", "bold"),
        ("<B>Ә</B>", "bold"),
        ("<STRONG>Ә</Strong >", "bold"),
        ("<Tg-Spoiler>Ә</TG-SPOILER>", "spoiler"),
        ('<tg-time unix="1647531900" format="wDT">Ә</tg-time>', "date_time"),
        ("<b>Ә</>", "bold"),
    ],
)
def test_every_tag_of_telegrams_html_makes_its_entity(source: str, kind: str) -> None:
    text = format_request_text(source, "HTML", None)
    assert (text.text, [(entity.type, entity.offset, entity.length) for entity in text.entities]) == (
        "Ә",
        [(kind, 0, 1)],
    )


@cases(
    ("attributes", "shown"),
    [
        ('unix="1647531900" format="wDT"', {"unix_time": 1647531900, "date_time_format": "wDT"}),
        ('format="tdW" unix="1647531900"', {"unix_time": 1647531900, "date_time_format": "wdt"}),
        ("unix=1647531900 format=R", {"unix_time": 1647531900, "date_time_format": "r"}),
        ('unix="1647531900"', {"unix_time": 1647531900}),
    ],
)
def test_moment_has_its_time_and_its_format(attributes: str, shown: dict[str, Any]) -> None:
    text = format_request_text(f"ертең <tg-time {attributes}>сағат 3-те</tg-time>", "HTML", None)
    (entity,) = text.entities
    assert entity.to_json() == {"type": "date_time", "offset": 6, "length": 10, **shown}
    assert format_request_text(text.text, None, [entity.to_json()]).entities == text.entities


@cases("attributes", ["", 'unix="soon"', 'unix="0" format="t"', 'unix="-5"'])
def test_moment_without_a_time_is_plain_text(attributes: str) -> None:
    assert format_request_text(f"<tg-time {attributes}>ертең</tg-time>", "HTML", None).entities == ()


def test_date_is_short_or_long_not_both() -> None:
    with refused("SIMULATOR: a date is short or long"):
        format_request_text('<tg-time unix="1647531900" format="dD">x</tg-time>', "HTML", None)


def test_offsets_count_utf16_units() -> None:
    text = format_request_text("👍<b>👍ә</b>", "HTML", None)
    assert [(entity.offset, entity.length) for entity in text.entities] == [(2, 3)]
    assert utf16.substring(text.text, 2, 3) == "👍ә"


def test_only_four_named_references_and_numbers_are_decoded() -> None:
    assert format_request_text("&lt;&gt;&amp;&quot;&nbsp;&#1234;&#x4E2D;&amp", "HTML", None).text == '<>&"&nbsp;Ӓ中&'


def test_unmatched_surrogates_are_refused() -> None:
    with refused("Text contains invalid Unicode characters after decoding HTML entities"):
        format_request_text("&#xDFDF;", "HTML", None)


def test_code_inside_pre_gives_its_language() -> None:
    text = format_request_text('<pre><code class="language-python">x</code></pre>', "HTML", None)
    assert [entity.to_json() for entity in text.entities] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    ]


def test_code_is_never_part_of_bold_but_may_stand_in_a_quotation() -> None:
    text = format_request_text("<blockquote><b>a<code>b</code>c</b></blockquote>", "HTML", None)
    found = [(entity.type, entity.offset, entity.length) for entity in text.entities]
    assert found == [("blockquote", 0, 3), ("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]


def test_links_get_a_scheme_and_what_is_no_link_is_dropped() -> None:
    assert [entity.detail for entity in format_request_text('<a href="momu.kz">x</a>', "HTML", None).entities] == [
        "http://momu.kz/"
    ]
    assert format_request_text('<a href="not a link">x</a>', "HTML", None).entities == ()


def test_white_space_at_both_ends_is_cut_and_entities_shrink() -> None:
    text = format_request_text("  <b> Ә </b>\n", "HTML", None)
    assert (text.text, [(entity.offset, entity.length) for entity in text.entities]) == ("Ә", [(0, 1)])


def test_other_parse_modes_are_refused() -> None:
    with refused("unsupported parse_mode"):
        format_request_text("x", "BBCode", None)
    with refused("SIMULATOR: parse_mode MarkdownV2 is not simulated"):
        format_request_text("x", "MarkdownV2", None)


def test_message_keeps_the_html_as_sent(world: World) -> None:
    user = world.user("Дана")
    user.start()
    message = sent(world, user.chat, "<b>Сәлем</b> &amp; қош", parse_mode="HTML")
    assert (message.text, message.html) == ("Сәлем & қош", "<b>Сәлем</b> &amp; қош")


def test_text_without_parse_mode_is_not_html(world: World) -> None:
    user = world.user("Дана")
    user.start()
    message = sent(world, user.chat, "<b>Сәлем</b>")
    assert (message.text, message.html) == ("<b>Сәлем</b>", "&lt;b&gt;Сәлем&lt;/b&gt;")
