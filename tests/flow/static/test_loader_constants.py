"""Which tests the loader's constants decide, and that asking costs no more than reading the function."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.flow.static.definitions import Definitions, definitions_of
from bpflint.flow.static.loader_constants import LoaderConstants
from bpflint.source.control_flow import Branch, Function
from bpflint.source.parse import parse_unit

HEAD = """
const volatile int chosen, other;
int changing;
struct config { int level; struct { int on; } deep; };
const volatile struct config config;
volatile struct config changing_config;
const volatile int levels[4];
static __attribute__((noinline)) int either(int way) { if (way) return chosen; return other; }
static __attribute__((noinline)) int neither(int way) { if (way) return chosen; return changing; }
"""


def _decided(tmp_path: Path, body: str, asked: list[str] | None = None) -> list[bool]:
    """For each test of a function whether the loader decides it. `asked` is told whose definitions were looked at."""
    path = tmp_path / "unit.c"
    path.write_text(f"{HEAD}\nint program(int *context)\n{{\n{body}\n\treturn 0;\n}}\n")
    unit = parse_unit(str(path), ["-target", "bpf"])
    known: dict[Function, Definitions] = {}

    def definitions(function: Function) -> Definitions:
        if asked is not None:
            asked.append(function.name)
        if function not in known:
            known[function] = definitions_of(unit, function)
        return known[function]

    constants = LoaderConstants(unit, definitions, {})
    program = unit.functions["program"]
    tests = [block for block in program.blocks if isinstance(block.terminator, Branch)]
    return [constants.decide(program, block) for block in tests]


@pytest.mark.parametrize(
    ("body", "decided"),
    [
        ("if (chosen) context[0] = 1;", True),
        ("if (chosen + other > 3) context[0] = 1;", True),
        ("if (changing) context[0] = 1;", False),
        ("if (config.level) context[0] = 1;", True),
        ("if (config.deep.on && 1) context[0] = 1;", True),
        ("if (levels[2]) context[0] = 1;", True),
        ("if (levels[*context & 3]) context[0] = 1;", False),
        ("if (changing_config.level) context[0] = 1;", False),
        ("const volatile struct config *p = (void *)(long)*context; if (p->level) context[0] = 1;", False),
        ("if (chosen + changing) context[0] = 1;", False),
        ("if (*context) context[0] = 1;", False),
        ("int x = chosen; if (x) context[0] = 1;", True),
        ("int x = chosen; x += x; if (x) context[0] = 1;", True),
        ("int x = chosen; x += changing; if (x) context[0] = 1;", False),
        ("int x = 3; x += x; if (x) context[0] = 1;", False),
        ("if (either(1)) context[0] = 1;", True),
        ("if (neither(1)) context[0] = 1;", False),
        ("int x = chosen; int y = x; x = y; if (x) context[0] = 1;", True),
        ("int x = chosen; int y = x; x = y; y = changing; if (x) context[0] = 1;", False),
    ],
)
def test_tests_that_the_loader_decides(tmp_path: Path, body: str, decided: bool) -> None:
    assert _decided(tmp_path, body) == [decided]


def test_one_answer_does_not_change_another(tmp_path: Path) -> None:
    body = "int x = changing, y = chosen; if (x) context[0] = 1; if (y) context[1] = 1; if (x + y) context[2] = 1;"
    assert _decided(tmp_path, f"{body} if (y) context[3] = 1;") == [False, True, False, True]


@pytest.mark.parametrize("start", ["chosen", "*context"])
def test_many_tests_of_one_variable_take_time_in_proportion(tmp_path: Path, start: str) -> None:
    def looks(branches: int) -> int:
        asked: list[str] = []
        lines = "".join(f"\tif (x == {number})\n\t\tx += 3;\n" for number in range(branches))
        assert _decided(tmp_path, f"int x = {start};\n{lines}", asked) == [start == "chosen"] * branches
        return len(asked)

    assert looks(400) < 12 * looks(40)
