"""Dynptrs: where they live, whether they are initialised, and how long their slices last.

A clone shares the fate of its original's memory. Slices of packet dynptrs end with everything that may move the packet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import Death, Slot
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, UNKNOWN, Pointer, RegionKind, Value
from bpflint.flow.effects import references
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import anywhere, call_site, stack_slots
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call

MAKERS: Final[Mapping[str, str]] = {
    "bpf_dynptr_from_skb": "skb",
    "bpf_dynptr_from_skb_meta": "skb_meta",
    "bpf_dynptr_from_xdp": "xdp",
    "bpf_dynptr_from_file": "file",
}
"""What the dynptr that a kfunc makes of its last argument is of."""
RELEASERS: Final[Mapping[str, str]] = {"bpf_dynptr_from_file": "bpf_dynptr_file_discard"}
"""What has to be called for it in the end."""
_CLONE: Final = "bpf_dynptr_clone"
_PACKET: Final = frozenset({"skb", "xdp", "skb_meta"})
_SIZE: Final = 16
_MISPLACED: Final = (
    RegionKind.MAP_VALUE,
    RegionKind.GLOBAL,
    RegionKind.ALLOC,
    RegionKind.STRING,
    RegionKind.CONTEXT,
    RegionKind.PACKET,
    RegionKind.FUNCTION,
)
_NO_DYNPTR: Final = (*_MISPLACED, RegionKind.MEMORY, RegionKind.MAP)


# --------------------------------------------------------------------------------------------------- dynptrs in use


def slot_of(state: State, value: Value) -> Slot | None:
    """The dynptr on the stack that `value` is the address of."""
    if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK or value.offset is None:
        return None
    slot = state.slots.get((value.region, value.offset))
    return slot if slot is not None and slot.kind == "dynptr" else None


def check_use(engine: Machine, state: State, site: Site, index: int) -> None:
    """Reports an argument that has to be an initialised dynptr, and is not."""
    value = site.value(index)
    if not isinstance(value, Pointer) or value.region.kind in (RegionKind.DYNPTR, RegionKind.OTHER):
        return
    parts, span, kind = site.parts(index), site.span(index), value.region.kind
    if kind in _NO_DYNPTR:
        if value.region.origin != CALLER:
            engine.report(state, Case.DYNPTR_OFF_STACK, span, key=parts["subject"], parts=parts)
    elif kind is RegionKind.KERNEL:
        actual = state.type_of(value.region)
        if actual is not None and actual.name != "bpf_dynptr":
            engine.report(state, Case.DYNPTR_OFF_STACK, span, key=parts["subject"], parts=parts)
    elif kind is RegionKind.STACK and value.offset is not None and slot_of(state, value) is None:
        if anywhere.has(engine, state, "dynptr"):
            return
        sure = engine.has(Change.DYNPTRS_WATCHED)
        engine.report(state, Case.DYNPTR_UNINITIALISED, span, key=parts["subject"], sure=sure, parts=parts)


def check_release(engine: Machine, state: State, site: Site) -> None:
    """Reports a first argument that is no dynptr whose memory has to be given back."""
    check_use(engine, state, site, 0)
    value, slot = site.value(0), slot_of(state, site.value(0))
    if slot is not None and not slot.token:
        case = Case.DYNPTR_RELEASED_UNOWNED
    elif isinstance(value, Pointer) and value.region.kind is RegionKind.DYNPTR:
        case = Case.LENT_DYNPTR_RELEASED
    else:
        _check_kind(engine, state, site, slot)
        return
    engine.report(state, case, site.call.span, callee=site.name, subject=site.subject(0))


def _check_kind(engine: Machine, state: State, site: Site, slot: Slot | None) -> None:
    """Reports a dynptr whose memory another function gives back."""
    wanted = "file" if site.name in RELEASERS.values() else "ringbuf"
    owned = state.owned.get(slot.token) if slot is not None else None
    if slot is None or owned is None or slot.type in (wanted, "unknown"):
        return
    engine.report(
        state,
        Case.DYNPTR_OF_OTHER_KIND,
        site.call.span,
        about=(slot.token,),
        callee=site.name,
        subject=site.subject(0),
        actual=slot.type,
        wanted=wanted,
        release=owned.release,
    )


def release(state: State, site: Site) -> None:
    """Releases the memory behind the dynptr that is the first argument, and with it all its clones."""
    slot = slot_of(state, site.value(0))
    if slot is None and anywhere.is_anywhere(site.value(0)):
        anywhere.may_have_ended(state, "dynptr")
    if slot is None or not slot.token:
        return
    references.kill(state, site, slot.token)
    state.tell(site.call.span, f"{site.name}() gives it back here", slot.token)
    for key in [key for key, other in state.slots.items() if other.kind == "dynptr" and other.shared == slot.shared]:
        _end_slices(state, state.slots[key], site.name, site.call)
        del state.slots[key]


# ------------------------------------------------------------------------------------------------- dynptrs are made


def check_make(engine: Machine, state: State, site: Site, index: int) -> None:
    """Reports an argument in which no dynptr can be made, or only at the cost of one that is still owed for."""
    value, subject = site.value(index), site.subject(index)
    if not isinstance(value, Pointer):
        return
    if value.region.kind in _MISPLACED:
        engine.report(state, Case.DYNPTR_OFF_STACK, site.call.span, key=subject, callee=site.name, subject=subject)
    overwritten = _overwritten(engine, state, value)
    if overwritten is not None:
        engine.report(
            state,
            Case.DYNPTR_OVERWRITTEN,
            site.call.span,
            about=(overwritten.token,),
            key=subject,
            subject=subject,
        )


def _overwritten(engine: Machine, state: State, value: Value) -> Slot | None:
    """The dynptr with memory of its own that a new one would take the place of."""
    slot = slot_of(state, value)
    if slot is None or slot.token not in state.owned or stack_slots.dynptr_shared(engine, state, slot):
        return None
    return slot


def make(engine: Machine, state: State, site: Site, index: int, slot: Slot) -> None:
    """Initialises the dynptr that argument `index` is the address of, as one like `slot`."""
    value = site.value(index)
    if anywhere.is_anywhere(value):
        anywhere.put(engine, state, slot)
    if not isinstance(value, Pointer):
        return
    region = value.region
    if region.kind is not RegionKind.STACK:
        if region.kind is RegionKind.DYNPTR and not engine.has(Change.DYNPTRS_WATCHED):
            state.owned.pop(slot.token, None)  # taken for made by whoever lent it
        return
    if value.offset is None:
        return
    found = slot_of(state, value)
    if found is not None:
        if _overwritten(engine, state, value) is not None:
            state.owned.pop(found.token, None)
        _end_slices(state, found, site.name, site.call)
    life = engine.identity()
    state.write(region, value.offset, _SIZE, UNKNOWN)
    name = site.subject(index).lstrip("&")
    state.slots[(region, value.offset)] = replace(slot, name=name, life=life, shared=slot.shared or life)


def new(site: Site, kind: str, token: int = 0) -> Slot:
    """A dynptr of this kind; `token` is what has to be given back in the end."""
    return Slot("dynptr", kind, "active", token, site.call.span, "", size=_SIZE)


# ------------------------------------------------------------------------------------------------ slices and packets


def _end_slices(state: State, slot: Slot, callee: str, call_: Call) -> None:
    """Slices of one dynptr end."""
    if slot.life:
        state.dead[slot.life] = Death("invalidated", callee, call_.span)


def packet_changed(engine: Machine, state: State, call_: Call, callee: str) -> None:
    """The packet may have moved: pointers into it and slices of packet dynptrs end."""
    state.dead[state.packet] = Death("invalidated", callee, call_.span)
    state.packet = engine.identity()
    for region in [region for region in state.memory if region.kind is RegionKind.CONTEXT]:
        del state.memory[region]
    for key, slot in list(state.slots.items()):
        if slot.kind == "dynptr" and slot.type in _PACKET:
            _end_slices(state, slot, callee, call_)
            state.slots[key] = replace(slot, life=engine.identity(), readonly=False)


# ------------------------------------------------------------------------------------------------------------ kfuncs


def _check_first(engine: Machine, state: State, site: Site) -> None:
    check_use(engine, state, site, 0)


def _slice(engine: Machine, state: State, site: Site) -> bool:
    slot, name = slot_of(state, site.value(0)), site.name
    size = state.constant(site.value(3))
    region = engine.region(RegionKind.MEMORY, None, "slice", size, readonly=name == "bpf_dynptr_slice", origin=name)
    null = engine.identity()
    state.tell(site.call.span, f"{name}() may return NULL", null)
    engine.result(state, site.call, Pointer(region, 0, null, slot.life if slot is not None else 0))
    return True


def _discard(engine: Machine, state: State, site: Site) -> bool:
    release(state, site)
    return call_site.gives_number(engine, state, site.call)


def _check_clone(engine: Machine, state: State, site: Site) -> None:
    check_use(engine, state, site, 0)
    check_make(engine, state, site, 1)


def _clone(engine: Machine, state: State, site: Site) -> bool:
    original = slot_of(state, site.value(0))
    clone = replace(original, span=site.call.span) if original is not None else new(site, "unknown")
    make(engine, state, site, 1, clone)
    return call_site.gives_number(engine, state, site.call)


def _check_new(engine: Machine, state: State, site: Site) -> None:
    check_make(engine, state, site, len(site.args) - 1)


def _new(engine: Machine, state: State, site: Site) -> bool:
    last, token, releaser = len(site.args) - 1, 0, RELEASERS.get(site.name)
    if releaser is not None:
        token = references.acquire(
            engine,
            state,
            site,
            0,
            what="dynptr",
            release_name=releaser,
            name=site.subject(last).lstrip("&"),
        )
    make(engine, state, site, last, new(site, MAKERS[site.name], token))
    return call_site.gives_number(engine, state, site.call)


_SLICE = Effect(_slice, _check_first)
EFFECTS: Final[Mapping[str, Effect]] = {
    "bpf_dynptr_slice": _SLICE,
    "bpf_dynptr_slice_rdwr": _SLICE,
    "bpf_dynptr_file_discard": Effect(_discard, check_release),
    _CLONE: Effect(_clone, _check_clone),
    **dict.fromkeys(MAKERS, Effect(_new, _check_new)),
}


def is_maker(name: str) -> bool:
    """True for a kfunc that makes a dynptr of its last argument."""
    return name in MAKERS or name == _CLONE
