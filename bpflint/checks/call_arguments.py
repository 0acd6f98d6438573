"""KF105: arguments of the wrong number or kind, compared with what this kernel's verifier wants.

Looks at arguments whose origin is the same on every path: the address of a variable, the integer that a call returned,
a pointer of another struct. What depends on the path (NULL, trust, references) belongs to other rules. May miss an
argument that comes through a parameter or a branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.checks._kfuncs import KfuncCall, documentation, kfunc_calls, programs_of, story
from bpflint.checks._origins import Origin, Origins
from bpflint.checks.context import Context
from bpflint.finding import Found
from bpflint.kernel.ctype import CType
from bpflint.kernel.kfunc import KfuncAt, Param
from bpflint.source.model import Call, FieldAddress, Function, Global, Kind, Load, Local, String, Type, Unit

CONTEXTS: Final = frozenset({"__sk_buff", "xdp_md", "bpf_sock", "bpf_tcp_sock", "bpf_xdp_sock", "sk_msg_md"})
"""Structs that stand for another one inside the kernel, so that their names are not compared."""

ANY_POINTER: Final = frozenset({"__ign", "__arena", "__prog"})


def check(context: Context) -> Iterator[Found]:
    """Yield each argument that cannot be right."""
    origins: dict[Function, Origins] = {}
    for call in kfunc_calls(context):
        kfunc = context.kernel.kfunc(call.name)
        if kfunc is None or not kfunc.prototype_certain:
            continue
        expected, given = len(kfunc.prototype.params), len(call.call.args)
        undeclared = call.call.declared is None or not (call.call.declared.params or call.declaration)
        if expected != given:
            if undeclared and not kfunc.prototype.variadic:
                message = f"{call.name}() takes {expected} arguments, and {given} are given"
                yield _found(call, kfunc, 0, message, f"the prototype is: {kfunc.prototype.text}")
            continue
        function = call.ways[0][1].function
        if function not in origins:
            origins[function] = Origins(function)
        for position, (argument, param) in enumerate(zip(call.call.args, kfunc.prototype.params, strict=True), 1):
            origin = origins[function].of(argument)
            problem = _problem(context, origin, param) if origin is not None else None
            if problem:
                name = f" ('{param.base_name}')" if param.base_name else ""
                message = f"argument {position} of {call.name}(){name} {problem}"
                yield _found(call, kfunc, position, message, f"the prototype is: {kfunc.prototype.text}")


def _found(call: KfuncCall, kfunc: KfuncAt, position: int, message: str, cure: str) -> Found:
    spans = call.call.arg_spans
    return Found(
        span=spans[position - 1] if 0 < position <= len(spans) and not call.call.macro else call.call.span,
        message=message,
        help=cure,
        steps=story(call.ways[0]),
        function=call.function,
        programs=programs_of(call.ways),
        docs=documentation(kfunc),
        key=f"{call.name}/{position}",
    )


def _problem(context: Context, origin: Origin, param: Param) -> str | None:
    wanted = param.type
    if wanted.kind in ("int", "enum"):
        if isinstance(origin, Local | Global | String):
            return "must be a number, and an address is given"
        return None
    if wanted.kind != "pointer" or not ANY_POINTER.isdisjoint(param.suffixes):
        return None
    if isinstance(origin, Call):
        return _from_call(context, origin, param)
    struct = _struct(wanted, param)
    if struct is None:
        return None
    if isinstance(origin, Local):
        if _holds_pointers(context.unit.find_type(f"struct {struct}")):
            return f"must be a 'struct {struct}' of the kernel's, and '{origin.name}' is on the stack"
        return None
    given = None
    if isinstance(origin, Load):
        given = origin.type.target if origin.type.is_pointer else None
    elif isinstance(origin, FieldAddress) and not isinstance(origin.base, Local | Global):
        given = origin.type
    if given is None or given.kind is not Kind.STRUCT or not given.name:
        return None
    return _compare(context.unit, given, struct)


def _from_call(context: Context, call: Call, param: Param) -> str | None:
    """What is wrong with the result of another call as a pointer argument."""
    name = call.callee if isinstance(call.callee, str) and call.callee not in context.unit.functions else ""
    kfunc = context.kernel.kfunc(name)
    helper = context.kernel.helper(name)
    if kfunc is None and helper is None:
        return None
    returned = (kfunc or helper).prototype.returns  # type: ignore[union-attr]  # one of them is not None
    if returned.kind == "int":
        return f"must be a pointer, and {name}() returns a number"
    struct = _struct(param.type, param)
    target = returned.target
    if kfunc is None or struct is None or target is None or target.kind != "struct":
        return None
    given = context.unit.find_type(f"struct {target.name}")
    return _compare(context.unit, given, struct) if given is not None else None


def _struct(wanted: CType, param: Param) -> str | None:
    """The struct that the verifier wants behind a pointer; None where any memory will do."""
    if "__map" in param.suffixes:
        return "bpf_map"
    target = wanted.target
    return target.name if target is not None and target.kind == "struct" else None


def _compare(unit: Unit, given: Type, wanted: str) -> str | None:
    """Why a pointer to `given` is no pointer to `struct wanted`, by the names that BTF has; None where it may be."""
    name = given.name.split("___")[0] if not given.name.endswith("___init") else given.name
    if name == wanted or not CONTEXTS.isdisjoint((name, wanted)):
        return None
    init = f"{wanted}___init" == name or f"{name}___init" == wanted
    target = unit.find_type(f"struct {wanted}")
    if not init and (not given.complete or target is None or _begins_with(given, wanted)):
        return None
    return f"must be a 'struct {wanted}', and a 'struct {name}' is given"


def _begins_with(record: Type, wanted: str) -> bool:
    """True if the first member is, at any depth, `struct wanted`."""
    current = record
    while current.is_record and current.complete:
        if current.name.split("___")[0] == wanted:
            return True
        if not current.fields:
            return True
        if current.kind is Kind.UNION:
            return True
        current = current.fields[0].type
    return False


def _holds_pointers(record: Type | None, depth: int = 0) -> bool:
    """True if the verifier will not take plain memory for the struct: a member is not a number."""
    if record is None or not record.is_record or not record.complete or depth > 4:
        return False
    for member in record.fields:
        inner = member.type.target if member.type.kind is Kind.ARRAY else member.type
        if inner is not None and (inner.is_pointer or _holds_pointers(inner, depth + 1)):
            return True
    return False
