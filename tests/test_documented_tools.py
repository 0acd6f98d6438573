"""The commands of CONTRIBUTING.md and docs/contributing that write into the checkout, in copies of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from documented import COMMANDS, ROOT, WRITES
from installing import run

COPIED = (
    "bpflint",
    "rules",
    "tools",
    "docs",
    "tests/support",
    "tests/test_testdata.py",
    "testdata/call-order",
    "CHANGELOG.md",
    "README.md",
    "pyproject.toml",
)
WRITING = [command for _, command in COMMANDS if re.search(WRITES, command)]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    place = tmp_path / "checkout"
    for name in COPIED:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        copy: Callable[..., object] = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, place / name)
    return place


def written(place: Path) -> dict[Path, bytes]:
    kept = (each for each in place.rglob("*") if each.is_file() and "__pycache__" not in each.parts)
    return {each.relative_to(place): each.read_bytes() for each in kept if each.suffix not in (".bin", ".zst")}


@pytest.mark.parametrize("command", WRITING)
def test_a_tool_writes_what_its_page_says(command: str, checkout: Path) -> None:
    name = command.split()[-1]
    if "record_findings" in command and name == "my-rule":
        run("python tools/new_rule.py BP690 my-rule", checkout, checkout)
    if "generate_" in command or name.endswith("record_findings.py"):
        # They write what they find out of date.
        for page in (checkout / "docs/kfuncs/task.md", checkout / "docs/rules/license.md"):
            page.write_text("old", encoding="utf-8")
        (checkout / "testdata/call-order/findings.txt").write_text("old", encoding="utf-8")
    before = written(checkout)
    run(command if command.startswith("python ") else f"python {command}", checkout, checkout)
    changed = {path.as_posix() for path, text in written(checkout).items() if before.get(path) != text}
    expected = {
        "new_rule": {f"bpflint/checks/{name.replace('-', '_')}.py", f"rules/checks/{name}.md"}
        | {f"testdata/{name}/{kind}_example.bpf.c" for kind in ("good", "bad")},
        # Nothing is found in the first files of a rule.
        "record_findings": {"testdata/my-rule/walks.txt" if name == "my-rule" else "testdata/call-order/findings.txt"},
        "generate_docs": {"docs/kfuncs/task.md"},
        "generate_rule_docs": {"docs/rules/license.md"},
    }
    (tool,) = (each for each in expected if f"/{each}." in command)
    assert expected[tool] <= changed, changed


def test_there_are_some() -> None:
    assert len(WRITING) >= 6
