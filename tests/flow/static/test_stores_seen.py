"""Which stores and which variables the compiler can do without, and which members it reads in one instruction."""

from __future__ import annotations

import pytest
from source_lowering import parse

from bpflint.flow.static.declared_shapes import declared_shape
from bpflint.flow.static.unread_stores import is_unread
from bpflint.flow.static.unwritten import is_candidate, stays_in_memory, unwritten
from bpflint.source.model import FieldAddress, Global, Store, operands
from bpflint.source.unit import Unit

HEAD = """\
struct s { int a; long b; char c; int bits : 3; struct { short d; } in; int many[4]; int two[2][3]; int *p; long e[]; };
extern int get(void); extern void use(long); extern void take(const void *);
"""


def _variables(unit: Unit, name: str) -> list[Global]:
    return [
        operand
        for function in unit.functions.values()
        for block in function.blocks
        for instruction in block.instructions
        for operand in operands(instruction)
        if isinstance(operand, Global) and operand.name == name
    ]


def _variable(unit: Unit, name: str) -> Global:
    return _variables(unit, name)[0]


@pytest.mark.parametrize(
    ("declared", "candidate"),
    [
        ("static int v;", True), ("static int v = 3;", True), ("static enum { ONE } v;", True), ("int v;", False),
        ("static const int v = 3;", False), ("static struct s v;", False), ("static int *v;", False),
        ('static int v __attribute__((section(".data.v")));', False), ("static int v[2];", False),
    ],
)  # fmt: skip
def test_only_plain_static_integers_are_looked_at(declared: str, candidate: bool) -> None:
    unit = parse(f"{HEAD}{declared}\nvoid f(void) {{ take(&v); }}\n")
    assert is_candidate(_variable(unit, "v")) is candidate


@pytest.mark.parametrize(
    ("body", "constant", "stays"),
    [
        ("use(v);", True, False), ("use(v + v);", True, False), ("if (v) use(1);", True, False),
        ("use(*(volatile int *)&v);", False, False),
        ("v = 1;", False, False), ("v = 1; use(v);", False, True), ("use(v); v = get();", False, True),
        ("v++;", False, True),
        ("take(&v);", False, True), ("int *p = &v; use(*p);", False, False), ("w = v;", True, False),
        ('asm volatile ("" :: "r"(&v));', False, False), ("w = 1; use(w);", True, False),
    ],
)  # fmt: skip
def test_what_is_done_with_a_static_variable(body: str, constant: bool, stays: bool) -> None:
    unit = parse(f"{HEAD}static int v, w;\nvoid f(void) {{ {body} }}\nvoid g(void) {{ use(v); use(w); }}\n")
    only = parse(f"{HEAD}static int v, w;\nvoid f(void) {{ {body} }}\nvoid g(void) {{ int *p = &w; }}\n")
    assert unwritten(unit, _variable(unit, "v")) is constant
    uses = "v" in body.replace("volatile", "")
    assert not uses or stays_in_memory(only, _variable(only, "v")) is stays


@pytest.mark.parametrize("in_header", [True, False])
def test_only_functions_that_know_a_variable_write_it(in_header: bool) -> None:
    """A function of a header that does not declare it has a variable of its own of that name."""
    header, own = ("static int v;", "") if in_header else ("", "static int v;")
    headers = {"h.h": f"{header}\nstatic inline void set(void) {{ {'' if in_header else 'static int v;'} v = 1; }}\n"}
    unit = parse(f'#include "h.h"\n{HEAD}{own}\nvoid f(void) {{ set(); use(v); }}\n', headers=headers)
    variable = next(each for each in _variables(unit, "v") if each.span.path.endswith("h.h") is in_header)
    assert unwritten(unit, variable) is not in_header


@pytest.mark.parametrize(
    ("body", "unread"),
    [
        ("int x; x = 1;", True), ("int x; x = 1; use(x);", False), ("int x; x = 1; return x;", False),
        ("int x; x = 1; if (n) use(x);", False), ("int x; if (n) x = 1; else use(2);", True),
        ("int x = n; use(x); x = 1;", True), ("int x = n; while (get()) { use(x); x = 1; }", False),
        ("while (get()) { int x; x = 1; }", True), ("while (get()) { int x; if (n) use(x); x = 1; }", True),
        ("struct s x; x.a = 1;", True), ("struct s x; x.a = 1; use(x.b);", False),
        ("struct s x, y; x.a = 1; y = x;", False),
        ("struct s x, y = {}; x.a = 1; x = y;", True), ("int x; x = 1; take(&x);", False),
        ("int x; take(&x); x = 1;", True),
        ("int x, *q = &x; take(q); x = 1; get();", False), ("int x, *q = &x; take(q); x = 1; use(*q);", False),
        ("volatile int x; x = 1;", False), ("g_ = 1;", False), ("*q_ = 1;", False),
        ("struct s x; x.a = 1; return x.a;", False), ("int x; x = 1; goto out; use(x); out: return 0;", True),
        ('int x; x = 1; asm volatile ("" :: "r"(x));', False),
    ],
)  # fmt: skip
def test_stores_that_nothing_reads(body: str, unread: bool) -> None:
    unit = parse(f"{HEAD}int g_;\nint f(int n, int *q_)\n{{ {body}\nreturn 0; }}\n")
    function = unit.functions["f"]
    ones = [
        each
        for block in function.blocks
        for each in block.instructions
        if isinstance(each, Store) and getattr(each.value, "value", None) == 1
    ]
    (store,) = ones
    assert is_unread(function, store) is unread


@pytest.mark.parametrize(
    ("use", "kind", "size", "signed", "loaded"),
    [
        ("use(p->a)", "int", 4, True, True), ("use(p->b)", "int", 8, True, True), ("p->a = 1", "int", 4, True, True),
        ("p->a += 2", "int", 4, True, True), ("take(&p->a)", "int", 4, True, False),
        ("use(p->many[2])", "int", 4, True, True), ("use((long)&p->a)", "int", 4, True, False),
        ("use(p->p != 0)", "pointer", 8, False, True), ("p->p = &p->a", "pointer", 8, False, True),
        ("take(&p->in)", "record", 0, False, False), ("&p->a", "int", 4, True, False),
        ("int *q = &p->a; use(*q)", "int", 4, True, False),
    ],
)  # fmt: skip
def test_shapes_of_members(use: str, kind: str, size: int, signed: bool, loaded: bool) -> None:
    function = parse(f"{HEAD}void f(struct s *p) {{ {use}; }}\n").functions["f"]
    found = [each for block in function.blocks for each in block.instructions if isinstance(each, FieldAddress)]
    cfg = declared_shape(function, found[-1])
    assert (cfg.kind, cfg.size, cfg.signed, cfg.is_loaded) == (kind, size, signed, loaded)
