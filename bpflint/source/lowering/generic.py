"""Which association of a `_Generic` a program takes, by the types as clang prints them.

libclang's tree has the expressions but not the types they are for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_NAME: Final = re.compile(r"(?<!struct )(?<!union )(?<!enum )\b[A-Za-z_]\w*")
_TAGS_AND_QUALIFIERS: Final = frozenset({"struct", "union", "enum", "const", "volatile", "restrict"})
_BASIC: Final = frozenset(
    {"void", "_Bool", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "__int128", "_Float16"}
)
_DEFAULT: Final = "default"


def matching_association(types: tuple[str, ...], controlling: str, typedef: Callable[[str], str | None]) -> int | None:
    """The number of the association for the type `controlling`; None where one of a type that is not understood may
    be meant."""
    wanted = _compact(_unqualified(controlling))
    resolved = [each if each == _DEFAULT else _resolved(each, typedef) for each in types]
    for position, type in enumerate(resolved):
        if type is not None and type != _DEFAULT and _compact(type) == wanted:
            return position
    unread = [position for position, type in enumerate(resolved) if type is None]
    if not unread and _DEFAULT in resolved:
        return resolved.index(_DEFAULT)
    return unread[0] if len(unread) == 1 and _DEFAULT not in resolved else None


def _resolved(type: str, typedef: Callable[[str], str | None]) -> str | None:
    """A type as clang prints it with its typedefs resolved; None where it has a word that is no type's."""
    for name in _NAME.findall(type):
        if name in _TAGS_AND_QUALIFIERS or name in _BASIC:
            continue
        meaning = typedef(name)
        if meaning is None:
            return None
        type = re.sub(rf"\b{name}\b", meaning, type)
    return type


def _unqualified(type: str) -> str:
    """A type without its outermost qualifiers, which a value does not have."""
    type = re.sub(r"(?<=\*)(?:\s*\b(?:const|volatile|restrict))+$", "", type)
    return type if "*" in type or "(" in type else re.sub(r"^(?:(?:const|volatile) )+", "", type)


def _compact(type: str) -> str:
    return re.sub(r"\s*([*(),\[\]])\s*", r"\1", type)
