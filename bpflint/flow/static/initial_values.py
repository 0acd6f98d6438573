"""What a constant holds as the file stands: what the compiler puts in its place, or a loader may still change."""

from __future__ import annotations

from bpflint.source.model import Const, Global
from bpflint.source.types import Kind, Type


def initial_value(variable: Global, offset: int, ctype: Type) -> int | None:
    """The integer at a place in a variable before any loader touches it, None where that is not known."""
    if variable.is_extern or variable.is_weak:
        return None
    if variable.type.kind in (Kind.INT, Kind.ENUM):
        if offset or ctype.size != variable.type.size or variable.is_half_read:
            return None
        return variable.value if isinstance(variable.value, int) else 0
    for member in variable.type.fields if variable.type.kind is Kind.STRUCT else ():
        value = variable.initializer.get(member.name)
        if isinstance(value, Const) and member.offset == offset and not member.bit_width:
            return value.value if member.type.size == ctype.size else None
        if value is not None and member.offset <= offset < member.offset + max(member.type.size, 1):
            return None
    is_whole = variable.type.kind is Kind.STRUCT or not variable.initializer
    is_plain = variable.type.is_record or variable.type.kind is Kind.ARRAY
    return 0 if is_plain and is_whole and not variable.is_half_read else None
