"""Turns the top level of a parsed file into a `Unit`: functions, declarations, variables and maps.

What the user's main file declares is always there. What a header declares is there once something refers to it (or it
is a program), because vmlinux.h alone declares thousands of things. What is put into a section is in the object,
whatever header it stands in, and whether or not that calls itself one of the system (`#pragma GCC system_header`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bpflint.base.span import Span
from bpflint.source import kinds as k
from bpflint.source.control_flow import Block, Function, Unreachable
from bpflint.source.libclang import CXCursor, TranslationUnit
from bpflint.source.lowering.function import lower_function
from bpflint.source.lowering.variables import Variables, section_of
from bpflint.source.model import Local
from bpflint.source.places import SourceFile
from bpflint.source.problems import Problem, Status
from bpflint.source.type_table import decl_tags
from bpflint.source.types import Type
from bpflint.source.unit import Declaration, Unit

_WRAPPED: Final = "____"
"""BPF_PROG and its like call the user's function this plus the program's name."""

_NO_PROTOTYPE: Final = 110
"""CXType_FunctionNoProto."""

_DEEP: Final = 60_000
"""Python frames while a function is lowered: an expression of ten thousand terms nests as deep."""

_TAGS: Final = {k.STRUCT_DECL: "struct", k.UNION_DECL: "union", k.ENUM_DECL: "enum"}


class UnitBuilder(Variables):
    """Builds one unit, and answers what lowering asks about names."""

    def __init__(self, handle: TranslationUnit, unit: Unit) -> None:
        super().__init__(handle, unit)
        self._declared: dict[str, list[CXCursor]] = {}
        self._noted: set[int] = set()
        self._records: list[CXCursor] = []
        self._typedefs: dict[str, CXCursor] = {}
        self.find_hidden: Callable[[str], Declaration | None] = lambda _name: None
        """Finds a function that only the precompiled header declares and no expression refers to."""
        self.find_hidden_typedef: Callable[[str], str | None] = lambda _name: None
        """What a typedef of the precompiled header stands for, as clang writes it."""
        self.bodies: frozenset[str] | None = None
        """The functions of the file that have bodies, as far as anybody is interested; None for all."""

    def build(self) -> None:
        """Fill the unit from the top level of the file."""
        entries: list[tuple[CXCursor, SourceFile]] = []
        for cursor in self.clang.children(self.handle.cursor):
            kind = cursor.kind
            if kind == k.FUNCTION_DECL:
                self._declared.setdefault(self.name(cursor), []).append(cursor)
            elif kind in (k.STRUCT_DECL, k.UNION_DECL, k.ENUM_DECL):
                self._records.append(cursor)
                continue
            elif kind == k.TYPEDEF_DECL:
                self._typedefs[self.name(cursor)] = cursor
                continue
            elif kind != k.VAR_DECL:
                continue
            file, _ = self.places.place(cursor)
            if file.path and (not file.is_foreign or (not self._is_ours(file.path) and self._is_placed(cursor))):
                file.is_foreign &= kind == k.VAR_DECL
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

    def is_implicit(self, cursor: CXCursor) -> bool:
        """Whether a function is declared only by being called."""
        if cursor.decl in self._noted or self.name(cursor) in self._declared:
            return False
        if self.clang.getCursorType(cursor).kind != _NO_PROTOTYPE:
            return False
        file, _ = self.places.place(cursor)
        return not file.is_foreign

    def function_type(self, name: str) -> Type | None:
        """The type of a function by name, None if it is not declared. Notes that it is used."""
        if name not in self.unit.functions and name not in self.unit.declarations:
            if name in self._declared:
                self.function(self._declared[name][-1])
            elif (hidden := self.find_hidden(name)) is not None:
                self.unit.declarations[name] = hidden
        found = self.unit.functions.get(name) or self.unit.declarations.get(name)
        return found.type if found is not None else None

    def function(self, cursor: CXCursor) -> str:
        """The name of a function. The unit has it from now on, with its body where it has one."""
        name = self.name(cursor)
        if name in self.unit.functions or name in self.unit.declarations or name.startswith("__builtin_"):
            return name
        if self.is_implicit(cursor):
            return name
        self._noted.add(cursor.decl)
        declared = self._declared.get(name) or [cursor]
        first = self.clang.getCanonicalCursor(cursor)  # the precompiled header may have declared it before
        if all(first.decl != other.decl for other in declared):
            declared = [first, *declared]
        definition = self.clang.getCursorDefinition(cursor)
        if definition.kind == k.FUNCTION_DECL:
            self.unit.functions[name] = self._define(name, definition, declared)
            self._link_wrapper(name)
        else:
            self.unit.declarations[name] = self._declare(name, declared)
        return name

    def _is_placed(self, cursor: CXCursor) -> bool:
        """Whether a function or variable is defined here, and put into a section."""
        if cursor.kind == k.FUNCTION_DECL:
            return self._is_program(cursor)
        has_any = self.clang.Cursor_hasAttrs(cursor) and self.clang.isCursorDefinition(cursor)
        return bool(has_any and section_of(self.handle.pretty(cursor)))

    def _is_program(self, cursor: CXCursor) -> bool:
        """Whether a function of a header is one that is loaded: it has a body, and a section on some declaration."""
        if not self.clang.isCursorDefinition(cursor) or not self.clang.Cursor_hasAttrs(cursor):
            return False
        return bool(section_of(self._attributes(self._declared[self.name(cursor)])))

    def _attributes(self, declared: list[CXCursor]) -> str:
        """The attributes of all declarations of a function, those of its parameters left out."""
        return " ".join(
            _without_parameters(self.handle.pretty(cursor), self.name(cursor))
            for cursor in declared
            if self.clang.Cursor_hasAttrs(cursor)
        )

    def _tags(self, parameter: CXCursor) -> tuple[str, ...]:
        """The `btf_decl_tag`s of a parameter."""
        has_any = self.clang.Cursor_hasAttrs(parameter)
        return tuple(decl_tags(self.handle.pretty(parameter))) if has_any else ()

    def _define(self, name: str, definition: CXCursor, declared: list[CXCursor]) -> Function:
        attributes = self._attributes([*declared, definition])
        section = section_of(attributes)
        file, _ = self.places.place(definition)
        parameters: list[tuple[CXCursor, Local]] = []
        tags: list[tuple[str, ...]] = []
        for cursor in self.clang.children(definition):
            if cursor.kind == k.PARM_DECL:
                type = self.types.of_parameter(self.types.of(cursor))
                local = Local(self.name(cursor), type, self.places.span(cursor), is_param=True)
                parameters.append((cursor, local))
                tags.append(self._tags(cursor))
        type = self.types.of(definition)
        function = Function(
            name,
            self.places.span(definition),
            self.places.name_span(definition),
            type,
            tuple(local for _, local in parameters),
            section=section,
            is_static=self.clang.getCursorLinkage(definition) == k.LINKAGE_INTERNAL,
            is_weak="__attribute__((weak))" in attributes,
            always_inline="always_inline" in attributes,
            noinline="noinline" in attributes,
            is_hidden='visibility("hidden")' in attributes,
            in_header=not file.is_main,
            decl_tags=tuple(dict.fromkeys(decl_tags(attributes))),
            param_tags=tuple(tags) if any(tags) else (),
        )
        if file.is_main and self.bodies is not None and name not in self.bodies:
            function.lower = lambda: [Block([], Unreachable(function.span))]
        else:
            function.lower = lambda: self._lower(function, definition, parameters)
        return function

    def _lower(self, function: Function, definition: CXCursor, parameters: list[tuple[CXCursor, Local]]) -> list[Block]:
        with _deep_recursion():
            try:
                return lower_function(self, definition, parameters)
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
        section = section_of(attributes)
        parameters = [cursor for cursor in self.clang.children(chosen) if cursor.kind == k.PARM_DECL]
        tags = [self._tags(cursor) for cursor in parameters]
        return Declaration(
            name,
            self.types.of(chosen),
            self.places.span(chosen),
            param_names=tuple(self.name(cursor) for cursor in parameters),
            param_tags=tuple(tags) if any(tags) else (),
            is_ksym='".ksyms"' in attributes,
            is_weak="__attribute__((weak))" in attributes,
            section=section,
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

    def lines(self, path: str) -> tuple[str, ...]:
        """The text of a file of this unit, by line."""
        file = self.places.files.get(path)
        return file.lines if file is not None else ()

    def includes(self) -> tuple[str, ...]:
        """The headers that this file includes, vmlinux.h and those of the system left out if they hold no program."""
        return tuple(file.path for file in self.places.included() if not (file.is_main or file.is_foreign))

    def typedef(self, name: str) -> str | None:
        """The type that a typedef of the file's top level stands for, in clang's words; None where it is none."""
        cursor = self._typedefs.get(name)
        return self.find_hidden_typedef(name) if cursor is None else self.types.canonical_spelling(cursor)

    def find_type(self, name: str) -> Type | None:
        """A struct, union or enum of this unit by its C name."""
        known = self.types.by_name.get(name)
        if known is not None:
            return known
        for cursor in self._records:
            if name == f"{_TAGS[cursor.kind]} {self.name(cursor)}":
                return self.types.of(cursor)
        return None


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
