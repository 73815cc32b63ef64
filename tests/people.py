"""The people in the tests. All are invented; phone numbers are libphonenumber's example numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import phonenumbers


def example_number(region: str) -> str:
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert number is not None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applies: the name and language of their client, and their answers."""

    first_name: str
    language: str
    name: str
    phone: str
    email: str

    @property
    def answers(self) -> dict[str, str]:
        """What they type, by the field of the form. A question without an answer here is skipped."""
        return {"name": self.name, "phone": self.phone, "email": self.email}

    @property
    def secrets(self) -> list[str]:
        """The texts that no file may contain."""
        digits = self.phone.removeprefix("+")
        return [*self.name.split(), self.phone, digits, digits[1:], self.email, self.email.split("@")[0]]


AIGERIM = Applicant("Айгерім", "kk", "Сейтқалиева Айгерім Болатқызы", example_number("KZ"), "aigerim.cafe@example.com")
DANIYAR = Applicant("Данияр", "ru", "Нұрлан Данияр", example_number("RU"), "daniyar@example.org")
ALICE = Applicant("Alice", "en", "O'Connor-Smith Alice", example_number("GB"), "alice@example.net")
EVERYBODY = (AIGERIM, DANIYAR, ALICE)

REGIONS = (
    "KZ", "RU", "GB", "UZ", "KG", "DE", "FR", "IT", "AZ", "GE", "TR", "PL", "AE", "ES", "NL", "AT", "CH", "SE", "NO",
    "FI",
)  # fmt: skip


def different(number: int) -> list[Applicant]:
    """Up to twenty people like Aigerim, each with a phone and an e-mail of their own.

    Cards with the same contact are drawn once more, which takes places in the group's minute.
    """
    return [
        replace(AIGERIM, phone=example_number(region), email=f"{region.lower()}@example.com")
        for region in REGIONS[:number]
    ]


MADINA = "Мадина"  # a colleague, who acts first
TIMUR = "Тимур"  # a colleague, who acts second
OUTSIDER = "Олжас"  # is in no group

BIN = "263440000014"
"""The number of an operator. No organisation was registered in a 34th month."""
