"""Calls: finds out what is called and hands over to those who know what it does.

A function of the unit is entered; a global one that the compiler does not inline is checked at its door and walked on
its own. Whatever is not known may change all memory it can reach, and returns anything.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import SectionKind
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Value
from bpflint.flow.effects import dynptr, exceptions, global_arguments, helpers, kfuncs, locks
from bpflint.flow.machine import call_site, entry, memory
from bpflint.flow.machine.access_checks import check_set_number
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.static.definitions import CORE
from bpflint.flow.static.doubtful_accesses import ATOMICS
from bpflint.flow.static.function_properties import is_global
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.ksym import essential_name
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Const
from bpflint.source.types import Kind

_SHARED: Final = (RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.ALLOC)
"""Memory of which an atomic operation reads any number."""
SMALL = 8
"""Blocks up to which a function without calls of interest is entered too, for what it says of its arguments."""


_ALLOCATES = "__builtin_alloca"


def call(engine: Machine, state: State, instruction: Call) -> bool:
    """Runs a call. False where the path ends."""
    engine.analysis.keyless_calls |= state.keyless
    name = target_name(engine, state, instruction)
    args = tuple(engine.value(state, argument) for argument in instruction.args)
    if not name:
        return call_site.unknown(engine, state, instruction, args)
    if name.startswith(ATOMICS):
        memory.atomic(engine, state, instruction, args)
        is_shared = bool(args) and isinstance(args[0], Pointer) and args[0].region.kind in _SHARED
        if is_shared and name.startswith("__sync_"):
            state.forget_own()
        call_site.unknown(engine, state, instruction, args)
        if is_shared and instruction.result is not None:
            engine.result(state, instruction, arithmetic.fresh(instruction.result.type, engine.identity()))
        return True
    if name.startswith("__builtin_"):
        return _builtin(engine, state, instruction, name, args)
    function = engine.unit.functions.get(name)
    if function is not None and (function.lower is not None or function._blocks is not None):
        return _enter(engine, state, instruction, function, args)
    return run(engine, state, instruction, name, args)


def run(engine: Machine, state: State, instruction: Call, name: str, args: tuple[Value, ...]) -> bool:
    """Runs a call of a kfunc or helper. False where the path ends."""
    state.calls += 1
    place = state.top.function.name, instruction.span
    engine.analysis.passed.add(place)
    if not state.doubt and not state.widened:
        engine.analysis.compiled.add(place)
    for value in args:
        if isinstance(value, Pointer) and value.region.kind is RegionKind.STACK:
            state.exposed |= {value.region}
        elif engine.unset:
            check_set_number(engine, state, value, instruction.span)
    essential = essential_name(name)
    kfunc = engine.kfunc(essential)
    if kfunc is not None or (instruction.skippable and essential in engine.kernel.facts.kfuncs):
        engine.log.come_to(state, instruction)
    if kfunc is not None:
        alive = kfuncs.call(engine, state, Site.of(instruction, essential, args), kfunc)
        return alive and _observe(engine, state, instruction, essential, args)
    if name in engine.kernel.facts.helper_contracts or engine.kernel.helper(name) is not None:
        alive = helpers.call(engine, state, Site.of(instruction, name, args))
        return alive and _observe(engine, state, instruction, name, args)
    alive = kfuncs.unlisted(engine, state, Site.of(instruction, essential, args))
    # A kfunc that this kernel lacks keeps the program from loading; one that no facts mention may have a protocol.
    return alive and (essential in engine.kernel.facts.kfuncs or _observe(engine, state, instruction, essential, args))


def _observe(engine: Machine, state: State, instruction: Call, name: str, args: tuple[Value, ...]) -> bool:
    """Tells those who follow protocols of the call."""
    if engine.observers:
        result = UNKNOWN if instruction.result is None else state.top.temps.get(instruction.result.index, UNKNOWN)
        for observer in engine.observers:
            observer.called(engine, state, instruction, name, args, result)
    return True


def target_name(engine: Machine, state: State, instruction: Call) -> str:
    """The name of the function called, "" where it is not known."""
    if isinstance(instruction.callee, str):
        return instruction.callee
    value = engine.value(state, instruction.callee)
    if isinstance(value, Pointer) and value.region.kind is RegionKind.FUNCTION:
        return value.region.name
    return ""


def _enter(engine: Machine, state: State, call_: Call, function: Function, args: tuple[Value, ...]) -> bool:
    if is_global(function) and not function.section:
        return _call_global(engine, state, call_, function, args)
    if function.name in engine.budget.well_known:
        engine.log.left_out = True
        return _step_over(engine, state, call_, args)
    relevant = engine.summaries.is_relevant(function)
    if (
        not function.blocks
        or len(state.frames) >= engine.budget.depth
        or any(frame.function is function for frame in state.frames)
        or (not relevant and len(function.blocks) > SMALL)
    ):
        if relevant:
            state.forget_references()
        return _step_over(engine, state, call_, args)
    engine.enter(state, function, args, call_)
    return engine.pruning.is_new(state) if relevant else True


def _step_over(engine: Machine, state: State, call_: Call, args: tuple[Value, ...]) -> bool:
    for value in args:
        # The function may well test its arguments, and its result tell how that went.
        if isinstance(value, Pointer) and state.nullness(value) is None:
            state.nulls[value.null] = False
    return call_site.unknown(engine, state, call_, args)


def _call_global(engine: Machine, state: State, call_: Call, function: Function, args: tuple[Value, ...]) -> bool:
    state.calls += 1
    entry.add_global(engine, state, function)
    lock, preempt = state.innermost(SectionKind.LOCK), state.innermost(SectionKind.PREEMPT)
    if lock is not None:
        engine.report(state, Case.GLOBAL_FUNCTION_UNDER_LOCK, call_.span, callee=function.name, subject=lock.name)
    if preempt is not None and not engine.has(Change.GLOBALS_WITHOUT_PREEMPTION):
        case = Case.GLOBAL_FUNCTION_WITHOUT_PREEMPTION
        engine.report(state, case, call_.span, opened_at=preempt.span, callee=function.name)
    if engine.summaries.might_sleep(function):
        locks.check_sleep(engine, state, call_, function.name, Case.GLOBAL_FUNCTION_SLEEPS)
    global_arguments.check(engine, state, Site.of(call_, function.name, args), function)
    if engine.summaries.may_throw(function) and engine.has(Change.GLOBALS_THROW):
        exceptions.check_unwinding(engine, state.fork(), call_.span)
    call_site.havoc(state, args)
    if engine.summaries.changes_packet(function) and engine.has(Change.GLOBALS_MOVE_PACKETS):
        dynptr.packet_changed(engine, state, call_, function.name)
    result: Value = UNKNOWN
    if function.type.target is not None and function.type.target.kind in (Kind.INT, Kind.ENUM):
        result = arithmetic.fresh(function.type.target, engine.identity())
    engine.result(state, call_, result)
    return True


def _builtin(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    result: Value = UNKNOWN
    match name:
        case str() if name in CORE:
            info = tuple(each.value for each in call_.args if isinstance(each, Const))
            ident = engine.number(("type", name, call_.detail, info))
            engine.type_ids[ident] = call_.detail
            low = 1 if name == "__builtin_btf_type_id" else 0
            result = Scalar(low, (1 << 32) - 1, ident, vague=name != "__builtin_btf_type_id")
            known = engine.guards.value(state.top.function, call_.result) if call_.result is not None else None
            if known is not None and name != "__builtin_btf_type_id":
                result = Scalar(known, known)
        case "__builtin_expect" | "__builtin_preserve_access_index" | "__builtin_expect_with_probability":
            result = args[0] if args else UNKNOWN
        case "__builtin_constant_p":
            known = not state.top.function.noinline and state.constant(args[0]) is not None
            result = Scalar(int(known), int(known))
        case "__builtin_unreachable" | "__builtin_trap":
            return False
        case "__builtin_memcpy" | "__builtin_memset" | "__builtin_memmove":
            for value in args[:1]:
                if isinstance(value, Pointer):
                    state.forget(value.region)
            result = args[0] if args else UNKNOWN
        case _:
            if call_.result is not None and call_.result.type.kind in (Kind.INT, Kind.ENUM):
                result = arithmetic.fresh(call_.result.type, engine.identity(), vague=True)
                if name in arithmetic.SWAPPED and args:
                    result = arithmetic.swapped(name, args[0], call_.result.type, engine.number)
    engine.result(state, call_, result)
    return True
