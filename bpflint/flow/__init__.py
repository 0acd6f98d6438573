"""What happens along the paths of a program, as the verifier would follow them.

`analyze()` walks one program on one kernel and returns events; the checks turn events into findings.
"""

from __future__ import annotations

from collections.abc import Sequence

from bpflint.flow.domain.events import Allowance, Analysis, Budget, Event
from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.flow.static.guards import Guards
from bpflint.kernel import KernelFacts
from bpflint.libbpf.programs import Program
from bpflint.source.unit import Unit

__all__ = ["Allowance", "Analysis", "Budget", "Event", "analyze"]


def analyze(
    unit: Unit,
    program: Program,
    kernel: KernelFacts,
    budget: Budget,
    guards: Guards,
    summaries: FunctionSummaries,
    observers: Sequence[object] = (),
) -> Analysis:
    """Walks `program` as `kernel` would verify it.

    `summaries` are those of the unit on this kernel, for all programs. `observers` are told of every call of a kfunc
    or helper (see flow/machine/observers.py). Bounds end the walk; what was found on the paths walked until then
    stands, and `gave_up` says where.
    """
    from bpflint.flow.machine.context import Machine
    from bpflint.flow.walk.interpreter import Interpreter

    return Interpreter(Machine(unit, program, kernel, budget, guards, summaries, observers)).run()
