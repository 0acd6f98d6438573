"""What a function asks CO-RE to look up in the kernel that loads it: members and enumerators.

The size of a type that is not there is 0 by libbpf's rules, so that fails nowhere.

Only members that the compiler marks for relocation count, wherever the object is: it marks those of a program's own
variables too. Initialisers do not count, of which it marks some, and nothing for whose value nobody asks. May miss an
access whose address is made in parts; never takes one that is not relocated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.flow.static.used_values import used_values
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Const, FieldAddress, IndexAddress, Operand, Temp
from bpflint.source.types import Kind

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


@dataclass(frozen=True, slots=True)
class AccessAt:
    """An access where a function makes it."""

    access: Access
    block: int
    span: Span


def accesses(function: Function) -> Iterator[AccessAt]:
    """Every access of a function, in source order."""
    made: dict[int, FieldAddress | IndexAddress] = {}
    used = used_values(function)
    for index, block in enumerate(function.blocks):
        for instruction in block.instructions:
            if isinstance(instruction, FieldAddress | IndexAddress):
                made[instruction.result.index] = instruction
            access = None
            if isinstance(instruction, FieldAddress):
                access = _field(instruction, made) if instruction.result.index in used else None
            elif isinstance(instruction, Call):
                access = _builtin(instruction)
            if access is not None:
                yield AccessAt(access, index, instruction.span)


def _field(instruction: FieldAddress, made: dict[int, FieldAddress | IndexAddress]) -> Access | None:
    path = [instruction.field]
    root = instruction
    for _ in range(_MAX_LINKS):
        base = _base(root.base, made)
        if not isinstance(base, FieldAddress):
            break
        if not root.record.name:
            path.insert(0, base.field)
        elif not root.is_relocated:
            return None
        else:
            # A struct within: its members are looked up from the outermost one, but each step must be there.
            return _access_of(root, path) if _is_rooted(base, made) else None
        root = base
    return _access_of(root, path)


def _access_of(root: FieldAddress, path: list[str]) -> Access | None:
    record = root.record
    if not record.name or not root.is_relocated or not all(path):
        return None
    word = "union" if record.kind is Kind.UNION else "struct"
    return Access("field", f"{word} {record.name}", ".".join(path))


def _is_rooted(instruction: FieldAddress, made: dict[int, FieldAddress | IndexAddress]) -> bool:
    """True if the outermost struct is relocated."""
    for _ in range(_MAX_LINKS):
        base = _base(instruction.base, made)
        if not isinstance(base, FieldAddress):
            return instruction.is_relocated
        instruction = base
    return False


def _base(operand: Operand, made: dict[int, FieldAddress | IndexAddress]) -> Operand | FieldAddress:
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
            tag, _, path = call.detail.partition(".")
            return Access("field", f"struct {tag}", path) if tag and path else None
        case "__builtin_preserve_enum_value", [Const(value=info)] if info != 0:
            enum, _, name = call.detail.rpartition(":")
            return Access("enumerator", enum, name)
    return None
