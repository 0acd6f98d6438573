"""What programs access without a guard on a kernel of which nobody knows whether it has that."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bpflint.checks._causes import Cause, by_program
from bpflint.checks._core import (
    accesses_of,
    doubtful,
    holders,
    in_no_kernel,
    is_certain,
    name_of,
    text_of,
    unguarded_ways,
    ways_into,
)
from bpflint.checks._holders import doubt_about
from bpflint.checks.context import Context
from bpflint.flow.static.core_accesses import Access
from bpflint.kernel import Facts
from bpflint.kernel.core_questions import has_type

RULE = "BP509"
_ELSEWHERE = ": only a module can bring it, or BTF that the loader names"


def _doubtful_accesses(context: Context) -> Iterator[Cause]:
    nowhere = set(in_no_kernel(context))
    unknown = {*doubtful(context), *nowhere}
    if not unknown:
        return
    for name, ways in ways_into(context).items():
        function = context.unit.functions[name]
        told: set[Access] = set()
        for at in accesses_of(function):
            if at.access not in unknown or at.access in told:
                continue
            untested = unguarded_ways(context, function, ways, at)
            if untested and is_certain(context, function, untested, at):
                told.add(at.access)
                message = doubt_about(context, text_of(at.access), name_of(at.access), holders(context, at.access))
                if at.access in nowhere:
                    owner = at.access.owner if at.access.category == "field" else f"enum {at.access.owner}"
                    where = "" if _is_known(context.facts, owner) else _ELSEWHERE
                    message = f"{text_of(at.access)} is in no known kernel{where}"
                programs = tuple(dict.fromkeys(way.program.name for way in untested))
                yield Cause(at.span, message, RULE, programs)


doubtful_accesses = by_program(_doubtful_accesses)
"""Those that a program, by its name, surely comes to."""


@lru_cache(maxsize=1 << 10)
def _is_known(facts: Facts, owner: str) -> bool:
    """True for a type that some known kernel has."""
    return any(has_type(facts.at(version), owner) for version in facts.versions)
