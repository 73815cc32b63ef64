"""Is a number told from one with a slip in it?"""

from bot.domain.identity_number import is_identity_number
from tests.cases import cases


@cases(
    ("text", "is_number"),
    [
        ("870101100056", True),  # of somebody born in 1887; computed apart from the code under test
        ("870101100730", True),  # with the second weights
        ("870101100057", False),
        ("87010110005", False),
        ("8701011000566", False),
        ("87010110005a", False),
        ("870101 100056", False),
        ("٨٧٠١٠١١٠٠٠٥٦", False),
        ("", False),
    ],
)
def test_a_number_has_twelve_digits_and_the_last_one_controls_the_others(text: str, is_number: bool) -> None:
    assert is_identity_number(text) is is_number
