"""Dynptrs: where they live, whether they are initialised, and how long their slices last.

A clone shares the fate of its original's memory. Slices of packet dynptrs end with everything that may move the packet.
"""

from __future__ import annotations

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Death, Slot, State
from bpflint.flow.domain.values import CALLER, UNKNOWN, Pointer, RegionKind, Value
from bpflint.flow.effects import references
from bpflint.flow.machine import call_site, stack_slots
from bpflint.flow.machine.context import Machine
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call

MAKERS = {
    "bpf_dynptr_from_skb": "skb",
    "bpf_dynptr_from_skb_meta": "skb_meta",
    "bpf_dynptr_from_xdp": "xdp",
    "bpf_dynptr_from_file": "file",
    "bpf_dynptr_clone": "clone",
}
SLICES = frozenset({"bpf_dynptr_slice", "bpf_dynptr_slice_rdwr"})
RELEASES = frozenset({"bpf_dynptr_file_discard"})
OTHERS = frozenset(
    {
        "bpf_dynptr_adjust",
        "bpf_dynptr_is_null",
        "bpf_dynptr_is_rdonly",
        "bpf_dynptr_size",
        "bpf_dynptr_copy",
        "bpf_dynptr_memset",
    }
)
KFUNCS = frozenset(MAKERS) | SLICES | RELEASES
PACKET = frozenset({"skb", "xdp", "skb_meta"})
SIZE = 16


def slot_of(state: State, value: Value) -> tuple[tuple[object, int], Slot] | None:
    """The dynptr on the stack that `value` is the address of."""
    if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK or value.offset is None:
        return None
    slot = state.slots.get((value.region, value.offset))
    return ((value.region, value.offset), slot) if slot is not None and slot.kind == "dynptr" else None


def use(engine: Machine, state: State, call_: Call, index: int, value: Value, callee: str) -> Slot | None:
    """Checks an argument that has to be an initialised dynptr. Returns what is known of it."""
    if not isinstance(value, Pointer):
        return None
    subject = call_site.argument_name(call_, index)
    span = call_.arg_spans[index] if index < len(call_.arg_spans) else call_.span
    parts = {"callee": callee, "argument": str(index + 1), "subject": subject}
    kind = value.region.kind
    if kind in (RegionKind.DYNPTR, RegionKind.OTHER):
        return None
    if kind is not RegionKind.STACK:
        if kind in (RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.ALLOC, RegionKind.MEMORY, RegionKind.MAP):
            if value.region.origin != CALLER:
                engine.report(state, Case.DYNPTR_OFF_STACK, span, key=subject, parts=parts)
        elif kind is RegionKind.KERNEL:
            actual = state.type_of(value.region)
            if actual is not None and actual.name != "bpf_dynptr":
                engine.report(state, Case.DYNPTR_OFF_STACK, span, key=subject, parts=parts)
        return None
    found = slot_of(state, value)
    if found is None:
        if value.offset is not None:
            sure = engine.kernel.has(Change.DYNPTRS_WATCHED)
            engine.report(state, Case.DYNPTR_UNINITIALISED, span, key=subject, sure=sure, parts=parts)
        return None
    return found[1]


def make(
    engine: Machine,
    state: State,
    call_: Call,
    index: int,
    value: Value,
    callee: str,
    kind: str,
    *,
    token: int = 0,
    shared: int = 0,
    readonly: bool = False,
) -> None:
    """Initialises the dynptr that argument `index` is the address of."""
    subject = call_site.argument_name(call_, index)
    if not isinstance(value, Pointer):
        return
    region = value.region
    if region.kind is not RegionKind.STACK:
        if region.kind in (RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.ALLOC):
            engine.report(
                state,
                Case.DYNPTR_OFF_STACK,
                call_.span,
                key=subject,
                callee=callee,
                subject=subject,
            )
        elif region.kind is RegionKind.DYNPTR and not engine.kernel.has(Change.DYNPTRS_WATCHED):
            state.owned.pop(token, None)  # taken for made by whoever lent it
        return
    if value.offset is None:
        return
    found = slot_of(state, value)
    if found is not None:
        if found[1].token in state.owned and not stack_slots.dynptr_shared(engine, state, found[1]):
            engine.report(
                state,
                Case.DYNPTR_OVERWRITTEN,
                call_.span,
                about=(found[1].token,),
                key=subject,
                subject=subject,
            )
            state.owned.pop(found[1].token, None)
        end_slices(state, found[1], callee, call_)
    life = engine.identity()
    state.write(region, value.offset, SIZE, UNKNOWN)
    state.slots[(region, value.offset)] = Slot(
        "dynptr", kind, "active", token, call_.span, subject.lstrip("&"), life, SIZE, shared or life, readonly
    )


def end_slices(state: State, slot: Slot, callee: str, call_: Call) -> None:
    """Slices of one dynptr end."""
    if slot.life:
        state.dead[slot.life] = Death("invalidated", callee, call_.span)


def packet_changed(engine: Machine, state: State, call_: Call, callee: str = "bpf_xdp_pull_data") -> None:
    """The packet may have moved: pointers into it and slices of packet dynptrs end."""
    state.dead[state.packet] = Death("invalidated", callee, call_.span)
    state.packet = engine.identity()
    for region in [region for region in state.memory if region.kind is RegionKind.CONTEXT]:
        del state.memory[region]
    for slot in state.slots.values():
        if slot.kind == "dynptr" and slot.type in PACKET:
            end_slices(state, slot, callee, call_)
    renewed = {}
    for key, slot in state.slots.items():
        if slot.kind == "dynptr" and slot.type in PACKET:
            renewed[key] = Slot(
                slot.kind,
                slot.type,
                slot.state,
                slot.token,
                slot.span,
                slot.name,
                engine.identity(),
                slot.size,
                slot.shared,
            )
    state.slots.update(renewed)


def give_back(engine: Machine, state: State, call_: Call, value: Value, callee: str) -> None:
    """Releases the memory behind a dynptr, and with it all its clones."""
    slot = use(engine, state, call_, 0, value, callee)
    if slot is None:
        if isinstance(value, Pointer) and value.region.kind is RegionKind.DYNPTR:
            engine.report(
                state,
                Case.LENT_DYNPTR_RELEASED,
                call_.span,
                callee=callee,
                subject=call_site.argument_name(call_, 0),
            )
        return
    if not slot.token:
        engine.report(
            state,
            Case.DYNPTR_RELEASED_UNOWNED,
            call_.span,
            callee=callee,
            subject=call_site.argument_name(call_, 0),
        )
        return
    references.kill(state, slot.token, "released", callee, call_.span)
    state.tell(call_.span, f"{callee}() gives it back here", slot.token)
    for key in [key for key, other in state.slots.items() if other.kind == "dynptr" and other.shared == slot.shared]:
        end_slices(state, state.slots[key], callee, call_)
        del state.slots[key]


def kfunc(engine: Machine, state: State, call_: Call, function: KfuncAt, args: tuple[Value, ...]) -> bool:
    """Runs a dynptr kfunc. False where the path ends."""
    name = function.name
    result: Value = UNKNOWN
    if call_.result is not None and call_.result.type.size and not call_.result.type.is_pointer:
        result = arithmetic.fresh(call_.result.type, engine.identity())
    if name in SLICES:
        slot = use(engine, state, call_, 0, args[0], name)
        size = state.constant(args[3]) if len(args) > 3 else None
        region = engine.region(RegionKind.MEMORY, None, "slice", size, readonly=name == "bpf_dynptr_slice", origin=name)
        null = engine.identity()
        state.tell(call_.span, f"{name}() may return NULL", null)
        result = Pointer(region, 0, null, slot.life if slot is not None else 0)
    elif name in RELEASES:
        give_back(engine, state, call_, args[0], name)
    elif name == "bpf_dynptr_clone" and len(args) > 1:
        slot = use(engine, state, call_, 0, args[0], name)
        if slot is None:
            make(engine, state, call_, 1, args[1], name, "unknown")
        else:
            make(
                engine,
                state,
                call_,
                1,
                args[1],
                name,
                slot.type,
                token=slot.token,
                shared=slot.shared,
                readonly=slot.readonly,
            )
    else:
        position = len(args) - 1
        token = 0
        if name == "bpf_dynptr_from_file":
            token = references.acquire(
                engine,
                state,
                call_,
                name,
                0,
                what="dynptr",
                release_name="bpf_dynptr_file_discard",
                name=call_site.argument_name(call_, position).lstrip("&"),
            )
        make(engine, state, call_, position, args[position], name, MAKERS[name], token=token)
    engine.result(state, call_, result)
    return True
