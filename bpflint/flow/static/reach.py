"""Which calls a program reaches on one kernel, and in which context.

A kfunc call in a static function, a `__noinline` subprogram or a callback belongs to every program that reaches it.
Callbacks that run later (timer, work queue, task work) run in a context of their own: work queue and task work
callbacks may sleep, timer callbacks may not, whatever the program that set them may do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bpflint.flow.static.guards import Guards
from bpflint.flow.static.kept_globals import kept_globals
from bpflint.kernel.program_types import ProgramKind
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, FunctionRef, Local, Operand
from bpflint.source.types import Kind
from bpflint.source.unit import Unit

MAX_DEPTH = 64
"""Calls deep; the verifier stops at 8 frames for functions it does not inline, so deeper is recursion."""

MAX_VARIANTS = 16
"""Sets of constant arguments for which one function is visited; after that its parameters are taken as unknown."""

MAX_VISITS = 10_000
"""Functions, each with what is known of its parameters, that are looked at for one program."""

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


@dataclass(slots=True, eq=False)
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
    alone: bool = False
    """True where the first function on the path is verified by itself, though its call may never be come to."""


@dataclass(slots=True, eq=False)
class _Given:
    """What is known of a function's parameters: `values` are constants there, `functions` hold a function's address."""

    values: Mapping[Local, int]
    functions: Mapping[Local, str]
    key: Hashable = field(init=False)

    def __post_init__(self) -> None:
        self.key = frozenset(self.values.items()), frozenset(self.functions.items())


@dataclass(slots=True, eq=False)
class _Entry:
    """A function that a call enters, now or later. `sleepable` is None where it may sleep if its caller may."""

    function: Function
    sleepable: bool | None
    direct: bool
    given: _Given


@dataclass(slots=True, eq=False)
class _Visit:
    """A function to look at, and how it was entered."""

    function: Function
    path: tuple[Call, ...]
    kind: ProgramKind | None
    callback: str
    conditional: bool
    given: _Given
    alone: bool = False

    @property
    def key(self) -> Hashable:
        sleepable = self.kind is not None and self.kind.sleepable
        return self.function.name, sleepable, self.conditional, self.given.key


_NOTHING = _Given({}, {})


def reach(unit: Unit, program: Program, guards: Guards) -> tuple[Reached, ...]:
    """Every call that `program` can reach on the kernel of `guards`, each function visited once a context."""
    return guards.asked.keep(("reach", program), lambda: tuple(_walk(unit, guards, _starts(unit, program, guards))))


def _starts(unit: Unit, program: Program, guards: Guards) -> list[_Visit]:
    """The program itself, which is looked at first, and what the verifier looks at besides."""
    kept = kept_globals(unit, program.function, guards)
    starts = [_Visit(function, (call,), program.kind, "", False, _NOTHING, alone=True) for call, function in kept]
    return [*starts, _Visit(program.function, (), program.kind, "", False, _NOTHING)]


def untested_calls(unit: Unit, program: Program, guards: Guards) -> frozenset[int]:
    """The calls, by `id()`, that `program` reaches whatever the answers are that nobody knows."""
    return guards.asked.keep(("untested", program), lambda: frozenset(_walk_untested(unit, program, guards)))


def _walk_untested(unit: Unit, program: Program, guards: Guards) -> Iterator[int]:
    seen: set[Hashable] = set()
    kept = kept_globals(unit, program.function, guards)
    yield from (id(call) for call, _ in kept)
    work = [(program.function, _NOTHING), *((function, _NOTHING) for _, function in kept)]
    while work:
        function, given = work.pop()
        key = function.name, given.key
        if key in seen or len(seen) >= MAX_VISITS:
            continue
        seen.add(key)
        untested = guards.given(given.values).untested_blocks(function)
        for call, index, entries in _calls(unit, guards, function, given):
            if index in untested:
                yield id(call)
                work.extend((entered.function, entered.given) for entered in entries)


def _walk(unit: Unit, guards: Guards, starts: list[_Visit]) -> Iterator[Reached]:
    seen: set[Hashable] = set()
    variants: Counter[str] = Counter()
    # An explicit stack: a chain of calls in a hostile file must not exhaust Python's.
    work = starts
    while work:
        visit = work.pop()
        if visit.given.values and variants[visit.function.name] >= MAX_VARIANTS:
            visit = replace(visit, given=replace(visit.given, values={}))
        key = visit.key
        if key in seen or len(visit.path) > MAX_DEPTH:
            continue
        seen.add(key)
        variants[visit.function.name] += 1
        certain = guards.given(visit.given.values).certain_blocks(visit.function)
        for call, index, entries in _calls(unit, guards, visit.function, visit.given):
            conditional = visit.conditional or index not in certain
            yield Reached(call, visit.function, visit.path, visit.kind, visit.callback, conditional, visit.alone)
            for entered in entries:
                kind = visit.kind
                if entered.sleepable is not None and kind is not None:
                    kind = replace(kind, sleepable=entered.sleepable)
                callback = visit.callback if entered.direct else str(call.callee)
                path = (*visit.path, call)
                work.append(_Visit(entered.function, path, kind, callback, conditional, entered.given, visit.alone))


_Calls = list[tuple[Call, int, list[_Entry]]]


def _calls(unit: Unit, guards: Guards, function: Function, given: _Given) -> _Calls:
    """The calls that a function reaches, the block of each, and the functions that it enters."""
    return guards.asked.keep(("calls", function.name, given.key), lambda: _find_calls(unit, guards, function, given))


def _find_calls(unit: Unit, guards: Guards, function: Function, given: _Given) -> _Calls:
    inside = guards.given(given.values)
    blocks = inside.blocks(function)
    return [
        (call, index, list(_enter(unit, inside, function, given, call)))
        for index, call in inside.definitions(function).calls
        if index in blocks
    ]


def _enter(unit: Unit, inside: Guards, function: Function, given: _Given, call: Call) -> Iterator[_Entry]:
    """The functions that `call` runs, now or later."""
    arguments = [_function_of(inside, function, given, argument) for argument in call.args]
    for callee, sleepable in _callees(unit, _function_of(inside, function, given, call.callee), arguments):
        target = unit.functions.get(callee)
        if target is None:
            continue
        direct = callee not in arguments
        # The verifier looks at a global function by itself, whatever its callers pass.
        values = _constants(inside, function, call, target) if direct and target.is_static else {}
        passed = zip(target.params, arguments, strict=False) if direct else ()
        functions = {parameter: name for parameter, name in passed if name}
        yield _Entry(target, sleepable, direct, _Given(values, functions))


def _constants(guards: Guards, caller: Function, call: Call, target: Function) -> dict[Local, int]:
    """The parameters of `target` that this call sets to an integer constant or to NULL."""
    values: dict[Local, int] = {}
    for parameter, argument in zip(target.params, call.args, strict=False):
        value = guards.value(caller, argument)
        is_integer = parameter.type.kind in (Kind.INT, Kind.ENUM)
        if value is not None and (is_integer or value == 0):
            values[parameter] = value
    return values


def _function_of(guards: Guards, function: Function, given: _Given, operand: str | Operand) -> str:
    """The function that `operand` is the address of, as far as the call's own arguments tell; "" if unknown."""
    if isinstance(operand, str):
        return operand
    if isinstance(operand, FunctionRef):
        return operand.name
    if not given.functions:
        return ""
    local = guards.loaded_from(function, operand)
    return given.functions.get(local, "") if local is not None else ""


def _callees(unit: Unit, callee: str, arguments: Sequence[str]) -> Iterator[tuple[str, bool | None]]:
    """Functions a call enters, and whether they may sleep (None: as the caller).

    What a function of the unit is given to call, it calls itself or hands on: that is seen inside it.
    """
    if callee:
        yield callee, None
    if callee not in unit.functions:
        sleepable = ASYNC_CALLBACKS.get(callee)
        yield from ((name, sleepable) for name in arguments if name)
