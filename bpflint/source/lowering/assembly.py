"""Lowers inline assembly: what it reads and writes, and the labels it may jump to."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.scopes import Label, Scopes
from bpflint.source.model import Asm, Operand
from bpflint.source.printed import Assembly


class AssemblyStatements(Scopes):
    """Adds inline assembly to lowering."""

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
        exits: list[tuple[OpenBlock, Label]] = []
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
