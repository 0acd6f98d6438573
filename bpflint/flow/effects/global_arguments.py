"""Arguments of global functions, which the verifier checks against the parameters that their types and tags describe.

Source: btf_check_func_arg_match() in kernel/bpf/verifier.c; before 6.8 btf_check_func_arg_match() in kernel/bpf/btf.c.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import contexts, memory_arguments, register_sorts
from bpflint.flow.effects.register_sorts import TAKES, Sort
from bpflint.flow.machine import packets
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.kept_calls import is_kept, uses_parameter, writes_through
from bpflint.flow.static.unsized_parameters import unsized
from bpflint.kernel.program_contexts import context_structs
from bpflint.kernel.verifier_change import Change
from bpflint.source.control_flow import Function
from bpflint.source.types import Kind, Type

_NO_MEMORY: Final = frozenset({Sort.MAP, Sort.FUNCTION, Sort.DYNPTR, Sort.SOCKET})
_NEEDS: Final = {
    "ctx": TAKES["ARG_PTR_TO_CTX"],
    "trusted": TAKES["ARG_PTR_TO_BTF_ID"],
    "dynptr": (frozenset({Sort.DYNPTR, Sort.STACK}), "a dynptr"),
    "arena": (frozenset[Sort](), "memory of the arena"),
    "number": (frozenset[Sort](), "a number"),
    "memory": (frozenset(Sort) - _NO_MEMORY, "memory"),
}
"""Which sorts of pointers a parameter takes, by what it is for, and what to call these."""
_KERNEL_OBJECTS: Final = frozenset({"trusted", "untrusted"})
"""Tags of parameters that point to objects of the kernel."""
_ADDRESSES: Final = ("ctx", "dynptr", "memory")
_NEVER_NULL: Final = ("ctx", "dynptr")
_OBJECTS: Final = frozenset({Sort.TRUSTED, Sort.KERNEL})
_OF_OUR_HEADERS: Final = "___"
"""Structs that stand for others in headers that came with bpflint (`typeof(*__PT_REGS_CAST(ctx))`)."""
_SIZED: Final = (RegionKind.MAP_VALUE, RegionKind.MEMORY, RegionKind.STACK, RegionKind.CONTEXT)


def check(engine: Machine, state: State, site: Site, function: Function) -> None:
    """Reports what the parameters do not take."""
    always = is_kept(state.top.function, site.call, function)
    for index, value in enumerate(site.args[: len(function.params)]):
        tags = function.param_tags[index] if index < len(function.param_tags) else ()
        names = {tag.removeprefix("arg:") for tag in tags}
        span, parts = site.span(index), site.parts(index)
        if always:
            _check_parameter(engine, state, function, index, names)
        _check_trust(engine, state, names, value, span, parts)
        kept = always or (not _is_local(value) and writes_through(function, index))
        if kept and uses_parameter(function, index):
            if isinstance(value, Pointer):
                _check_pointer(engine, state, function.params[index].type, names, value, span, parts)
            elif isinstance(value, Scalar):
                _check_number(engine, state, function.params[index].type, names, value, span, parts)


def _check_parameter(engine: Machine, state: State, function: Function, index: int, tags: set[str]) -> None:
    """Reports a parameter that no call can fill, as the verifier does not know what it takes."""
    param = function.params[index]
    what = "" if tags else unsized(param.type)
    if tags & _KERNEL_OBJECTS:
        what = _unknown_to_kernel(engine, param.type)
    if what and not param.type.tags:
        parts = {"parameter": param.name or str(index + 1), "callee": function.name, "what": what}
        # Another object may define the struct, and be linked with this one.
        sure = param.type.target is None or not param.type.target.is_record
        key = f"{function.name}:{index}"
        engine.report(state, Case.PARAMETER_WITHOUT_SIZE, param.span, key=key, sure=sure, parts=parts)


def _unknown_to_kernel(engine: Machine, ctype: Type) -> str:
    """What a parameter for an object of the kernel is whose struct is the program's own; "" if it may be the kernel's.

    What is read of a kernel's struct is relocated, or no name of ours.
    """
    target = ctype.target
    if target is None or not target.is_record or not target.complete or target.is_relocated or target.is_stand_in:
        return ""
    name = target.name.split("___")[0]
    if not name or any(engine.has_type(f"{kind} {name}") for kind in ("struct", "union")):
        return ""
    return f"a pointer to struct {name}, which is none of the kernel's"


def _is_local(value: Value) -> bool:
    """True for what may point to a variable that nothing else reads: a call that writes there may be left out."""
    return isinstance(value, Pointer) and value.region.kind in (RegionKind.STACK, RegionKind.OTHER)


def _check_trust(
    engine: Machine, state: State, tags: set[str], value: Value, span: Span, parts: Mapping[str, str]
) -> None:
    key = parts["subject"]
    if "nullable" not in tags and tags & {"nonnull", "trusted"} and _is_refused(engine, state, tags, value):
        about = (value.null, value.life) if isinstance(value, Pointer) else ()
        engine.report(state, Case.NULL_TO_GLOBAL_FUNCTION, span, about=about, key=key, parts=parts)
    if "trusted" in tags and engine.is_number(state, value):
        engine.report(state, Case.INTEGER_AS_POINTER, span, key=key, parts=parts)
    elif (
        "trusted" in tags
        and isinstance(value, Pointer)
        and value.region.kind is RegionKind.KERNEL
        and trust_of(state, value) is Trust.UNTRUSTED
    ):
        engine.report(state, Case.UNTRUSTED_TO_GLOBAL_FUNCTION, span, about=(value.life,), key=key, parts=parts)


def _is_refused(engine: Machine, state: State, tags: set[str], value: Value) -> bool:
    """True for what may be NULL; kernels did not always refuse what surely is, for memory."""
    if not _may_be_null(state, value):
        return False
    return "trusted" in tags or state.nullness(value) is not True or engine.has(Change.NONNULL_REFUSES_NULL)


def _may_be_null(state: State, value: Value) -> bool:
    if isinstance(value, Scalar):
        return state.nullness(value) is True
    if isinstance(value, Pointer):
        if value.region.kind is RegionKind.KERNEL and trust_of(state, value) not in (Trust.TRUSTED, Trust.RCU):
            return False
        return state.nullness(value) is not False
    return False


def _check_number(
    engine: Machine, state: State, ctype: Type, tags: set[str], value: Scalar, span: Span, parts: dict[str, str]
) -> None:
    """Reports a number that is passed for an address, and NULL for what is no memory."""
    if engine.is_number(state, value):
        if _purpose(engine, ctype, tags) in _ADDRESSES:
            engine.report(state, Case.INTEGER_AS_POINTER, span, about=(value.ident,), key=parts["subject"], parts=parts)
    elif state.constant(value) == 0 and "nullable" not in tags and _purpose(engine, ctype, tags) in _NEVER_NULL:
        engine.report(state, Case.NULL_PASSED, span, key=parts["subject"], parts=parts)


def _check_pointer(
    engine: Machine, state: State, ctype: Type, tags: set[str], value: Pointer, span: Span, parts: dict[str, str]
) -> None:
    """Reports a pointer of another sort, a context that was moved, and memory that is too small."""
    purpose, sort = _purpose(engine, ctype, tags), register_sorts.sort_of(state, value)
    if not purpose or sort is None or sort is Sort.STRING or (sort is Sort.VALUE and value.region.readonly):
        return  # of constants compilers make functions of their own
    about, key = (value.null, value.life), parts["subject"]
    taken, wanted = _NEEDS[purpose]
    if purpose == "memory" and sort in _OBJECTS and engine.has(Change.OBJECTS_ARE_NO_MEMORY):
        taken -= _OBJECTS
    if sort not in taken or _is_other_context(engine, purpose, sort):
        case = Case.NOT_THE_CONTEXT if purpose == "ctx" else Case.OTHER_SORT_PASSED
        more = {**parts, "sort": sort.value, "wanted": wanted}
        engine.report(state, case, span, about=about, key=key, only_certain=True, parts=more)
    elif purpose == "ctx" and value.offset not in (0, None):
        engine.report(state, Case.CONTEXT_MOVED, span, about=about, key=key, only_certain=True, parts=parts)
    elif purpose == "memory" and contexts.is_part(engine, value):
        engine.report(state, Case.CONTEXT_IN_PART_AS_MEMORY, span, about=about, key=key, only_certain=True, parts=parts)
    elif purpose == "memory" and ctype.target is not None:
        _check_room(engine, state, ctype.target.size, value, span, parts)


def _is_other_context(engine: Machine, purpose: str, sort: Sort) -> bool:
    return purpose == "memory" and sort is Sort.CONTEXT and not contexts.is_memory(engine)


def _check_room(engine: Machine, state: State, wanted: int, value: Pointer, span: Span, parts: dict[str, str]) -> None:
    region = value.region
    if region.kind is RegionKind.PACKET:
        packets.check(engine, state, value, span, wanted, parts["subject"])
    size = contexts.size_of(engine, region) if region.kind in _SIZED else None
    if not size or value.offset is None or value.offset + wanted <= size:
        return
    if not memory_arguments.exceeds_stack(engine, region, wanted):
        return
    more = {**parts, "wanted": str(wanted), "available": str(max(size - value.offset, 0))}
    about = (value.null, value.life)
    engine.report(state, Case.MEMORY_TOO_SMALL, span, about=about, key=parts["subject"], only_certain=True, parts=more)


def _purpose(engine: Machine, ctype: Type, tags: set[str]) -> str:
    """What a parameter is for, "" where it takes anything or nobody knows."""
    target = ctype.target if ctype.kind is Kind.POINTER else None
    if target is None:
        return "number" if ctype.kind in (Kind.INT, Kind.ENUM) else ""
    if "ctx" in tags or (target.is_record and target.name in (context_structs(engine.type) or ())):
        return "ctx"
    if target.is_stand_in and target.name.startswith(_OF_OUR_HEADERS):
        return ""
    if "arena" in tags or "arena" in ctype.tags:
        return "arena"
    if not engine.has(Change.GLOBAL_ARGUMENTS_TAGGED):
        tags = set()
    elif target.is_record and target.name == "bpf_dynptr":
        return "dynptr"
    if "trusted" in tags:
        return "trusted"
    return "memory" if target.size and target.kind is not Kind.VOID and "untrusted" not in tags else ""
