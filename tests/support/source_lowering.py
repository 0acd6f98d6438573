"""Parses snippets of C for the tests of the front end."""

from __future__ import annotations

from bpflint.source.control_flow import Function
from bpflint.source.model import Call
from bpflint.source.parse import parse_unit
from bpflint.source.show import show_function, validate
from bpflint.source.unit import Unit

ARGUMENTS = ("-target", "bpf", "-x", "c", "-std=gnu11", "-O2", "-nostdinc")

PRELUDE = """
#define SEC(name) __attribute__((section(name), used))
#define __ksym __attribute__((section(".ksyms")))
#define __weak __attribute__((weak))
#define __cleanup(f) __attribute__((cleanup(f)))
#define __kptr __attribute__((btf_type_tag("kptr")))
#define NULL ((void *)0)
typedef unsigned int u32; typedef unsigned long long u64; typedef _Bool bool;
"""


def parse(code: str, *arguments: str, headers: dict[str, str] | None = None) -> Unit:
    """The unit of `code`, which stands on line 1 of unit.c; the prelude comes from a header."""
    unsaved = [("/test/prelude.h", PRELUDE), ("unit.c", code)]
    unsaved += [(f"/test/{name}", text) for name, text in (headers or {}).items()]
    flags = [*ARGUMENTS, "-I/test", "-include", "/test/prelude.h", *arguments]
    return parse_unit("unit.c", flags, unsaved=unsaved)


def lower(code: str, name: str = "f") -> Function:
    """One function of `code`, checked for its structure."""
    unit = parse(code)
    assert not unit.problems, unit.problems
    function = unit.functions[name]
    assert validate(function) == []
    return function


def shown(code: str, name: str = "f") -> str:
    """The blocks of one function of `code` as text, without its head."""
    return show_function(lower(code, name)).partition("\n")[2]


def text(expected: str) -> str:
    """An expected text as the tests write it: indented, with a line before and after."""
    lines = expected.strip("\n").splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[margin:] for line in lines).rstrip()


def calls(function: Function) -> list[str]:
    """The names of the functions called, in source order."""
    return [call.callee if isinstance(call.callee, str) else "*" for call in function.calls()]


def call_of(function: Function, name: str) -> Call:
    """The only call of `name`."""
    (found,) = [call for call in function.calls() if call.callee == name]
    return found
