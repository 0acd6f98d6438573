"""With a precompiled header the top level shows the user's file alone; what else is used is found when it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from clang.cindex import Index, TranslationUnit
from source_lowering import ARGUMENTS, call_of

from bpflint.source.parse import parse_unit
from bpflint.source.types import Kind
from bpflint.source.unit import Unit

VMLINUX = """
#ifndef VMLINUX
#define VMLINUX
#define __ksym __attribute__((weak, section(".ksyms")))
struct task_struct { int pid; };
struct hidden { struct task_struct *task; };
struct never_used { int a; };
struct iter { unsigned long long x; };
extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void iter_destroy(struct iter *it) __ksym;
extern int unused(void) __ksym;
static inline int twice(int n) { return 2 * n; }
static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
#endif
"""

PROGRAM = """#include "vmlinux.h"
int map;
int f(struct hidden *p, int n)
{
\tstruct iter it __attribute__((cleanup(iter_destroy)));
\tbpf_map_lookup_elem(&map, &n);
\treturn p->task->pid + twice(n) + bpf_task_from_pid(n)->pid + undeclared();
}
"""


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    folder = tmp_path_factory.mktemp("precompiled")
    (folder / "vmlinux.h").write_text(VMLINUX)
    (folder / "unit.c").write_text(PROGRAM)
    flags = [flag for flag in ARGUMENTS if flag not in ("-x", "c")] + [f"-I{folder}"]
    options = TranslationUnit.PARSE_INCOMPLETE
    header = Index.create().parse(str(folder / "vmlinux.h"), ["-x", "c-header", *flags], options=options)
    header.save(str(folder / "vmlinux.pch"))
    found = parse_unit(str(folder / "unit.c"), ["-x", "c", *flags], pch=str(folder / "vmlinux.pch"))
    assert found.problems == []
    return found


def test_only_what_is_used_is_in_the_unit(unit: Unit) -> None:
    assert set(unit.functions) == {"f", "twice"}
    assert set(unit.declarations) == {"bpf_task_from_pid", "iter_destroy"}
    assert set(unit.globals) == {"map"}


def test_declarations_come_from_vmlinux(unit: Unit) -> None:
    found = unit.declarations["bpf_task_from_pid"]
    assert found.from_vmlinux
    assert found.is_ksym
    assert found.is_weak
    assert found.param_names == ("pid",)
    assert Path(found.span.path).name == "vmlinux.h"
    assert found.span.line == 9


def test_calls_know_their_declarations(unit: Unit) -> None:
    function = unit.functions["f"]
    assert not call_of(function, "bpf_task_from_pid").implicit
    assert call_of(function, "undeclared").implicit
    helper = call_of(function, "bpf_map_lookup_elem").declared
    assert helper is not None
    assert len(helper.params) == 2
    assert unit.functions["twice"].in_header
    assert unit.functions["twice"].blocks


def test_a_clean_up_function_is_found_by_its_name_alone(unit: Unit) -> None:
    call = call_of(unit.functions["f"], "iter_destroy")
    assert call.cleanup
    assert call.declared is not None
    assert unit.declarations["iter_destroy"].is_ksym


def test_types_are_found_by_name(unit: Unit) -> None:
    hidden = unit.find_type("struct hidden")
    assert hidden is not None
    assert [field.name for field in hidden.fields] == ["task"]
    never_used = unit.find_type("struct never_used")
    assert never_used is not None
    assert never_used.kind is Kind.STRUCT
    assert never_used.size == 4
    assert unit.find_type("struct nobody") is None
    assert unit.find_type("int; void evil(void)") is None
