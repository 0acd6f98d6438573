"""Lowers statements: control flow, declarations, and statement expressions."""

from __future__ import annotations

import re
from typing import Final

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import FunctionBuilder, Place
from bpflint.source.lowering.control import Cases, JumpTarget, Scope
from bpflint.source.lowering.initializers import initialize
from bpflint.source.lowering.scopes import (
    close_scope,
    exit_scopes,
    last_of,
    leave_for,
    referred_label,
    taken_labels,
)
from bpflint.source.model import Const, Copy, Global, Local, Operand, Store, Temp
from bpflint.source.types import Kind

_CLEANUP: Final = re.compile(r"__attribute__\(\(cleanup\((\w+)\)\)\)")


def transform_compound(builder: FunctionBuilder, node: Node) -> None:
    builder.scopes.append(Scope(node))
    for child in node.children:
        builder.statement(child)
    close_scope(builder, node)


def transform_declarations(builder: FunctionBuilder, node: Node) -> None:
    for child in node.children:
        _declare(builder, child)


def transform_children(builder: FunctionBuilder, node: Node) -> None:
    for child in node.expressions():
        builder.statement(child)


def transform_indirect_goto(builder: FunctionBuilder, node: Node) -> None:
    for child in node.expressions():
        builder.effect(child)
    builder.choose(tuple(taken_labels(builder)), builder.span(node))


def _declare(builder: FunctionBuilder, node: Node) -> None:
    if node.kind == k.FUNCTION_DECL:
        builder.unit.function(node.cursor)
        return
    if node.kind != k.VAR_DECL:
        return
    storage = builder.clang.Cursor_getStorageClass(node.cursor)
    if storage in (k.STORAGE_STATIC, k.STORAGE_EXTERN, k.STORAGE_PRIVATE_EXTERN):
        return
    local = Local(builder.clang.spelling(node.cursor), builder.type(node), builder.span(node))
    local.has_attributes = any(child.kind >= k.FIRST_ATTRIBUTE for child in node.children)
    builder.locals[node.cursor.decl] = local
    initializer = _initializer(builder, node)
    # The variable is in scope in its own initialiser, but is cleaned up only once it is declared.
    if initializer is not None:
        initialize(builder, Place(local, local.type, local.name), initializer)
    cleanup = ""
    if local.has_attributes:
        found = _CLEANUP.search(builder.unit.handle.pretty(node.cursor))
        cleanup = found.group(1) if found else ""
    builder.scopes[-1].locals.append((local, cleanup))


def _initializer(builder: FunctionBuilder, node: Node) -> Node | None:
    expressions = node.expressions()
    if not expressions:
        return None
    found = builder.clang.Cursor_getVarDeclInitializer(node.cursor)
    return next((child for child in expressions if child.cursor.stmt == found.stmt), None)


def transform_if(builder: FunctionBuilder, node: Node) -> None:
    test, yes, *no = node.expressions()
    span = builder.span(node)
    then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
    builder.condition(test, then, otherwise if no else end)
    builder.begin(then, span)
    builder.statement(yes)
    if no:
        builder.jump(end, span)
        builder.begin(otherwise, span)
        builder.statement(no[0])
    builder.begin(end, span)


def transform_while(builder: FunctionBuilder, node: Node) -> None:
    """`while`, and `do ... while`, where the body comes `first`."""
    first = node.kind == k.DO_STMT
    inner = node.expressions()
    body, test = (inner[0], inner[1]) if first else (inner[-1], inner[0])
    span = builder.span(node)
    again, check, end = OpenBlock(), OpenBlock(), OpenBlock()
    if not first:
        builder.begin(check, span)
        builder.condition(test, again, end)
    builder.begin(again, span)
    _loop_body(builder, body, end, check)
    if first:
        builder.begin(check, span)
        builder.condition(test, again, end)
    else:
        builder.jump(check, span)
    builder.begin(end, span)


def _loop_body(builder: FunctionBuilder, body: Node, on_break: OpenBlock, on_continue: OpenBlock) -> None:
    builder.targets.append(JumpTarget(on_break, on_continue, len(builder.scopes)))
    builder.statement(body)
    builder.targets.pop()


def transform_for(builder: FunctionBuilder, node: Node) -> None:
    *parts, body = node.expressions()
    start, test, step = _for_parts(builder, node, parts)
    span = builder.span(node)
    builder.scopes.append(Scope(node))
    if start is not None:
        builder.statement(start)
    check, again, following, end = OpenBlock(), OpenBlock(), OpenBlock(), OpenBlock()
    builder.begin(check, span)
    if test is not None:
        builder.condition(test, again, end)
    else:
        builder.jump(again, span)
    builder.begin(again, span)
    _loop_body(builder, body, end, following)
    builder.begin(following, span)
    if step is not None:
        builder.effect(step)
    builder.jump(check, span)
    builder.begin(end, span)
    close_scope(builder, node)


def _for_parts(builder: FunctionBuilder, node: Node, parts: list[Node]) -> tuple[Node | None, Node | None, Node | None]:
    """Start, condition and step. libclang leaves out those that are missing, so clang's printer is asked."""
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    if not parts:
        return None, None, None
    loops = builder.printed.loops
    number = builder.loops.get(id(node), -1)
    if len(loops) == len(builder.loops) and 0 <= number < len(loops):
        present = [bool(text) for text in (*loops[number], "", "", "")[:3]]
        if sum(present) == len(parts):
            given = iter(parts)
            start, test, step = (next(given) if there else None for there in present)
            return start, test, step
    first = parts[0]
    if first.kind == k.DECL_STMT or (len(parts) == 2 and not _is_test(builder, first)):
        rest = parts[1] if len(parts) > 1 else None
        return (first, rest, None) if rest is None or _is_test(builder, rest) else (first, None, rest)
    return None, first, parts[1] if len(parts) > 1 else None


def _is_test(builder: FunctionBuilder, node: Node) -> bool:
    if node.kind == k.COMPOUND_ASSIGNMENT:
        return False
    if node.kind == k.UNARY_OPERATOR:
        return builder.unary_operator(node) > k.PRE_DECREMENT
    return not (node.kind == k.BINARY_OPERATOR and builder.binary_operator(node) in (k.ASSIGN, k.COMMA))


def transform_switch(builder: FunctionBuilder, node: Node) -> None:
    test, body = node.expressions()[0], node.expressions()[-1]
    span = builder.span(node)
    value = builder.value(test)
    dispatch = builder.current
    end = OpenBlock()
    cases = Cases(builder.type(test))
    # The dispatch is written last, once the labels are known; the body begins in a block only labels reach.
    builder.current = OpenBlock()
    builder.cases.append(cases)
    builder.targets.append(
        JumpTarget(end, builder.targets[-1].on_continue if builder.targets else None, len(builder.scopes))
    )
    builder.statement(body)
    builder.targets.pop()
    builder.cases.pop()
    builder.jump(end, span)
    following, builder.current = builder.current, dispatch
    builder.switch(value, cases.ranges, cases.default or end, span)
    builder.current = following
    builder.begin(end, span)


def transform_case(builder: FunctionBuilder, node: Node) -> None:
    block = OpenBlock()
    span = builder.span(node)
    inner = node.expressions()
    builder.begin(block, span)
    if builder.cases and node.kind == k.DEFAULT_STMT:
        builder.cases[-1].default = block
    elif builder.cases:
        low = _case_value(builder, inner[0])
        high = _case_value(builder, inner[1]) if len(inner) > 2 else low
        if low is not None and high is not None:
            builder.cases[-1].ranges.append((low, high, block))
    if inner:
        builder.statement(inner[-1])


def _case_value(builder: FunctionBuilder, node: Node) -> int | None:
    if node.kind == k.DECL_REF_EXPR:
        reference = builder.unit.reference(node)
        if reference.kind == k.ENUM_CONSTANT_DECL:
            return builder.unit.enumerator(reference)
    return builder.unit.evaluate(node)


def transform_break(builder: FunctionBuilder, node: Node) -> None:
    if not builder.targets:
        return
    # A switch hands `continue` on to the loop around it, with the scopes of that loop.
    index = len(builder.targets) - 1
    target = builder.targets[index].on_break
    if node.kind == k.CONTINUE_STMT:
        following = builder.targets[index].on_continue
        if following is None:
            return
        target = following
        while index and builder.targets[index - 1].on_continue is target:
            index -= 1
    span = builder.span(node)
    exit_scopes(builder, builder.targets[index].depth, span)
    builder.jump(target, span)


def transform_return(builder: FunctionBuilder, node: Node) -> None:
    inner = node.expressions()
    span = builder.span(node)
    value = builder.value(inner[0]) if inner else None
    if inner and builder.type(inner[0]).kind is Kind.VOID:
        value = None
    # The frame goes away as a whole, so only clean-up calls are made.
    exit_scopes(builder, 0, span, ends=False)
    builder.ret(value, span)


def transform_label(builder: FunctionBuilder, node: Node) -> None:
    label = builder.labels.get(node.cursor.stmt)
    if label is not None:
        builder.begin(label.block, builder.span(node))
        label.locals_before = len(builder.scopes[-1].locals)
    for child in node.expressions():
        builder.statement(child)


def transform_goto(builder: FunctionBuilder, node: Node) -> None:
    label = referred_label(builder, node)
    if label is None:
        return
    span = builder.span(node)
    leave_for(builder, label, span)
    builder.jump(label.block, span)


def _open_statement_expression(builder: FunctionBuilder, node: Node) -> Node | None:
    """Lower all but the last statement, and return that one where it is the value."""
    body = node.children[0]
    builder.scopes.append(Scope(body))
    for child in body.children[:-1]:
        builder.statement(child)
    last = body.children[-1] if body.children else None
    while last is not None and last.kind == k.LABEL_STMT:
        label = builder.labels.get(last.cursor.stmt)
        if label is not None:
            builder.begin(label.block, builder.span(last))
        inner = last.expressions()
        last = inner[0] if inner else None
    if last is None or k.UNEXPOSED_EXPR <= last.kind < k.UNEXPOSED_STMT:
        return last
    builder.statement(last)
    return None


def transform_statement_expression(builder: FunctionBuilder, node: Node) -> Operand:
    last = _open_statement_expression(builder, node)
    type = builder.type(node)
    value: Operand = Const(0, builder.types.int)
    if last is not None and type.kind is Kind.VOID:
        builder.effect(last)
    elif last is not None:
        value = builder.value(last)
        if type.is_record and not isinstance(value, Global):
            # The struct may be a local of the block that ends here.
            span = builder.span(node)
            copy = Local("", type, span)
            if isinstance(value, Temp) and value.type.is_record:
                builder.emit(Store(copy, value, type, span))
            else:
                builder.emit(Copy(copy, value, type.size, span))
            builder.scopes[-2].locals.append((copy, ""))
            value = copy
    close_scope(builder, node)
    return value


def branch_on_statement_expression(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    last = _open_statement_expression(builder, node)
    span = builder.span(node)
    if last is None:
        close_scope(builder, node)
        return builder.jump(otherwise, span)
    yes, no = OpenBlock(), OpenBlock()
    builder.condition(last, yes, no)
    for block, target in ((yes, then), (no, otherwise)):
        builder.begin(block, span)
        exit_scopes(builder, len(builder.scopes) - 1, last_of(span))
        builder.jump(target, span)
    builder.scopes.pop()
    return None
