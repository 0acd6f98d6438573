"""Computing with pointers: the verifier takes a number added or subtracted, and the difference of two pointers.

Source: adjust_ptr_min_max_vals() and adjust_reg_min_max_vals() in kernel/bpf/verifier.c, the same in 6.1 and 7.3.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.packet_room import ENDS
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Argument, Pointer, RegionKind, Trust, Value, is_null
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.entry import FLOW_KEYS
from bpflint.flow.static.computed_for import is_compared, is_computed, is_computed_exactly, is_returned
from bpflint.source.model import COMPARISONS, Binary, Call, IndexAddress, Unary

_PLACES: Final = {
    RegionKind.STACK: "the stack",
    RegionKind.GLOBAL: "a variable",
    RegionKind.MAP_VALUE: "a map value",
    RegionKind.ALLOC: "an object",
    RegionKind.MEMORY: "memory",
    RegionKind.CONTEXT: "the context",
    RegionKind.PACKET: "the packet",
    RegionKind.KERNEL: "a kernel object",
    RegionKind.MAP: "a map",
}
"""Regions of which the verifier surely has a pointer, and what to call them."""
_ALIGNED: Final = (RegionKind.STACK, RegionKind.GLOBAL)
"""Where compilers know how an address is aligned, and so some of its bits."""
_BITWISE: Final = ("&", "|", "^", "%")
_ONES: Final = (-1, (1 << 64) - 1)
_NEUTRAL: Final = {
    "<<": (0,),
    ">>": (0,),
    "*": (0, 1, *_ONES),
    "/": (1,),
    "%": (1,),
    "&": (0, *_ONES),
    "|": (0, *_ONES),
    "^": (0,),
}
"""Numbers with which compilers need no operator, or only one that a pointer takes."""


def check(engine: Machine, state: State, instruction: Binary | Unary, left: Value, right: Value) -> None:
    """Reports an operator that no pointer takes, where the compiler surely leaves it to be done at run time."""
    op = instruction.op
    if op in COMPARISONS or not (_may_be(left) or _may_be(right)):
        return
    found = (_pointer(state, left), _pointer(state, right) if right is not left else None)
    pointers = [each for each in found if each is not None]
    if not pointers or not _is_done(state, instruction) or is_compared(state.top.function, instruction.result.index):
        return
    kinds = [each.region.kind for each in pointers]
    about = tuple(ident for each in pointers for ident in (each.life, each.null))
    if len(pointers) > 1:
        same = pointers[0].region is pointers[1].region
        if op != "-" and not same and _is_done(state, instruction, exactly=True):
            engine.report(state, Case.POINTERS_COMBINED, instruction.span, about=about, only_certain=True, op=op)
        return
    if op in ("+", "-"):
        return
    if op in _BITWISE and (kinds[0] in _ALIGNED or not _is_done(state, instruction, exactly=True)):
        return
    other = state.constant(left if found[0] is None else right)
    if isinstance(instruction, Binary) and other in _NEUTRAL.get(op, ()):
        return
    place = _PLACES[kinds[0]]
    engine.report(state, Case.POINTER_COMPUTED, instruction.span, about=about, only_certain=True, op=op, place=place)


def check_moved(engine: Machine, state: State, instruction: Binary | IndexAddress, base: Pointer, count: Value) -> None:
    """Reports a number that is added to a pointer that is used as it is: to a map, or to the end of a packet."""
    region = base.region
    is_end = region.kind is RegionKind.PACKET and region.name in ENDS.values() and region.name not in ENDS
    is_keys = region.kind is RegionKind.MEMORY and region.name == FLOW_KEYS and state.constant(count) is None
    if not is_end and not is_keys and region.kind is not RegionKind.MAP:
        return
    if is_keys and (state.top.looped or state.top.block in state.top.cfg.loops):
        return  # compilers may know each number there
    if is_null(count) or not _is_done(state, instruction, exactly=True):
        return
    place = "the end of the packet" if is_end else "flow keys" if is_keys else "a map"
    engine.report(state, Case.POINTER_MOVED, instruction.span, about=(base.life,), only_certain=True, place=place)


def _may_be(value: Value) -> bool:
    return isinstance(value, Pointer | Argument)


def _pointer(state: State, value: Value) -> Pointer | None:
    """The pointer that the verifier surely has in a register."""
    pointer = value.pointer if isinstance(value, Argument) else value
    if not isinstance(pointer, Pointer) or pointer.reread or state.death(pointer) is not None:
        return None
    if pointer.region.kind not in _PLACES or state.nullness(pointer) is True:
        return None
    if pointer.region.kind is RegionKind.KERNEL:
        known = pointer.region.type  # what the program casts `void *` to is a number
        if pointer.trust is Trust.UNKNOWN or known is None or not known.is_record:
            return None
    return pointer


def _is_done(
    state: State, instruction: Binary | Unary | IndexAddress | Call, depth: int = -1, *, exactly: bool = False
) -> bool:
    """True if the instruction is carried out where it stands in a frame, or where what it gives is returned to.

    With `exactly` nothing may take a part of the result, or compute further.
    """
    frame = state.frames[depth]
    if exactly and not is_computed_exactly(frame.function, instruction):
        return False
    if is_computed(frame.function, instruction):
        return True
    if not is_returned(frame.function, instruction):
        return False
    if frame.role or frame.call is None:
        return True
    caller, result = state.frames[depth - 1].function, frame.call.result
    if result is None or is_compared(caller, result.index):
        return False
    return _is_done(state, frame.call, depth - 1, exactly=exactly)
