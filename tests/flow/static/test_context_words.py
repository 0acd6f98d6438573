"""Which words of its context a program reads: those that end up in something that the compiler keeps."""

from __future__ import annotations

import pytest
from judged import ARGUMENTS, GPL, PATH, PRELUDE

from bpflint.flow.static.context_words import WordRead, words_read
from bpflint.source.control_flow import Function
from bpflint.source.parse import parse_unit

HEAD = """
int out;
static int ignores(int value) { return 0; }
static int keeps(int value) { out = value; return 0; }
int global_function(int value) { return 0; }
static int reads_the_third(u64 *ctx) { return ctx[2]; }
static int again(u64 *ctx, int n) { return n ? again(ctx, n - 1) : ctx[1]; }
"""


def words(body: str, blocks: range | None = None) -> dict[int, WordRead]:
    text = PRELUDE + HEAD + f'SEC("raw_tp/x") int program(u64 *ctx) {{ {body} }}\n' + GPL
    unit = parse_unit(PATH, ARGUMENTS, unsaved=[(PATH, text)])
    assert not unit.problems, unit.problems
    program = unit.functions["program"]

    def kept(function: Function) -> range:
        return blocks if blocks is not None and function is program else range(len(function.blocks))

    return words_read(unit, program, program, kept)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return ctx[0];", {0}),
        ("out = ctx[1]; return 0;", {1}),
        ("u64 value = ctx[1]; return 0;", set()),
        ("u64 value = ctx[1]; value = 2; out = value; return 0;", {1}),
        ("u64 *at = ctx + 2; return at[1];", {3}),
        ("return ctx[3] ? 1 : 0;", {3}),
        ("u64 *value = (u64 *)ctx[2]; return *value;", {2}),
        ("u64 *value = (u64 *)ctx[2]; value++; return 0;", set()),
        ("return keeps(ctx[4]);", {4}),
        ("return ignores(ctx[4]);", set()),
        ("return global_function(ctx[4]);", {4}),
        ("return reads_the_third(ctx);", {2}),
        ("return reads_the_third(ctx + 1);", {3}),
        ("return again(ctx, 3);", {1}),
        ("ctx = ctx + 1; return ctx[0];", set()),
        ("return ctx[out];", set()),
        ("struct { u64 a; int b; int c; } *args = (void *)ctx; return args->c;", {1}),
    ],
)
def test_words(body: str, expected: set[int]) -> None:
    assert words(body).keys() == expected


def test_only_blocks_that_count() -> None:
    assert words("if (out) return ctx[1]; return ctx[0];").keys() == {0, 1}
    assert words("if (out) return ctx[1]; return ctx[0];", range(1)).keys() == set()
