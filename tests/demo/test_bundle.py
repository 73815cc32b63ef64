"""All scripts of the page are served as one, and all its styles."""

from pathlib import Path

from simulator.page.bundle import STYLES, all_scripts, all_styles
from simulator.page.server import FOLDER


def test_each_script_comes_once_after_what_it_imports_and_shows_only_what_it_exports(tmp_path: Path) -> None:
    (tmp_path / "dom.js").write_text("const own = 1;\nexport const h = () => own;\n")
    (tmp_path / "act-now.js").write_text(
        'import { h as make } from "./dom.js";\n\nexport async function act() {\n  make();\n}\n'
    )
    (tmp_path / "main.js").write_text(
        'import { act } from "./act-now.js";\nimport { h } from "./dom.js";\nconst own = h;\nact(own);\n'
    )
    assert all_scripts(tmp_path).split("\n") == [
        "const $dom = (() => {", "// dom.js", "const own = 1;", "const h = () => own;", "", "return { h };", "})();",
        "const $act_now = (() => {", "// act-now.js", "const { h: make } = $dom;", "",
        "async function act() {", "  make();", "}", "", "return { act };", "})();",
        "const $main = (() => {", "// main.js", "const { act } = $act_now;", "const { h } = $dom;", "const own = h;",
        "act(own);", "", "return {  };", "})();",
    ]  # fmt: skip


def test_every_file_of_the_page_is_served() -> None:
    scripts = all_scripts(FOLDER)
    assert all(f"// {path.name}\n" in scripts for path in FOLDER.glob("*.js"))
    assert {f"{name}.css" for name in STYLES} == {path.name for path in FOLDER.glob("*.css")}
    assert all(path.read_text("utf-8") in all_styles(FOLDER) for path in FOLDER.glob("*.css"))
