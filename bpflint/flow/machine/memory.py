"""Reading and writing memory: what a load gives, what a store changes, and which accesses the verifier refuses."""

from __future__ import annotations

from dataclasses import replace

from bpflint.base.span import Span
from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Death, Slot, State
from bpflint.flow.domain.values import CLOBBERED, UNKNOWN, Argument, Pointer, Region, RegionKind, Scalar, Trust, Value
from bpflint.flow.machine import bit_fields, entry
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu, trust_of, walk
from bpflint.flow.static.struct_layout import special_at
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Asm, Copy, Global, Kind, Load, Local, Operand, Store, Type, Zero

_PROTECTED = (Trust.TRUSTED, Trust.RCU)
PAGE = 4096
_SIZED = (RegionKind.MEMORY, RegionKind.ALLOC)
_KEPT = (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.MEMORY)
"""Where no compiler leaves out a write."""


def describe(operand: Operand) -> str:
    """How the user calls an operand."""
    return getattr(operand, "name", "") or "the pointer"


def load(engine: Machine, state: State, instruction: Load) -> Value | None:
    """The value read, None where the path ends there."""
    address = engine.value(state, instruction.address)
    ctype = instruction.type
    if isinstance(address, Argument):
        address = address.pointer
    if not isinstance(address, Pointer):
        check_nowhere(engine, state, address, instruction.span, describe(instruction.address))
        return _any(engine, ctype)
    region = address.region
    variable = instruction.address
    if isinstance(variable, Global) and variable.is_static and engine.summaries.is_unwritten(variable):
        initial = variable.value if isinstance(variable.value, int) else 0
        return Scalar(initial, initial)
    if region.kind is RegionKind.STACK:
        return _load_stack(engine, state, instruction, address)
    check(engine, state, address, instruction.span, ctype.size, describe(instruction.address))
    if state.death(address) is not None:
        return UNKNOWN
    if instruction.bit_width:
        return UNKNOWN if region.kind is RegionKind.CONTEXT else bit_fields.load(engine, state, instruction, address)
    if region.kind is RegionKind.CONTEXT:
        return entry.load_context(engine, state, address, ctype)
    if address.offset is None:
        if region.kind is RegionKind.KERNEL and ctype.kind is Kind.POINTER:
            return walk(engine, state, address, ctype)
        return UNKNOWN if ctype.kind is not Kind.INT else arithmetic.fresh(ctype, engine.identity())
    volatile = instruction.volatile and not (region.kind is RegionKind.GLOBAL and region.readonly)
    known = None if volatile else state.read(region, address.offset, ctype.size)
    if known is not None:
        if (
            isinstance(known, Pointer)
            and known.trust in (Trust.RCU, Trust.UNTRUSTED)
            and region.kind is not RegionKind.KERNEL
        ):
            known = _renew(engine, state, known, ctype)
        return engine.cast(state, known, ctype)
    value = _first(engine, state, address, ctype)
    if not volatile and ctype.size:
        state.write(region, address.offset, ctype.size, value)
    return value


def check_nowhere(engine: Machine, state: State, address: Value, span: Span, name: str) -> None:
    """Reports an access through NULL, or to a member of it."""
    constant = state.constant(address)
    if constant is not None and 0 <= constant < PAGE:
        engine.report(state, Case.NULL_VARIABLE_USED, span, subject=name, only_certain=True)


def _load_stack(engine: Machine, state: State, instruction: Load, address: Pointer) -> Value:
    ctype = instruction.type
    if instruction.bit_width:
        return bit_fields.load(engine, state, instruction, address)
    if address.offset is None:
        return _any(engine, ctype)
    if state.slots and peek(engine, state, address, ctype.size, instruction.span):
        return UNKNOWN
    value = state.read(address.region, address.offset, ctype.size)
    if (value is None or value is CLOBBERED) and ctype.size:
        value = UNKNOWN
        if ctype.kind in (Kind.INT, Kind.ENUM):
            value = arithmetic.fresh(ctype, engine.identity())
        state.write(address.region, address.offset, ctype.size, value)
    return UNKNOWN if value is None else engine.cast(state, value, ctype)


def peek(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> bool:
    """Reports a read of an iterator's or dynptr's own memory. True if it is one."""
    touched = _slot_at(state, address, size)
    slot = state.slots[touched] if touched is not None else None
    if slot is None or slot.kind not in ("iter", "dynptr"):
        return False
    case = Case.ITERATOR_READ if slot.kind == "iter" else Case.DYNPTR_READ
    engine.report(state, case, span, about=(slot.token,), subject=slot.name, type=slot.type)
    return True


def _any(engine: Machine, ctype: Type) -> Value:
    if ctype.kind in (Kind.INT, Kind.ENUM):
        return arithmetic.fresh(ctype, engine.identity(), vague=True)
    return UNKNOWN


def _first(engine: Machine, state: State, address: Pointer, ctype: Type) -> Value:
    """What is read from memory of which nothing is known yet."""
    region = address.region
    if ctype.kind is Kind.POINTER:
        if region.kind is RegionKind.KERNEL:
            return walk(engine, state, address, ctype)
        if region.kind in (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.GLOBAL):
            return _load_kptr(engine, state, ctype)
        return UNKNOWN
    if ctype.kind in (Kind.INT, Kind.ENUM):
        vague = region.kind in (RegionKind.OTHER, RegionKind.STRING) or region.readonly
        if region.kind is RegionKind.GLOBAL and region.readonly:
            # What the loader put there is the same on all paths.
            return arithmetic.fresh(ctype, engine.number(("constant", region.name, address.offset, ctype.size)), vague)
        return arithmetic.fresh(ctype, engine.identity(), vague)
    return UNKNOWN


def _load_kptr(engine: Machine, state: State, ctype: Type) -> Value:
    target = ctype.target
    if target is None or not target.is_record or not ctype.tags & {"kptr", "percpu_kptr", "kptr_untrusted"}:
        return UNKNOWN
    local = is_local(engine, target)
    if local is None:
        return UNKNOWN
    trust = _kptr_trust(engine, state, ctype, local=local)
    percpu = "percpu_kptr" in ctype.tags
    kind = RegionKind.ALLOC if local else RegionKind.KERNEL
    region = engine.region(kind, target, target.name, target.size or None, percpu=percpu)
    return Pointer(region, 0, engine.identity(), 0, trust, state.rcu_section)


def _kptr_trust(engine: Machine, state: State, ctype: Type, *, local: bool) -> Trust:
    protected = local or (
        ctype.target is not None and ctype.target.name in engine.kernel.facts.trusted_fields.rcu_protected
    )
    return Trust.RCU if "kptr_untrusted" not in ctype.tags and protected and in_rcu(engine, state) else Trust.UNTRUSTED


def _renew(engine: Machine, state: State, pointer: Pointer, ctype: Type) -> Pointer:
    """A kptr read once more: the same object, with the trust that it has now."""
    if not ctype.tags & {"kptr", "percpu_kptr", "kptr_untrusted"} or pointer.life:
        return pointer
    trust = _kptr_trust(engine, state, ctype, local=pointer.region.kind is RegionKind.ALLOC)
    return Pointer(pointer.region, pointer.offset, pointer.null, 0, trust, state.rcu_section)


def is_local(engine: Machine, target: Type) -> bool | None:
    """Whether a struct is the program's own rather than the kernel's; None where that cannot be told."""
    if not target.name:
        return None
    return not engine.summaries.is_kernel_struct(target.name)


def _slot_at(state: State, address: Pointer, size: int) -> tuple[Region, int] | None:
    offset = address.offset or 0
    for key, slot in state.slots.items():
        if key[0] is address.region and key[1] < offset + size and offset < key[1] + slot.size:
            return key
    return None


def check(
    engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str, *, write: bool = False
) -> None:
    """Reports what is wrong with an access through `pointer`, then takes it as right to see what else comes."""
    region = pointer.region
    death = state.death(pointer)
    if death is not None:
        if death.how != "moved" or region.kind is RegionKind.KERNEL:
            engine.report(
                state,
                death.case,
                span,
                about=(pointer.life, pointer.null),
                subject=name,
                freed=death.callee,
                key=f"{name}:{death.callee}",
            )
        return
    if region.kind in (RegionKind.MEMORY, RegionKind.ALLOC, RegionKind.MAP_VALUE) or (
        region.kind is RegionKind.KERNEL and trust_of(state, pointer) in _PROTECTED
    ):
        null = state.nullness(pointer)
        if null is not False and not (region.kind is RegionKind.ALLOC and trust_of(state, pointer) is Trust.UNTRUSTED):
            origin = entry.origin(state, pointer)
            engine.report(
                state,
                Case.NULL_RESULT_USED if null else Case.RESULT_UNCHECKED if origin else Case.POINTER_UNCHECKED,
                span,
                about=(pointer.null, pointer.life),
                subject=name,
                origin=origin,
                key=f"{name}:{origin}",
            )
            state.nulls[pointer.null] = False
    offset = pointer.offset
    if (
        region.kind in _SIZED
        and region.size
        and size
        and offset is not None
        and not 0 <= offset <= region.size - size
        and not (offset >= 0 and _is_open(engine, state.type_of(region)))
    ):
        engine.report(
            state,
            Case.ACCESS_BEYOND_END,
            span,
            about=(pointer.life, pointer.null),
            subject=name,
            size=str(region.size),
            offset=str(offset),
            width=str(size),
        )
    if write and region.readonly and region.kind is RegionKind.MEMORY:
        engine.report(state, Case.READONLY_WRITTEN, span, about=(pointer.life, pointer.null), subject=name)
    if region.kind in (RegionKind.ALLOC, RegionKind.MAP_VALUE, RegionKind.GLOBAL) and pointer.offset is not None:
        member = special_at(state.type_of(region), pointer.offset, max(size, 1))
        if member is None:
            return
        if member.name.startswith("bpf_"):
            engine.report(state, Case.SPECIAL_MEMBER_ACCESSED, span, subject=name, type=member.name)
        elif write and member.name in ("kptr", "percpu_kptr"):
            engine.report(state, Case.KPTR_WRITTEN, span, subject=name)


def store(engine: Machine, state: State, instruction: Store) -> bool:
    """Writes a value."""
    address = engine.value(state, instruction.address)
    size = instruction.type.size
    if isinstance(address, Argument):
        address = address.pointer
    if not isinstance(address, Pointer):
        check_nowhere(engine, state, address, instruction.span, describe(instruction.address))
        _scatter(state)
        return True
    region = address.region
    if region.kind is not RegionKind.STACK:
        check(engine, state, address, instruction.span, size, describe(instruction.address), write=True)
    elif state.slots:
        break_slots(engine, state, address, size, instruction.span)
    if address.offset is None or not size:
        stored = engine.value(state, instruction.value)
        if isinstance(stored, Pointer):
            state.forget_reference(stored.life)
        state.forget(region)
        return True
    if instruction.bit_width:
        bit_fields.store(engine, state, instruction, address)
        return True
    value = engine.value(state, instruction.value)
    if instruction.type.is_record and isinstance(value, Pointer):
        _move(state, value, address, size)
        _move_slots(state, value, address, size)
        return True
    if isinstance(value, Pointer) and isinstance(instruction.address, Local):
        owned = state.owned.get(value.life)
        if owned is not None and not owned.name:
            state.owned[value.life] = replace(owned, name=instruction.address.name)
    state.write(region, address.offset, size, engine.cast(state, value, instruction.type))
    return True


def break_slots(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> None:
    """A write over an iterator, a dynptr or saved flags destroys it."""
    if address.offset is None:
        return
    touched = _slot_at(state, address, size)
    if touched is None:
        return
    slot = state.slots[touched]
    watched = engine.kernel.has(Change.DYNPTRS_WATCHED)
    if slot.kind == "dynptr" and not watched:
        state.doubt = True  # the path may be taken for one that did not write here
    if slot.kind == "dynptr" and slot.token in state.owned and not dynptr_shared(engine, state, slot):
        engine.report(state, Case.DYNPTR_OVERWRITTEN, span, about=(slot.token,), subject=slot.name)
    del state.slots[touched]
    if slot.kind == "dynptr" and slot.life and watched:
        state.dead[slot.life] = _overwritten(slot.name, span)


def dynptr_shared(engine: Machine, state: State, slot: Slot) -> bool:
    """True if a clone holds the same memory, and the verifier minds."""
    if not engine.kernel.has(Change.CLONES_COUNT):
        return False
    return sum(other.kind == "dynptr" and other.shared == slot.shared for other in state.slots.values()) > 1


def _is_open(engine: Machine, ctype: Type | None) -> bool:
    """True for an object that ends in an array without a size, of which old kernels do not mind how far it goes."""
    fields = ctype.fields if ctype is not None and ctype.is_record else ()
    last = fields[-1].type if fields else None
    return last is not None and last.kind is Kind.ARRAY and last.count <= 0 and not engine.kernel.has(Change.ENDS_COUNT)


def _overwritten(name: str, span: Span) -> Death:
    return Death("invalidated", f"overwriting {name}", span)


def _scatter(state: State) -> None:
    """A write to nobody knows where: every variable whose address is known elsewhere may have changed."""
    state.forget_shared()


def copy(engine: Machine, state: State, instruction: Copy) -> bool:
    """Copies memory, value by value where both sides are known."""
    target = engine.value(state, instruction.address)
    source = engine.value(state, instruction.source)
    if isinstance(source, Pointer) and source.region.kind is not RegionKind.STACK:
        check(engine, state, source, instruction.span, instruction.size, describe(instruction.source))
    if not isinstance(target, Pointer):
        _scatter(state)
        return True
    if target.region.kind is not RegionKind.STACK:
        check(engine, state, target, instruction.span, instruction.size, describe(instruction.address), write=True)
    elif state.slots:
        break_slots(engine, state, target, instruction.size, instruction.span)
    if state.slots and isinstance(source, Pointer) and target.region.kind in _KEPT:
        peek(engine, state, source, instruction.size, instruction.span)
    if target.offset is None:
        state.forget(target.region)
        return True
    _move(state, source, target, instruction.size)
    if isinstance(source, Pointer) and isinstance(instruction.source, Local) and not instruction.source.name:
        _move_slots(state, source, target, instruction.size)  # what a function returned
    return True


def _move(state: State, source: Value, target: Pointer, size: int) -> None:
    """What `target` points to becomes what `source` does, as far as that is known."""
    assert target.offset is not None
    cells = state.memory.get(source.region) if isinstance(source, Pointer) else None
    state.write(target.region, target.offset, max(size, 1), UNKNOWN)
    if not isinstance(source, Pointer) or source.offset is None:
        return
    if cells is not None:
        copied = state.memory[target.region].copied(target.offset, size, cells, source.offset)
        if copied.values or copied.zeros:
            state.memory[target.region] = copied


def _move_slots(state: State, source: Pointer, target: Pointer, size: int) -> None:
    """A struct that holds a dynptr and is returned: the compiler builds it where it ends up.

    An assignment is a copy, and what is copied is no dynptr.
    """
    if source.offset is None or target.offset is None:
        return
    for key, slot in list(state.slots.items()):
        place = key[1] - source.offset
        if key[0] is source.region and slot.kind == "dynptr" and place >= 0 and place + slot.size <= size:
            del state.slots[key]
            state.slots[(target.region, target.offset + place)] = slot


def zero(engine: Machine, state: State, instruction: Zero) -> bool:
    """Clears memory."""
    target = engine.value(state, instruction.address)
    if not isinstance(target, Pointer):
        _scatter(state)
        return True
    if target.region.kind is not RegionKind.STACK:
        if target.region.kind not in (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.GLOBAL):
            check(engine, state, target, instruction.span, instruction.size, describe(instruction.address), write=True)
    elif state.slots:
        break_slots(engine, state, target, instruction.size, instruction.span)
    if target.offset is None:
        state.forget(target.region)
    else:
        state.zero(target.region, target.offset, instruction.size)
    return True


def assembly(engine: Machine, state: State, instruction: Asm) -> None:
    """Inline assembly: its outputs are unknown, and so is what its inputs point to."""
    for operand in (*instruction.outputs, *instruction.inputs):
        address = engine.value(state, operand)
        if isinstance(address, Pointer) and address.region.kind is RegionKind.STACK:
            size = address.region.size or 8
            state.zero(address.region, 0, size)
            state.write(address.region, 0, size, UNKNOWN)
    if "call" in instruction.text:
        state.forget_shared()
