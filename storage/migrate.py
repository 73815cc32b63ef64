"""How does a database get from any older version to this one?"""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from storage.engine import Engine
from storage.statements import SchemaTooNew

Which = Literal["main", "keys"]
CREATE = "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL)"


async def migrate(engine: Engine, which: Which) -> list[str]:
    """Apply what is missing, each migration together with its record in one transaction; return the names applied.

    Raises SchemaTooNew if the database knows a version that this code does not.
    """
    await engine.run_script(CREATE)
    applied = {row[0] for row in await engine.read("SELECT version FROM schema_versions")}
    known = _scripts(which)
    if applied - known.keys():
        raise SchemaTooNew
    pending = [known[version] for version in sorted(known.keys() - applied)]
    for name, script in pending:
        await engine.run_script(script, f"INSERT INTO schema_versions VALUES ({int(name[:4])}, '{name}')")
    return [name for name, _ in pending]


def _scripts(which: Which) -> dict[int, tuple[str, str]]:
    folder = files("storage") / "migrations" / which
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {int(name[:4]): (name.removesuffix(".sql"), (folder / name).read_text("utf-8")) for name in names}
