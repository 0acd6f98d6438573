"""Turns the top level of a parsed file into a `Unit`: functions, declarations, variables and maps.

What the user's main file declares is always there. What a header declares is there once something refers to it (or it
is a program), because vmlinux.h alone declares thousands of things.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bpflint.source import kinds as k
from bpflint.source.constants import string_text
from bpflint.source.libclang import CXCursor, Node, TranslationUnit
from bpflint.source.maps import MAP_SECTIONS, build_map
from bpflint.source.model import (
    Block,
    Const,
    Declaration,
    Function,
    FunctionRef,
    Global,
    Kind,
    Local,
    Operand,
    Problem,
    Span,
    Status,
    String,
    Type,
    Unit,
    Unreachable,
)
from bpflint.source.places import Places, SourceFile
from bpflint.source.statements import FunctionLowering
from bpflint.source.type_table import TypeTable, decl_tags

_SECTION: Final = re.compile(r'section\("((?:[^"\\]|\\.)*)"\)')
_WRAPPED: Final = "____"
"""BPF_PROG and its like call the user's function this plus the program's name."""

_NO_PROTOTYPE: Final = 110
_NO_VALUE: Final = frozenset({0, 2, 26})
"""Types without a value: invalid, void, and the dependent one of an expression with an error."""

_LITERALS: Final = frozenset({k.INTEGER_LITERAL, k.CHARACTER_LITERAL})
_NOT_EVALUATED: Final = frozenset({k.INIT_LIST_EXPR, k.COMPOUND_LITERAL_EXPR, k.STATEMENT_EXPR})
_MAX_EVALUATED: Final = 2_000
"""Nodes of an expression that may be constant. Larger ones are not asked about."""

_DEEP: Final = 60_000
"""Python frames while a function is lowered: an expression of ten thousand terms nests as deep."""


class UnitBuilder:
    """Builds one unit, and answers what lowering asks about names."""

    def __init__(self, handle: TranslationUnit, unit: Unit) -> None:
        self.handle = handle
        self.clang = handle.clang
        self.types = TypeTable(handle)
        self.places = Places(handle, unit.path)
        self.unit = unit
        self._declared: dict[str, list[CXCursor]] = {}
        self._variables: dict[int, Global] = {}
        self._named: dict[str, Global] = {}
        self._helpers: dict[int, tuple[str, Type] | None] = {}
        self._names: dict[int, str] = {}
        self._enumerators: dict[int, int] = {}
        self._noted: set[int] = set()
        self._records: dict[str, CXCursor] = {}
        self.find_hidden: Callable[[str], Declaration | None] = lambda _name: None
        """Finds a function that only the precompiled header declares and no expression refers to."""

    def build(self) -> None:
        """Fill the unit from the top level of the file."""
        entries: list[tuple[CXCursor, SourceFile]] = []
        for cursor in self.clang.children(self.handle.cursor):
            kind = cursor.kind
            if kind == k.FUNCTION_DECL:
                self._declared.setdefault(self.name(cursor), []).append(cursor)
            elif kind in (k.STRUCT_DECL, k.UNION_DECL, k.ENUM_DECL):
                self._records[f"{_TAGS[kind]} {cursor.decl}"] = cursor
                continue
            elif kind != k.VAR_DECL:
                continue
            file, _ = self.places.place(cursor)
            if file.path and not file.is_system and not file.is_vmlinux:
                entries.append((cursor, file))
        for cursor, file in entries:
            if cursor.kind == k.VAR_DECL:
                if file.is_main or self.clang.Cursor_getStorageClass(cursor) != k.STORAGE_STATIC:
                    self.variable(cursor)
            elif file.is_main or self._is_program(cursor):
                self.function(cursor)
        for function in list(self.unit.functions.values()):
            if not function.in_header:
                _ = function.blocks

    # ------------------------------------------------------------------------------------------------------- names

    def reference(self, node: Node) -> CXCursor:
        """What a node refers to."""
        if node.reference is None:
            node.reference = self.clang.getCursorReferenced(node.cursor)
        return node.reference

    def name(self, cursor: CXCursor) -> str:
        known = self._names.get(cursor.decl)
        if known is None:
            known = self._names[cursor.decl] = self.clang.spelling(cursor)
        return known

    def enumerator(self, cursor: CXCursor) -> int:
        known = self._enumerators.get(cursor.decl)
        if known is None:
            known = self._enumerators[cursor.decl] = self.clang.getEnumConstantDeclValue(cursor)
        return known

    def token(self, node: Node) -> str:
        """The identifier where a node begins in the user's text: a macro's name, or the first of the node."""
        extent = self.clang.getCursorExtent(node.cursor)
        file, offset = self.places.locate(extent.first, extent.second, extent.begin)
        return file.identifier(offset)

    def macro(self, node: Node, callee: str) -> str:
        """The outermost macro that a call comes from, "" where the call is written out."""
        if not self.places.in_macro(node.cursor):
            return ""
        name = self.token(node)
        return "" if name == callee else name

    def is_implicit(self, cursor: CXCursor) -> bool:
        """Whether a function is declared only by being called."""
        if cursor.decl in self._noted or self.name(cursor) in self._declared:
            return False
        if self.clang.getCursorType(cursor).kind != _NO_PROTOTYPE:
            return False
        file, _ = self.places.place(cursor)
        return not (file.is_system or file.is_vmlinux)

    def function_type(self, name: str) -> Type | None:
        """The type of a function by name, None if it is not declared. Notes that it is used."""
        if name not in self.unit.functions and name not in self.unit.declarations:
            if name in self._declared:
                self.function(self._declared[name][-1])
            elif (hidden := self.find_hidden(name)) is not None:
                self.unit.declarations[name] = hidden
        found = self.unit.functions.get(name) or self.unit.declarations.get(name)
        return found.type if found is not None else None

    def evaluate(self, node: Node) -> int | None:
        """The value of a constant expression, None where it is none."""
        if node.kind not in _LITERALS:
            # libclang crashes when it is asked about a braced list, or about what it kept after an error.
            work, left = [node], _MAX_EVALUATED
            while work:
                current = work.pop()
                left -= 1
                if left < 0 or current.kind in _NOT_EVALUATED:
                    return None
                if current.kind == k.UNEXPOSED_EXPR and self.clang.getCursorType(current.cursor).kind in _NO_VALUE:
                    return None
                if k.UNEXPOSED_EXPR <= current.kind < k.UNEXPOSED_STMT:
                    work.extend(current.children)
        return self.clang.evaluate(node.cursor)

    # --------------------------------------------------------------------------------------------------- functions

    def function(self, cursor: CXCursor) -> str:
        """The name of a function. The unit has it from now on, with its body where it has one."""
        name = self.name(cursor)
        if name in self.unit.functions or name in self.unit.declarations or name.startswith("__builtin_"):
            return name
        if self.is_implicit(cursor):
            return name
        self._noted.add(cursor.decl)
        declared = self._declared.get(name) or [cursor]
        definition = self.clang.getCursorDefinition(cursor)
        if definition.kind == k.FUNCTION_DECL:
            self.unit.functions[name] = self._define(name, definition, declared)
            self._link_wrapper(name)
        else:
            self.unit.declarations[name] = self._declare(name, declared)
        return name

    def _is_program(self, cursor: CXCursor) -> bool:
        """Whether a function of a header is one that is loaded: it has a body, and a section on some declaration."""
        if not self.clang.isCursorDefinition(cursor) or not self.clang.Cursor_hasAttrs(cursor):
            return False
        return bool(_SECTION.search(self._attributes(self._declared[self.name(cursor)])))

    def _attributes(self, declared: list[CXCursor]) -> str:
        """The attributes of all declarations of a function, those of its parameters left out."""
        return " ".join(
            _without_parameters(self.handle.pretty(cursor), self.name(cursor))
            for cursor in declared
            if self.clang.Cursor_hasAttrs(cursor)
        )

    def _define(self, name: str, definition: CXCursor, declared: list[CXCursor]) -> Function:
        attributes = self._attributes([*declared, definition])
        section = _SECTION.search(attributes)
        file, _ = self.places.place(definition)
        parameters: list[tuple[CXCursor, Local]] = []
        tags: list[tuple[str, ...]] = []
        for cursor in self.clang.children(definition):
            if cursor.kind == k.PARM_DECL:
                local = Local(self.name(cursor), self.types.of(cursor), self.places.span(cursor), is_param=True)
                parameters.append((cursor, local))
                has_tags = self.clang.Cursor_hasAttrs(cursor)
                tags.append(tuple(decl_tags(self.handle.pretty(cursor))) if has_tags else ())
        type = self.types.of(definition)
        function = Function(
            name,
            self.places.span(definition),
            self.places.name_span(definition),
            type,
            tuple(local for _, local in parameters),
            section=_unquote(section.group(1)) if section else "",
            is_static=self.clang.Cursor_getStorageClass(definition) == k.STORAGE_STATIC,
            is_weak="__attribute__((weak))" in attributes,
            always_inline="always_inline" in attributes,
            noinline="noinline" in attributes,
            in_header=not file.is_main,
            decl_tags=tuple(dict.fromkeys(decl_tags(attributes))),
            param_tags=tuple(tags) if any(tags) else (),
        )
        function.lower = lambda: self._lower(function, definition, parameters)
        return function

    def _lower(self, function: Function, definition: CXCursor, parameters: list[tuple[CXCursor, Local]]) -> list[Block]:
        with _deep_recursion():
            try:
                tree = self.clang.tree(definition)
                return FunctionLowering(self, tree, parameters).lower()
            except Exception as error:  # one function that defeats us must not cost the others
                self.lose(function.span, f"function {function.name!r} could not be read: {type(error).__name__}")
                return [Block([], Unreachable(function.span))]

    def lose(self, span: Span, message: str) -> None:
        """Record that a part of the file is not analysed."""
        self.unit.problems.append(Problem(span, message))
        if self.unit.status is Status.OK:
            self.unit.status = Status.DEGRADED

    def _declare(self, name: str, declared: list[CXCursor]) -> Declaration:
        places = [(cursor, *self.places.place(cursor)) for cursor in declared]
        mine = [cursor for cursor, file, _ in places if file.is_main]
        theirs = [cursor for cursor, file, _ in places if not file.is_vmlinux]
        chosen = (mine or theirs or declared)[-1]
        attributes = self._attributes(declared)
        section = _SECTION.search(attributes)
        names = [self.name(cursor) for cursor in self.clang.children(chosen) if cursor.kind == k.PARM_DECL]
        return Declaration(
            name,
            self.types.of(chosen),
            self.places.span(chosen),
            param_names=tuple(names),
            is_ksym=bool(section) and ".ksyms" in attributes,
            is_weak="__attribute__((weak))" in attributes,
            section=_unquote(section.group(1)) if section else "",
            is_extern=self.clang.Cursor_getStorageClass(chosen) != k.STORAGE_STATIC,
            from_vmlinux=any(file.is_vmlinux for _, file, _ in places),
            text=self._text(chosen),
        )

    def _text(self, cursor: CXCursor) -> str:
        extent = self.clang.getCursorExtent(cursor)
        file, start = self.places.locate(extent.first, extent.second, extent.begin)
        last_file, stop = self.places.locate(extent.first, extent.second, extent.end)
        return file.slice(start, stop).decode("utf-8", "replace") if file is last_file else ""

    def _link_wrapper(self, name: str) -> None:
        """Tie the entry point that a BPF_PROG-like macro makes to the function that holds the user's code."""
        if not name.startswith(_WRAPPED):
            if _WRAPPED + name in self._declared:
                self.function(self._declared[_WRAPPED + name][-1])
            return
        entry = self.unit.functions.get(name.removeprefix(_WRAPPED))
        body = self.unit.functions[name]
        if entry is None or entry.name not in self._declared:
            return
        entry.wrapped = name
        first = self.places.span(self._declared[entry.name][0])
        start = (first.line, first.column)
        here = (body.span.line, body.span.column)
        if first.path == body.span.path and start <= here <= (first.end_line, first.end_column):
            end = (body.span.end_line, body.span.end_column)
            body.span = entry.span = Span(first.path, *start, *end)
        body.name_span = entry.name_span

    # --------------------------------------------------------------------------------------------------- variables

    def variable(self, cursor: CXCursor) -> Global:
        """The variable that a declaration at file scope (or a static one in a function) declares."""
        known = self._variables.get(cursor.decl)
        if known is not None:
            return known
        name = self.name(cursor)
        parent = self.clang.getCursorSemanticParent(cursor)
        storage = self.clang.Cursor_getStorageClass(cursor)
        is_local = parent.kind == k.FUNCTION_DECL and storage == k.STORAGE_STATIC
        # As the compiler names a static variable of a function.
        key = f"{self.name(parent)}.{name}" if is_local else name
        attributes = self.handle.pretty(cursor) if self.clang.Cursor_hasAttrs(cursor) else ""
        section = _SECTION.search(attributes)
        variable = self._named.get(key)
        if variable is None:
            variable = Global(name, self.types.of(cursor), self.places.span(cursor))
            self._named[key] = self.unit.globals[key] = variable
            variable.is_extern = storage == k.STORAGE_EXTERN
        elif storage != k.STORAGE_EXTERN:
            variable.type, variable.span = self.types.of(cursor), self.places.span(cursor)
            variable.is_extern = False
        self._variables[cursor.decl] = variable
        variable.is_static |= storage == k.STORAGE_STATIC
        variable.is_weak |= "__attribute__((weak))" in attributes
        if attributes:
            variable.decl_tags = tuple(dict.fromkeys((*variable.decl_tags, *decl_tags(attributes))))
        if section:
            variable.section = _unquote(section.group(1))
        self._initialize(variable, cursor)
        if variable.section in MAP_SECTIONS:
            self.unit.maps[key] = build_map(variable)
        return variable

    def helper(self, cursor: CXCursor) -> tuple[str, Type] | None:
        """The function a function pointer stands for: a BPF helper by its number, or the one a constant is set to.

        Libbpf's headers before 1.0 declare helpers without `const`.
        """
        if cursor.kind != k.VAR_DECL:
            return None
        if cursor.decl not in self._helpers:
            self._helpers[cursor.decl] = self._find_helper(cursor)
        return self._helpers[cursor.decl]

    def _find_helper(self, cursor: CXCursor) -> tuple[str, Type] | None:
        type = self.types.of(cursor)
        target = type.target
        if target is None or target.kind is not Kind.FUNCTION:
            return None
        initializer = self.clang.Cursor_getVarDeclInitializer(cursor)
        if not initializer.stmt:
            return None
        value = self._static_value(self.clang.tree(initializer))
        if isinstance(value, FunctionRef):
            return (value.name, target) if type.const else None
        if not isinstance(value, Const) or not (type.const or value.value > 0):
            return None
        return self.name(cursor), target

    def _initialize(self, variable: Global, cursor: CXCursor) -> None:
        initializer = self.clang.Cursor_getVarDeclInitializer(cursor)
        if not initializer.stmt:
            return
        type = variable.type
        if initializer.kind == k.STRING_LITERAL:
            variable.value = string_text(self.clang.spelling(initializer)).rstrip("\0")
        elif type.kind in (Kind.INT, Kind.ENUM):
            variable.value = self.evaluate(self.clang.tree(initializer, limit=_MAX_EVALUATED))
        elif type.is_record:
            variable.initializer = self._members(type, self.clang.tree(initializer, limit=20_000))
        elif type.is_pointer:
            value = self._static_value(self.clang.tree(initializer, limit=1_000))
            if isinstance(value, String):
                variable.value = value.text

    def _members(self, type: Type, node: Node) -> dict[str, Operand]:
        """The members that a braced initialiser names, with the values that are known when the program is loaded."""
        found: dict[str, Operand] = {}
        if node.kind != k.INIT_LIST_EXPR:
            return found
        names = [field.name for field in type.fields]
        position = 0
        for item in node.children:
            target, value = position, item
            if item.children and item.children[0].kind == k.MEMBER_REF:
                named = [child for child in item.children if child.kind == k.MEMBER_REF]
                name = self.clang.spelling(self.reference(named[0]))
                target = names.index(name) if name in names else position
                value = item.children[-1]
                if len(named) > 1:
                    position = target + 1
                    continue
            position = target + 1
            operand = self._static_value(value)
            if operand is not None and target < len(names):
                found[names[target]] = operand
        return found

    def _static_value(self, node: Node) -> Operand | None:
        """The value of an initialiser: a function, a string, a variable's address or a number."""
        current = node
        while current.kind in (k.UNEXPOSED_EXPR, k.PAREN_EXPR, k.CAST_EXPR, k.UNARY_OPERATOR):
            inner = current.expressions()
            if len(inner) != 1:
                break
            if current.kind == k.UNARY_OPERATOR:
                operator = self.clang.getCursorUnaryOperatorKind(current.cursor)
                if operator not in (k.ADDRESS_OF, k.EXTENSION):
                    break
            current = inner[0]
        if current.kind == k.STRING_LITERAL:
            return String(string_text(self.clang.spelling(current.cursor)), self.types.of(current.cursor).size)
        if current.kind == k.DECL_REF_EXPR:
            reference = self.reference(current)
            if reference.kind == k.FUNCTION_DECL:
                return FunctionRef(self.function(reference))
            if reference.kind == k.VAR_DECL and self.types.of(node.cursor).is_pointer:
                return self.variable(reference)
        value = self.evaluate(node)
        if value is None:
            value = self.evaluate(current)
        return None if value is None else Const(value, self.types.of(node.cursor))

    # ---------------------------------------------------------------------------------------------- files and types

    def lines(self, path: str) -> tuple[str, ...]:
        """The text of a file of this unit, by line."""
        file = self.places.files.get(path)
        return file.lines if file is not None else ()

    def includes(self) -> tuple[str, ...]:
        """The headers that this file includes, those of the system and vmlinux.h left out."""
        return tuple(
            file.path for file in self.places.included() if not (file.is_main or file.is_system or file.is_vmlinux)
        )

    def find_type(self, name: str) -> Type | None:
        """A struct, union or enum of this unit by its C name."""
        known = self.types.by_name.get(name)
        if known is not None:
            return known
        for key, cursor in list(self._records.items()):
            tag = key.split(" ", 1)[0]
            if name.startswith(tag) and f"{tag} {self.name(cursor)}" == name:
                return self.types.of(cursor)
        return None


_TAGS: Final = {k.STRUCT_DECL: "struct", k.UNION_DECL: "union", k.ENUM_DECL: "enum"}


def _unquote(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")


def _without_parameters(text: str, name: str) -> str:
    """A printed declaration without its parameter list, whose attributes belong to the parameters."""
    match = re.search(rf"\b{re.escape(name)}\(", text)
    if match is None:
        return text
    depth, position = 1, match.end()
    while position < len(text) and depth:
        character = text[position]
        if character == '"':
            position = text.find('"', position + 1)
            if position < 0:
                return text[: match.end()]
        depth += (character == "(") - (character == ")")
        position += 1
    return text[: match.end()] + text[position - 1 :]


@contextmanager
def _deep_recursion() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
