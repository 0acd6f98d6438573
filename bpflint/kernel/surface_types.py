"""The values of the surface database: prototypes, members and what their C types are.

Types are C text as a kernel's BTF has them (`const struct inode *`). Typedefs are looked through with the help of
whoever knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

Typedefs = Callable[[str], str | None]
"""What a typedef stands for, None where the name is none or stands for different types."""

_MAX_TYPEDEFS = 16
_QUALIFIER = re.compile(r"\b(?:const|volatile|restrict)\b\s*|__attribute__\(\(.*?\)\)\s*")
_ARRAY = re.compile(r"\s*\[[^\]]*\]")
_INTEGER = re.compile(r"(?:(?:un)?signed|char|short|int|long|_Bool|bool|__int128|enum \S+)(?: |$)")
_FLOAT = re.compile(r"(?:long )?(?:float|double)$")


class ArgumentKind(Enum):
    """What the verifier tells apart about an argument of a hook."""

    POINTER = "pointer"
    INTEGER = "integer"
    STRUCT = "struct"
    """A struct or union by value."""
    FUNCTION = "function"
    """A pointer to a function."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Argument:
    """An argument of a function, tracepoint, hook or struct_ops member."""

    type: str
    name: str
    resolved: str
    """The type behind typedefs, without qualifiers."""

    @cached_property
    def kind(self) -> ArgumentKind:
        return kind_of(self.resolved)

    @property
    def target(self) -> str:
        """What a pointer points to (`struct task_struct`), without qualifiers; "" where it is no pointer."""
        return self.resolved[:-1].rstrip() if self.kind is ArgumentKind.POINTER else ""

    @property
    def nullable(self) -> bool:
        """True if the kernel says by the name that it may pass NULL."""
        return self.name.endswith("__nullable")

    @property
    def owned(self) -> bool:
        """True if the kernel says by the name that it hands over a reference."""
        return self.name.endswith("__ref")


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments and the result of something that a program attaches to. `variadic`: it takes `...` as well."""

    result: str
    arguments: tuple[Argument, ...]
    variadic: bool = False

    def text(self, name: str) -> str:
        """The prototype as C."""
        parts = [declared(each.type, each.name) for each in self.arguments] + (["..."] if self.variadic else [])
        return declared(self.result, f"{name}({', '.join(parts) or 'void'})")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a struct or union; `bits` is 0 unless it is a bit-field."""

    path: str
    type: str
    bit_offset: int
    bits: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """A struct or union with all members; those of a struct without a name inside have the path `outer.inner`."""

    size: int
    members: tuple[Member, ...]


def declared(type_text: str, name: str) -> str:
    """The C declaration of a name."""
    if not name:
        return type_text
    if "(*" in type_text:
        return type_text.replace("(*", f"(*{name}", 1)
    bracket = type_text.find("[")
    if bracket >= 0:
        return f"{type_text[:bracket].rstrip()} {name}{type_text[bracket:]}"
    return f"{type_text}{name}" if type_text.endswith("*") else f"{type_text} {name}"


def parse_signature(text: str, typedefs: Typedefs) -> Signature:
    """`int|struct task_struct *:task` as a signature."""
    result, *parts = text.split("|")
    variadic = bool(parts) and parts[-1] == "..."
    arguments: list[Argument] = []
    for part in parts[:-1] if variadic else parts:
        spelling, _, name = part.rpartition(":")
        arguments.append(Argument(spelling, name, resolve(spelling, typedefs)))
    return Signature(result, tuple(arguments), variadic)


def parse_function_pointer(text: str) -> str | None:
    """`int (*)(struct sk_buff *, u32)` in the form that `parse_signature` reads; None if it is none."""
    result, star, rest = text.partition("(*)(")
    if not star or not rest.endswith(")"):
        return None
    parts: list[str] = []
    depth, start, inner = 0, 0, rest[:-1]
    for index, character in enumerate(inner):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(inner[start:index].strip())
            start = index + 1
    parts.append(inner[start:].strip())
    if parts == ["void"]:
        parts = []
    return "|".join([result.strip(), *(part if part == "..." else f"{part}:" for part in parts)])


def resolve(spelling: str, typedefs: Typedefs) -> str:
    """A type behind its typedefs, without qualifiers: `const umode_t` is `short unsigned int`."""
    text = strip(spelling)
    for _ in range(_MAX_TYPEDEFS):
        if not text.isidentifier():
            return text
        known = typedefs(text)
        if known is None or known.startswith(("struct {", "union {", "enum {")):
            return text if known is None else f"{known.split(' ')[0]} typedef {text}"
        text = strip(known)
    return text


def strip(spelling: str) -> str:
    """A type without qualifiers."""
    if spelling.isidentifier():
        return spelling
    text = " ".join(_QUALIFIER.sub("", spelling).replace("*", " * ").split()).replace("* *", "**").replace("* *", "**")
    return text.replace("( *", "(*")


def element_of(spelling: str) -> str:
    """A type without qualifiers, and the element where it is an array."""
    return strip(_ARRAY.sub("", spelling))


def kind_of(resolved: str) -> ArgumentKind:
    """What a type behind typedefs is."""
    if "(*" in resolved:
        return ArgumentKind.FUNCTION
    if resolved.endswith("*"):
        return ArgumentKind.POINTER
    if resolved.endswith("]"):
        return ArgumentKind.POINTER
    if resolved.startswith(("struct ", "union ")):
        return ArgumentKind.STRUCT
    if _INTEGER.match(resolved):
        return ArgumentKind.INTEGER
    return ArgumentKind.UNKNOWN
