"""Lowers inline assembly: what it reads and writes, and the labels it may jump to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpflint.base.span import Span
from bpflint.source.assembly_text import without_comments
from bpflint.source.helper_numbers import called_in_assembly
from bpflint.source.libclang import Node
from bpflint.source.lowering.assembly_moves import Operands, lower_moves
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import FunctionBuilder
from bpflint.source.lowering.control import Label
from bpflint.source.lowering.lvalues import is_lvalue
from bpflint.source.lowering.scopes import leave_for, named_label
from bpflint.source.model import Asm, Call, Operand
from bpflint.source.printed import Assembly

_CALL = re.compile(r"\bcall\s+(?:%\[(?P<name>\w+)\]|(?P<plain>[A-Za-z_]\w*|\d+)\b)")
_JUMP = re.compile(r"\b(?:goto|may_goto|if)\b")


def transform_asm(builder: FunctionBuilder, node: Node) -> None:
    printed = builder.printed.assembly
    number = builder.asm_statements.get(id(node), -1)
    known = printed[number] if len(printed) == len(builder.asm_statements) and 0 <= number < len(printed) else None
    assembly = known or Assembly("", (), (), ())
    operands = node.expressions()
    split = len(assembly.outputs) if known else sum(is_lvalue(builder, operand) for operand in operands)
    span = builder.span(node)
    inputs = [builder.value(operand) for operand in operands[split:]]
    outputs = [builder.place(operand) for operand in operands[:split]]
    types = [builder.type(operand) for operand in operands[split:]]
    if known and lower_moves(builder, node, known, Operands(outputs, inputs, types)):
        return
    written: list[Operand] = []
    for position, place in enumerate(outputs):
        constraint = assembly.outputs[position] if position < len(assembly.outputs) else "="
        if known and not assembly.text.strip():
            # An empty template changes nothing: it only hides a value from the optimiser.
            tied = assembly.inputs.index(str(position)) if str(position) in assembly.inputs else None
            if tied is not None and tied < len(inputs):
                builder.store(place, inputs[tied], span)
                continue
            if "+" in constraint:
                continue
        written.append(place.address)
    text = without_comments(assembly.text)
    named = dict(zip(assembly.names[len(assembly.outputs) :], inputs, strict=False))
    named.pop("", None)
    certain = sum(1 for _ in _called(_JUMP.split(text, maxsplit=1)[0]))
    calls = tuple(
        Call(None, called_in_assembly(name, named.get(name)), (), span, skippable=index >= certain)
        for index, name in enumerate(_called(text))
    )
    builder.emit(Asm(assembly.text, tuple(written), tuple(inputs), span, calls, named))
    if assembly.labels:
        _transform_asm_goto(builder, assembly, span)


def _called(text: str) -> Iterator[str]:
    """The functions that a template calls, helpers also by number; a local label (`1f`) is a place in the template."""
    for match in _CALL.finditer(text):
        yield match["name"] or match["plain"]


def _transform_asm_goto(builder: FunctionBuilder, assembly: Assembly, span: Span) -> None:
    through = OpenBlock()
    targets: list[OpenBlock] = [through]
    exits: list[tuple[OpenBlock, Label]] = []
    for name in assembly.labels:
        label = named_label(builder, name)
        if label is not None:
            leaving = OpenBlock()
            targets.append(leaving)
            exits.append((leaving, label))
    builder.choose(tuple(targets), span)
    for leaving, label in exits:
        builder.begin(leaving, span)
        leave_for(builder, label, span)
        builder.jump(label.block, span)
    builder.begin(through, span)
