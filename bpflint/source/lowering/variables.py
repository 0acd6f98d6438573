"""Variables at file scope, and the values they have before any program runs."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from typing import Final

from bpflint.source import kinds as k
from bpflint.source.helper_numbers import helper_of
from bpflint.source.libclang import CXCursor, Node, TranslationUnit
from bpflint.source.lowering.constants import string_text
from bpflint.source.lowering.maps import MAP_SECTIONS, build_map
from bpflint.source.model import Const, FunctionRef, Global, Operand, String
from bpflint.source.names import MAX_EVALUATED, Names
from bpflint.source.type_table import decl_tags
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Unit

_SECTION: Final = re.compile(r'section\("((?:[^"\\]|\\.)*)"\)')
ARENA_SECTION: Final = ".addr_space.1"
"""Where compilers put the variables of an arena, and libbpf looks for them (`ARENA_SEC` in src/libbpf.c)."""
_MAX_LISTED: Final = 20_000
"""Nodes of a struct's initialiser that are read."""


class Variables(Names, ABC):
    """The variables of one parsed file, and the maps among them."""

    def __init__(self, handle: TranslationUnit, unit: Unit) -> None:
        super().__init__(handle, unit)
        self._variables: dict[int, Global] = {}
        self._named: dict[str, Global] = {}
        self._count_of: Counter[str] = Counter()
        self._helpers: dict[int, tuple[str, Type] | None] = {}

    @abstractmethod
    def function(self, cursor: CXCursor) -> str:
        """The name of a function that something refers to."""

    @abstractmethod
    def function_type(self, name: str) -> Type | None:
        """The type of a function by name, None if it is not declared."""

    @abstractmethod
    def typedef(self, name: str) -> str | None:
        """The type that a typedef stands for, in clang's words; None where there is no such typedef."""

    @abstractmethod
    def is_implicit(self, cursor: CXCursor) -> bool:
        """Whether a function is declared only by being called."""

    def variable(self, cursor: CXCursor) -> Global:
        """The variable that a declaration at file scope (or a static one in a function) declares."""
        known = self._variables.get(cursor.decl)
        if known is not None:
            return known
        name = self.name(cursor)
        parent = self.clang.getCursorSemanticParent(cursor)
        storage = self.clang.Cursor_getStorageClass(cursor)
        is_local = parent.kind == k.FUNCTION_DECL and storage == k.STORAGE_STATIC
        key = self._local_name(f"{self.name(parent)}.{name}") if is_local else name
        attributes = self.handle.pretty(cursor) if self.clang.Cursor_hasAttrs(cursor) else ""
        section = section_of(attributes)
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
        variable.is_hidden |= 'visibility("hidden")' in attributes or 'visibility("internal")' in attributes
        if attributes:
            variable.decl_tags = tuple(dict.fromkeys((*variable.decl_tags, *decl_tags(attributes))))
        if section or self.types.is_in_arena(cursor):
            variable.section = section or ARENA_SECTION
        self._initialize(variable, cursor)
        if variable.section in MAP_SECTIONS:
            self.unit.maps[key] = build_map(variable)
        return variable

    def _local_name(self, name: str) -> str:
        """What the compiler calls a static variable of a function, where several blocks may have one of the name."""
        count = self._count_of[name]
        self._count_of[name] += 1
        return f"{name}.{count}" if count else name

    def helper(self, cursor: CXCursor) -> tuple[str, Type] | None:
        """The function a function pointer stands for: the BPF helper of its number, or the one a constant is set to.

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
        if not type.const and self.clang.getCursorSemanticParent(cursor).kind == k.FUNCTION_DECL:
            return None  # another may be stored there: resolve_pointers() looks
        return (helper_of(value.value) if value.value > 0 else self.name(cursor)), target

    def _initialize(self, variable: Global, cursor: CXCursor) -> None:
        initializer = self.clang.Cursor_getVarDeclInitializer(cursor)
        if not initializer.stmt:
            return
        type = variable.type
        if initializer.kind == k.STRING_LITERAL:
            variable.value = string_text(self.clang.spelling(initializer)).rstrip("\0")
        elif type.kind in (Kind.INT, Kind.ENUM):
            variable.value = self.evaluate(self.clang.tree(initializer, limit=MAX_EVALUATED))
            variable.is_half_read = variable.value is None
        elif type.is_record:
            tree = self.clang.tree(initializer, limit=_MAX_LISTED)
            variable.initializer = self._members(type, tree)
            variable.is_half_read = len(variable.initializer) < len(tree.children) or tree.kind != k.INIT_LIST_EXPR
        elif type.is_pointer:
            value = self._static_value(self.clang.tree(initializer, limit=MAX_EVALUATED))
            if isinstance(value, String):
                variable.value = value.text
        else:
            # An empty list leaves zeros.
            tree = self.clang.tree(initializer, limit=_MAX_LISTED)
            variable.is_half_read = tree.kind != k.INIT_LIST_EXPR or bool(tree.children)

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


def section_of(attributes: str) -> str:
    """The section that printed attributes name, "" if none does."""
    found = _SECTION.search(attributes)
    return found.group(1).replace('\\"', '"').replace("\\\\", "\\") if found else ""
