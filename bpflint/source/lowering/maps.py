"""Map definitions: BTF-defined ones (`SEC(".maps")`) and the older `struct bpf_map_def` in `SEC("maps")`.

In a BTF-defined map a number is the length of an array (`int (*type)[BPF_MAP_TYPE_HASH]`) and a type is what a pointer
points to (`struct value *value`), which is how the libbpf macros `__uint` and `__type` write them.
"""

from __future__ import annotations

from typing import Final

from bpflint.base.span import Span
from bpflint.source.model import Const, Global
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Map

MAP_SECTIONS: Final = (".maps", "maps")
_MAX_NESTING: Final = 4


def build_map(variable: Global) -> Map:
    """The map that a variable in a map section defines."""
    if variable.section == ".maps":
        return _from_type(variable.name, variable.span, variable.type, 0)
    numbers = {name: value.value for name, value in variable.initializer.items() if isinstance(value, Const)}
    return Map(
        variable.name,
        variable.span,
        numbers.get("type"),
        None,
        None,
        numbers.get("key_size"),
        numbers.get("value_size"),
        numbers.get("max_entries"),
        numbers.get("map_flags", 0),
    )


def _from_type(name: str, span: Span, definition: Type, depth: int) -> Map:
    numbers: dict[str, int] = {}
    types: dict[str, Type] = {}
    inner: Map | None = None
    for field in definition.fields:
        pointer = field.type
        if field.name == "values":
            inner = _inner(name, span, pointer, depth)
        elif pointer.is_pointer and pointer.target is not None:
            if field.name in ("key", "value"):
                types[field.name] = pointer.target
            elif pointer.target.kind is Kind.ARRAY:
                numbers[field.name] = pointer.target.count
    key, value = types.get("key"), types.get("value")
    return Map(
        name,
        span,
        numbers.get("type"),
        key,
        value,
        numbers.get("key_size", key.size if key is not None else None),
        numbers.get("value_size", value.size if value is not None else None),
        numbers.get("max_entries"),
        numbers.get("map_flags", 0),
        inner,
    )


def _inner(name: str, span: Span, values: Type, depth: int) -> Map | None:
    """The map that `__array(values, ...)` describes; None for an array of programs."""
    pointer = values.target if values.kind is Kind.ARRAY else None
    definition = pointer.target if pointer is not None and pointer.is_pointer else None
    if definition is None or definition.kind is not Kind.STRUCT or depth >= _MAX_NESTING:
        return None
    return _from_type(f"{name}.inner", span, definition, depth + 1)
