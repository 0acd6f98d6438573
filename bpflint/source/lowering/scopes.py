"""Scopes and labels: what dies where, which clean-up functions run on the way out, and where a `goto` goes.

`__attribute__((cleanup(f)))` calls `f` wherever control leaves the scope, in reverse order of declaration: at its end,
at `break`, `continue`, `return`, and at a `goto` out of it or back before the declaration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bpflint.base.span import Span
from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import FunctionBuilder
from bpflint.source.lowering.control import Label
from bpflint.source.model import Call, Const, Local, Operand, ScopeEnd
from bpflint.source.types import Type

_SCOPES: Final = frozenset({k.COMPOUND_STMT, k.FOR_STMT})
NOTED: Final = frozenset({k.FOR_STMT, k.ASM_STMT, k.LABEL_STMT, k.GENERIC_SELECTION_EXPR})
"""Kinds of nodes that `number_statement` wants to know of before anything is lowered."""


def number_statement(builder: FunctionBuilder, node: Node, around: Sequence[Node]) -> None:
    """Number loops, asm statements and selections as clang's printer will, and keep labels with the scopes around."""
    if node.kind == k.FOR_STMT:
        builder.loops[id(node)] = len(builder.loops)
    elif node.kind == k.ASM_STMT:
        builder.asm_statements[id(node)] = len(builder.asm_statements)
    elif node.kind == k.GENERIC_SELECTION_EXPR:
        builder.selections.setdefault(node.cursor.stmt, len(builder.selections))
    else:
        chain = tuple(each for each in around if each.kind in _SCOPES)
        builder.labels[node.cursor.stmt] = Label(builder.clang.spelling(node.cursor), chain, OpenBlock())


def hidden_local(builder: FunctionBuilder, type: Type, node: Node) -> Operand:
    local = Local("", type, builder.span(node))
    builder.scopes[-1].locals.append((local, ""))
    return local


def leave_scopes(builder: FunctionBuilder, depth: int, span: Span, *, keep: int = 0, ends: bool = True) -> None:
    """End every scope inner to the first `depth`, whose last one keeps its first `keep` locals if `keep` is given.

    The scopes stay on the stack: what follows in the source is still inside them.
    """
    for scope in reversed(builder.scopes[depth:]):
        _end_locals(builder, scope.locals, span, ends=ends)
    if keep >= 0 and depth:
        _end_locals(builder, builder.scopes[depth - 1].locals[keep:], span, ends=ends)


def _end_locals(builder: FunctionBuilder, locals: list[tuple[Local, str]], span: Span, *, ends: bool) -> None:
    for local, cleanup in reversed(locals):
        if cleanup:
            type = builder.types.pointer_to(local.type)
            builder.emit(
                Call(
                    None,
                    cleanup,
                    (local,),
                    local.span,
                    (local.span,),
                    (type,),
                    builder.unit.function_type(cleanup),
                    cleanup=True,
                )
            )
    if ends and locals:
        builder.emit(ScopeEnd(tuple(local for local, _ in locals), span))


def exit_scopes(builder: FunctionBuilder, depth: int, span: Span, *, ends: bool = True) -> None:
    leave_scopes(builder, depth, span, keep=-1, ends=ends)


def close_scope(builder: FunctionBuilder, node: Node) -> None:
    """Leave the innermost scope at its end, unless nothing gets there."""
    exit_scopes(builder, len(builder.scopes) - 1, last_of(builder.span(node)))
    builder.scopes.pop()


def leave_for(builder: FunctionBuilder, label: Label, span: Span) -> None:
    open_nodes = [scope.node for scope in builder.scopes[1:]]
    common = 0
    for mine, theirs in zip(open_nodes, label.chain, strict=False):
        if mine is not theirs:
            break
        common += 1
    backwards = label.locals_before is not None and common == len(label.chain)
    leave_scopes(
        builder, common + 1, span, keep=label.locals_before if backwards and label.locals_before is not None else -1
    )


def referred_label(builder: FunctionBuilder, node: Node) -> Label | None:
    for child in node.children:
        if child.kind == k.LABEL_REF:
            reference = builder.unit.reference(child)
            label = builder.labels.get(reference.stmt)
            return label or named_label(builder, builder.clang.spelling(child.cursor))
    return None


def named_label(builder: FunctionBuilder, name: str) -> Label | None:
    """The label of that name that is visible here: with `__label__` one name can stand for several."""
    open_nodes = [scope.node for scope in builder.scopes[1:]]
    visible = [
        label
        for label in builder.labels.values()
        if label.name == name and list(label.chain) == open_nodes[: len(label.chain)]
    ]
    if visible:
        return max(visible, key=lambda label: len(label.chain))
    return next((label for label in builder.labels.values() if label.name == name), None)


def transform_label_address(builder: FunctionBuilder, node: Node) -> Operand:
    label = referred_label(builder, node)
    if label is not None:
        builder.taken_labels.append(label.block)
    return Const(1, builder.types.void_pointer)


def taken_labels(builder: FunctionBuilder) -> list[OpenBlock]:
    return list(dict.fromkeys(builder.taken_labels)) or [label.block for label in builder.labels.values()]


def last_of(span: Span) -> Span:
    """The closing brace of a block."""
    return Span(span.path, span.end_line, max(span.end_column - 1, 1), span.end_line, span.end_column)
