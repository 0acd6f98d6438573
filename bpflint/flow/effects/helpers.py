"""Helper calls: those that acquire, release, lock, look up or call back, and whatever else the rules need of them.

What helpers demand and promise is data (rules/helpers.yaml, rules/helper_effects.yaml); helpers that no data mention
return anything and change what they can reach. A name that stands here says what the kernel decides by that name.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, CLOBBERED, UNKNOWN, Argument, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import (
    dynptr,
    helper_arguments,
    helper_results,
    locks,
    map_values,
    references,
)
from bpflint.flow.machine import call_site, callbacks, exits, stack_slots
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.kernel.helper_contract import HelperContract
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call, Type

_DYNPTR_KINDS: Final = {"DYNPTR_TYPE_LOCAL": "local", "DYNPTR_TYPE_RINGBUF": "ringbuf"}
_REGISTER: Final = 8
"""Bytes, as many as an address has."""
_TAIL_CALL: Final = "bpf_tail_call"
"""Never comes back where it succeeds. Source: check_helper_call() in kernel/bpf/verifier.c."""
_NEVER_OWNED: Final = (RegionKind.STACK, RegionKind.GLOBAL, RegionKind.MAP_VALUE, RegionKind.CONTEXT)


def call(
    engine: Machine, state: State, call_: Call, name: str, contract: HelperContract | None, args: tuple[Value, ...]
) -> bool:
    """Runs a helper call. False where the path ends."""
    args = tuple(value.pointer if isinstance(value, Argument) else value for value in args)
    if contract is None:
        state.forget_shared()
        call_site.havoc(state, args)
        engine.result(state, call_, helper_results.result(engine, state, call_, name, None, args))
        return True
    _check_context(engine, state, call_, contract)
    helper_arguments.check(engine, state, call_, contract, args)
    if contract.takes(0, "ARG_PTR_TO_SPIN_LOCK"):
        # check_func_arg() in kernel/bpf/verifier.c tells the two apart by name.
        effect = locks.LOCK if name == locks.PLAIN else locks.UNLOCK
        return effect.run(engine, state, Site(call_, name, args))
    if contract.callback is not None and name not in engine.kernel.facts.helper_contracts.called_later:
        return _loop(engine, state, call_, name, contract.callback, args)
    is_tail_call = name == _TAIL_CALL
    if is_tail_call:
        exits.check_tail_call(engine, state.fork(), call_.span)
    if contract.dynptr is not None and contract.dynptr == contract.released and args:
        dynptr.check_release(engine, state, Site(call_, name, args))
        dynptr.release(state, Site(call_, name, args))
    elif contract.released == 0 and args:
        _release(engine, state, call_, name, args[0])
    # A tail call that fails leaves the packet alone; one that does not returns to the caller of the subprogram.
    if contract.changes_packet and (not is_tail_call or (len(state.frames) > 1 and state.top.function.noinline)):
        dynptr.packet_changed(engine, state, call_, name)
    _use_own(engine, state, call_, contract, args)
    result = helper_results.result(engine, state, call_, name, contract, args)
    state.forget_shared()
    _touch(engine, state, call_, contract, args)
    engine.result(state, call_, result)
    return True


def _check_context(engine: Machine, state: State, call_: Call, contract: HelperContract) -> None:
    if state.locks and not contract.works_under_locks:
        engine.report(
            state,
            Case.CALL_UNDER_LOCK,
            call_.span,
            key="lock",
            callee=contract.name,
            subject=state.locks[-1].name,
            opened_at=state.locks[-1].span,
            region="lock",
        )
    elif contract.sleeps or (
        contract.sleeps_where_allowed and engine.root.sleepable and engine.has(Change.STACKS_SLEEP)
    ):
        locks.check_sleep(engine, state, call_, contract.name, Case.HELPER_SLEEPS)


def _release(engine: Machine, state: State, call_: Call, name: str, value: Value) -> None:
    subject = call_site.argument_name(call_, 0)
    if isinstance(value, Pointer) and value.region.kind not in (RegionKind.OTHER,):
        parts = {"callee": name, "subject": subject, "argument": "1"}
        about = (value.life, value.null)
        death = state.death(value)
        if death is not None:
            case = Case.RELEASED_TWICE if death.how == "released" else Case.RELEASED_INVALIDATED
            engine.report(state, case, call_.span, about=about, key=subject, freed=death.callee, parts=parts)
            return
        if value.life in state.owned and state.nullness(value) is not False:
            origin = state.owned[value.life].callee
            engine.report(
                state,
                Case.RESULT_PASSED_UNCHECKED,
                call_.span,
                about=about,
                key=subject,
                origin=origin,
                parameter="",
                parts=parts,
            )
            state.nulls[value.null] = False
        if value.life in state.owned and value.offset:
            engine.report(state, Case.RELEASED_AT_OFFSET, call_.span, about=about, key=subject, parts=parts)
        elif not value.life and value.region.kind in _NEVER_OWNED:
            engine.report(state, Case.RELEASED_UNOWNED, call_.span, about=about, key=subject, parts=parts)
    references.release(state, call_, value, name)


def _loop(engine: Machine, state: State, call_: Call, name: str, position: int, args: tuple[Value, ...]) -> bool:
    function = callbacks.function_of(engine, args[position]) if position < len(args) else None
    result: Value = arithmetic.fresh(call_.result.type, engine.identity()) if call_.result is not None else UNKNOWN
    state.forget_shared()
    if function is None:
        call_site.havoc(state, args)
        engine.result(state, call_, result)
        return True
    context = args[position + 1] if position + 1 < len(args) else UNKNOWN
    passed: tuple[Value, ...]
    match name:
        case "bpf_loop":
            index = Scalar(0, (1 << 23) - 1, engine.identity())
            passed = (index, context)
        case "bpf_for_each_map_elem":
            alike = engine.has(Change.VALUES_LOOK_ALIKE) and not engine.has(Change.VALUES_TOLD_APART)
            map_ = helper_results.map_of(args[0])
            value = helper_results.map_value(engine, map_, name, null=False, group=name if alike else "")
            passed = (args[0], Pointer(engine.region(RegionKind.OTHER, origin=name)), value, context)
        case "bpf_find_vma":
            task = args[0]
            vma = engine.kernel_object(engine.unit.find_type("struct vm_area_struct"), Trust.TRUSTED)
            passed = (task, vma, context)
        case _:
            passed = (Pointer(engine.region(RegionKind.DYNPTR, name="dynptr")), context)
    return callbacks.run(engine, state, call_, function, passed, name, result)


def _use_own(engine: Machine, state: State, call_: Call, contract: HelperContract, args: tuple[Value, ...]) -> None:
    """Dynptrs and timers, which have a state of their own."""
    name = contract.name
    if contract.makes_dynptr is not None and contract.makes_dynptr < len(args):
        _make_dynptr(engine, state, call_, contract, contract.makes_dynptr, args)
    elif contract.dynptr is not None and contract.released is None and contract.is_number:
        if contract.dynptr < len(args):
            dynptr.check_use(engine, state, Site(call_, name, args), contract.dynptr)
            slot = dynptr.slot_of(state, args[contract.dynptr])
            # check_helper_call() in kernel/bpf/verifier.c: writing through a dynptr may move the packet behind it.
            if name == "bpf_dynptr_write" and slot is not None and slot.type in ("skb", "skb_meta"):
                dynptr.packet_changed(engine, state, call_, name)
    elif contract.takes(0, "ARG_PTR_TO_TIMER") and args:
        _timer(engine, state, call_, contract, args)


def _make_dynptr(
    engine: Machine, state: State, call_: Call, contract: HelperContract, index: int, args: tuple[Value, ...]
) -> None:
    name = contract.name
    flags = contract.argument(index)[0].flags
    kind = next((kind for flag, kind in _DYNPTR_KINDS.items() if flag in flags), "unknown")
    token = 0
    source = args[0]
    if kind == "ringbuf":
        token = references.acquire(
            engine,
            state,
            call_,
            name,
            0,
            what="dynptr",
            release_name=engine.kernel.facts.helper_contracts.releaser_of_dynptr,
            name=call_site.argument_name(call_, index).lstrip("&"),
        )
    elif (
        isinstance(source, Pointer)
        and source.region.kind in (RegionKind.MEMORY, RegionKind.STACK)
        and source.region.origin != CALLER
    ):
        subject = call_site.argument_name(call_, 0)
        engine.report(state, Case.DYNPTR_OF_OTHER_MEMORY, call_.span, callee=name, subject=subject)
    site = Site(call_, name, args)
    dynptr.check_make(engine, state, site, index)
    dynptr.make(engine, state, site, index, dynptr.new(site, kind, token))


def _timer(engine: Machine, state: State, call_: Call, contract: HelperContract, args: tuple[Value, ...]) -> None:
    name, value = contract.name, args[0]
    if contract.callback is not None:
        function = callbacks.function_of(engine, args[contract.callback]) if contract.callback < len(args) else None
        if function is not None:
            callbacks.later(engine, state, function, name, value, sleepable=False)
    elif contract.map_argument is None:
        return  # started or cancelled, which asks nothing of the place
    if isinstance(value, Pointer):
        subject = call_site.argument_name(call_, 0)
        map_values.is_unknown(engine, state, value, "bpf_timer", call_.span, subject=subject, callee=name)


def _forget_object(state: State, pointer: Pointer, ctype: Type | None) -> None:
    """Nothing is known any more of what `pointer`, of type `ctype`, points to: the struct, or all memory around it."""
    target = ctype.target if ctype is not None else None
    if target is not None and target.is_record and target.size and pointer.offset is not None:
        state.write(pointer.region, pointer.offset, target.size, CLOBBERED)
    else:
        state.forget(pointer.region)


def _touch(engine: Machine, state: State, call_: Call, contract: HelperContract, args: tuple[Value, ...]) -> None:
    """The helper writes to the stack memory that it is given to write to."""
    for index, value in enumerate(args):
        forms = contract.argument(index)
        if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK:
            continue
        if forms and not any(each.is_written for each in forms):
            continue
        if not any(key[0] is value.region for key in state.slots):
            _forget_object(state, value, call_.arg_types[index] if index < len(call_.arg_types) else None)
            if forms and value.offset is not None and _bytes(state, contract, index, args) == _REGISTER:
                # Were it the address of something, it is none to the verifier.
                state.write(value.region, value.offset, _REGISTER, engine.plain_number())
        elif forms and index not in (contract.dynptr, contract.makes_dynptr):
            stack_slots.break_slots(engine, state, value, _bytes(state, contract, index, args), call_.span)


def _bytes(state: State, contract: HelperContract, index: int, args: tuple[Value, ...]) -> int:
    """The bytes that a helper writes to an argument for sure."""
    form = contract.forms[0]
    size = form.size_of(index)
    if size is not None:
        return (state.constant(args[size]) or 0) if size < len(args) else 0
    return form.arguments[index].size or 0
