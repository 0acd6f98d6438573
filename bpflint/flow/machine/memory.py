"""Reading and writing memory: what a load gives, and what a store changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bpflint.flow.domain import arithmetic, packet_room
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import (
    CLOBBERED,
    READ_AGAIN,
    UNKNOWN,
    UNSET,
    Argument,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Trust,
    Value,
)
from bpflint.flow.machine import bit_fields, context_addresses, entry, kptr_reads, stack_slots
from bpflint.flow.machine.access_checks import (
    check,
    check_known_null,
    check_kptr_stored,
    check_local_bounds,
    check_nowhere,
    describe,
)
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.context_members import check_part, check_socket
from bpflint.flow.machine.indexing import check as check_index
from bpflint.flow.machine.permissions import check_constant
from bpflint.flow.machine.trust import walk
from bpflint.flow.static import branches
from bpflint.flow.static.addresses import is_relocated, makers
from bpflint.flow.static.computed_for import is_dropped
from bpflint.flow.static.dead_stores import own_variable
from bpflint.flow.static.folded import idle_stores
from bpflint.flow.static.joined_accesses import joined_accesses
from bpflint.flow.static.late_reads import late_reads
from bpflint.flow.static.parts_read import parts_copied
from bpflint.flow.static.struct_layout import special_at
from bpflint.flow.static.unread_stores import is_unread
from bpflint.flow.static.used_values import unused_copies, unused_loads
from bpflint.source.model import Asm, Call, Cast, Copy, Global, Instruction, Load, Local, Operand, Store, Temp, Zero
from bpflint.source.types import Kind, Type


def load(engine: Machine, state: State, instruction: Load) -> Value:
    """The value read."""
    address = engine.value(state, instruction.address)
    ctype = instruction.type
    if isinstance(address, Argument):
        address = address.pointer
    if isinstance(address, Pointer) and address.region.kind is RegionKind.STACK:
        return _load_stack(engine, state, instruction, address)
    if instruction.result.index in unused_loads(state.top.function):
        return UNKNOWN
    if not isinstance(address, Pointer):
        check_nowhere(engine, state, address, instruction, describe(instruction.address))
        return _any(engine, ctype)
    region = address.region
    variable = instruction.address
    if isinstance(variable, Global) and variable.is_static and engine.summaries.is_unwritten(variable):
        initial = variable.value if isinstance(variable.value, int) else 0
        return Scalar(initial, initial)
    check_known_null(engine, state, address, instruction)
    late = region.kind is RegionKind.PACKET and instruction.result.index in late_reads(state.top.function)
    size = 0 if late else ctype.size
    check(engine, state, address, instruction.span, size, describe(instruction.address))
    if state.death(address) is not None:
        return UNKNOWN
    if instruction.bit_width:
        return UNKNOWN if region.kind is RegionKind.CONTEXT else bit_fields.load(engine, state, instruction, address)
    if region.kind is RegionKind.CONTEXT:
        _check_part(engine, state, instruction, address, write=False)
        return entry.load_context(engine, state, address, ctype, again=_reads_again(state, instruction))
    if region.kind is RegionKind.KERNEL:
        _check_socket(engine, state, instruction, address)
    if address.offset is None:
        if region.kind is RegionKind.KERNEL and ctype.kind is Kind.POINTER:
            return walk(engine, state, address, ctype)
        return UNKNOWN if ctype.kind is not Kind.INT else _element(engine, state, address, ctype)
    volatile = instruction.volatile and not (region.kind is RegionKind.GLOBAL and region.readonly)
    again = volatile or (region.kind is RegionKind.KERNEL and _reads_again(state, instruction))
    known = None if again else state.read(region, address.offset, ctype.size)
    if known is not None:
        if (
            isinstance(known, Pointer)
            and known.trust in (Trust.RCU, Trust.UNTRUSTED)
            and region.kind is not RegionKind.KERNEL
        ):
            known = kptr_reads.renew(engine, state, known, ctype)
        if isinstance(known, Pointer) and region.kind is not RegionKind.KERNEL:
            known = replace(known, reread=True)
        return engine.cast(state, known, ctype)
    value = _first(engine, state, address, instruction)
    if not volatile and ctype.size:
        state.write(region, address.offset, ctype.size, value)
    return value


def _check_part(engine: Machine, state: State, access: Load | Store, address: Pointer, *, write: bool) -> None:
    """Reports an access to a part of the context's members that is not accessed alone."""
    if isinstance(access, Load) and not access.volatile and is_dropped(engine.unit, state.top.function, access.result):
        return
    sure = id(access) not in joined_accesses(state.top.function)
    name = describe(access.address)
    check_part(engine, state, address, access.span, access.type.size, name, write=write, sure=sure)
    context_addresses.check_access(engine, state, access, address, name)


def _check_socket(engine: Machine, state: State, access: Load, address: Pointer) -> None:
    sure = id(access) not in joined_accesses(state.top.function)
    check_socket(engine, state, address, access.span, access.type.size, describe(access.address), sure=sure)


def _reads_again(state: State, instruction: Load) -> bool:
    """True for a pointer that the program reads anew, however often it did before; it may be another one then."""
    return instruction.volatile or (
        instruction.type.kind is Kind.POINTER and is_relocated(state.top.function, instruction.address)
    )


def _load_stack(engine: Machine, state: State, instruction: Load, address: Pointer) -> Value:
    ctype = instruction.type
    if instruction.bit_width:
        return bit_fields.load(engine, state, instruction, address)
    is_used = instruction.result.index not in unused_loads(state.top.function)
    if is_used and state.slots and stack_slots.peek(engine, state, address, ctype.size, instruction.span):
        return UNKNOWN
    if address.offset is None:
        check_index(engine, state, address, instruction.span, ctype.size, describe(instruction.address))
        return _any(engine, ctype)
    if is_used and (room := address.region.size) and not 0 <= address.offset <= room - ctype.size:
        check_local_bounds(engine, state, address, instruction.span, ctype.size, describe(instruction.address))
    value = state.read(address.region, address.offset, ctype.size)
    if (value is None or value is CLOBBERED) and ctype.size:
        is_unset = value is None and _is_unset(state, instruction)
        value = UNSET if is_unset and ctype.kind is Kind.POINTER else UNKNOWN
        if ctype.kind in (Kind.INT, Kind.ENUM):
            value = arithmetic.fresh(ctype, engine.identity())
            if is_unset:
                engine.unset[value.ident] = describe(instruction.address)
        state.write(address.region, address.offset, ctype.size, value)
    if isinstance(value, Scalar) and value.ident and _is_exposed(engine, state, instruction.address, address.region):
        value = replace(value, exposed=READ_AGAIN)
    return UNKNOWN if value is None else engine.cast(state, value, ctype)


def _is_unset(state: State, instruction: Load) -> bool:
    """True for a variable that only the function itself writes to."""
    variable = instruction.address
    if not isinstance(variable, Local) or variable.is_param:
        return False
    return own_variable(state.top.function, variable) is variable


def _is_exposed(engine: Machine, state: State, variable: Operand, region: Region) -> bool:
    top = state.top
    return region in state.exposed or (
        isinstance(variable, Local)
        and branches.is_exposed(engine.unit, top.cfg, variable, top.block, engine.guards.blocks(top.function))
    )


def _any(engine: Machine, ctype: Type) -> Value:
    if ctype.kind in (Kind.INT, Kind.ENUM):
        return arithmetic.fresh(ctype, engine.identity(), vague=True)
    return UNKNOWN


def _holds_numbers(engine: Machine, instruction: Load, region: Region) -> bool:
    """True for memory in which the verifier keeps no pointers, except marked ones.

    Compilers keep what a program writes to its own static variables in registers, and fold constants.
    """
    if region.kind in (RegionKind.MAP_VALUE, RegionKind.ALLOC):
        return True
    if region.kind is RegionKind.KERNEL:
        return instruction.type.kind is not Kind.POINTER
    if region.kind is not RegionKind.GLOBAL or region.readonly:
        return False
    variable = instruction.address
    if not isinstance(variable, Global) or variable.is_extern:
        return False
    return not variable.is_static or engine.summaries.keeps_pointers(variable)


def _element(engine: Machine, state: State, address: Pointer, ctype: Type) -> Scalar:
    """A number read at a place that varies."""
    region, distance = address.region, address.distance
    variable = region.variable
    any_number = region.kind in (*stack_slots.KEPT, RegionKind.PACKET) or (
        region.kind is RegionKind.GLOBAL and variable is not None and not (variable.is_static or variable.is_extern)
    )
    if not any_number or region.readonly or distance is None or not all(step.ident for step, _ in distance.steps):
        # It may be what was read, and tested, a moment ago.
        return arithmetic.fresh(ctype, engine.identity(), vague=True)
    steps = tuple((("#", step.ident), size) for step, size in distance.steps)
    return arithmetic.fresh(
        ctype, engine.number(("element", region.uid, distance.fixed, ctype.size, steps, state.calls))
    )


def _is_unmarked(state: State, address: Pointer) -> bool:
    """True for a place that surely holds no kptr: a pointer to one loses its mark on the way."""
    ctype = state.type_of(address.region)
    if ctype is not None and ctype.kind is Kind.POINTER:
        return not ctype.tags
    if ctype is None or address.offset is None or not (ctype.is_record and ctype.complete):
        return False
    return special_at(ctype, address.offset, 8) is None


def _first(engine: Machine, state: State, address: Pointer, instruction: Load) -> Value:
    """What is read from memory of which nothing is known yet."""
    region, ctype = address.region, instruction.type
    if ctype.kind is Kind.POINTER:
        if region.kind is RegionKind.KERNEL:
            return walk(engine, state, address, ctype)
        if _holds_numbers(engine, instruction, region) and not ctype.tags and _is_unmarked(state, address):
            return engine.plain_number()
        if region.kind in (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.GLOBAL):
            return kptr_reads.load(engine, state, ctype)
        return UNKNOWN
    if _holds_numbers(engine, instruction, region) and ctype.kind in (Kind.INT, Kind.ENUM):
        return engine.plain_number(ctype)
    if ctype.kind in (Kind.INT, Kind.ENUM):
        if region.kind is RegionKind.GLOBAL and region.readonly:
            return engine.constant(region, address.offset, ctype, volatile=instruction.volatile)
        is_gone = not instruction.volatile and _is_gone(engine, region)
        vague = region.kind in (RegionKind.OTHER, RegionKind.STRING) or is_gone
        return arithmetic.fresh(ctype, engine.identity(), vague)
    return UNKNOWN


def _is_gone(engine: Machine, region: Region) -> bool:
    """True for a variable of which compilers may know each part."""
    return region.variable is not None and not engine.summaries.stays_in_memory(region.variable)


def store(engine: Machine, state: State, instruction: Store) -> bool:
    """Writes a value."""
    if id(instruction) in idle_stores(state.top.function):
        return True
    address = engine.value(state, instruction.address)
    size = instruction.type.size
    if isinstance(address, Argument):
        address = address.pointer
    if not isinstance(address, Pointer):
        check_nowhere(engine, state, address, instruction, describe(instruction.address))
        _scatter(state)
        return True
    region = address.region
    if region.kind is not RegionKind.STACK:
        check(engine, state, address, instruction.span, size, describe(instruction.address), write=True)
        if region.kind is RegionKind.CONTEXT:
            _check_part(engine, state, instruction, address, write=True)
        if instruction.volatile:
            check_constant(engine, state, address, instruction.span, describe(instruction.address))
    else:
        if state.slots:
            stack_slots.break_slots(engine, state, address, size, instruction.span)
        if address.distance is not None and not is_unread(state.top.function, instruction):
            check_index(engine, state, address, instruction.span, size, describe(instruction.address))
        room = 0 if instruction.bit_width else region.size
        if room and address.offset is not None and not 0 <= address.offset <= room - size:
            check_local_bounds(engine, state, address, instruction.span, size, describe(instruction.address))
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
    check_kptr_stored(engine, state, address, value, instruction.span, describe(instruction.address))
    if instruction.type.is_record and isinstance(value, Pointer):
        _move(state, value, address, size)
        stack_slots.move(state, value, address, size)
        return True
    if isinstance(value, Pointer) and isinstance(instruction.address, Local):
        owned = state.owned.get(value.life)
        if owned is not None and not owned.name:
            state.owned[value.life] = replace(owned, name=instruction.address.name)
    state.write(region, address.offset, size, engine.cast(state, value, instruction.type))
    return True


def _scatter(state: State) -> None:
    """A write to nobody knows where: every variable whose address is known elsewhere may have changed."""
    state.forget_shared(known=True)


def copy(engine: Machine, state: State, instruction: Copy) -> bool:
    """Copies memory, value by value where both sides are known."""
    if id(instruction) in idle_stores(state.top.function):
        return True
    target = engine.value(state, instruction.address)
    source = engine.value(state, instruction.source)
    unseen = id(instruction) in unused_copies(state.top.function)
    if isinstance(source, Pointer) and source.region.kind is not RegionKind.STACK and not unseen:
        for start, size in parts_copied(state.top.function, instruction):
            part = replace(source, offset=source.offset + start) if source.offset is not None else source
            check(engine, state, part, instruction.span, size, describe(instruction.source))
            if start or own_variable(state.top.function, instruction.address) is None:
                context_addresses.check_bytes(engine, state, part, size, instruction.span, describe(instruction.source))
    if not isinstance(target, Pointer):
        _scatter(state)
        return True
    _check_overwritten(engine, state, target, instruction)
    if state.slots and isinstance(source, Pointer):
        stack_slots.check_copied(engine, state, source, target.region, instruction.size, instruction.span)
    if target.offset is None:
        state.forget(target.region)
        return True
    _move(state, source, target, instruction.size)
    if isinstance(source, Pointer) and isinstance(instruction.source, Local) and not instruction.source.name:
        stack_slots.move(state, source, target, instruction.size)  # what a function returned
    return True


def _check_overwritten(engine: Machine, state: State, target: Pointer, instruction: Copy | Zero) -> None:
    """Reports what is wrong with writing over memory, be it for what lies there."""
    size, span = instruction.size, instruction.span
    if target.region.kind is not RegionKind.STACK:
        check(engine, state, target, span, size, describe(instruction.address), write=True)
        context_addresses.check_bytes(engine, state, target, size, span, describe(instruction.address))
    elif state.slots:
        stack_slots.break_slots(engine, state, target, size, span)


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


def zero(engine: Machine, state: State, instruction: Zero) -> bool:
    """Clears memory."""
    target = engine.value(state, instruction.address)
    if not isinstance(target, Pointer):
        _scatter(state)
        return True
    if target.region.kind not in (RegionKind.ALLOC, RegionKind.GLOBAL):
        _check_overwritten(engine, state, target, instruction)
    if target.offset is None:
        state.forget(target.region)
    else:
        state.zero(target.region, target.offset, instruction.size)
    return True


def atomic(engine: Machine, state: State, instruction: Call, args: tuple[Value, ...]) -> None:
    """Checks what an atomic operation reads and writes at once."""
    address = args[0] if args else UNKNOWN
    if isinstance(address, Argument):
        address = address.pointer
    if not isinstance(address, Pointer):
        check_nowhere(engine, state, address, instruction, describe(instruction.args[0]))
        return
    if address.region.kind is RegionKind.STACK:
        return
    target = instruction.arg_types[0].target if instruction.arg_types else None
    size = target.size if target is not None else 0
    name = describe(instruction.args[0])
    check(engine, state, address, instruction.span, size, name, write=True, atomic=True)


def _forget_variable(engine: Machine, state: State, operand: Operand, made: Mapping[int, Instruction]) -> None:
    """Makes the variable that `operand` was read from unknown."""
    while isinstance(operand, Temp) and isinstance(maker := made.get(operand.index), Cast):
        operand = maker.operand
    read = made.get(operand.index) if isinstance(operand, Temp) else None
    if not isinstance(read, Load) or not read.type.size:
        return
    place = engine.value(state, read.address)
    if isinstance(place, Pointer) and place.region.kind is RegionKind.STACK and place.offset is not None:
        state.write(place.region, place.offset, read.type.size, UNKNOWN)


def assembly(engine: Machine, state: State, instruction: Asm) -> None:
    """Inline assembly: its outputs are unknown, and so is what its inputs point to; with a jump, they may be tested.
    What has nothing in it is a barrier, behind which memory is read anew.

    What it was given in a register may have another value there afterwards, though C does not allow that.
    """
    made = makers(state.top.function)
    if instruction.text.strip():
        packet_room.forget(state)
    for operand in (*instruction.outputs, *instruction.inputs):
        address = engine.value(state, operand)
        if isinstance(address, Pointer) and address.region.kind is RegionKind.STACK:
            size = address.region.size or 8
            state.zero(address.region, 0, size)
            state.write(address.region, 0, size, UNKNOWN)
        elif isinstance(address, Pointer) and address.null and "goto" in instruction.text:
            state.nulls.setdefault(address.null, False)
        elif isinstance(address, Scalar) and address.constant is None and "=" in instruction.text:
            _forget_variable(engine, state, operand, made)
    is_barrier = not (instruction.text.strip() or instruction.outputs or instruction.inputs)
    if is_barrier or "call" in instruction.text:
        state.forget_shared(known=True)
    if not instruction.outputs:
        state.forget_own()  # It is volatile, as it gives nothing, and compilers take such for what writes memory.
