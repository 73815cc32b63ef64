"""Exports applications into a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.disclosure import COLUMNS, MAX_DETAIL_LENGTH, Basis, Details, Disclosure, Format
from bot.domain.reference import make_reference
from bot.domain.time import Moment
from bot.machine import Clock, Entropy
from bot.refusal import Refusal
from bot.views.export_file import ExportFileMaker, file_name
from storage import disclosures
from storage.files import write_private
from storage.store import Store

OPERATOR = "command line"
"""Who asked for the export: somebody with access to the machine."""


class NothingToExport(Refusal):
    """There are no applications, or none with these references."""

    line = "there is no such application; nothing was exported"


class ExportRefused(Refusal):
    """The order is incomplete, or the file cannot be written."""


@dataclass(frozen=True, slots=True)
class Order:
    """`leads` are references; none means all. Without an `output` file the export lies beside the database."""

    format: Format
    reason: str
    recipient: str
    country: str
    basis: Basis
    leads: tuple[str, ...] = ()
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    reference: str
    path: Path
    applications: int


async def export(
    store: Store, export_files: ExportFileMaker, order: Order, folder: Path, clock: Clock, entropy: Entropy
) -> Exported:
    """Register the export, then write its file. Raises NothingToExport and ExportRefused and registers nothing then."""
    for name, value in (("--reason", order.reason), ("--recipient", order.recipient), ("--country", order.country)):
        if not value.strip() or len(value) > MAX_DETAIL_LENGTH:
            raise ExportRefused(f"{name}: must be a text of at most {MAX_DETAIL_LENGTH} characters")
    disclosure = await _register(store, order, clock(), entropy)
    path = order.output or folder / file_name(disclosure)
    try:
        if path.exists():
            raise FileExistsError
        number = len(await disclosures.references_of(store.engine, disclosure.id))
        await store.commit(await disclosures.hand_out(store.engine, disclosure, clock(), None))
        write_private(path, (await export_files.make(disclosure)).content)
    except OSError as error:
        await _withdraw(store, disclosure)
        raise ExportRefused(f"{path}: cannot be written ({type(error).__name__}); nothing was exported") from None
    return Exported(disclosure.reference, path, number)


async def _register(store: Store, order: Order, now: Moment, entropy: Entropy) -> Disclosure:
    details = Details(OPERATOR, order.reason.strip(), order.recipient.strip())
    disclosure = Disclosure(
        entropy(16),
        make_reference(entropy, prefix="X"),
        order.format,
        order.basis,
        order.country.strip(),
        COLUMNS,
        details,
        now,
    )
    seal, key = store.vault.make_seal(disclosure.id, now)
    wanted = tuple(reference.strip().upper() for reference in order.leads)
    await store.commit(disclosures.ask(disclosure, seal, wanted), [key])
    if not await disclosures.references_of(store.engine, disclosure.id):
        await _withdraw(store, disclosure)
        raise NothingToExport
    return disclosure


async def _withdraw(store: Store, disclosure: Disclosure) -> None:
    await store.commit(disclosures.drop(disclosure.id))
    await store.vault.destroy(disclosure.id)
