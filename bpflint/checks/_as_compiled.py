"""The code of programs as the compiler leaves it: what only a kernel or a loader decides is all there.

The verifier looks at some things of every instruction before it follows any path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bpflint.checks.context import Context
from bpflint.flow.static.guards import Guards
from bpflint.flow.static.kernel_queries import KernelQueries, QueryCache
from bpflint.flow.static.unit_reach import Reachability
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True)
class AsCompiled:
    """Which blocks there are, and what is called."""

    guards: Guards
    reachability: Reachability

    def functions(self, program: Program) -> dict[Function, None]:
        """The functions that end up in the program."""
        reached = (each.function for each in self.reachability.reached[program])
        return dict.fromkeys((program.function, program.body, *reached))


def as_compiled(context: Context) -> AsCompiled:
    """That of the unit, the same on every kernel."""
    return _as_compiled(context.unit, tuple(context.reachability.reached))


@lru_cache(maxsize=2)
def _as_compiled(unit: Unit, programs: tuple[Program, ...]) -> AsCompiled:
    asked = KernelQueries(lambda _question: None, QueryCache())
    return AsCompiled(Guards(unit, asked), Reachability.of(unit, programs, asked))
