"""A program's context as an argument of a kfunc: it goes where this type of program's context is wanted, unmoved."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, OWN_MEMORY, Pointer, Region, RegionKind, Trust
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.context_members import SYSCALL, is_memory_throughout
from bpflint.flow.static.kfunc_arguments import Want
from bpflint.flow.static.struct_layout import is_scalar_struct
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.program_contexts import context_structs, is_plain, is_rewritten
from bpflint.kernel.verifier_change import Change

_UNCOVERS = "bpf_cast_to_kern_ctx"
"""Gives the struct of the kernel's that a context is. Source: get_kern_ctx_btf_id() in kernel/bpf/btf.c."""
_OWN = (*OWN_MEMORY, RegionKind.ALLOC)


def has_plain_context(engine: Machine) -> bool:
    """True for a program that may give its context to be read as memory."""
    if not engine.has(Change.CONTEXTS_ARE_NO_MEMORY):
        return not is_rewritten(engine.type)
    return engine.type == SYSCALL


def is_part(engine: Machine, value: Pointer) -> bool:
    """True for an address inside the context, where the context is memory from its beginning on only.

    Source: check_ptr_off_reg() and, since 7.1, is_var_ctx_off_allowed() in kernel/bpf/verifier.c.
    """
    if value.region.kind is not RegionKind.CONTEXT or value.offset == 0:
        return False
    is_known = value.offset is not None or value.distance is not None
    return is_known and not is_memory_throughout(engine)


def is_memory(engine: Machine) -> bool:
    """True for a program whose context is memory that may be read and written, as kfuncs and global functions want it.

    Asked: 6.12, 6.18 and 7.3, for 14 types of programs.
    """
    return engine.type == SYSCALL or engine.kind is None


def refused_as_memory(engine: Machine, value: Pointer) -> Case | None:
    """Why the context is no memory of a size for a kfunc; None where it may be."""
    if is_part(engine, value):
        return Case.CONTEXT_IN_PART_AS_MEMORY
    return None if is_memory(engine) else Case.CONTEXT_AS_BUFFER


def size_of(engine: Machine, region: Region) -> int | None:
    """The bytes of an object; of a context, those that go as memory. None or 0 where nobody knows."""
    if region.kind is not RegionKind.CONTEXT:
        return region.size
    extent = engine.kernel.facts.store.context_access.extents.get(SYSCALL)
    return extent.end if engine.type == SYSCALL and extent is not None else None


def check(
    engine: Machine, state: State, kfunc: KfuncAt, want: Want, value: Pointer, span: Span, parts: dict[str, str]
) -> bool:
    """Checks an argument where a context is wanted, or given. True if it was refused."""
    own = context_structs(engine.type)
    if own is None or not _is_allowed(engine, kfunc):
        return False
    subject, region = parts["subject"], value.region
    wanted = (want.kind == "context" and want.struct in own) or kfunc.name == _UNCOVERS
    if region.kind is RegionKind.CONTEXT:
        if wanted:
            no_struct = Case.CONTEXT_IS_NO_STRUCT if kfunc.name == _UNCOVERS and is_plain(engine.type) else None
            case = no_struct if value.offset == 0 else Case.CONTEXT_MOVED
        elif want.kind in ("context", "object") and _takes_no_context(engine, want):
            case = Case.OTHER_CONTEXT_PASSED
        else:
            case = None
    elif wanted and region.origin != CALLER and _is_known(value) and not _is_told_by_type(kfunc, subject):
        case = Case.NOT_THE_CONTEXT
    else:
        case = None
    if case is None:
        return False
    about, sure = (value.null, value.life), value.offset is not None
    engine.report(state, case, span, about=about, key=subject, sure=sure, type=want.struct, parts=parts)
    return True


def _is_allowed(engine: Machine, kfunc: KfuncAt) -> bool:
    """False where the call is refused whatever it is given."""
    return engine.kind is not None and kfunc.callable and kfunc.allows(engine.kind) is not False


def _takes_no_context(engine: Machine, want: Want) -> bool:
    """True if memory cannot stand for the wanted struct, or the context cannot be read as memory."""
    known = engine.unit.find_type(f"struct {want.struct}")
    return is_scalar_struct(known) is False or (want.kind == "context" and not has_plain_context(engine))


def _is_told_by_type(kfunc: KfuncAt, subject: str) -> bool:
    """True for the address of a variable, of which its type says that it is no context, where a type is asked for."""
    return subject.startswith("&") and kfunc.name != _UNCOVERS


def _is_known(value: Pointer) -> bool:
    kind = value.region.kind
    return kind in _OWN or (kind is RegionKind.KERNEL and value.trust is not Trust.UNKNOWN)
