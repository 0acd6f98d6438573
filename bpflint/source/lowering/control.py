"""What is open at a point of a function: scopes whose locals are alive, labels, and where jumps go."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.model import Local
from bpflint.source.types import Type


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


@dataclass(slots=True)
class JumpTarget:
    """Where `break` and `continue` go, and how many scopes stay open there."""

    on_break: OpenBlock
    on_continue: OpenBlock | None
    depth: int


@dataclass(slots=True)
class Cases:
    """The labels of the switch being lowered."""

    type: Type
    ranges: list[tuple[int, int, OpenBlock]] = field(default_factory=list)
    default: OpenBlock | None = None
