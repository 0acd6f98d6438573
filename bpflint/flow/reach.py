"""Which calls a program reaches on one kernel, and in which context.

A kfunc call in a static function, a `__noinline` subprogram or a callback belongs to every program that reaches it.
Callbacks that run later (timer, work queue, task work) run in a context of their own: work queue and task work
callbacks may sleep, timer callbacks may not, whatever the program that set them may do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bpflint.flow.guards import Guards
from bpflint.kernel.program_types import ProgramKind
from bpflint.program import Program
from bpflint.source.model import Call, Function, FunctionRef, Kind, Local, Unit

MAX_DEPTH = 64
"""Calls deep; the verifier stops at 8 frames for functions it does not inline, so deeper is recursion."""

MAX_VARIANTS = 16
"""Sets of constant arguments for which one function is visited; after that its parameters are taken as unknown."""

ASYNC_CALLBACKS: dict[str, bool] = {
    "bpf_timer_set_callback": False,
    "bpf_wq_set_callback": True,
    "bpf_wq_set_callback_impl": True,
    "bpf_task_work_schedule_signal": True,
    "bpf_task_work_schedule_resume": True,
    "bpf_task_work_schedule_signal_impl": True,
    "bpf_task_work_schedule_resume_impl": True,
}
"""Functions that take a callback to run later, and whether that callback may sleep (kernel/bpf/verifier.c)."""


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """A call that a program reaches: through `path` (outermost call first), inside `function`.

    `kind` is the program's, with `sleepable` as it is where the call stands. `callback` names the function that a
    callback on the way was given to, "" on a direct way. `conditional` is set where a constant that the loader sets
    decides whether the call is reached.
    """

    call: Call
    function: Function
    path: tuple[Call, ...]
    kind: ProgramKind | None
    callback: str = ""
    conditional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Visit:
    """A function to look at, and how it was entered. `values` are its parameters that are constants there."""

    function: Function
    path: tuple[Call, ...]
    kind: ProgramKind | None
    callback: str
    conditional: bool
    values: Mapping[Local, int]

    @property
    def key(self) -> tuple[object, ...]:
        sleepable = self.kind is not None and self.kind.sleepable
        return self.function.name, sleepable, self.conditional, frozenset(self.values.items())


def reach(unit: Unit, program: Program, guards: Guards) -> tuple[Reached, ...]:
    """Every call that `program` can reach on the kernel of `guards`, each function visited once a context."""
    return tuple(_walk(unit, guards, _Visit(program.function, (), program.kind, "", False, {})))


def _walk(unit: Unit, guards: Guards, entry: _Visit) -> Iterator[Reached]:
    seen: set[tuple[object, ...]] = set()
    variants: Counter[str] = Counter()
    # An explicit stack: a chain of calls in a hostile file must not exhaust Python's.
    work = [entry]
    while work:
        visit = work.pop()
        if visit.values and variants[visit.function.name] >= MAX_VARIANTS:
            visit = replace(visit, values={})
        if visit.key in seen or len(visit.path) > MAX_DEPTH:
            continue
        seen.add(visit.key)
        variants[visit.function.name] += 1
        inside = guards.given(visit.values)
        certain = inside.certain_blocks(visit.function)
        for index in sorted(inside.blocks(visit.function)):
            conditional = visit.conditional or index not in certain
            for call in visit.function.blocks[index].instructions:
                if not isinstance(call, Call):
                    continue
                yield Reached(call, visit.function, visit.path, visit.kind, visit.callback, conditional)
                work.extend(_enter(unit, inside, visit, call, conditional))


def _enter(unit: Unit, inside: Guards, visit: _Visit, call: Call, conditional: bool) -> Iterator[_Visit]:
    """The functions that `call` runs, now or later."""
    for callee, sleepable in _callees(call):
        target = unit.functions.get(callee)
        if target is None:
            continue
        kind = visit.kind
        if sleepable is not None and kind is not None:
            kind = replace(kind, sleepable=sleepable)
        direct = callee == call.callee
        callback = visit.callback if direct else str(call.callee)
        # The verifier looks at a global function by itself, whatever its callers pass.
        values = _constants(inside, visit.function, call, target) if direct and target.is_static else {}
        yield _Visit(target, (*visit.path, call), kind, callback, conditional, values)


def _constants(guards: Guards, caller: Function, call: Call, target: Function) -> dict[Local, int]:
    """The parameters of `target` that this call sets to an integer constant or to NULL."""
    values: dict[Local, int] = {}
    for parameter, argument in zip(target.params, call.args, strict=False):
        value = guards.value(caller, argument)
        is_integer = parameter.type.kind in (Kind.INT, Kind.ENUM)
        if value is not None and (is_integer or value == 0):
            values[parameter] = value
    return values


def _callees(call: Call) -> Iterator[tuple[str, bool | None]]:
    """Functions a call enters, and whether they may sleep (None: as the caller)."""
    if isinstance(call.callee, str):
        yield call.callee, None
    elif isinstance(call.callee, FunctionRef):
        yield call.callee.name, None
    sleepable = ASYNC_CALLBACKS.get(call.callee) if isinstance(call.callee, str) else None
    for argument in call.args:
        if isinstance(argument, FunctionRef):
            yield argument.name, sleepable
