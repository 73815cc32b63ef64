"""The commands `person …`: what a person may ask for by e-mail, where the chat does not help them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.access import say_access
from bot.cli.person_options import with_person_options
from bot.cli.process import SEEKING, run_until_stopped, say, settings_or_exit, while_showing
from bot.config.settings import Settings
from bot.domain.consent import Consent
from bot.domain.fields import FIELDS
from bot.domain.wall_clock import minute
from bot.i18n import load_words
from bot.machine import system_clock, system_entropy
from bot.operator.block_person import block_person
from bot.operator.correct_person import Change, correct_person
from bot.operator.existing_store import open_existing_store
from bot.operator.find import Query
from bot.operator.prove_consent import ConsentProof, prove_consent
from bot.operator.show_person import show_person
from storage.store import Store

person = typer.Typer(no_args_is_help=True, help="Answers a person who asks by e-mail. The bot must be stopped.")

Answer = Callable[[Store, Settings], Awaitable[None]]


def _run(answer: Answer) -> None:
    settings = settings_or_exit(need_token=False)

    async def work() -> None:
        async with open_existing_store(settings) as store:
            await answer(store, settings)

    run_until_stopped(work())


@person.command()
@with_person_options
def show(query: Query) -> None:
    """Print everything that is stored about a person: the document that /my_data gives."""

    async def answer(store: Store, settings: Settings) -> None:
        work = show_person(store, query, settings.retention, system_clock)
        for document in await while_showing(SEEKING, work):
            say(document.decode())

    _run(answer)


@person.command()
@with_person_options
def correct(
    query: Query,
    field: Annotated[str, typer.Option("--field", help=f"One of {', '.join(one.name for one in FIELDS)}.")],
    value: Annotated[str, typer.Option("--value", help="The new value; the form's own rules judge it.")],
) -> None:
    """Correct an answer in a person's applications, or only in the one that --lead names."""
    change = Change(field, value, query.lead)

    async def answer(store: Store, settings: Settings) -> None:
        text = load_words().text_in("en")
        work = correct_person(store, query, change, text, system_clock, system_entropy)
        for reference in await while_showing(SEEKING, work):
            say(f"{reference}: {field} is corrected; the card follows as soon as the bot runs")

    _run(answer)


@person.command()
@with_person_options
def block(
    query: Query,
    lift: Annotated[bool, typer.Option("--lift", help="The dispute is over: use the data again.")] = False,
) -> None:
    """Put a person's data out of use while a dispute lasts; contacts leave the card as soon as the bot runs."""

    async def answer(store: Store, settings: Settings) -> None:
        number = await while_showing(SEEKING, block_person(store, query, system_clock, lift=lift))
        done = "in use again" if lift else "out of use until block --lift"
        say(f"{done}: {number} person{'' if number == 1 else 's'}" if number else f"nothing to do: already {done}")

    _run(answer)


@person.command()
@with_person_options
def proof(query: Query) -> None:
    """Print the consents of a person: when, to which text, its SHA-256, and the rows of the ledger."""
    _run(lambda store, settings: _prove(store, query, ZoneInfo(settings.timezone)))


@person.command()
@with_person_options
def access(query: Query) -> None:
    """List who has access, and who saw the contacts of a person when; of everybody if no person is named."""
    _run(lambda store, settings: say_access(store, settings, None if query == Query() else query))


async def _prove(store: Store, query: Query, zone: ZoneInfo) -> None:
    for one in await while_showing(SEEKING, prove_consent(store, query, system_clock)):
        say(f"name in the ledger: {one.subject or 'none'}")
        for consent in one.consents:
            _say_proof(consent, zone)
        if not one.consents:
            say("no consent is stored")


def _say_proof(proven: ConsentProof, zone: ZoneInfo) -> None:
    given = proven.consent
    say(f"\nconsent {given.id.hex()}: {given.purpose}")
    say(_when(given, zone))
    say(f"policy: {given.policy_url}, version {given.policy_version}, of {given.policy_date or 'no stated date'}")
    say(f"the tap: update {given.update_id}, in the language {given.language}")
    verdict = "that of the text below" if proven.has_hash_of_text else "NOT that of the stored text"
    say(f"SHA-256 of what was shown: {given.text_hash}, {verdict}")
    for entry in proven.entries:
        say(f"ledger row {entry.seq}: {entry.event}, hash {entry.hash}")
    say(f"what was shown:\n{proven.shown.body if proven.shown else 'the text is not stored'}")


def _when(given: Consent, zone: ZoneInfo) -> str:
    until = f"taken back {minute(given.withdrawn_at, zone)}" if given.withdrawn_at else "in force"
    return f"given {minute(given.granted_at, zone)}, {until}"
