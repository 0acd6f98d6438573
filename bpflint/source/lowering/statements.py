"""Lowers statements: control flow, declarations, and statement expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bpflint.source import kinds as k
from bpflint.source.libclang import CXCursor, Node
from bpflint.source.lowering.assembly import AssemblyStatements
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import Place
from bpflint.source.lowering.pointers import resolve_pointers
from bpflint.source.lowering.scopes import NOTED, Scope, last_of
from bpflint.source.model import Block, Const, Copy, Global, Kind, Local, Operand, Store, Temp, Type

if TYPE_CHECKING:
    from bpflint.source.lowering.declarations import UnitBuilder

_CLEANUP: Final = re.compile(r"__attribute__\(\(cleanup\((\w+)\)\)\)")


@dataclass(slots=True)
class _Target:
    """Where `break` and `continue` go, and how many scopes stay open there."""

    on_break: OpenBlock
    on_continue: OpenBlock | None
    depth: int


@dataclass(slots=True)
class _Cases:
    """The labels of the switch being lowered."""

    type: Type
    ranges: list[tuple[int, int, OpenBlock]] = field(default_factory=list)
    default: OpenBlock | None = None


class FunctionLowering(AssemblyStatements):
    """Lowers one function definition."""

    def __init__(self, unit: UnitBuilder, definition: CXCursor, parameters: list[tuple[CXCursor, Local]]) -> None:
        super().__init__(unit, definition)
        self._targets: list[_Target] = []
        self._cases: list[_Cases] = []
        for cursor, local in parameters:
            self.locals[cursor.decl] = local

    def lower(self) -> list[Block]:
        """The blocks of the function."""
        definition = self.clang.tree(self._cursor, looked_for=NOTED, found=self.note)
        body = definition.children[-1] if definition.children else None
        end = self.span(definition)
        if body is not None and body.kind == k.COMPOUND_STMT:
            self._compound(body)
        blocks = self.build(last_of(end))
        resolve_pointers(blocks)
        return blocks

    def _compound(self, node: Node) -> None:
        self._scopes.append(Scope(node))
        for child in node.children:
            self.statement(child)
        self._close(node)

    def statement(self, node: Node) -> None:
        """Lower one statement."""
        match node.kind:
            case k.COMPOUND_STMT:
                self._compound(node)
            case k.DECL_STMT:
                for child in node.children:
                    self._declare(child)
            case k.IF_STMT:
                self._if(node)
            case k.WHILE_STMT | k.DO_STMT:
                self._while(node, first=node.kind == k.DO_STMT)
            case k.FOR_STMT:
                self._for(node)
            case k.SWITCH_STMT:
                self._switch(node)
            case k.CASE_STMT | k.DEFAULT_STMT:
                self._case(node)
            case k.BREAK_STMT | k.CONTINUE_STMT:
                self._break(node)
            case k.RETURN_STMT:
                self._return(node)
            case k.GOTO_STMT:
                self._goto(node)
            case k.INDIRECT_GOTO_STMT:
                for child in node.expressions():
                    self.effect(child)
                self.choose(tuple(self._taken_labels()), self.span(node))
            case k.LABEL_STMT:
                self._label(node)
            case k.ASM_STMT:
                self._asm(node)
            case k.NULL_STMT:
                pass
            case k.UNEXPOSED_STMT:
                for child in node.expressions():
                    self.statement(child)
            case kind if kind >= k.UNEXPOSED_EXPR and kind < k.FIRST_ATTRIBUTE:
                self.effect(node)

    def _declare(self, node: Node) -> None:
        if node.kind == k.FUNCTION_DECL:
            self.unit.function(node.cursor)
            return
        if node.kind != k.VAR_DECL:
            return
        storage = self.clang.Cursor_getStorageClass(node.cursor)
        if storage in (k.STORAGE_STATIC, k.STORAGE_EXTERN, k.STORAGE_PRIVATE_EXTERN):
            return
        local = Local(self.clang.spelling(node.cursor), self.type(node), self.span(node))
        self.locals[node.cursor.decl] = local
        initializer = self._initializer(node)
        # The variable is in scope in its own initialiser, but is cleaned up only once it is declared.
        if initializer is not None:
            self.initialize(Place(local, local.type, local.name), initializer)
        cleanup = ""
        if any(child.kind >= k.FIRST_ATTRIBUTE for child in node.children):
            found = _CLEANUP.search(self.unit.handle.pretty(node.cursor))
            cleanup = found.group(1) if found else ""
        self._scopes[-1].locals.append((local, cleanup))

    def _initializer(self, node: Node) -> Node | None:
        expressions = node.expressions()
        if not expressions:
            return None
        found = self.clang.Cursor_getVarDeclInitializer(node.cursor)
        return next((child for child in expressions if child.cursor.stmt == found.stmt), None)

    def _if(self, node: Node) -> None:
        test, yes, *no = node.expressions()
        span = self.span(node)
        then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
        self.condition(test, then, otherwise if no else end)
        self.begin(then, span)
        self.statement(yes)
        if no:
            self.jump(end, span)
            self.begin(otherwise, span)
            self.statement(no[0])
        self.begin(end, span)

    def _while(self, node: Node, *, first: bool) -> None:
        """`while`, and `do ... while` if the body comes `first`."""
        inner = node.expressions()
        body, test = (inner[0], inner[1]) if first else (inner[-1], inner[0])
        span = self.span(node)
        again, check, end = OpenBlock(), OpenBlock(), OpenBlock()
        if not first:
            self.begin(check, span)
            self.condition(test, again, end)
        self.begin(again, span)
        self._body(body, end, check)
        if first:
            self.begin(check, span)
            self.condition(test, again, end)
        else:
            self.jump(check, span)
        self.begin(end, span)

    def _body(self, body: Node, on_break: OpenBlock, on_continue: OpenBlock) -> None:
        self._targets.append(_Target(on_break, on_continue, len(self._scopes)))
        self.statement(body)
        self._targets.pop()

    def _for(self, node: Node) -> None:
        *parts, body = node.expressions()
        start, test, step = self._for_parts(node, parts)
        span = self.span(node)
        self._scopes.append(Scope(node))
        if start is not None:
            self.statement(start)
        check, again, following, end = OpenBlock(), OpenBlock(), OpenBlock(), OpenBlock()
        self.begin(check, span)
        if test is not None:
            self.condition(test, again, end)
        else:
            self.jump(again, span)
        self.begin(again, span)
        self._body(body, end, following)
        self.begin(following, span)
        if step is not None:
            self.effect(step)
        self.jump(check, span)
        self.begin(end, span)
        self._close(node)

    def _for_parts(self, node: Node, parts: list[Node]) -> tuple[Node | None, Node | None, Node | None]:
        """Start, condition and step. libclang leaves out those that are missing, so clang's printer is asked."""
        if len(parts) == 3:
            return parts[0], parts[1], parts[2]
        if not parts:
            return None, None, None
        loops = self._printed.loops
        number = self._loops.get(id(node), -1)
        if len(loops) == len(self._loops) and 0 <= number < len(loops):
            present = [bool(text) for text in (*loops[number], "", "", "")[:3]]
            if sum(present) == len(parts):
                given = iter(parts)
                start, test, step = (next(given) if there else None for there in present)
                return start, test, step
        first = parts[0]
        if first.kind == k.DECL_STMT or (len(parts) == 2 and not self._is_test(first)):
            rest = parts[1] if len(parts) > 1 else None
            return (first, rest, None) if rest is None or self._is_test(rest) else (first, None, rest)
        return None, first, parts[1] if len(parts) > 1 else None

    def _is_test(self, node: Node) -> bool:
        if node.kind == k.COMPOUND_ASSIGNMENT:
            return False
        if node.kind == k.UNARY_OPERATOR:
            return self.unary_operator(node) > k.PRE_DECREMENT
        return not (node.kind == k.BINARY_OPERATOR and self.binary_operator(node) in (k.ASSIGN, k.COMMA))

    def _switch(self, node: Node) -> None:
        test, body = node.expressions()[0], node.expressions()[-1]
        span = self.span(node)
        value = self.value(test)
        dispatch = self.current
        end = OpenBlock()
        cases = _Cases(self.type(test))
        # The dispatch is written last, once the labels are known; the body begins in a block only labels reach.
        self.current = OpenBlock()
        self._cases.append(cases)
        self._targets.append(_Target(end, self._targets[-1].on_continue if self._targets else None, len(self._scopes)))
        self.statement(body)
        self._targets.pop()
        self._cases.pop()
        self.jump(end, span)
        following, self.current = self.current, dispatch
        self.switch(value, cases.ranges, cases.default or end, span)
        self.current = following
        self.begin(end, span)

    def _case(self, node: Node) -> None:
        block = OpenBlock()
        span = self.span(node)
        inner = node.expressions()
        self.begin(block, span)
        if self._cases and node.kind == k.DEFAULT_STMT:
            self._cases[-1].default = block
        elif self._cases:
            low = self._case_value(inner[0])
            high = self._case_value(inner[1]) if len(inner) > 2 else low
            if low is not None and high is not None:
                self._cases[-1].ranges.append((low, high, block))
        if inner:
            self.statement(inner[-1])

    def _case_value(self, node: Node) -> int | None:
        if node.kind == k.DECL_REF_EXPR:
            reference = self.unit.reference(node)
            if reference.kind == k.ENUM_CONSTANT_DECL:
                return self.unit.enumerator(reference)
        return self.unit.evaluate(node)

    def _break(self, node: Node) -> None:
        if not self._targets:
            return
        # A switch hands `continue` on to the loop around it, with the scopes of that loop.
        index = len(self._targets) - 1
        target = self._targets[index].on_break
        if node.kind == k.CONTINUE_STMT:
            following = self._targets[index].on_continue
            if following is None:
                return
            target = following
            while index and self._targets[index - 1].on_continue is target:
                index -= 1
        span = self.span(node)
        self._exit(self._targets[index].depth, span)
        self.jump(target, span)

    def _return(self, node: Node) -> None:
        inner = node.expressions()
        span = self.span(node)
        value = self.value(inner[0]) if inner else None
        if inner and self.type(inner[0]).kind is Kind.VOID:
            value = None
        # The frame goes away as a whole, so only clean-up calls are made.
        self._exit(0, span, ends=False)
        self.ret(value, span)

    def _label(self, node: Node) -> None:
        label = self._labels.get(node.cursor.stmt)
        if label is not None:
            self.begin(label.block, self.span(node))
            label.locals_before = len(self._scopes[-1].locals)
        for child in node.expressions():
            self.statement(child)

    def _goto(self, node: Node) -> None:
        label = self._referred_label(node)
        if label is None:
            return
        span = self.span(node)
        self._leave_for(label, span)
        self.jump(label.block, span)

    def _open_statement_expression(self, node: Node) -> Node | None:
        """Lower all but the last statement, and return that one where it is the value."""
        body = node.children[0]
        self._scopes.append(Scope(body))
        for child in body.children[:-1]:
            self.statement(child)
        last = body.children[-1] if body.children else None
        while last is not None and last.kind == k.LABEL_STMT:
            label = self._labels.get(last.cursor.stmt)
            if label is not None:
                self.begin(label.block, self.span(last))
            inner = last.expressions()
            last = inner[0] if inner else None
        if last is None or k.UNEXPOSED_EXPR <= last.kind < k.UNEXPOSED_STMT:
            return last
        self.statement(last)
        return None

    def statement_expression(self, node: Node) -> Operand:
        last = self._open_statement_expression(node)
        type = self.type(node)
        value: Operand = Const(0, self.types.int)
        if last is not None and type.kind is Kind.VOID:
            self.effect(last)
        elif last is not None:
            value = self.value(last)
            if type.is_record and not isinstance(value, Global):
                # The struct may be a local of the block that ends here.
                span = self.span(node)
                copy = Local("", type, span)
                if isinstance(value, Temp) and value.type.is_record:
                    self.emit(Store(copy, value, type, span))
                else:
                    self.emit(Copy(copy, value, type.size, span))
                self._scopes[-2].locals.append((copy, ""))
                value = copy
        self._close(node)
        return value

    def statement_condition(self, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
        last = self._open_statement_expression(node)
        span = self.span(node)
        if last is None:
            self._close(node)
            return self.jump(otherwise, span)
        yes, no = OpenBlock(), OpenBlock()
        self.condition(last, yes, no)
        for block, target in ((yes, then), (no, otherwise)):
            self.begin(block, span)
            self._exit(len(self._scopes) - 1, last_of(span))
            self.jump(target, span)
        self._scopes.pop()
        return None
