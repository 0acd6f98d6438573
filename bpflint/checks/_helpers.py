"""What the checks of helpers share: calls of helpers that programs reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpflint.checks._kfuncs import Way, kind_of
from bpflint.checks.context import Context
from bpflint.flow.static.unit_reach import Reachability, ReachedCall
from bpflint.kernel import Facts
from bpflint.kernel.helper import HelperAt
from bpflint.kernel.program_types import ProgramKind
from bpflint.source.model import Call, Operand
from bpflint.source.unit import Unit

_MEASURED_HOOKS = ("file_open", "socket_sendmsg")
_OPENED_BY_ITERATORS = frozenset({"bpf_getsockopt", "bpf_setsockopt"})
"""The only helpers that some iterators open to their programs. Source: the verifiers of 6.12.117 and 7.3.4, asked for
the 108 helpers that are closed to iter/task on each of 18 iterators; `get_func_proto` of struct bpf_iter_reg."""


@dataclass(frozen=True, slots=True, eq=False)
class HelperCall:
    """A call of a helper. `helper` is None where this kernel does not have it."""

    call: Call
    name: str
    helper: HelperAt | None
    ways: Sequence[Way]
    kinds: frozenset[ProgramKind]
    """What the kernel takes the programs for that come to it, where that is known."""

    @property
    def function(self) -> str:
        """The user's function that holds the call."""
        return self.ways[0][1].function.name.removeprefix("____")


def helper_calls(context: Context) -> tuple[HelperCall, ...]:
    """Every call of a helper that this or another kernel has."""
    return context.once(_helper_calls)


def _helper_calls(context: Context) -> Iterator[HelperCall]:
    unit, facts, reachability = context.unit, context.facts, context.reachability
    for reached, kinds in reachability.keep("helper calls", lambda: _candidates(unit, facts, reachability)):
        name = str(reached.call.callee)
        ways: Sequence[Way] = reached.ways
        if reached.call.skippable:
            ways = [way for way in ways if _is_passed(context, way)]
        if ways:
            yield HelperCall(reached.call, name, context.kernel.helper(name), ways, kinds)


def _is_passed(context: Context, way: Way) -> bool:
    """Whether a path was seen to come to a call."""
    program, reached = way
    return (reached.function.name, reached.call.span) in context.analysis(program).passed


def _candidates(
    unit: Unit, facts: Facts, reachability: Reachability
) -> list[tuple[ReachedCall, frozenset[ProgramKind]]]:
    """The calls of helpers, and the kinds of the programs that come to each."""
    found = []
    for reached in reachability.calls:
        if _is_helper(unit, facts, reached.call.callee):
            programs = dict.fromkeys(program for program, _ in reached.ways)
            found.append((reached, frozenset(filter(None, map(kind_of, programs)))))
    return found


def _is_helper(unit: Unit, facts: Facts, callee: str | Operand) -> bool:
    if not isinstance(callee, str) or callee in unit.functions or callee in facts.kfuncs:
        return False
    declaration = unit.declarations.get(callee)
    return (declaration is None or not declaration.is_ksym) and newest(facts, callee) is not None


def newest(facts: Facts, name: str) -> HelperAt | None:
    """The helper on the newest kernel that has it."""
    return facts.at(facts.newest).helper(name)


def refused(helper: HelperAt, kind: ProgramKind | None) -> bool:
    """True if it was measured that programs of the kind may not call the helper.

    Some helpers are open to single LSM hooks, and few of these were measured, or to single iterators.
    """
    if kind is None or helper.allows(kind) is not False:
        return False
    if kind.type == "BPF_PROG_TYPE_LSM":
        return kind.target in _MEASURED_HOOKS
    return kind.attach != "BPF_TRACE_ITER" or kind.target == "task" or helper.name not in _OPENED_BY_ITERATORS
