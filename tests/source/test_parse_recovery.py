"""A parse that lost something says so, and loses as little as it can."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_lowering import ARGUMENTS, calls, parse

from bpflint.source.model import Zero
from bpflint.source.parse import parse_unit
from bpflint.source.problems import Status
from bpflint.source.unit import Unit


def messages(unit: Unit) -> list[str]:
    return [problem.message for problem in unit.problems]


@pytest.mark.parametrize("code", ["", " \n\n"])
def test_an_empty_file_is_fine(code: str) -> None:
    unit = parse(code)
    assert unit.status is Status.OK
    assert unit.functions == {}


def test_a_binary_file_fails() -> None:
    unit = parse("int x;\0")
    assert unit.status is Status.FAILED
    assert messages(unit) == ["is a binary file, not C source"]


def test_a_missing_file_fails(tmp_path: Path) -> None:
    unit = parse_unit(str(tmp_path / "none.c"), ARGUMENTS)
    assert unit.status is Status.FAILED
    assert "cannot be read" in messages(unit)[0]


def test_garbage_fails() -> None:
    assert parse("@@@ ### {{{{ ((((").status is Status.FAILED


def test_unknown_types_do_not_silence_the_rest() -> None:
    unit = parse(
        "int g(u16 a);\nstruct known { mystery_t m; struct opaque o; };\n"
        "int f(struct known *p, gizmo *q)\n{\n\tmystery_t x = g(1);\n\ts32 y = g(2);\n"
        "\tif (q) return g(3);\n\treturn g(4) + x + y;\n}\nint later(void) { return g(5); }\n"
    )
    assert unit.status is Status.DEGRADED
    assert calls(unit.functions["f"]) == ["g", "g", "g", "g"]
    assert calls(unit.functions["later"]) == ["g"]
    for name in ("u16", "mystery_t", "gizmo"):
        assert f"unknown type name '{name}'" in messages(unit)


def test_unknown_names_do_not_swallow_the_call() -> None:
    unit = parse("int g(int, int);\nint f(int a) { return g(a, SOME_CONSTANT) + g(OTHER, 1); }\n")
    assert unit.status is Status.DEGRADED
    assert calls(unit.functions["f"]) == ["g", "g"]


def test_a_missing_header_is_named_first() -> None:
    unit = parse('#include "vmlinux.h"\nint g(int);\nint f(struct task_struct *p) { return g(p->pid) + g(2); }\n')
    assert unit.status is Status.DEGRADED
    assert messages(unit)[0] == "'vmlinux.h' file not found"
    assert unit.problems[0].span.line == 1
    assert calls(unit.functions["f"]) == ["g", "g"]


def test_lost_bodies_come_back_under_wrapper_macros() -> None:
    wrapper = (
        "#define WRAP(name, args...) name(u64 *ctx); static int ____##name(u64 *ctx, ##args);"
        " int name(u64 *ctx) { return ____##name(ctx, (void *)0); } static int ____##name(u64 *ctx, ##args)\n"
    )
    unit = parse(f'{wrapper}int g(void);\nSEC("tc") int WRAP(prog, sk_buff *skb) {{ s32 x; return g(); }}\n')
    assert unit.status is Status.DEGRADED
    assert calls(unit.functions["____prog"]) == ["g"]


def test_a_program_that_does_not_come_through_is_named() -> None:
    unit = parse('int g(void);\nSEC("tc")\nint <> broken(void *ctx) { return g(); }\nint f(void) { return g(); }\n')
    assert unit.status is Status.DEGRADED
    assert any("'broken' is not analysed" in message for message in messages(unit))
    assert calls(unit.functions["f"]) == ["g"]


def test_a_macro_that_makes_programs_is_not_a_lost_program() -> None:
    unit = parse('#define P(x) SEC("tc") int p_##x(void *c) { return 0; }\nP(1)\nint f(unknown *p) { return 0; }\n')
    assert unit.status is Status.DEGRADED
    assert not [message for message in messages(unit) if "not analysed" in message]


def test_what_clang_only_dislikes_degrades_nothing() -> None:
    unit = parse(
        "int g(int (*cb)(void *));\nstatic int cb(int *p) { return *p; }\n"
        "int f(void) { char *p = 3; return g(cb) + undeclared(p); }\n"
    )
    assert unit.status is Status.OK
    assert calls(unit.functions["f"]) == ["g", "undeclared"]


def test_many_errors_are_counted() -> None:
    unit = parse("".join(f"nobody{i} v{i};\n" for i in range(100)) + "int f(void) { return 0; }\n")
    assert len(unit.problems) <= 21
    assert messages(unit)[-1].endswith("more errors")


@pytest.mark.parametrize(
    "code",
    [
        "int f(void) { return ((struct { int x; }){ .y = undeclared }).x; }",
        "struct s { undefined u; }; struct s v = { .a = 1, .u = { 2 }, 3, 4 }; int f(struct s *p) { return p->zz; }",
        "int f(int n) { goto nowhere; case 3: break; continue; }",
        "int f(void) { int x[] = { [5 ... 2] = 1 }; return x[undeclared(]; }",
        "void f(void) { for (int i; ; ",
        "#define A A\nint f(void) { return A; }",
        "int f(int n) { struct { int a[n]; } v; return sizeof(v) + v.a[0]; }",
        "enum e; int f(enum e *p) { return *p; } struct s f2(void) { return (struct s){1}; }",
        'int f(void) { asm goto("" : : : : nowhere); __asm__("%0" :: "i"(undeclared)); return 0; }',
        "void *f(void) { return &&label; } int g(void *p) { goto *p; }",
        "int f(a, b) int a; char *b; { return a ?: *b; }",
        '_Static_assert(0, "no"); int f(void) { return __builtin_va_arg; }',
    ],
)
def test_broken_code_never_raises(code: str) -> None:
    unit = parse(code)
    for function in unit.functions.values():
        assert function.blocks
    assert not [message for message in messages(unit) if "could not be read" in message]


def test_what_a_lost_part_of_a_list_would_have_set_is_not_zero() -> None:
    """The member that the list names is stored, and nothing is known of the others."""
    code = "struct pair {{ int *a; int b; }}; void take(void *);"
    code += "void f(int *x) {{ struct pair p = {{ {} }}; take(&p); }}"
    for values, zeroes in ((".b = 1", 1), (".b = 1, .lost = x", 0), (".b = unknown", 0)):
        unit = parse(code.format(values))
        found = [each for block in unit.functions["f"].blocks for each in block.instructions if isinstance(each, Zero)]
        assert len(found) == zeroes, values
