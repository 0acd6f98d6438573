"""BP504: a function in a section that the loader does not know as a kind of program, once for each kind.

A loader of your own may give it a type, so it is a note; where a known section is spelt almost the same, a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bpflint.base.finding import Found, Level
from bpflint.checks.context import Context
from bpflint.checks.unknown_kfunc import is_slip
from bpflint.libbpf.sections import SectionTable
from bpflint.source.control_flow import Function

_OF_FUNCTIONS: Final = ".text"
"""Where functions are that programs call. In any other section with code libbpf takes them for programs. Source:
bpf_object__elf_collect() in src/libbpf.c."""
_MOST_COMPARED: Final = 64
"""Slips are told of the first kinds only: comparing one with all known names takes milliseconds."""


@lru_cache(maxsize=2 * _MOST_COMPARED)  # the same for all kernels
def _near(name: str, known: tuple[str, ...]) -> list[str]:
    return [word for word in known if is_slip(name, word)]


def check(context: Context) -> Iterator[Found]:
    """Yield the first function of each kind of section at its name."""
    sections = SectionTable(context.facts.section_table)
    known = {program.function.name for program in context.programs if not program.by_context}
    kinds: dict[str, list[Function]] = {}
    for function in context.unit.functions.values():
        section = function.section
        if section and section != _OF_FUNCTIONS and not function.in_header and function.name not in known:
            kinds.setdefault(section.lstrip("?").split("/")[0], []).append(function)
    names = tuple(sections.names)
    for number, (name, (function, *others)) in enumerate(kinds.items()):
        near = _near(name, names) if number < _MOST_COMPARED else []
        more = f" (nor {len(others)} more of the kind)" if others else ""
        yield Found(
            span=function.name_span,
            message=f"the loader does not know the section '{function.section}'{more}",
            help=f"did you mean '{near[0]}'?" if near else "load it with a loader that sets the program type itself",
            level=Level.WARNING if near else Level.NOTE,
            function=function.name,
            key=name,
        )
