"""Which calls a program reaches on one kernel, and in which context.

A kfunc call in a static function, a `__noinline` subprogram or a callback belongs to every program that reaches it.
Callbacks that run later (timer, work queue, task work) run in a context of their own: work queue and task work
callbacks may sleep, timer callbacks may not, whatever the program that set them may do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bpflint.flow.guards import Guards
from bpflint.kernel.program_types import ProgramKind
from bpflint.program import Program
from bpflint.source.model import Call, Function, FunctionRef, Unit

MAX_DEPTH = 64
"""Calls deep; the verifier stops at 8 frames for functions it does not inline, so deeper is recursion."""

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
    callback on the way was given to, "" on a direct way.
    """

    call: Call
    function: Function
    path: tuple[Call, ...]
    kind: ProgramKind | None
    callback: str = ""


def reach(unit: Unit, program: Program, guards: Guards) -> tuple[Reached, ...]:
    """Every call that `program` can reach on the kernel of `guards`, each function visited once a context."""
    return tuple(_walk(unit, guards, program.function, (), program.kind, "", set()))


def _walk(
    unit: Unit,
    guards: Guards,
    function: Function,
    path: tuple[Call, ...],
    kind: ProgramKind | None,
    callback: str,
    seen: set[tuple[str, bool]],
) -> Iterator[Reached]:
    # An explicit stack: a chain of calls in a hostile file must not exhaust Python's.
    work = [(function, path, kind, callback)]
    while work:
        function, path, kind, callback = work.pop()
        key = (function.name, kind.sleepable if kind else False)
        if key in seen or len(path) > MAX_DEPTH:
            continue
        seen.add(key)
        reached = guards.blocks(function)
        for index in sorted(reached):
            for call in function.blocks[index].instructions:
                if not isinstance(call, Call):
                    continue
                yield Reached(call, function, path, kind, callback)
                for callee, sleepable in _callees(call):
                    target = unit.functions.get(callee)
                    if target is None:
                        continue
                    inner = kind if sleepable is None or kind is None else replace(kind, sleepable=sleepable)
                    passed = str(call.callee) if callee != call.callee else callback
                    work.append((target, (*path, call), inner, passed))


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
