"""Accesses to the context through an address that the program computes first.

A context is accessed at a place that stands in the instruction. CO-RE puts the place of a member there when the program
is loaded, unless something is added to it: then the address comes to stand in a register, and is no context any more.

Source: check_ctx_access() in kernel/bpf/verifier.c; the compiler's part is BPFAbstractMemberAccess and
BPFMISimplifyPatchable of LLVM, which take an index for a part of the place only where it is constant in C.
"""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, RegionKind
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.context_members import parts_of, place_at
from bpflint.flow.static.joined_accesses import joined_accesses
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.kernel.program_contexts import is_rewritten
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Load, Store


def check_access(engine: Machine, state: State, access: Load | Store, pointer: Pointer, name: str) -> None:
    """Reports a load or store beside the member that was looked up."""
    size = access.type.size
    if not _is_beside(pointer) or not 0 < size <= REGISTER:
        return
    if not _may_be_joined(engine, state, access, pointer, size):
        _report(engine, state, access.span, name)


def check_bytes(engine: Machine, state: State, pointer: Pointer, size: int, span: Span, name: str) -> None:
    """Reports bytes that are read or written at once, more of them than an instruction takes."""
    if pointer.region.kind is not RegionKind.CONTEXT or not pointer.looked_up:
        return
    if pointer.offset == pointer.looked_up:
        is_refused = size > REGISTER
    else:
        is_refused = _is_beside(pointer) and not _begins_before(pointer, size)
    if is_refused:
        _report(engine, state, span, name)


def _is_beside(pointer: Pointer) -> bool:
    return bool(pointer.looked_up) and pointer.offset is not None and pointer.offset != pointer.looked_up


def _begins_before(pointer: Pointer, size: int) -> bool:
    """True for bytes that one instruction may access together with the first ones of the member."""
    assert pointer.offset is not None
    return pointer.looked_up < pointer.offset <= pointer.looked_up + REGISTER - size


def _report(engine: Machine, state: State, span: Span, name: str) -> None:
    # Kernels are asked last: those that answer unlike others have to be walked apart.
    if not is_rewritten(engine.type) and engine.has(Change.CONTEXTS_AS_THEY_ARE):
        return
    subject = name.removeprefix("&")
    engine.report(state, Case.CONTEXT_AT_COMPUTED_ADDRESS, span, key="index", only_certain=True, subject=subject)


def _may_be_joined(engine: Machine, state: State, access: Load | Store, pointer: Pointer, size: int) -> bool:
    """True if compilers may make one access of this and others, which begins where the member does."""
    if not _begins_before(pointer, size) or not _is_one_of_several(state, access):
        return False
    record = state.type_of(pointer.region)
    parts = parts_of(engine, record)
    place = place_at(record, pointer.looked_up) if record is not None else None
    if parts is None or place is None:
        return True
    write, reach = isinstance(access, Store), (pointer.offset or 0) + size - pointer.looked_up
    widths = [width for width in (2, 4, REGISTER) if width >= reach]
    return any(parts.may_access(place, pointer.looked_up, width, write=write) for width in widths)


def _is_one_of_several(state: State, access: Load | Store) -> bool:
    top = state.top
    return (
        id(access) in joined_accesses(top.function) or top.looped or top.block in top.cfg.loops or len(state.frames) > 1
    )
