"""Does memory stay small however many people come?"""

from bot.memory import Recent


def test_the_longest_unused_is_forgotten_first() -> None:
    recent: Recent[int, str] = Recent(2)
    recent.put(1, "a")
    recent.put(2, "b")
    assert recent.get(1) == "a"
    recent.put(3, "c")
    assert 2 not in recent
    assert (recent.get(1), recent.get(3)) == ("a", "c")
