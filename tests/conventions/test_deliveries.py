"""What is told in a private chat by itself: not at night, and not what is no longer true."""

import ast
from functools import cache

from tests.conventions.code import nodes_in

AT_ANY_HOUR = {
    "DeliverSent": "they have just pressed Confirm",
    "DeliverErasureDelayed": "they have just asked for it",
    "DeliverExport": "a colleague has just asked for it",
    "DeliverBreach": "the law counts the time",
}
ALWAYS_WANTED = {
    "DeliverErasureDelayed": "nothing takes back an erasure",
    "DeliverErased": "the same",
    "DeliverEnded": "the same",
}


@cache
def told_persons() -> dict[str, set[str]]:
    """Each delivery that says something in somebody's chat, with every name in it."""
    found = {}
    for _, node in nodes_in("bot/outbox"):
        if isinstance(node, ast.ClassDef) and node.name.startswith("Deliver"):
            names = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
            if {"say", "chat_of"} <= names:
                found[node.name] = names
    return found


def test_nobody_is_woken_unless_they_wait_for_it() -> None:
    """In the quiet hours a delivery waits for the morning, or makes no sound."""
    loud = {name for name, names in told_persons().items() if not names & {"wait_for_morning", "is_quiet"}}
    assert loud == AT_ANY_HOUR.keys()


def test_what_has_waited_is_said_only_if_it_is_still_wanted() -> None:
    assert {name for name, names in told_persons().items() if "only_if" not in names} == ALWAYS_WANTED.keys()
    assert len(told_persons()) > 8
