"""Lowers statements: control flow, scopes, labels, inline assembly, and the calls made at the end of a scope.

`__attribute__((cleanup(f)))` calls `f` wherever control leaves the scope, in reverse order of declaration: at its end,
at `break`, `continue`, `return`, and at a `goto` out of it or back before the declaration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bpflint.source import kinds as k
from bpflint.source.blocks import OpenBlock
from bpflint.source.initializers import Initializers
from bpflint.source.libclang import CXCursor, Node
from bpflint.source.lowering import Place
from bpflint.source.model import (
    Asm,
    Block,
    Call,
    Const,
    Copy,
    Global,
    Kind,
    Local,
    Operand,
    ScopeEnd,
    Span,
    Store,
    Temp,
    Type,
)
from bpflint.source.pointers import resolve_pointers
from bpflint.source.printed import Assembly, PrintedBody

if TYPE_CHECKING:
    from bpflint.source.declarations import UnitBuilder

_CLEANUP: Final = re.compile(r"__attribute__\(\(cleanup\((\w+)\)\)\)")
_SCOPES: Final = frozenset({k.COMPOUND_STMT, k.FOR_STMT})


@dataclass(slots=True, eq=False)
class _Scope:
    """A block of the source whose locals die at its end. `node` is None for the function's own scope."""

    node: Node | None
    locals: list[tuple[Local, str]] = field(default_factory=list)
    """With the function that cleans up, "" mostly."""


@dataclass(slots=True, eq=False)
class _Label:
    """A label: its name, the scopes around it, and how many locals its scope had when it was reached."""

    name: str
    chain: tuple[Node, ...]
    block: OpenBlock
    locals_before: int | None = None


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


class FunctionLowering(Initializers):
    """Lowers one function definition."""

    def __init__(self, unit: UnitBuilder, definition: Node, parameters: list[tuple[CXCursor, Local]]) -> None:
        super().__init__(unit)
        self._definition = definition
        self._scopes: list[_Scope] = [_Scope(None)]
        self._targets: list[_Target] = []
        self._cases: list[_Cases] = []
        self._labels: dict[int, _Label] = {}
        self._loops: dict[int, int] = {}
        self._assembly: dict[int, int] = {}
        self._taken: list[OpenBlock] = []
        """Labels whose address is taken, the targets of a computed goto."""
        for cursor, local in parameters:
            self.locals[cursor.decl] = local

    def lower(self) -> list[Block]:
        """The blocks of the function."""
        body = self._definition.children[-1] if self._definition.children else None
        end = self.span(self._definition)
        if body is not None and body.kind == k.COMPOUND_STMT:
            self._survey(body)
            self._compound(body)
        blocks = self.build(_last(end))
        resolve_pointers(blocks)
        return blocks

    def _survey(self, body: Node) -> None:
        """Number loops and asm statements as clang's printer will, and find the labels with the scopes around them."""
        work: list[tuple[Node, tuple[Node, ...]]] = [(body, ())]
        while work:
            node, chain = work.pop()
            if node.kind == k.FOR_STMT:
                self._loops[id(node)] = len(self._loops)
            elif node.kind == k.ASM_STMT:
                self._assembly[id(node)] = len(self._assembly)
            elif node.kind == k.LABEL_STMT:
                name = self.clang.spelling(node.cursor)
                self._labels[node.cursor.stmt] = _Label(name, chain, OpenBlock())
            if node.kind in _SCOPES:
                chain = (*chain, node)
            work.extend((child, chain) for child in reversed(node.children))

    @cached_property
    def _printed(self) -> PrintedBody:
        return PrintedBody(self.unit.handle.pretty(self._definition.cursor, body=True))

    # ------------------------------------------------------------------------------------------------------- scopes

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

    def _compound(self, node: Node) -> None:
        self._scopes.append(_Scope(node))
        for child in node.children:
            self.statement(child)
        self._close(node)

    def _close(self, node: Node) -> None:
        """Leave the innermost scope at its end, unless nothing gets there."""
        self._exit(len(self._scopes) - 1, _last(self.span(node)))
        self._scopes.pop()

    # --------------------------------------------------------------------------------------------------- statements

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
        self._scopes.append(_Scope(node))
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

    # ------------------------------------------------------------------------------------------------------- labels

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

    def _leave_for(self, label: _Label, span: Span) -> None:
        open_nodes = [scope.node for scope in self._scopes[1:]]
        common = 0
        for mine, theirs in zip(open_nodes, label.chain, strict=False):
            if mine is not theirs:
                break
            common += 1
        backwards = label.locals_before is not None and common == len(label.chain)
        self._leave(common + 1, span, keep=label.locals_before if backwards and label.locals_before is not None else -1)

    def _referred_label(self, node: Node) -> _Label | None:
        for child in node.children:
            if child.kind == k.LABEL_REF:
                reference = self.unit.reference(child)
                label = self._labels.get(reference.stmt)
                return label or self._named_label(self.clang.spelling(child.cursor))
        return None

    def _named_label(self, name: str) -> _Label | None:
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

    # ----------------------------------------------------------------------------------------------------- assembly

    def _asm(self, node: Node) -> None:
        printed = self._printed.assembly
        number = self._assembly.get(id(node), -1)
        known = printed[number] if len(printed) == len(self._assembly) and 0 <= number < len(printed) else None
        assembly = known or Assembly("", (), (), ())
        operands = node.expressions()
        split = len(assembly.outputs) if known else sum(self.is_lvalue(operand) for operand in operands)
        span = self.span(node)
        inputs = [self.value(operand) for operand in operands[split:]]
        outputs = [self.place(operand) for operand in operands[:split]]
        written: list[Operand] = []
        for position, place in enumerate(outputs):
            constraint = assembly.outputs[position] if position < len(assembly.outputs) else "="
            if known and not assembly.text.strip():
                # An empty template changes nothing: it only hides a value from the optimiser.
                tied = assembly.inputs.index(str(position)) if str(position) in assembly.inputs else None
                if tied is not None and tied < len(inputs):
                    self.store(place, inputs[tied], span)
                    continue
                if "+" in constraint:
                    continue
            written.append(place.address)
        self.emit(Asm(assembly.text, tuple(written), tuple(inputs), span))
        if assembly.labels:
            self._asm_goto(assembly, span)

    def _asm_goto(self, assembly: Assembly, span: Span) -> None:
        through = OpenBlock()
        targets: list[OpenBlock] = [through]
        exits: list[tuple[OpenBlock, _Label]] = []
        for name in assembly.labels:
            label = self._named_label(name)
            if label is not None:
                leaving = OpenBlock()
                targets.append(leaving)
                exits.append((leaving, label))
        self.choose(tuple(targets), span)
        for leaving, label in exits:
            self.begin(leaving, span)
            self._leave_for(label, span)
            self.jump(label.block, span)
        self.begin(through, span)

    # ------------------------------------------------------------------------------------------ statement expressions

    def _open_statement_expression(self, node: Node) -> Node | None:
        """Lower all but the last statement, and return that one where it is the value."""
        body = node.children[0]
        self._scopes.append(_Scope(body))
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
            self._exit(len(self._scopes) - 1, _last(span))
            self.jump(target, span)
        self._scopes.pop()
        return None


def _last(span: Span) -> Span:
    """The closing brace of a block."""
    return Span(span.path, span.end_line, max(span.end_column - 1, 1), span.end_line, span.end_column)
