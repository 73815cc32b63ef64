"""Are responses of Telegram, and of servers that are not Telegram, understood?"""

import json
from typing import Any

import pytest

from bot.channels.telegram.http_response import Response
from bot.channels.telegram.responses import result_of
from bot.dialogue.undelivered import Trouble, Undelivered
from tests.cases import cases


def said(status: int, **body: Any) -> Response:
    return Response(status, json.dumps(body).encode())


def no(code: int, description: str = "", **parameters: object) -> Response:
    return said(code, ok=False, error_code=code, description=description, parameters=parameters)


def failure(answer: Response) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        result_of(answer)
    return caught.value


DONE = {
    "a result with a field too many": {"message_id": 7, "novelty": {"of": "tomorrow"}},
    "a result without what a model needs": {"message_id": 7},
    "a result of another type": "sent",
    "no result": None,
}


@cases("result", DONE.values())
def test_a_call_that_telegram_reports_as_done_is_done(result: object) -> None:
    assert result_of(said(200, ok=True, result=result)) == result


@cases("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_response_is_read_in_any_encoding_of_unicode(encoding: str) -> None:
    body = json.dumps({"ok": True, "result": {"text": "Әлия"}}, ensure_ascii=False)
    assert result_of(Response(200, body.encode(encoding))) == {"text": "Әлия"}


def test_bytes_that_fit_no_encoding_harm_nothing_else() -> None:
    body = b'{"ok":true,"result":{"message_id":7,"text":"\xcf\xf0\xe8"}}'
    assert result_of(Response(200, body))["message_id"] == 7


REFUSALS = {
    Trouble.UNCHANGED: no(400, "Bad Request: message is not modified: specified new message content is the same"),
    Trouble.GONE: no(400, "Bad Request: message to edit not found"),
    Trouble.REFUSED: no(413, "Request Entity Too Large"),
    Trouble.UNREACHABLE: no(403, "Forbidden: bot was blocked by the user"),
    Trouble.RATE_LIMITED: no(429, "Too Many Requests: retry after 3", retry_after=3),
    Trouble.MOVED: no(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001),
    Trouble.CONFLICT: no(409, "Conflict: terminated by other getUpdates request"),
    Trouble.OUTAGE: no(401, "Unauthorized"),
}


@cases("trouble", REFUSALS)
def test_a_clear_refusal_is_certain(trouble: Trouble) -> None:
    refused = failure(REFUSALS[trouble])
    assert (refused.trouble, refused.is_certain) == (trouble, True)


@cases(
    "description",
    [
        "CHAT_RESTRICTED",
        "CHAT_SEND_PLAIN_FORBIDDEN",
        "CHAT_WRITE_FORBIDDEN",
        "CHANNEL_PRIVATE",
        "PEER_ID_INVALID",
        "USER_BANNED_IN_CHANNEL",
        "have no rights to send a message",
        "need administrator rights in the channel chat",
        "chat not found",
    ],
)
def test_telegram_has_many_words_for_a_chat_in_which_nothing_can_be_said(description: str) -> None:
    assert failure(no(400, f"Bad Request: {description}")).trouble is Trouble.UNREACHABLE


@cases(
    "description",
    ["BUTTON_URL_INVALID", "BUTTON_INVALID", "inline keyboard button URL 'https://x/' is invalid: Wrong HTTP URL"],
)
def test_telegram_has_several_words_for_an_address_of_which_it_makes_no_button(description: str) -> None:
    assert failure(no(400, f"Bad Request: {description}")).trouble is Trouble.BAD_BUTTON


def test_a_refusal_says_what_to_do() -> None:
    assert failure(no(429, retry_after=3)).retry_after == 3
    assert failure(no(429)).retry_after == 1
    assert failure(no(400, migrate_to_chat_id=-1001)).moved_to == -1001
    assert failure(no(429, retry_after="soon")).retry_after == 1


UNCERTAIN = {
    "502 of Telegram": no(502, "Bad Gateway"),
    "502 with a wait": no(502, "Bad Gateway", retry_after=3),
    "504 in HTML": Response(504, b"<html>"),
    "502 in cp1251": Response(502, "Плохой шлюз".encode("cp1251")),
    "200 in cp1251": Response(200, "Привет".encode("cp1251")),
    "nothing at all": Response(200, b""),
    "a page of a hotel": Response(200, b"<html>welcome</html>"),
    "an answer that breaks off": Response(200, b'{"ok":true,"result":{"message_'),
    "a bare word": Response(200, b"true"),
    "a page that is not Telegram's no": Response(403, b"<html>forbidden</html>"),
    "another program's no": said(404, message="no route"),
    "nested without end": Response(200, b"[" * 100_000),
    "a number without end": Response(200, b'{"ok":true,"result":' + b"9" * 5_000 + b"}"),
}


@cases("answer", UNCERTAIN.values())
def test_any_other_response_is_an_outage_after_which_the_effect_is_uncertain(answer: Response) -> None:
    unclear = failure(answer)
    assert (unclear.trouble, unclear.is_certain) == (Trouble.OUTAGE, False)


def test_an_error_does_not_quote_the_description() -> None:
    """Telegram quotes a text that it cannot parse."""
    refused = failure(no(400, 'Bad Request: can\'t parse entities: Unsupported start tag "Әлия"'))
    assert "Әлия" not in f"{refused!r} {refused} {refused.explanation} {vars(refused)}"
