"""What lowering asks about cursors: names, references, constants, and the macro something is written in."""

from __future__ import annotations

from typing import Final

from bpflint.source import kinds as k
from bpflint.source.bundled import is_bundled
from bpflint.source.libclang import CXCursor, Node, TranslationUnit
from bpflint.source.places import Places
from bpflint.source.type_table import TypeTable
from bpflint.source.unit import Unit

_NO_VALUE: Final = frozenset({0, 2, 26})
"""Types without a value: invalid, void, and the dependent one of an expression with an error."""

_LITERALS: Final = frozenset({k.INTEGER_LITERAL, k.CHARACTER_LITERAL})
_NOT_EVALUATED: Final = frozenset({k.INIT_LIST_EXPR, k.COMPOUND_LITERAL_EXPR, k.STATEMENT_EXPR})
MAX_EVALUATED: Final = 2_000
"""Nodes of an expression that may be constant. Larger ones are not asked about."""


class Names:
    """The names of one parsed file. Each cursor is asked about once."""

    def __init__(self, handle: TranslationUnit, unit: Unit) -> None:
        self.handle = handle
        self.clang = handle.clang
        self.places = Places(handle, unit.path)
        self.types = TypeTable(handle, lambda declaration: self._is_ours(self.places.span(declaration).path))
        self._ours: dict[str, bool] = {}
        self.unit = unit
        self._names: dict[int, str] = {}
        self._enumerators: dict[int, int] = {}

    def _is_ours(self, path: str) -> bool:
        """Whether a file came with bpflint."""
        known = self._ours.get(path)
        if known is None:
            known = self._ours[path] = is_bundled(path)
        return known

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

    def evaluate(self, node: Node) -> int | None:
        """The value of a constant expression, None where it is none."""
        if node.kind not in _LITERALS:
            # libclang crashes when it is asked about a braced list, or about what it kept after an error.
            work, left = [node], MAX_EVALUATED
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
