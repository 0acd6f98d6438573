"""Builds the blocks of one function: instructions are added to a current block, blocks are linked and then numbered.

Blocks that nothing reaches are dropped, as the compiler drops them; the others keep the order of the source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bpflint.base.span import Span
from bpflint.source.control_flow import Block, Branch, Choose, Jump, Return, Switch, Terminator, Unreachable
from bpflint.source.model import Const, Instruction, Operand, Temp
from bpflint.source.types import Type


@dataclass(eq=False, slots=True)
class OpenBlock:
    """A block under construction. `finish` makes its terminator once the targets have numbers."""

    instructions: list[Instruction] = field(default_factory=list)
    targets: tuple[OpenBlock, ...] = ()
    finish: Callable[[tuple[int, ...]], Terminator] | None = None
    jumps: bool = False
    """Whether it ends by going to its only target."""


class BlockBuilder:
    """The blocks of one function so far."""

    def __init__(self) -> None:
        self.current = OpenBlock()
        self._placed = [self.current]
        self._temps = 0

    def emit(self, instruction: Instruction) -> None:
        self.current.instructions.append(instruction)

    def temp(self, type: Type, name: str = "") -> Temp:
        self._temps += 1
        return Temp(self._temps - 1, type, name)

    def begin(self, block: OpenBlock, span: Span) -> None:
        """Begin `block` here; the block before falls through into it."""
        if self.current.finish is None:
            self.jump(block, span)
        self._placed.append(block)
        self.current = block

    def jump(self, target: OpenBlock, span: Span) -> None:
        block = self.current
        if block.finish is None:
            self._end((target,), lambda numbers: Jump(numbers[0], span))
            block.jumps = True

    def branch(self, condition: Operand, then: OpenBlock, otherwise: OpenBlock, span: Span) -> None:
        """Branch on `condition`; a constant one is decided here."""
        if isinstance(condition, Const):
            self.jump(then if condition.value else otherwise, span)
        else:
            self._end((then, otherwise), lambda numbers: Branch(condition, numbers[0], numbers[1], span))

    def switch(self, value: Operand, cases: list[tuple[int, int, OpenBlock]], default: OpenBlock, span: Span) -> None:
        def finish(numbers: tuple[int, ...]) -> Switch:
            ranges = zip(cases, numbers, strict=False)
            return Switch(value, tuple((low, high, number) for (low, high, _), number in ranges), numbers[-1], span)

        self._end((*(target for _, _, target in cases), default), finish)

    def choose(self, targets: tuple[OpenBlock, ...], span: Span) -> None:
        self._end(targets, lambda numbers: Choose(numbers, span))

    def ret(self, value: Operand | None, span: Span) -> None:
        self._end((), lambda _: Return(value, span))

    def unreachable(self, span: Span) -> None:
        self._end((), lambda _: Unreachable(span))

    def _end(self, targets: tuple[OpenBlock, ...], finish: Callable[[tuple[int, ...]], Terminator]) -> None:
        # What follows a terminator is dead until a label is placed: it goes into a block that nothing reaches.
        if self.current.finish is None:
            self.current.targets = targets
            self.current.finish = finish
            self.current = OpenBlock()
            self._placed.append(self.current)

    def build(self, end: Span) -> list[Block]:
        """The finished blocks, entry first. Falling off the end returns nothing, at `end`."""
        if self.current.finish is None:
            self.ret(None, end)
        for block in self._placed:
            block.targets = tuple(map(_through, block.targets))
        reached: dict[int, OpenBlock] = {}
        work = [self._placed[0]]
        while work:
            block = work.pop()
            if id(block) not in reached:
                reached[id(block)] = block
                work.extend(block.targets)
        # A label that broken code jumps to but never defines is placed last.
        kept = [reached.pop(id(block)) for block in self._placed if id(block) in reached]
        kept.extend(reached.values())
        kept = _merge(kept)
        numbers = {id(block): number for number, block in enumerate(kept)}
        return [
            Block(
                block.instructions,
                block.finish(tuple(numbers[id(target)] for target in block.targets))
                if block.finish
                else Unreachable(end),
            )
            for block in kept
        ]


def _through(block: OpenBlock) -> OpenBlock:
    """Where control gets from `block` without doing anything."""
    seen = {id(block)}
    while block.jumps and not block.instructions and id(block.targets[0]) not in seen:
        block = block.targets[0]
        seen.add(id(block))
    return block


def _merge(blocks: list[OpenBlock]) -> list[OpenBlock]:
    """The blocks with each one joined to the next where control goes from the one to the other and nowhere else."""
    entered: dict[int, int] = {id(blocks[0]): 1}
    for block in blocks:
        for target in block.targets:
            entered[id(target)] = entered.get(id(target), 0) + 1
    merged = [blocks[0]]
    for block in blocks[1:]:
        last = merged[-1]
        if last.jumps and last.targets[0] is block and entered[id(block)] == 1:
            last.instructions += block.instructions
            last.targets, last.finish, last.jumps = block.targets, block.finish, block.jumps
        else:
            merged.append(block)
    return merged
