"""Ends of functions and paths: what must have been given back and closed by then."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import Reference, SectionKind
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, RegionKind, Scalar, Trust, Value, is_null
from bpflint.flow.machine import callbacks
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.loops import Loop
from bpflint.flow.static.return_ranges import CALLED_LATER, Range, callback_range, return_range, words
from bpflint.kernel.verifier_change import Change
from bpflint.source.control_flow import Return
from bpflint.source.model import Call, Const
from bpflint.source.types import Kind

_WHOLE = frozenset({(-(1 << 31), (1 << 31) - 1), (0, (1 << 32) - 1), (-(1 << 63), (1 << 63) - 1), (0, (1 << 64) - 1)})
"""All that a type holds."""
_BYTE = (0, 255)
"""What a truth value that a kfunc returned may be, as far as the walk knows; compilers look at one bit of it."""
_SHORT = 60
"""Blocks of a program that is walked for what it returns alone."""
_LEAKS = {
    ("reference", "return"): Case.REFERENCE_LEAKED,
    ("reference", "callback"): Case.REFERENCE_LEAKED_BY_CALLBACK,
    ("reference", "tail_call"): Case.REFERENCE_HELD_AT_TAIL_CALL,
    ("reference", "throw"): Case.REFERENCE_HELD_AT_THROW,
    ("reference", "loop"): Case.REFERENCE_LOST_IN_LOOP,
    ("iterator", "return"): Case.ITERATOR_LEAKED,
    ("iterator", "callback"): Case.ITERATOR_LEAKED_BY_CALLBACK,
    ("iterator", "tail_call"): Case.ITERATOR_ACTIVE_AT_TAIL_CALL,
    ("iterator", "throw"): Case.ITERATOR_ACTIVE_AT_THROW,
    ("dynptr", "return"): Case.DYNPTR_LEAKED,
    ("dynptr", "callback"): Case.DYNPTR_LEAKED_BY_CALLBACK,
    ("dynptr", "tail_call"): Case.DYNPTR_HELD_AT_TAIL_CALL,
    ("dynptr", "throw"): Case.DYNPTR_HELD_AT_THROW,
    ("argument", "return"): Case.ARGUMENT_REFERENCE_LEAKED,
}
"""What a reference that is still held is, by what it is to and how the path ends. Others are not looked at."""

_OPEN = {
    (SectionKind.RCU, "return"): Case.RCU_OPEN_AT_RETURN,
    (SectionKind.RCU, "tail_call"): Case.RCU_OPEN_AT_TAIL_CALL,
    (SectionKind.RCU, "throw"): Case.RCU_OPEN_AT_THROW,
    (SectionKind.PREEMPT, "return"): Case.PREEMPTION_OFF_AT_RETURN,
    (SectionKind.PREEMPT, "tail_call"): Case.PREEMPTION_OFF_AT_TAIL_CALL,
    (SectionKind.PREEMPT, "throw"): Case.PREEMPTION_OFF_AT_THROW,
    (SectionKind.IRQ, "return"): Case.IRQS_OFF_AT_RETURN,
    (SectionKind.IRQ, "tail_call"): Case.IRQS_OFF_AT_TAIL_CALL,
    (SectionKind.IRQ, "throw"): Case.IRQS_OFF_AT_THROW,
    (SectionKind.LOCK, "return"): Case.LOCK_HELD_AT_RETURN,
    (SectionKind.LOCK, "throw"): Case.LOCK_HELD_AT_THROW,
}
"""What a critical section that is still open is, by how the path ends."""


def leave(engine: Machine, state: State, value: Value, span: Span) -> bool:
    """Returns from the running function. False where the path ends."""
    frame = state.frames[-1]
    if len(state.frames) == 1:
        span = frame.returned or span
        _check_returned(engine, state, value, span)
        check_balance(engine, state, span, "return")
        return False
    if frame.role:
        _check_callback(engine, state, value, span, frame.role)
        leaked = frozenset(state.owned) - frame.held
        if leaked:
            report_leaks(engine, state, span, leaked, "callback")
            for token in leaked:
                del state.owned[token]
    _check_saved_flags(engine, state, span)
    state.frames.pop()
    returns = frame.function.type.target
    # A struct is returned in memory, which the caller copies.
    kept = returns is not None and returns.is_record
    for region in () if kept else frame.regions.values():
        if region.kind is RegionKind.STACK:
            engine.drop(state, region)
    state.frames[-1] = state.frames[-1].copy()
    if frame.role:
        return callbacks.returned(engine, state, frame, value)
    assert frame.call is not None
    engine.result(state, frame.call, value)
    if state.frames[-1].function.wrapped:
        # Every return of the user's function is told apart, as if there were no wrapper.
        state.frames[-1].returned = span
        return True
    return engine.pruning.is_new(state)


def _check_saved_flags(engine: Machine, state: State, span: Span) -> None:
    """A function that returns takes the flags with it that it saved in a variable of its own: nothing restores them."""
    own = set(state.frames[-1].regions.values())
    for (region, _), slot in state.slots.items():
        if slot.kind == "irq" and region in own:
            key = f"irq:{slot.span.line}"
            engine.report(
                state, Case.IRQS_OFF_AT_RETURN, span, key=key, opened_at=slot.span, parts={"subject": slot.name}
            )


def _check_returned(engine: Machine, state: State, value: Value, span: Span) -> None:
    """A program returns what its hook takes; a struct_ops member that returns a pointer passes its reference on."""
    if engine.kind is not None and engine.root.role == "program":
        _check_range(engine, state, value, span, return_range(engine.kernel, engine.kind))
    elif engine.root.role in CALLED_LATER:
        _check_callback(engine, state, value, span, engine.root.role)
    if not engine.gives_pointer() or engine.root.role != "program":
        return
    wanted = engine.program.body.type.target
    if wanted is None or wanted.target is None or not wanted.target.is_record:
        return
    if isinstance(value, Scalar):
        constant = state.constant(value)
        if constant:
            engine.report(state, Case.INTEGER_RETURNED, span, subject=str(constant))
    elif isinstance(value, Pointer) and value.region.kind is RegionKind.KERNEL:
        reference = state.owned.pop(value.life, None)
        actual = state.type_of(value.region)
        if reference is None:
            if trust_of(state, value) is not Trust.UNKNOWN and state.nullness(value) is not True:
                engine.report(state, Case.UNOWNED_RETURNED, span, about=(value.life, value.null))
        elif actual is not None and actual.name and wanted.target.name and actual.name != wanted.target.name:
            engine.report(
                state,
                Case.OTHER_STRUCT_RETURNED,
                span,
                about=(value.life,),
                subject=reference.name,
                actual=actual.name,
                wanted=wanted.target.name,
            )
    elif not is_null(value):
        state.forget_references()


def may_return_wrong(engine: Machine) -> bool:
    """True if a program returns something that is no constant its hook takes, and is short enough to look closer.

    So is a callback of a timer or work queue.
    """
    if engine.root.role in CALLED_LATER:
        return engine.root.function.size <= _SHORT
    if engine.kind is None or engine.root.role != "program" or len(engine.program.body.blocks) > _SHORT:
        return False
    allowed = return_range(engine.kernel, engine.kind)
    if allowed is None:
        return False
    returned = [block.terminator.value for block in engine.program.body.blocks if isinstance(block.terminator, Return)]
    return any(
        value is not None and not (isinstance(value, Const) and allowed[0] <= value.value <= allowed[1])
        for value in returned
    )


def _check_callback(engine: Machine, state: State, value: Value, span: Span, role: str) -> None:
    allowed = callback_range(role)
    # What a callback keeps in the caller's stack is forgotten after some rounds, and not by the verifier.
    if not callbacks.is_widened(state.top) or state.constant(value) is not None:
        _check_range(engine, state, value, span, allowed, Case.CALLBACK_RETURN_OUT_OF_RANGE, role)


def _check_range(
    engine: Machine,
    state: State,
    value: Value,
    span: Span,
    allowed: Range | None,
    case: Case = Case.RETURN_OUT_OF_RANGE,
    callee: str = "",
) -> None:
    if allowed is None or not isinstance(value, Scalar) or value.vague:
        return
    low, high = state.range(value)
    if (allowed[0] <= low and high <= allowed[1]) or (low, high) == _BYTE:
        return
    returned = str(low) if low == high else "a number that nothing limits"
    if low != high and (low, high) not in _WHOLE:
        returned = f"a number from {low} to {high}"
    # Compilers carry the constant that a global function always returns to its callers.
    sure = low == high or not engine.roots.has_globals
    parts = {"returned": returned, "takes": words(allowed), "callee": callee}
    engine.report(state, case, span, about=(value.ident,), sure=sure, parts=parts)


def check_balance(engine: Machine, state: State, span: Span, how: str, *, leaks_surely: bool = True) -> None:
    """Reports what is still owned or open when the program ends."""
    report_leaks(engine, state, span, frozenset(state.owned), how, sure=leaks_surely)
    free = how == "throw" and _throws_freely(engine, state)
    if not free or engine.has(Change.THROWS_CHECKED_PERHAPS):
        _report_open(engine, state, span, how, sure=not free)


def _report_open(engine: Machine, state: State, span: Span, how: str, *, sure: bool) -> None:
    """Reports the critical sections that are open. Of those that only nest, one call too few leaves all open."""
    for kind in SectionKind:
        opened = state.sections(kind)
        for section in opened[-1:] if kind in (SectionKind.RCU, SectionKind.PREEMPT) else opened:
            parts = {"subject": section.name, "callee": section.lock.callee if section.lock is not None else ""}
            key = f"{kind.value}:{section.span.line}"
            engine.report(state, _OPEN[kind, how], span, key=key, sure=sure, opened_at=section.span, parts=parts)


def _throws_freely(engine: Machine, state: State) -> bool:
    """True if this kernel, or some of its point releases, do not look at open regions where a subprogram throws."""
    inside = any(not frame.function.always_inline for frame in state.frames[1:])
    return inside and engine.has(Change.THROWS_FREELY) and not engine.has(Change.THROWS_CHECKED)


def check_tail_call(engine: Machine, state: State, span: Span) -> None:
    """Reports what is owned or open where `bpf_tail_call()` may leave the program.

    In a subprogram the verifier looks at regions but not at references. Whether the compiler makes one of a static
    function is not known, unless the program says so.
    """
    if state.innermost(SectionKind.LOCK) is not None:
        return  # the call itself is refused
    called = [frame.function for frame in state.frames[1:] if not frame.function.always_inline]
    if any(function.noinline or not function.is_static for function in called):
        state.owned.clear()
    check_balance(engine, state, span, "tail_call", leaks_surely=not called)


def _may_be_result(engine: Machine, state: State, reference: Reference) -> bool:
    """True where what a program holds may be in the register of its result, which some kernels do not look for.

    The result of a struct_ops member that returns nothing is whatever was there last: what the last call gave.
    """
    returns = engine.program.body.type.target
    is_void = engine.type == "BPF_PROG_TYPE_STRUCT_OPS" and returns is not None and returns.kind is Kind.VOID
    is_last = reference.what == "argument" or (reference.what == "reference" and reference.calls == state.calls)
    return is_void and is_last


def lose_in_loop(engine: Machine, state: State, loop: Loop, span: Span) -> bool:
    """Reports a reference that this round of a loop acquired and that nothing the program still reads holds.

    Nobody can give it back, so there is no need to walk on.
    """
    blocks = state.frames[-1].cfg.blocks
    for token, reference in state.owned.items():
        if reference.what == "reference" and not state.holds(token):
            made = (each for index in loop.body for each in blocks[index].instructions)
            if any(isinstance(each, Call) and each.span == reference.span for each in made):
                report_leaks(engine, state, span, frozenset({token}), "loop")
                return True
    return False


def report_leaks(
    engine: Machine, state: State, span: Span, tokens: frozenset[int], how: str, *, sure: bool = True
) -> None:
    """Reports references that nobody gives back."""
    for token in sorted(tokens):
        reference = state.owned.get(token)
        case = _LEAKS.get((reference.what, how)) if reference is not None else None
        if reference is None or case is None:
            continue
        engine.report(
            state,
            case,
            span,
            about=(token, reference.null),
            key=f"{reference.callee}:{reference.span.line}:{reference.span.column}",
            subject=reference.name,
            origin=reference.callee,
            release=reference.release,
            opened=str(reference.span.line),
            sure=sure and not (how == "return" and _may_be_result(engine, state, reference)),
            at_end=True,
        )
