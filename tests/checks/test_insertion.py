"""A declaration goes where what it needs is known, and what needs it comes later."""

from __future__ import annotations

import pytest

from bpflint.checks._insertion import line_for_declaration


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('#include "vmlinux.h"\n#include <a.h>\n\nint f(void) {\nCALL', 3),
        ("int f(void) {\nCALL", None),
        ("CALL\n}\n#include <late.h>\n", None),
        ("#include <a.h>\nint f(void) {\nCALL\n}\n#include <late.h>\n", 2),
        ("#include <a.h>\nint table[] = {\n#include <numbers.inc>\n};\nint f(void) {\nCALL", 2),
        ("#include <a.h>\n#ifdef X\n#include <x.h>\n#endif\nint f(void) {\nCALL", 5),
        ("#include <a.h>\n#ifdef X\n#include <x.h>\n#else\n#include <y.h>\n#endif\nint f(void) {\nCALL", 7),
        ("#include <a.h>\n#ifdef X\n#include <x.h>\n#else\nint f(void) {\nCALL", 2),
        ("#ifndef GUARD\n#define GUARD\n#include <a.h>\nint f(void) {\nCALL", 4),
        ("#include <a.h>\n/*\n#include <b.h>\n*/\n// #include <c.h>\nint f(void) {\nCALL", 2),
        ('#include <a.h>\nchar *s = "{";\nint f(void) {\nCALL', 2),
        ("#include <a.h>\n#define LOOP { \\\n#include \\\n\nint f(void) {\nCALL", 2),
        ('#define __ksym __attribute__((section(".ksyms")))\nint f(void) {\nCALL', 2),
    ],
)
def test_where_a_declaration_goes(source: str, line: int | None) -> None:
    lines = source.split("\n")
    assert line_for_declaration(lines, lines.index("CALL") + 1) == line
