"""What is known of a static variable is known of that one, not of another of its name."""

from __future__ import annotations

from typing import Any

import pytest
from source_lowering import parse

from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.source.model import Global, operands

WRITTEN = "void written(void) { static int v; v = get(); use(v); }\n"
UNWRITTEN = "void unwritten(void) { static int v; use(v); }\n"


@pytest.mark.parametrize("functions", [WRITTEN + UNWRITTEN, UNWRITTEN + WRITTEN])
def test_two_static_locals_of_one_name(functions: str) -> None:
    unit = parse("extern int get(void); extern void use(int);\n" + functions)
    kernel: Any = None  # not asked for this
    summaries = FunctionSummaries(unit, kernel)
    variables = {
        name: operand
        for name, function in unit.functions.items()
        for block in function.blocks
        for instruction in block.instructions
        for operand in operands(instruction)
        if isinstance(operand, Global) and operand.name == "v"
    }
    order = list(unit.functions)
    assert {name: summaries.is_unwritten(variables[name]) for name in order} == {"written": False, "unwritten": True}
    assert {name: summaries.stays_in_memory(variables[name]) for name in order} == {"written": True, "unwritten": False}
