"""Helper calls: those that acquire, release, lock, look up or call back, and whatever else the rules need of them.

What helpers demand and promise is data (rules/helpers.yaml, rules/helper_effects.yaml); helpers that no data mention
return anything and change what they can reach. A name that stands here says what the kernel decides by that name.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import SectionKind
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, CLOBBERED, Pointer, RegionKind, Scalar, Trust
from bpflint.flow.effects import (
    dynptr,
    format_strings,
    helper_arguments,
    helper_callbacks,
    helper_results,
    kptr,
    locks,
    map_values,
    references,
)
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import call_site, callbacks, exits, stack_slots
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.kernel.helper_contract import HelperContract
from bpflint.kernel.verifier_change import Change
from bpflint.source.types import Type

_DYNPTR_KINDS: Final = {"DYNPTR_TYPE_LOCAL": "local", "DYNPTR_TYPE_RINGBUF": "ringbuf"}
_TAIL_CALL: Final = "bpf_tail_call"
"""Never comes back where it succeeds. Source: check_helper_call() in kernel/bpf/verifier.c."""
_LOCAL_STORAGE: Final = "bpf_get_local_storage"
"""Takes no flags yet. Source: check_helper_call() in kernel/bpf/verifier.c."""
_NEVER_OWNED: Final = (
    RegionKind.STACK,
    RegionKind.GLOBAL,
    RegionKind.MAP_VALUE,
    RegionKind.CONTEXT,
    RegionKind.STRING,
    RegionKind.MAP,
    RegionKind.FUNCTION,
    RegionKind.PACKET,
)


def call(engine: Machine, state: State, site: Site) -> bool:
    """Runs a helper call. False where the path ends."""
    contract = _find(engine, site.name)
    if contract is None:
        state.forget_shared()
        call_site.havoc(state, site.args)
        engine.result(state, site.call, helper_results.result(engine, state, site, None))
        return True
    _check_context(engine, state, site, contract)
    helper_arguments.check(engine, state, site, contract)
    return _effect_of(engine, contract).run(engine, state, site)


def _find(engine: Machine, name: str) -> HelperContract | None:
    """What the prototype asks for that a program of this type gets, or all where it gets none."""
    if name not in engine.contracts:
        engine.contracts[name] = _look_up(engine, name)
    return engine.contracts[name]


def _look_up(engine: Machine, name: str) -> HelperContract | None:
    contracts, helper, kind = engine.kernel.facts.helper_contracts, engine.kernel.helper(name), engine.kind
    if helper is None or kind is None or not helper.allows(kind):
        return contracts.get(name)
    return contracts.get_for(name, kind.type)


def _effect_of(engine: Machine, contract: HelperContract) -> Effect:
    if contract.takes(0, "ARG_PTR_TO_SPIN_LOCK"):
        # check_func_arg() in kernel/bpf/verifier.c tells the two apart by name.
        return locks.LOCK if contract.name == locks.PLAIN else locks.UNLOCK
    if contract.callback is not None and contract.name not in engine.kernel.facts.helper_contracts.called_later:
        return helper_callbacks.EFFECT
    return _BY_PROTOTYPE


def _check_context(engine: Machine, state: State, site: Site, contract: HelperContract) -> None:
    lock = state.innermost(SectionKind.LOCK)
    if lock is not None and not contract.works_under_locks:
        engine.report(
            state,
            Case.CALL_UNDER_LOCK,
            site.call.span,
            key="lock",
            callee=contract.name,
            subject=lock.name,
            opened_at=lock.span,
            region="lock",
        )
    elif contract.sleeps or (
        contract.sleeps_where_allowed and engine.root.sleepable and engine.has(Change.STACKS_SLEEP)
    ):
        locks.check_sleep(engine, state, site.call, contract.name, Case.HELPER_SLEEPS)


def _contract_of(engine: Machine, site: Site) -> HelperContract:
    contract = _find(engine, site.name)
    assert contract is not None
    return contract


def _check(engine: Machine, state: State, site: Site) -> None:
    """What the prototype of a helper asks for beside its arguments one by one."""
    contract = _contract_of(engine, site)
    if site.name == _TAIL_CALL:
        exits.check_tail_call(engine, state.fork(), site.call.span)
    elif site.name == format_strings.NAME:
        format_strings.check(engine, state, site)
    elif site.name == _LOCAL_STORAGE and len(site.args) > 1:
        _check_no_flags(engine, state, site)
    if _releases_dynptr(contract):
        dynptr.check_release(engine, state, site)
    elif contract.released == 0 and site.args:
        _check_release(engine, state, site)
    if contract.makes_dynptr is not None and contract.makes_dynptr < len(site.args):
        _check_new_dynptr(engine, state, site, contract)
    elif _uses_dynptr(contract):
        dynptr.check_use(engine, state, site, contract.dynptr or 0)
    elif contract.takes(0, "ARG_PTR_TO_TIMER"):
        _check_timer(engine, state, site)
    if contract.takes(0, "ARG_PTR_TO_PERCPU_BTF_ID"):
        helper_results.check_percpu(engine, state, site)
    elif contract.takes(0, "ARG_KPTR_XCHG_DEST"):
        kptr.check_exchange(engine, state, site)


def _check_no_flags(engine: Machine, state: State, site: Site) -> None:
    """Reports flags that are, or may be, another number than 0."""
    flags = site.value(1)
    if not isinstance(flags, Scalar) or flags.vague or state.constant(flags) == 0:
        return
    engine.report(state, Case.FLAGS_NOT_ZERO, site.span(1), about=(flags.ident,), parts=site.parts(1))


def _apply(engine: Machine, state: State, site: Site) -> bool:
    """A helper does what its prototype and rules/helper_effects.yaml say."""
    contract = _contract_of(engine, site)
    if _releases_dynptr(contract):
        dynptr.release(state, site)
    elif contract.released == 0 and site.args:
        _release(state, site)
    if _moves_packet(state, site, contract):
        dynptr.packet_changed(engine, state, site.call, site.name)
    if contract.makes_dynptr is not None and contract.makes_dynptr < len(site.args):
        _make_dynptr(engine, state, site, contract)
    elif contract.takes(0, "ARG_PTR_TO_TIMER") and contract.callback is not None:
        function = callbacks.function_of(engine, site.value(contract.callback))
        if function is not None:
            callbacks.later(engine, state, function, site.name, site.value(0), sleepable=False)
    result = helper_results.result(engine, state, site, contract)
    state.forget_shared()
    _touch(engine, state, site, contract)
    engine.result(state, site.call, result)
    return True


_BY_PROTOTYPE: Final = Effect(_apply, _check)


def _releases_dynptr(contract: HelperContract) -> bool:
    return contract.dynptr is not None and contract.dynptr == contract.released


def _uses_dynptr(contract: HelperContract) -> bool:
    """True for a dynptr to look at; what gives memory of one makes its result of it."""
    return contract.dynptr is not None and contract.released is None


def _moves_packet(state: State, site: Site, contract: HelperContract) -> bool:
    if site.name == _TAIL_CALL:
        # One that fails leaves the packet alone; one that does not returns to the caller of the subprogram.
        return contract.changes_packet and len(state.frames) > 1 and state.top.function.noinline
    if site.name == "bpf_dynptr_write":
        # check_helper_call() in kernel/bpf/verifier.c: writing through a dynptr may move the packet behind it.
        slot = dynptr.slot_of(state, site.value(contract.dynptr or 0))
        return slot is not None and slot.type in ("skb", "skb_meta")
    return contract.changes_packet


def _dynptr_kind(contract: HelperContract) -> str:
    flags = contract.argument(contract.makes_dynptr or 0)[0].flags
    return next((kind for flag, kind in _DYNPTR_KINDS.items() if flag in flags), "unknown")


def _check_new_dynptr(engine: Machine, state: State, site: Site, contract: HelperContract) -> None:
    source = site.value(0)
    if (
        _dynptr_kind(contract) != "ringbuf"
        and isinstance(source, Pointer)
        and source.region.kind in (RegionKind.MEMORY, RegionKind.STACK)
        and source.region.origin != CALLER
    ):
        subject = site.subject(0)
        engine.report(state, Case.DYNPTR_OF_OTHER_MEMORY, site.call.span, callee=site.name, subject=subject)
    dynptr.check_make(engine, state, site, contract.makes_dynptr or 0)


def _make_dynptr(engine: Machine, state: State, site: Site, contract: HelperContract) -> None:
    index, kind, token = contract.makes_dynptr or 0, _dynptr_kind(contract), 0
    if kind == "ringbuf":
        releaser = engine.kernel.facts.helper_contracts.releaser_of_dynptr
        name = site.subject(index).lstrip("&")
        token = references.acquire(engine, state, site, 0, what="dynptr", release_name=releaser, name=name)
    dynptr.make(engine, state, site, index, dynptr.new(site, kind, token))


def _check_timer(engine: Machine, state: State, site: Site) -> None:
    value = site.value(0)
    if not isinstance(value, Pointer):
        return
    struct, span, subject = "bpf_timer", site.call.span, site.subject(0)
    if map_values.is_unknown(engine, state, value, struct, span, subject=subject, callee=site.name):
        return
    parts = site.parts(0)
    if value.region.kind is RegionKind.STRING:
        engine.report(state, Case.OBJECT_OUTSIDE_MAP, span, key=subject, type=struct, parts=parts)
    elif map_values.is_other_member(state, value, struct):
        engine.report(state, Case.OBJECT_IS_OTHER_MEMBER, span, key=subject, type=struct, parts=parts)


def _check_release(engine: Machine, state: State, site: Site) -> None:
    value, span, subject, parts = site.value(0), site.call.span, site.subject(0), site.parts(0)
    if not isinstance(value, Pointer) or value.region.kind is RegionKind.OTHER:
        return
    about = (value.life, value.null)
    death = state.death(value)
    if death is not None:
        case = Case.RELEASED_TWICE if death.how == "released" else Case.RELEASED_INVALIDATED
        engine.report(state, case, span, about=about, key=subject, freed=death.callee, parts=parts)
        return
    if value.null and state.nullness(value) is True:
        origin = value.region.origin
        parts["parameter"] = ""
        engine.report(state, Case.NULL_PASSED_ON_PATH, span, about=about, key=subject, origin=origin, parts=parts)
        return
    if value.life in state.owned and state.nullness(value) is not False:
        origin = state.owned[value.life].callee
        engine.report(
            state,
            Case.RESULT_PASSED_UNCHECKED,
            span,
            about=about,
            key=subject,
            origin=origin,
            parameter="",
            parts=parts,
        )
        state.nulls[value.null] = False
    if value.life in state.owned and value.offset:
        engine.report(state, Case.RELEASED_AT_OFFSET, span, about=about, key=subject, parts=parts)
    elif value.region.kind in _NEVER_OWNED or (
        _is_slice(state, value) if value.life else _is_known_object(state, value)
    ):
        engine.report(state, Case.RELEASED_UNOWNED, span, about=about, key=subject, parts=parts)


def _is_slice(state: State, value: Pointer) -> bool:
    """True for memory of a dynptr, which goes with it."""
    return value.region.kind is RegionKind.MEMORY and any(slot.life == value.life for slot in state.slots.values())


def _is_known_object(state: State, value: Pointer) -> bool:
    return value.region.kind is RegionKind.KERNEL and trust_of(state, value) is not Trust.UNKNOWN


def _release(state: State, site: Site) -> None:
    value = site.value(0)
    is_known = isinstance(value, Pointer) and value.region.kind is not RegionKind.OTHER
    if not is_known or not isinstance(value, Pointer) or state.death(value) is None:
        references.release(state, site, value)


def _forget_object(state: State, pointer: Pointer, ctype: Type | None) -> None:
    """Nothing is known any more of what `pointer`, of type `ctype`, points to: the struct, or all memory around it."""
    target = ctype.target if ctype is not None else None
    if target is not None and target.is_record and target.size and pointer.offset is not None:
        state.write(pointer.region, pointer.offset, target.size, CLOBBERED)
    else:
        state.forget(pointer.region)


def _touch(engine: Machine, state: State, site: Site, contract: HelperContract) -> None:
    """The helper writes to the stack memory that it is given to write to."""
    call_ = site.call
    for index, value in enumerate(site.args):
        forms = contract.argument(index)
        if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK:
            continue
        if forms and not any(each.is_written for each in forms):
            continue
        if not any(key[0] is value.region for key in state.slots):
            _forget_object(state, value, call_.arg_types[index] if index < len(call_.arg_types) else None)
            written = _bytes(state, contract, index, site) if forms and value.offset is not None else 0
            if written == REGISTER and value.offset is not None and _is_whole(value.region.type, value.offset):
                # Were it the address of something, it is none to the verifier.
                state.write(value.region, value.offset, REGISTER, engine.plain_number())
        elif forms and index not in (contract.dynptr, contract.makes_dynptr):
            stack_slots.break_slots(engine, state, value, _bytes(state, contract, index, site), call_.span)


def _is_whole(ctype: Type | None, offset: int) -> bool:
    """True for a place that is read as a register, not as the members of a small struct."""
    if ctype is None or not ctype.is_record:
        return True
    return any((each.offset, each.type.size) == (offset, REGISTER) and not each.type.is_record for each in ctype.fields)


def _bytes(state: State, contract: HelperContract, index: int, site: Site) -> int:
    """The bytes that a helper writes to an argument for sure."""
    form = contract.forms[0]
    size = form.size_of(index)
    if size is not None:
        return state.constant(site.value(size)) or 0
    return form.arguments[index].size or 0
