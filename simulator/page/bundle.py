"""All scripts of the page as one file, and all its styles: to ask for each would cost a browser twice the work.

The files are modules as ever, whose `import` begins a line and ends on it, and which export nothing by default.
"""

from __future__ import annotations

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{(.+)\} from "\./([\w-]+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|class|function) (\w+))", re.MULTILINE)
STYLES = ("base", "chat", "composer", "panels", "small")
"""A later one overrules an earlier one."""


def all_styles(folder: Path) -> str:
    return "\n".join((folder / f"{name}.css").read_text("utf-8") for name in STYLES)


def all_scripts(folder: Path, first: str = "main") -> str:
    """The script `first`, after all that it imports, which each come after all that they import."""
    scopes: dict[str, str] = {}
    _add(folder, first, scopes)
    return "\n".join(scopes.values())


def _add(folder: Path, name: str, scopes: dict[str, str]) -> None:
    text = (folder / f"{name}.js").read_text("utf-8")
    for _, needed in IMPORT.findall(text):
        if needed not in scopes:
            _add(folder, needed, scopes)
    scopes[name] = _scope(name, text)


def _scope(name: str, text: str) -> str:
    """A module as a function that is called at once: its other names are seen nowhere else."""
    body = IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_variable(found[2])};", text)
    names = ", ".join(EXPORT.findall(text))
    return f"const {_variable(name)} = (() => {{\n// {name}.js\n{EXPORT.sub('', body)}\nreturn {{ {names} }};\n}})();"


def _variable(name: str) -> str:
    return f"${name.replace('-', '_')}"
