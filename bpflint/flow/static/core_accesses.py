"""What a function asks CO-RE to look up in the kernel that loads it: members and enumerators.

The size of a type that is not there is 0 by libbpf's rules, so that fails nowhere. A member of another kind of type is
not there for libbpf, and neither is one of another size where an instruction reads it.

Only members that the compiler marks for relocation count, wherever the object is: it marks those of a program's own
variables too. Initialisers do not count, of which it marks some, and nothing for whose value nobody asks. May miss an
access whose address is made in parts; never takes one that is not relocated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bpflint.base.span import Span
from bpflint.flow.static.declared_shapes import declared_shape
from bpflint.flow.static.used_values import used_values
from bpflint.kernel.member_shape import Shapes, shapes_in
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Const, FieldAddress, IndexAddress, Operand, Temp
from bpflint.source.types import Kind

Made = dict[int, FieldAddress | IndexAddress]
"""The addresses of members and elements by the temporaries that hold them."""

_MAX_LINKS = 32
_FIELD_EXISTS = 2


@dataclass(frozen=True, slots=True)
class Access:
    """Something that has to be in the kernel. `category` is "field" or "enumerator"."""

    category: str
    owner: str
    """The struct or union of a field (`struct inode`), the enum of an enumerator, "" if unknown."""
    name: str
    """The path of a field, the name of an enumerator."""
    shapes: Shapes = ()
    """Of the members on the path, as they are declared; empty for anything else."""


@dataclass(frozen=True, slots=True)
class AccessAt:
    """An access where a function makes it."""

    access: Access
    block: int
    span: Span


def accesses(function: Function) -> Iterator[AccessAt]:
    """Every access of a function, in source order."""
    found = list(_accesses(function))
    # Where the address of a member is needed as well, the compiler may make one of all accesses.
    addressed = {(at.access.owner, at.access.name) for at in found if not _is_loaded(at.access)}
    for at in found:
        access = at.access
        if access.shapes and _is_loaded(access) and (access.owner, access.name) in addressed:
            last = replace(access.shapes[-1], is_loaded=False)
            at = replace(at, access=replace(access, shapes=(*access.shapes[:-1], last)))
        yield at


def _is_loaded(access: Access) -> bool:
    return bool(access.shapes) and access.shapes[-1].is_loaded


def _accesses(function: Function) -> Iterator[AccessAt]:
    made: Made = {}
    used = used_values(function)
    for index, block in enumerate(function.blocks):
        for instruction in block.instructions:
            if isinstance(instruction, FieldAddress | IndexAddress):
                made[instruction.result.index] = instruction
            access = None
            if isinstance(instruction, FieldAddress):
                access = _field(function, instruction, made) if instruction.result.index in used else None
            elif isinstance(instruction, Call):
                access = _builtin(instruction)
            if access is not None:
                yield AccessAt(access, index, instruction.span)


def _field(function: Function, instruction: FieldAddress, made: Made) -> Access | None:
    path = [instruction]
    root = instruction
    for _ in range(_MAX_LINKS):
        base = _base(root.base, made)
        if not isinstance(base, FieldAddress):
            break
        if not root.record.name:
            path.insert(0, base)
        elif not root.is_relocated:
            return None
        else:
            # A struct within: its members are looked up from the outermost one, but each step must be there.
            return _access_of(function, root, path) if _is_rooted(base, made) else None
        root = base
    return _access_of(function, root, path)


def _access_of(function: Function, root: FieldAddress, path: list[FieldAddress]) -> Access | None:
    record = root.record
    named = [step for step in path if step.field]  # what a member without a name has is a member of what is around it
    if not record.name or not root.is_relocated or not named or not path[-1].field:
        return None
    word = "union" if record.kind is Kind.UNION else "struct"
    shapes = tuple(declared_shape(function, step) for step in named)
    return Access("field", f"{word} {record.name}", ".".join(step.field for step in named), shapes)


def _is_rooted(instruction: FieldAddress, made: Made) -> bool:
    """True if the outermost struct is relocated."""
    for _ in range(_MAX_LINKS):
        base = _base(instruction.base, made)
        if not isinstance(base, FieldAddress):
            return instruction.is_relocated
        instruction = base
    return False


def _base(operand: Operand, made: Made) -> Operand | FieldAddress:
    for _ in range(_MAX_LINKS):
        found = made.get(operand.index) if isinstance(operand, Temp) else None
        if not isinstance(found, IndexAddress):
            return operand if found is None else found
        operand = found.base
    return operand


def _builtin(call: Call) -> Access | None:
    """What a builtin needs that asks for more than whether something exists."""
    match call.callee, call.args:
        case "__builtin_preserve_field_info", [Const(value=info)] if info != _FIELD_EXISTS:
            member, shapes = shapes_in(call.detail)
            tag, _, path = member.partition(".")
            return Access("field", f"struct {tag}", path, shapes) if tag and path else None
        case "__builtin_preserve_enum_value", [Const(value=info)] if info != 0:
            enum, _, name = call.detail.rpartition(":")
            return Access("enumerator", enum, name)
    return None
