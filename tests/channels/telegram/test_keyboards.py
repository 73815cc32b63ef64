"""Is each kind of keyboard said to Telegram in the bytes it always was?"""

from bot.channels.telegram.keyboards import inline_markup, markup
from bot.dialogue.keyboard import Button, ContactRequest, ForceReply, Inline, Keyboard, Link, RemoveKeyboard
from bot.dialogue.presses import ForgetPress, FormPress, LeadPress, Move
from bot.domain.time import Moment
from tests.cases import cases

# Written down from version 0.1.0; what is null is not sent.
WIRE: list[tuple[Keyboard, object]] = [
    (Inline(()), {"inline_keyboard": []}),
    (
        Inline(((Button("Жіберу", FormPress(Move.CONFIRM, 7), "success"),), (Link("Саясат ↗", "https://momu.kz/p"),))),
        {
            "inline_keyboard": [
                [{"text": "Жіберу", "style": "success", "callback_data": "f:confirm:7:"}],
                [{"text": "Саясат ↗", "url": "https://momu.kz/p"}],
            ]
        },
    ),
    (
        Inline(((Button("Өшіру", ForgetPress(True, Moment(5)), "danger"), Button("‹", LeadPress("MOMU-7K2D4"))),)),
        {
            "inline_keyboard": [
                [
                    {"text": "Өшіру", "style": "danger", "callback_data": "g:1:5"},
                    {"text": "‹", "callback_data": "k:MOMU-7K2D4"},
                ]
            ]
        },
    ),
    (
        ContactRequest("Нөмірімді жіберу", ("Артқа", "Болдырмау"), "+7 701 000 00 00"),
        {
            "keyboard": [
                [{"text": "Нөмірімді жіберу", "request_contact": True}],
                [{"text": "Артқа"}, {"text": "Болдырмау"}],
            ],
            "resize_keyboard": True,
            "one_time_keyboard": True,
            "input_field_placeholder": "+7 701 000 00 00",
        },
    ),
    (RemoveKeyboard(), {"remove_keyboard": True}),
    (ForceReply("Не үшін?"), {"force_reply": True, "input_field_placeholder": "Не үшін?", "selective": True}),
]


@cases(("keyboard", "wire"), WIRE)
def test_a_keyboard_is_said_as_it_always_was(keyboard: Keyboard, wire: object) -> None:
    said = markup(keyboard)
    assert said == wire
    if isinstance(keyboard, Inline):
        assert inline_markup(keyboard) == said


def test_no_keyboard_is_said_by_nothing() -> None:
    assert markup(None) is None
    assert inline_markup(None) is None
