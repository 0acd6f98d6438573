"""C types of kernel prototypes: what BTF tells of them, parsed from C with pycparser.

Typedefs are resolved to the kinds that BTF keeps, and the typedef's name stays as `name`. An unknown typedef (one that
a user's own rules bring) gives kind "unknown", which no check may hold against anybody. Parsing costs milliseconds,
so rules/ are parsed when they are compiled, and `encode`/`decode` carry the result through JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

_INTS: Final[Mapping[str, tuple[int, bool]]] = {
    "_Bool": (1, False),
    "char": (1, True),
    "signed char": (1, True),
    "unsigned char": (1, False),
    "short": (2, True),
    "unsigned short": (2, False),
    "int": (4, True),
    "unsigned int": (4, False),
    "long": (8, True),
    "unsigned long": (8, False),
    "long long": (8, True),
    "unsigned long long": (8, False),
}

# Kernel typedefs that occur in prototypes, by what they stand for on a 64-bit kernel.
_TYPEDEFS: Final[Mapping[str, str]] = {
    "__be16": "unsigned short",
    "__be32": "unsigned int",
    "__be64": "unsigned long long",
    "__le16": "unsigned short",
    "__le32": "unsigned int",
    "__le64": "unsigned long long",
    "__s16": "short",
    "__s32": "int",
    "__s64": "long long",
    "__s8": "signed char",
    "__sum16": "unsigned short",
    "__u16": "unsigned short",
    "__u32": "unsigned int",
    "__u64": "unsigned long long",
    "__u8": "unsigned char",
    "__wsum": "unsigned int",
    "bool": "_Bool",
    "dev_t": "unsigned int",
    "fmode_t": "unsigned int",
    "gfp_t": "unsigned int",
    "int32_t": "int",
    "int64_t": "long long",
    "loff_t": "long long",
    "pid_t": "int",
    "s16": "short",
    "s32": "int",
    "s64": "long long",
    "s8": "signed char",
    "size_t": "unsigned long",
    "ssize_t": "long",
    "u16": "unsigned short",
    "u32": "unsigned int",
    "u64": "unsigned long long",
    "u8": "unsigned char",
    "uint16_t": "unsigned short",
    "uint32_t": "unsigned int",
    "uint64_t": "unsigned long long",
    "uint8_t": "unsigned char",
    "umode_t": "unsigned short",
}

# Kernel typedefs of callbacks: int (*)(...).
_CALLBACKS: Final[Mapping[str, str]] = {
    "bpf_task_work_callback_t": "int (*)(struct bpf_map *map, void *key, void *value)",
    "bpf_callback_t": "u64 (*)(u64, u64, u64, u64, u64)",
}
_ATTRIBUTE = re.compile(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)")
_MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class CType:
    """One C type. `kind` is one of void, int, enum, float, pointer, array, struct, union, function, unknown.

    `name` is the tag of a struct, union or enum, or the integer type as written (`u32`, `unsigned long`). `size` is in
    bytes, 0 where the kind has none of its own. `target` is what a pointer points to, an array holds, a function
    returns. `arena` marks a pointer to arena memory (address space 1).
    """

    kind: str
    name: str = ""
    size: int = 0
    signed: bool = False
    const: bool = False
    target: CType | None = None
    params: tuple[CType, ...] = ()
    count: int = 0
    arena: bool = False
    variadic: bool = False

    @property
    def is_pointer(self) -> bool:
        return self.kind == "pointer"

    def __str__(self) -> str:
        return _declare(self, "")

    def declare(self, name: str) -> str:
        """The declaration of `name` with this type, in the kernel's style: `struct task_struct *p`."""
        return _declare(self, name)


VOID: Final = CType("void")
UNKNOWN: Final = CType("unknown")


def _declare(ctype: CType, inner: str) -> str:
    const = "const " if ctype.const else ""
    match ctype.kind:
        case "pointer":
            target = ctype.target or VOID
            space = "__arena " if ctype.arena else ""
            text = f"*{space}{const}{inner}"
            return _declare(target, f"({text})" if target.kind in ("function", "array") else text)
        case "array":
            return _declare(ctype.target or UNKNOWN, f"{inner}[{ctype.count or ''}]")
        case "function":
            params = [str(param) for param in ctype.params] + (["..."] if ctype.variadic else [])
            return _declare(ctype.target or VOID, f"{inner}({', '.join(params) or 'void'})")
        case "struct" | "union" | "enum":
            base = f"{ctype.kind} {ctype.name}" if ctype.name else ctype.kind
        case "void":
            base = "void"
        case _:
            base = ctype.name or ctype.kind
    return f"{const}{base} {inner}".rstrip() if inner else f"{const}{base}"


class CTypeError(ValueError):
    """C text that is not the declaration of one function."""


def parse_function(text: str) -> tuple[str, CType, tuple[str, ...]]:
    """The name, the type (kind "function") and the parameter names of a C prototype, without or with `;`.

    Also takes the declaration of a pointer to a function, as members of struct_ops structs are written.
    Raises CTypeError.
    """
    from pycparser import c_ast

    declaration = _parse_declaration(text)
    node = declaration.type
    if isinstance(node, c_ast.PtrDecl) and isinstance(node.type, c_ast.FuncDecl):
        node = node.type
    if not isinstance(node, c_ast.FuncDecl):
        raise CTypeError(f"{text!r} does not declare a function")
    names = tuple(parameter.name or "" for parameter in _parameters(node))
    return declaration.name or "", _convert(node), names


def parse_type(text: str) -> CType:
    """The type that `text` names, as in a cast. Raises CTypeError."""
    named = text.replace("(*)", "(*__it)", 1) if "(*)" in text else f"{text} __it"
    return _convert(_parse_declaration(named).type)


def _parse_declaration(text: str) -> Any:
    from pycparser import c_ast
    from pycparser.c_parser import ParseError

    if len(text) > _MAX_TEXT:
        raise CTypeError("the declaration is too long")
    source = _prepare(text)
    names = sorted(_possible_typedefs(source))
    prologue = "".join(f"typedef int {name};" for name in names)
    try:
        unit = _parser().parse(f"{prologue}{source.strip().rstrip(';')};", filename="<prototype>")
    except ParseError as error:
        raise CTypeError(f"{text!r} is not a C declaration ({str(error).split(': ', 1)[-1]})") from error
    except (AssertionError, AttributeError, RecursionError) as error:  # pycparser's ways of giving up on odd input
        raise CTypeError(f"{text!r} is not a C declaration") from error
    declarations = unit.ext[len(names) :]
    if len(declarations) != 1 or not isinstance(declarations[0], c_ast.Decl):
        raise CTypeError(f"{text!r} is not one C declaration")
    return declarations[0]


def _prepare(text: str) -> str:
    """The text as C99: address space 1 becomes the qualifier `restrict`, which prototypes do not use otherwise."""
    text = re.sub(r"__attribute__\s*\(\(\s*address_space\(1\)\s*\)\)\s*\*", "* restrict ", text)
    return _ATTRIBUTE.sub(" ", re.sub(r"\b__arena\b", "restrict", text))


_KEYWORDS = frozenset(
    {
        "void",
        "char",
        "short",
        "int",
        "long",
        "float",
        "double",
        "signed",
        "unsigned",
        "_Bool",
        "struct",
        "union",
        "enum",
    }
    | {"const", "volatile", "restrict", "extern", "static", "inline"}
)


def _possible_typedefs(source: str) -> set[str]:
    """Words that stand where a type must: known typedefs, and a word followed by a name or a star."""
    plain = re.sub(r"\b(?:struct|union|enum)\s+\w+", "int", source)
    found = {word for word in re.findall(r"[A-Za-z_]\w*", plain) if word in _TYPEDEFS or word in _CALLBACKS}
    for word in re.findall(r"(?:^|[(,]|\bconst\b)\s*([A-Za-z_]\w*)(?=\s*(?:\*|[A-Za-z_]))", plain):
        if word not in _KEYWORDS:
            found.add(word)
    return found


@lru_cache(maxsize=1)
def _parser() -> Any:
    from pycparser import CParser

    return CParser()


def _parameters(function: Any) -> list[Any]:
    """The parameters of a function but for `...`; none for `void`. Raises CTypeError for names without a type."""
    from pycparser import c_ast

    found = [
        each for each in (function.args.params if function.args else ()) if not isinstance(each, c_ast.EllipsisParam)
    ]
    if any(isinstance(each, c_ast.ID) for each in found):
        raise CTypeError("a parameter has no type")
    return [each for each in found if not _is_void(each.type)]


def _is_void(node: Any) -> bool:
    from pycparser import c_ast

    return (
        isinstance(node, c_ast.TypeDecl) and isinstance(node.type, c_ast.IdentifierType) and node.type.names == ["void"]
    )


def _convert(node: Any) -> CType:
    from pycparser import c_ast

    match node:
        case c_ast.PtrDecl():
            target = _convert(node.type)
            quals = node.quals or []
            return CType("pointer", size=8, target=target, const="const" in quals, arena="restrict" in quals)
        case c_ast.ArrayDecl():
            count = int(node.dim.value, 0) if isinstance(node.dim, c_ast.Constant) and node.dim.type == "int" else 0
            return CType("array", target=_convert(node.type), count=count)
        case c_ast.FuncDecl():
            parameters = list(node.args.params) if node.args else []
            variadic = any(isinstance(parameter, c_ast.EllipsisParam) for parameter in parameters)
            types = tuple(_decayed(_convert(parameter.type)) for parameter in _parameters(node))
            return CType("function", target=_convert(node.type), params=types, variadic=variadic)
        case c_ast.TypeDecl():
            return _base(node.type, "const" in (node.quals or []))
        case _:
            return _base(node, False)


def _decayed(ctype: CType) -> CType:
    """What a parameter of this type really is: arrays and functions are passed as pointers."""
    if ctype.kind == "array":
        return CType("pointer", size=8, target=ctype.target)
    if ctype.kind == "function":
        return CType("pointer", size=8, target=ctype)
    return ctype


def _base(node: Any, const: bool) -> CType:
    from pycparser import c_ast

    match node:
        case c_ast.Struct():
            return CType("struct", node.name or "", const=const)
        case c_ast.Union():
            return CType("union", node.name or "", const=const)
        case c_ast.Enum():
            return CType("enum", node.name or "", size=4, const=const)
        case c_ast.IdentifierType():
            return _named(list(node.names), const)
    return UNKNOWN


def _named(words: list[str], const: bool) -> CType:
    if words == ["void"]:
        return CType("void", const=const)
    if len(words) == 1 and words[0] in _CALLBACKS:
        return parse_type(_CALLBACKS[words[0]])
    if words[-1] in ("float", "double"):
        return CType("float", " ".join(words), 8 if words[-1] == "double" else 4, True, const)
    name = _TYPEDEFS.get(words[0], "") if len(words) == 1 else ""
    base = name or _canonical(words)
    if base in _INTS:
        size, signed = _INTS[base]
        return CType("int", " ".join(words), size, signed, const)
    return CType("unknown", " ".join(words), const=const)


def _canonical(words: list[str]) -> str:
    """`long unsigned int` is `unsigned long`."""
    if words == ["_Bool"]:
        return "_Bool"
    if not set(words) <= {"char", "short", "int", "long", "signed", "unsigned"}:
        return ""
    unsigned = "unsigned" in words
    if "char" in words:
        return "unsigned char" if unsigned else "signed char" if "signed" in words else "char"
    length = "short" if "short" in words else " ".join(["long"] * words.count("long")) or "int"
    return f"unsigned {length}" if unsigned else length


# ------------------------------------------------------------------------------------------------- through JSON


class EncodedPrototype(NamedTuple):
    """A prototype as the compiled rules hold it: its text, its function type by `encode`, its parameters' names."""

    text: str
    type: Any
    names: Sequence[str]


def encode(ctype: CType) -> Any:
    """The type as JSON data that `decode` reads."""
    flags = ctype.signed | ctype.const << 1 | ctype.arena << 2 | ctype.variadic << 3
    data: list[Any] = [
        ctype.kind,
        ctype.name,
        ctype.size,
        flags,
        encode(ctype.target) if ctype.target else 0,
        [encode(param) for param in ctype.params],
        ctype.count,
    ]
    while len(data) > 1 and not data[-1]:
        data.pop()
    return data


def decode(data: Any) -> CType:
    """The type that `encode` wrote."""
    fields: list[Any] = list(data)
    fields += ["", 0, 0, 0, (), 0][len(fields) - 1 :]
    kind, name, size, flags, target, params, count = fields
    return CType(
        kind,
        name,
        size,
        bool(flags & 1),
        bool(flags & 2),
        decode(target) if target else None,
        tuple(decode(param) for param in params),
        count,
        bool(flags & 4),
        bool(flags & 8),
    )


def names_type(prototype: str, spelling: str) -> bool:
    """True if a prototype's text names the type, and not one whose name only begins alike."""
    return re.search(rf"\b{re.escape(spelling)}\b", prototype) is not None
