"""BP504: a function in a section that libbpf does not know as a kind of program.

A loader of your own may give it a type, so it is a note; where a known section is spelt almost the same, a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level
from bpflint.checks.context import Context
from bpflint.checks.unknown_kfunc import is_slip
from bpflint.libbpf.sections import SectionTable


def check(context: Context) -> Iterator[Found]:
    """Yield each such function at its name."""
    sections = SectionTable(context.facts.section_table)
    for function in context.unit.functions.values():
        section = function.section
        if not section or function.in_header or section.startswith(".") or sections.resolve(section):
            continue
        name = section.lstrip("?").split("/")[0]
        near = [word for word in sections.names if is_slip(name, word)]
        yield Found(
            span=function.name_span,
            message=f"libbpf does not know the section '{section}'",
            help=f"did you mean '{near[0]}'?" if near else "load it with a loader that sets the program type itself",
            level=Level.WARNING if near else Level.NOTE,
            function=function.name,
            key=section,
        )
