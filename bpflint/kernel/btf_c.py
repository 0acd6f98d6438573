"""Prints types of BTF as C: declarations, and the prototypes of functions.

Written as bpftool does it, apart from marks that change no type. May refuse a type that is nested more deeply than any
kernel's, since crafted BTF could be nested without end; such a type raises BtfError.
"""

from __future__ import annotations

from bpflint.kernel.btf import MAX_DEPTH, Btf, Kind, Type
from bpflint.kernel.btf_header import BtfError

_MAX_STEPS = 2_000  # links followed in one declaration; the longest prototypes of a kernel need 200
_MAX_PARAMETERS = 256
_QUALIFIERS = {Kind.CONST: "const", Kind.VOLATILE: "volatile", Kind.RESTRICT: "restrict"}
_TAGGED_WORDS = {Kind.STRUCT: "struct", Kind.UNION: "union", Kind.ENUM: "enum", Kind.ENUM64: "enum"}


def declare(btf: Btf, type_id: int, name: str = "") -> str:
    """The C declaration of `name` with this type; with an empty name, the type alone.

    Written as bpftool does it (`struct x *p`, `int (*f)(void *)`, `const u8 __attribute__((address_space(1))) *p`).
    Plain type tags (`__rcu`, `__user`) are left out, as they are not C; full attributes are kept. A struct, union or
    enum without a name is written as `struct {...}`.
    """
    return _Printer(btf).declare(type_id, name)


def prototype(btf: Btf, function_id: int) -> str:
    """The C prototype of a function, as in `int bpf_wq_start(struct bpf_wq *wq, unsigned int flags)`."""
    function = btf.type(function_id)
    if function.kind != Kind.FUNC:
        raise BtfError(f"type {function_id} is a {function.kind.name.lower()}, not a func")
    if btf.kind(function.target) != Kind.FUNC_PROTO:
        raise BtfError(f"the function {function.name} has no prototype")
    return declare(btf, function.target, function.name)


class _Printer:
    """Writes one declaration. It counts its steps: function pointers that take function pointers can explode."""

    def __init__(self, btf: Btf) -> None:
        self._btf = btf
        self._steps_left = _MAX_STEPS

    def declare(self, type_id: int, inner: str, depth: int = 0) -> str:
        """Wrap `inner`, the declarator so far, into what the type adds around it, outwards to the base type."""
        btf = self._btf
        qualifiers: list[str] = []
        attributes: list[str] = []
        while self._steps_left > 0 and depth < MAX_DEPTH:
            self._steps_left -= 1
            found = btf.type(type_id)
            match found.kind:
                case Kind.CONST | Kind.VOLATILE | Kind.RESTRICT:
                    qualifiers.append(_QUALIFIERS[found.kind])
                    type_id = found.target
                case Kind.TYPE_TAG:
                    if found.flag:
                        attributes.append(f"__attribute__(({found.name}))")
                    type_id = found.target
                case Kind.PTR:
                    # What was seen so far is about the pointer itself, so it stands behind the star.
                    words = [*qualifiers, *attributes]
                    inner = "*" + "".join(f" {word}" for word in words) + (f" {inner}" if words and inner else inner)
                    qualifiers, attributes = [], []
                    type_id = found.target
                case Kind.ARRAY:
                    element, count = btf.array_of(type_id)
                    inner = f"{_bracketed(inner)}[{count or ''}]"
                    type_id = element
                case Kind.FUNC_PROTO:
                    inner = f"{_bracketed(inner)}({self._parameters(type_id, depth)})"
                    type_id = found.target
                case _:
                    text = " ".join([*qualifiers, self._base(found), *attributes])
                    return f"{text} {inner}" if inner else text
            depth += 1
        raise BtfError(f"type {type_id} refers to itself or is nested too deeply")

    def _parameters(self, type_id: int, depth: int) -> str:
        if self._btf.type(type_id).count > _MAX_PARAMETERS:
            raise BtfError(f"type {type_id} has more than {_MAX_PARAMETERS} parameters")
        parameters = self._btf.parameters(type_id)
        texts = [self.declare(each.type_id, each.name, depth + 1) for each in parameters]
        if parameters and parameters[-1].type_id == 0:
            texts[-1] = "..."
        return ", ".join(texts) or "void"

    def _base(self, found: Type) -> str:
        match found.kind:
            case Kind.VOID | Kind.INT | Kind.FLOAT | Kind.TYPEDEF:
                return found.name
            case Kind.STRUCT | Kind.UNION | Kind.ENUM | Kind.ENUM64:
                return f"{_TAGGED_WORDS[found.kind]} {found.name or '{...}'}"
            case Kind.FWD:
                return f"{'union' if found.flag else 'struct'} {found.name}"
            case _:
                raise BtfError(f"type {found.id} is a {found.kind.name.lower()}, which is no type of a variable")


def _bracketed(inner: str) -> str:
    return f"({inner})" if inner.startswith("*") else inner
