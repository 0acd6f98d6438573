"""Types of thousands of dimensions cost no more than their text does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings
from bpflint.source.parse import parse_unit
from bpflint.source.type_table import TypeTable
from bpflint.source.types import Kind

PROGRAM = '__attribute__((section("xdp"))) int p(void *c) {{ return a{} != 0; }}\n'
DEEP = {
    "dimensions": "int a" + "[1]" * 5000 + ";\n" + PROGRAM.format(""),
    "subscripts": "int a" + "[1]" * 1000 + ";\n" + PROGRAM.format("[0]" * 1000),
    "pointers": "int " + "*" * 5000 + "a;\n" + PROGRAM.format(""),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_clang_is_asked_for_few_names_of_deep_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / ".git").mkdir()
    spell, asked = TypeTable._spelling, []

    def counted(*given: object) -> str:
        asked.append(given)
        return spell(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(TypeTable, "_spelling", counted)
    path = tmp_path / "a.bpf.c"
    path.write_text(text)
    assert Engine(Settings(cache=False)).lint_file(str(path)).status == "ok"
    assert len(asked) < 200


def test_what_people_write_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.bpf.c"
    path.write_text("int a[2][3][4];\nint ***b;\n")
    unit = parse_unit(str(path), ["-target", "bpf"])
    array = unit.globals["a"].type
    assert (array.kind, array.count, array.size, array.spelling) == (Kind.ARRAY, 2, 96, "int[2][3][4]")
    assert array.target is not None
    assert (array.target.count, array.target.spelling) == (3, "int[3][4]")
    assert unit.globals["b"].type.spelling == "int ***"
