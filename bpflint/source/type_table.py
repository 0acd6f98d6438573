"""libclang's types and members as `model.Type` and `model.Field`, each built once.

Typedefs and qualifiers are resolved away except for `const`; what the user wrote stays in `spelling`. Members of a
struct are read when somebody asks for them, because a kernel struct can have hundreds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bpflint.source.libclang import CXCursor, CXType, TranslationUnit
from bpflint.source.types import UNKNOWN, VOID, Field, Kind, Type

_VOID, _BOOL, _FIRST_INT, _LAST_INT = 2, 3, 3, 20
_FLOATS: Final = frozenset({21, 22, 23, 30, 31, 32, 39})
_SIGNED: Final = frozenset({13, 14, 15, 16, 17, 18, 19, 20})
_POINTER, _RECORD, _ENUM, _TYPEDEF = 101, 105, 106, 107
_NO_PROTOTYPE, _PROTOTYPE = 110, 111
_ARRAYS: Final = frozenset({112, 113, 114, 115, 116})
_CONSTANT_ARRAYS: Final = frozenset({112, 113})
_ELABORATED, _ATTRIBUTED, _BTF_TAG = 119, 163, 178
_UNION_DECLARATION: Final = 3

_TYPE_TAG: Final = re.compile(r'btf_type_tag\("([^"]*)"\)')
_DECL_TAG: Final = re.compile(r'btf_decl_tag\("((?:[^"\\]|\\.)*)"\)')
_ATTRIBUTE: Final = re.compile(r"\s*__attribute__\(\((?:[^()]|\([^()]*\))*\)\)")
_ANONYMOUS: Final = re.compile(r"(?:\w+::)*\((?:anonymous|unnamed) [^)]*\)")
_TIGHT_STAR: Final = re.compile(r"(?<=\w)\*")
_TAG_WORDS: Final = frozenset({"struct", "union", "enum"})
_ARENA_SPACE: Final = 1
_RELOCATED: Final = "preserve_access_index"
_MAX_SUGAR: Final = 64
"""Typedefs of typedefs; deeper ones are left unresolved."""
_DEEPEST: Final = 64
"""Arrays of arrays, pointers to pointers; what lies deeper is unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A member of a struct or union and the record it belongs to."""

    field: Field
    record: Type


class TypeTable:
    """Every type of one translation unit."""

    def __init__(self, unit: TranslationUnit, is_ours: Callable[[CXCursor], bool] = lambda _: False) -> None:
        """`is_ours` is whether a declaration is in a file that came with bpflint."""
        self._is_ours = is_ours
        self._unit = unit
        self._clang = unit.clang
        self._types: dict[int, Type] = {}
        self._records: dict[tuple[int, bool], Type] = {}
        self._pointers: dict[int, Type] = {}
        self._members: dict[int, Member] = {}
        self._offsets: dict[tuple[int, int], int | None] = {}
        self._volatile: set[int] = set()
        self._depth = 0
        self._levels: dict[int, int] = {}
        """How many arrays and pointers lie within one another; `_cut` are those that are too many."""
        self._cut: set[int] = set()
        self.by_name: dict[str, Type] = {}
        """Records and enums met so far, by `struct NAME`."""
        self.int = Type(Kind.INT, "int", 4, True)
        self.long = Type(Kind.INT, "long", 8, True)
        self.char = Type(Kind.INT, "char", 1, True)
        self.unsigned_long = Type(Kind.INT, "unsigned long", 8, False)
        self.void_pointer = self.pointer_to(VOID)

    def of(self, cursor: CXCursor) -> Type:
        """The type of an expression or declaration."""
        return self.get(self._clang.getCursorType(cursor))

    def is_in_arena(self, variable: CXCursor) -> bool:
        """True for a variable of the arena's address space."""
        canonical = self._clang.getCanonicalType(self._clang.getCursorType(variable))
        return bool(self._clang.getAddressSpace(canonical) == _ARENA_SPACE)

    def get(self, raw: CXType) -> Type:
        key = raw.ast
        if not key:
            return UNKNOWN
        known = self._types.get(key)
        if known is None:
            if self._depth >= _DEEPEST:
                self._cut.add(key)
                return UNKNOWN
            self._depth += 1
            try:
                known = self._types[key] = self._build(raw)
            finally:
                self._depth -= 1
        return known

    def canonical_spelling(self, cursor: CXCursor) -> str:
        """The type of an expression or declaration in clang's words, without typedefs."""
        canonical = self._clang.getCanonicalType(self._clang.getCursorType(cursor))
        return self._clang.text(self._clang.getTypeSpelling(canonical))

    def qualified(self, cursor: CXCursor) -> tuple[Type, bool]:
        """The type of an lvalue, and whether it is volatile."""
        raw = self._clang.getCursorType(cursor)
        type = self.get(raw)
        return type, raw.ast in self._volatile

    def of_parameter(self, written: Type) -> Type:
        """What a parameter is that is written as an array or a function: a pointer. libclang tells what is written."""
        if written.kind is Kind.ARRAY and written.target is not None:
            return self.pointer_to(written.target)
        return self.pointer_to(written) if written.kind is Kind.FUNCTION else written

    def pointer_to(self, target: Type) -> Type:
        """The plain pointer type to `target`."""
        known = self._pointers.get(id(target))
        if known is None:
            star = "*" if target.spelling.endswith("*") else " *"
            known = Type(Kind.POINTER, target.spelling + star, 8, target=target)
            self._pointers[id(target)] = known
        return known

    def member(self, declaration: CXCursor) -> Member:
        """The member that a FieldDecl declares."""
        known = self._members.get(declaration.decl)
        if known is None:
            parent = self._clang.getCursorSemanticParent(declaration)
            known = Member(self._field(declaration), self.of(parent))
            self._members[declaration.decl] = known
        return known

    def offset_in(self, record: Type, field: Field) -> int | None:
        """The offset of `field` in `record`, also where it lies in anonymous members; None where it does not."""
        key = (id(record), id(field))
        if key not in self._offsets:
            self._offsets[key] = _find(record, field, 0)
        return self._offsets[key]

    def _field(self, declaration: CXCursor) -> Field:
        clang = self._clang
        offset = clang.Cursor_getOffsetOfField(declaration)
        width = clang.getFieldDeclBitWidth(declaration)
        tags: tuple[str, ...] = ()
        if clang.Cursor_hasAttrs(declaration):
            tags = tuple(decl_tags(self._unit.pretty(declaration)))
        name = clang.spelling(declaration)
        byte, bit = divmod(max(offset, 0), 8)
        return Field("" if "(" in name else name, byte, self.of(declaration), tags, max(width, 0), bit)

    def _build(self, raw: CXType) -> Type:
        clang = self._clang
        canonical = clang.getCanonicalType(raw)
        kind = canonical.kind
        const = bool(clang.isConstQualifiedType(canonical))
        if clang.isVolatileQualifiedType(canonical):
            self._volatile.add(raw.ast)
        if kind == _VOID and not const:
            return VOID
        if kind in (_RECORD, _ENUM):
            return self._tagged(raw, canonical, const)
        if kind in _ARRAYS:
            return self._array(raw, canonical, const)
        if kind == _POINTER:
            return self._pointer(raw, canonical, const)
        spelling = self._spelling(raw, canonical)
        if kind == _VOID:
            return Type(Kind.VOID, spelling, const=const)
        # libclang crashes on the size of a type that came out of an error, so only plain numbers are asked for theirs.
        if _FIRST_INT <= kind <= _LAST_INT:
            name = "_Bool" if kind == _BOOL else ""
            spelling = name if spelling == "bool" else spelling
            return Type(Kind.INT, spelling, self._size(canonical), kind in _SIGNED, name=name, const=const)
        if kind in _FLOATS:
            return Type(Kind.FLOAT, spelling, self._size(canonical), True, const=const)
        if kind in (_PROTOTYPE, _NO_PROTOTYPE):
            return self._function(raw, canonical, spelling)
        return UNKNOWN

    def _array(self, raw: CXType, canonical: CXType, const: bool) -> Type:
        clang = self._clang
        sugared = clang.getArrayElementType(raw)
        inner = sugared if sugared.ast else clang.getArrayElementType(canonical)
        element = self.get(inner)
        if self._is_too_deep(raw, inner):
            return UNKNOWN
        count = clang.getArraySize(canonical) if canonical.kind in _CONSTANT_ARRAYS else -1
        size = max(count, 0) * element.size
        return Type(Kind.ARRAY, self._spelling(raw, canonical), size, target=element, count=count, const=const)

    def _is_too_deep(self, raw: CXType, inner: CXType) -> bool:
        """Whether an array or pointer is nested so deeply that it stays unknown: clang takes the square to spell it."""
        level = self._levels[raw.ast] = self._levels.get(inner.ast, 0) + 1
        if level <= _DEEPEST and inner.ast not in self._cut:
            return False
        self._cut.add(raw.ast)
        return True

    def _size(self, canonical: CXType) -> int:
        return max(int(self._clang.Type_getSizeOf(canonical)), 0)

    def _spelling(self, raw: CXType, canonical: CXType) -> str:
        text = self._clang.text(self._clang.getTypeSpelling(raw))
        if text.startswith(("typeof", "__typeof")):
            text = self._clang.text(self._clang.getTypeSpelling(canonical))
        return clean(text)

    def _tagged(self, raw: CXType, canonical: CXType, const: bool) -> Type:
        clang = self._clang
        declaration = clang.getTypeDeclaration(canonical)
        key = (declaration.decl, const)
        known = self._records.get(key)
        if known is not None:
            return known
        # clang names a struct without a tag after its typedef.
        words = clang.text(clang.getTypeSpelling(canonical)).split()
        has_tag = not clang.Cursor_isAnonymous(declaration) and bool(_TAG_WORDS & set(words))
        name = clang.spelling(declaration) if has_tag else ""
        name = "" if "(" in name else name
        size = clang.Type_getSizeOf(canonical)
        spelling = self._spelling(raw, canonical)
        if canonical.kind == _ENUM:
            underlying = self.get(clang.getEnumDeclIntegerType(declaration))
            built = Type(Kind.ENUM, spelling, underlying.size, underlying.signed, name, const=const, complete=size >= 0)
        else:
            kind = Kind.UNION if declaration.kind == _UNION_DECLARATION else Kind.STRUCT

            def load() -> tuple[Field, ...]:
                return tuple(self.member(field).field for field in clang.fields(canonical))

            complete = size >= 0
            built = Type(kind, spelling, max(size, 0), name=name, const=const, complete=complete, load_fields=load)
            built.is_relocated = complete and bool(name) and self._is_relocated(declaration)
            built.is_stand_in = complete and self._is_ours(declaration)
        self._records[key] = built
        if name:
            self.by_name.setdefault(f"{built.kind.name.lower()} {name}", built)
        return built

    def _is_relocated(self, declaration: CXCursor) -> bool:
        return bool(self._clang.Cursor_hasAttrs(declaration)) and _RELOCATED in self._unit.pretty(declaration)

    def _pointer(self, raw: CXType, canonical: CXType, const: bool) -> Type:
        clang = self._clang
        pointer = self._desugar(raw, _POINTER)
        pointee = clang.getPointeeType(pointer) if pointer is not None else clang.getPointeeType(canonical)
        target = self.get(pointee)
        if self._is_too_deep(raw, pointee):
            return self.pointer_to(UNKNOWN)
        spelling, tags = self._spelling(raw, canonical), self._tags(pointee)
        return Type(Kind.POINTER, spelling, 8, target=target, tags=tags, const=const)

    def _tags(self, pointee: CXType) -> frozenset[str]:
        clang = self._clang
        tags: set[str] = set()
        current = pointee
        for _ in range(_MAX_SUGAR):
            if current.kind in (_ATTRIBUTED, _BTF_TAG) or (current.kind not in (_ELABORATED, _TYPEDEF) and not tags):
                # The tags of an inner pointer stand before the last star.
                text = clang.text(clang.getTypeSpelling(current)).rpartition("*")[2]
                tags.update(_TYPE_TAG.findall(text))
            following = self._step(current)
            if following is None:
                break
            current = following
        if clang.getAddressSpace(clang.getCanonicalType(pointee)) == _ARENA_SPACE:
            tags.add("arena")
        return frozenset(tags)

    def _desugar(self, raw: CXType, wanted: int) -> CXType | None:
        current = raw
        for _ in range(_MAX_SUGAR):
            if current.kind == wanted:
                return current
            following = self._step(current)
            if following is None:
                return None
            current = following
        return None

    def _step(self, raw: CXType) -> CXType | None:
        """One layer of sugar less, None where there is none (or none that libclang shows)."""
        clang = self._clang
        following: CXType | None = None
        if raw.kind == _TYPEDEF:
            following = clang.getTypedefDeclUnderlyingType(clang.getTypeDeclaration(raw))
        elif raw.kind == _ELABORATED:
            following = clang.Type_getNamedType(raw)
        elif raw.kind in (_ATTRIBUTED, _BTF_TAG):
            following = clang.Type_getModifiedType(raw)
        return following if following is not None and following.ast else None

    def _function(self, raw: CXType, canonical: CXType, spelling: str) -> Type:
        clang = self._clang
        sugared = clang.getResultType(raw)
        source = raw if sugared.ast else canonical
        params = tuple(
            _adjusted(self.get(clang.getArgType(source, i))) for i in range(max(clang.getNumArgTypes(source), 0))
        )
        return Type(
            Kind.FUNCTION,
            spelling,
            target=self.get(clang.getResultType(source)),
            params=params,
            variadic=bool(clang.isFunctionTypeVariadic(canonical)) or canonical.kind == _NO_PROTOTYPE,
            complete=canonical.kind == _PROTOTYPE,
        )


def _adjusted(parameter: Type) -> Type:
    """A parameter written as a function is a pointer to it; libclang shows it as written."""
    if parameter.kind is not Kind.FUNCTION:
        return parameter
    return Type(Kind.POINTER, parameter.spelling, size=8, target=parameter)


def _find(record: Type, wanted: Field, offset: int) -> int | None:
    for field in record.fields:
        if field is wanted:
            return offset + field.offset
        if not field.name and field.type.is_record:
            found = _find(field.type, wanted, offset + field.offset)
            if found is not None:
                return found
    return None


def decl_tags(pretty: str) -> list[str]:
    """The `btf_decl_tag`s in a declaration that clang printed."""
    return [tag.replace('\\"', '"').replace("\\\\", "\\") for tag in _DECL_TAG.findall(pretty)]


def clean(spelling: str) -> str:
    """A type's spelling without attributes and without the places of anonymous types."""
    if "__attribute__" in spelling:
        spelling = _TIGHT_STAR.sub(" *", _ATTRIBUTE.sub("", spelling).strip())
    return _ANONYMOUS.sub("(anonymous)", spelling) if "(" in spelling else spelling
