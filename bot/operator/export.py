"""Exports applications into a file. The same rules hold as in the group (handlers/staff/export.py)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from bot.domain.disclosure import BASES, COUNTRIES, HOME, Details, Disclosure, Format, Recipient, columns_for
from bot.domain.erasure import SHOWN_FOR
from bot.domain.export_form import LONGEST, read_typed
from bot.domain.frozen import frozen
from bot.domain.reference import make_reference, read_reference
from bot.domain.time import Moment
from bot.machine import Clock, Entropy
from bot.operator.progress import Begin, silent
from bot.refusal import Refusal
from bot.views.export_file import ExportFileMaker
from storage import disclosures, leads
from storage.files import destroy_file, partial_of, write_private
from storage.store import Store

OPERATOR = "command line"
"""Who asked for the export: somebody with access to the machine."""


class NothingToExport(Refusal):
    """There are no applications, or not all of those that were named."""

    line = "there is no such application; nothing was exported"


class NoBasis(Refusal):
    """The recipient is neither of the operator's own staff nor a state body."""

    line = (
        "--to: people agreed to their data going to nobody else: only to staff (the operator's own), "
        "and to state (a state body) by its document; nothing was exported"
    )


class ExportRefused(Refusal):
    """The order is incomplete, or the file cannot be written."""


@frozen
class Order:
    """`leads` are references; none means all. Without an `output` file the export lies beside the database.

    Staff give a `reason`; a state body a `document` and the day of it.
    """

    to: Recipient
    format: Format
    recipient: str
    reason: str = ""
    country: str = HOME
    document: str = ""
    dated: str = ""
    leads: tuple[str, ...] = ()
    output: Path | None = None


@frozen
class Exported:
    """The file, and until when it stands there."""

    reference: str
    path: Path
    applications: int
    until: Moment


async def export(
    store: Store,
    files: ExportFileMaker,
    order: Order,
    today: date,
    clock: Clock,
    entropy: Entropy,
    begin: Begin = silent,
) -> Exported:
    """Register the export, then write its file. Raises NoBasis, NothingToExport and ExportRefused and registers nothing
    then."""
    details = _check(order, today)
    disclosure = await _register(store, order, details, clock(), entropy)
    path = store.folder / (disclosure.path or disclosure.file_name)
    try:
        if path.exists():
            raise FileExistsError
        number = len(await disclosures.references_of(store.engine, disclosure.id))
        until = clock() + SHOWN_FOR
        await store.commit(await disclosures.hand_out(store.engine, disclosure, clock(), until))
        write_private(path, (await files.make(disclosure, begin("writing applications", number))).content)
    except OSError as error:
        with suppress(OSError):  # first, as the disk may fail the rows too
            destroy_file(partial_of(path))
        await _withdraw(store, disclosure, clock())
        raise ExportRefused(f"{path}: cannot be written ({type(error).__name__}); nothing was exported") from None
    return Exported(disclosure.reference, path, number, until)


def _check(order: Order, today: date) -> Details:
    """What is typed in the order, as it is kept."""
    if order.to not in BASES:
        raise NoBasis
    if order.country not in (COUNTRIES if order.to is Recipient.STAFF else (HOME,)):
        known = ", ".join(COUNTRIES) if order.to is Recipient.STAFF else f"{HOME}: a state body is one of Kazakhstan"
        raise ExportRefused(f"--country: must be one of {known}")
    needed = ("recipient", "reason") if order.to is Recipient.STAFF else ("recipient", "document", "dated")
    typed = {name: read_typed(name, getattr(order, name), today) for name in needed}
    for name, value in typed.items():
        if value is None:
            raise ExportRefused(_what_is_wrong(name))
    return Details(asked_by=OPERATOR, **{"reason": "", **{name: value or "" for name, value in typed.items()}})


def _what_is_wrong(name: str) -> str:
    if name == "dated":
        return "--dated: must be the day of the document, like 2026-01-31, and not later than today"
    return f"--{name}: must be a text of at most {LONGEST} characters"


async def _register(store: Store, order: Order, details: Details, now: Moment, entropy: Entropy) -> Disclosure:
    wanted = await _chosen(store, order)
    disclosure = Disclosure(
        id=entropy(16),
        reference=make_reference(entropy, prefix="X"),
        format=order.format,
        to=order.to,
        basis=BASES[order.to],
        country=order.country,
        fields=columns_for(order.to),
        details=details,
        asked_at=now,
        path=str(order.output.absolute()) if order.output else None,
    )
    seal, key = store.vault.make_seal(disclosure.id, now)
    await store.commit(disclosures.ask(disclosure, seal, wanted), [key])
    if not await disclosures.references_of(store.engine, disclosure.id):
        await _withdraw(store, disclosure, now)
        raise NothingToExport
    return disclosure


async def _chosen(store: Store, order: Order) -> tuple[str, ...]:
    """The references in the order, as they are stored. Raises NothingToExport if one belongs to no application."""
    wanted = tuple(read_reference(typed) or "" for typed in order.leads)
    for reference in wanted:
        if not await leads.is_in_use(store.engine, reference):
            raise NothingToExport
    return wanted


async def _withdraw(store: Store, disclosure: Disclosure, now: Moment) -> None:
    await store.vault.unsettle(now, disclosure.id)
    await store.commit(disclosures.drop(disclosure.id))
    await store.vault.destroy(disclosure.id)
