"""How control goes through a function: blocks, what ends them, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from bpflint.base.span import Span
from bpflint.source.model import Asm, Call, Instruction, Local, Operand
from bpflint.source.types import Type


@dataclass(slots=True, eq=False)
class Jump:
    target: int
    span: Span


@dataclass(slots=True, eq=False)
class Branch:
    """Goes to `then` where `condition` is not zero, else to `otherwise`."""

    condition: Operand
    then: int
    otherwise: int
    span: Span


@dataclass(slots=True, eq=False)
class Switch:
    """`cases` are (low, high, target), both ends included; `default` may be the block after the switch."""

    value: Operand
    cases: tuple[tuple[int, int, int], ...]
    default: int
    span: Span


@dataclass(slots=True, eq=False)
class Choose:
    """Goes to any of `targets`; which one is unknown (asm goto, `may_goto`, computed goto)."""

    targets: tuple[int, ...]
    span: Span


@dataclass(slots=True, eq=False)
class Return:
    value: Operand | None
    span: Span


@dataclass(slots=True, eq=False)
class Unreachable:
    span: Span


Terminator = Jump | Branch | Switch | Choose | Return | Unreachable


@dataclass(slots=True, eq=False)
class Block:
    instructions: list[Instruction]
    terminator: Terminator


def successors(block: Block) -> tuple[int, ...]:
    """The blocks that control may go to from here."""
    match block.terminator:
        case Jump(target=target):
            return (target,)
        case Branch(then=then, otherwise=otherwise):
            return (then, otherwise)
        case Switch(cases=cases, default=default):
            return (*(target for _, _, target in cases), default)
        case Choose(targets=targets):
            return targets
        case Return() | Unreachable():
            return ()
    assert_never(block.terminator)


@dataclass(slots=True, eq=False)
class Function:
    """A function definition. `lower` builds the blocks on first use, so unreachable header inlines cost nothing."""

    name: str
    span: Span
    """From the return type to the closing brace."""
    name_span: Span
    type: Type
    params: tuple[Local, ...]
    section: str = ""
    is_static: bool = False
    is_weak: bool = False
    always_inline: bool = False
    noinline: bool = False
    is_hidden: bool = False
    """`__hidden`: not visible outside of its object."""
    in_header: bool = False
    decl_tags: tuple[str, ...] = ()
    """`exception_callback:NAME`, `arg:nonnull` on parameters are in `param_tags`."""
    param_tags: tuple[tuple[str, ...], ...] = ()
    lower: Callable[[], list[Block]] | None = field(default=None, repr=False)
    _blocks: list[Block] | None = field(default=None, repr=False)
    _calls: tuple[Call, ...] | None = field(default=None, repr=False)
    worked_out: dict[object, object] = field(default_factory=dict, repr=False)
    """What the analysis has found out about it, by the question (flow/static/per_function.py); dies with it."""
    wrapped: str = ""
    """The user's function when this one is the entry that `BPF_PROG`-like macros make around it (`____name`)."""

    @property
    def blocks(self) -> list[Block]:
        """Entry first."""
        if self._blocks is None:
            self._blocks = self.lower() if self.lower else []
        return self._blocks

    @property
    def size(self) -> int:
        """Blocks, 0 as long as nobody has asked for them."""
        return len(self._blocks or ())

    def calls(self) -> Sequence[Call]:
        """Every call in the function, in source order."""
        if self._calls is None:
            self._calls = tuple(self._find_calls())
        return self._calls

    def _find_calls(self) -> Iterator[Call]:
        for block in self.blocks:
            for instruction in block.instructions:
                if isinstance(instruction, Call):
                    yield instruction
                elif isinstance(instruction, Asm):
                    yield from instruction.calls
