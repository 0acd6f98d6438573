"""Scopes and labels: what dies where, which clean-up functions run on the way out, and where a `goto` goes.

`__attribute__((cleanup(f)))` calls `f` wherever control leaves the scope, in reverse order of declaration: at its end,
at `break`, `continue`, `return`, and at a `goto` out of it or back before the declaration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bpflint.base.span import Span
from bpflint.source import kinds as k
from bpflint.source.libclang import CXCursor, Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.initializers import Initializers
from bpflint.source.model import Call, Const, Local, Operand, ScopeEnd, Type
from bpflint.source.printed import PrintedBody

if TYPE_CHECKING:
    from bpflint.source.lowering.declarations import UnitBuilder

_SCOPES: Final = frozenset({k.COMPOUND_STMT, k.FOR_STMT})
NOTED: Final = frozenset({k.FOR_STMT, k.ASM_STMT, k.LABEL_STMT})
"""Kinds of nodes that `Scopes.note` wants to know of before anything is lowered."""


@dataclass(slots=True, eq=False)
class Scope:
    """A block of the source whose locals die at its end. `node` is None for the function's own scope."""

    node: Node | None
    locals: list[tuple[Local, str]] = field(default_factory=list)
    """With the function that cleans up, "" mostly."""


@dataclass(slots=True, eq=False)
class Label:
    """A label: its name, the scopes around it, and how many locals its scope had when it was reached."""

    name: str
    chain: tuple[Node, ...]
    block: OpenBlock
    locals_before: int | None = None


class Scopes(Initializers):
    """Adds scopes and labels to the lowering of expressions."""

    def __init__(self, unit: UnitBuilder, definition: CXCursor) -> None:
        super().__init__(unit)
        self._cursor = definition
        self._scopes: list[Scope] = [Scope(None)]
        self._labels: dict[int, Label] = {}
        self._loops: dict[int, int] = {}
        self._assembly: dict[int, int] = {}
        """The number of each `for` and asm statement, in the order in which clang prints them."""
        self._taken: list[OpenBlock] = []
        """Labels whose address is taken, the targets of a computed goto."""

    def note(self, node: Node, around: Sequence[Node]) -> None:
        """Number loops and asm statements as clang's printer will, and keep the labels with the scopes around them."""
        if node.kind == k.FOR_STMT:
            self._loops[id(node)] = len(self._loops)
        elif node.kind == k.ASM_STMT:
            self._assembly[id(node)] = len(self._assembly)
        else:
            chain = tuple(each for each in around if each.kind in _SCOPES)
            self._labels[node.cursor.stmt] = Label(self.clang.spelling(node.cursor), chain, OpenBlock())

    @cached_property
    def _printed(self) -> PrintedBody:
        return PrintedBody(self.unit.handle.pretty(self._cursor, body=True))

    def hidden_local(self, type: Type, node: Node) -> Operand:
        local = Local("", type, self.span(node))
        self._scopes[-1].locals.append((local, ""))
        return local

    def _leave(self, depth: int, span: Span, *, keep: int = 0, ends: bool = True) -> None:
        """End every scope inner to the first `depth`, whose last one keeps its first `keep` locals if `keep` is given.

        The scopes stay on the stack: what follows in the source is still inside them.
        """
        for scope in reversed(self._scopes[depth:]):
            self._end_locals(scope.locals, span, ends=ends)
        if keep >= 0 and depth:
            self._end_locals(self._scopes[depth - 1].locals[keep:], span, ends=ends)

    def _end_locals(self, locals: list[tuple[Local, str]], span: Span, *, ends: bool) -> None:
        for local, cleanup in reversed(locals):
            if cleanup:
                type = self.types.pointer_to(local.type)
                self.emit(
                    Call(
                        None,
                        cleanup,
                        (local,),
                        local.span,
                        (local.span,),
                        (type,),
                        self.unit.function_type(cleanup),
                        cleanup=True,
                    )
                )
        if ends and locals:
            self.emit(ScopeEnd(tuple(local for local, _ in locals), span))

    def _exit(self, depth: int, span: Span, *, ends: bool = True) -> None:
        self._leave(depth, span, keep=-1, ends=ends)

    def _close(self, node: Node) -> None:
        """Leave the innermost scope at its end, unless nothing gets there."""
        self._exit(len(self._scopes) - 1, last_of(self.span(node)))
        self._scopes.pop()

    def _leave_for(self, label: Label, span: Span) -> None:
        open_nodes = [scope.node for scope in self._scopes[1:]]
        common = 0
        for mine, theirs in zip(open_nodes, label.chain, strict=False):
            if mine is not theirs:
                break
            common += 1
        backwards = label.locals_before is not None and common == len(label.chain)
        self._leave(common + 1, span, keep=label.locals_before if backwards and label.locals_before is not None else -1)

    def _referred_label(self, node: Node) -> Label | None:
        for child in node.children:
            if child.kind == k.LABEL_REF:
                reference = self.unit.reference(child)
                label = self._labels.get(reference.stmt)
                return label or self._named_label(self.clang.spelling(child.cursor))
        return None

    def _named_label(self, name: str) -> Label | None:
        """The label of that name that is visible here: with `__label__` one name can stand for several."""
        open_nodes = [scope.node for scope in self._scopes[1:]]
        visible = [
            label
            for label in self._labels.values()
            if label.name == name and list(label.chain) == open_nodes[: len(label.chain)]
        ]
        if visible:
            return max(visible, key=lambda label: len(label.chain))
        return next((label for label in self._labels.values() if label.name == name), None)

    def label_address(self, node: Node) -> Operand:
        label = self._referred_label(node)
        if label is not None:
            self._taken.append(label.block)
        return Const(1, self.types.void_pointer)

    def _taken_labels(self) -> list[OpenBlock]:
        return list(dict.fromkeys(self._taken)) or [label.block for label in self._labels.values()]


def last_of(span: Span) -> Span:
    """The closing brace of a block."""
    return Span(span.path, span.end_line, max(span.end_column - 1, 1), span.end_line, span.end_column)
