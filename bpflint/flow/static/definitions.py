"""What makes each value of a function, and which values no kernel decides.

Nothing here depends on a kernel, so it is found once for all of them. Most of what a program computes comes from
memory or from helpers: no kernel gives it a constant value, and guards.py need not look at it again for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bpflint.flow.static.unwritten import is_candidate
from bpflint.source.control_flow import Function
from bpflint.source.model import (
    COMPARISONS,
    Asm,
    Binary,
    Call,
    Cast,
    Global,
    Instruction,
    Load,
    Local,
    Operand,
    Select,
    Store,
    Temp,
    Unary,
    operands,
)
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Unit

FOLDED = COMPARISONS | {"&", "|", "+", "<<"}
"""Operators of which guards.py computes the result."""

CORE = frozenset(
    {
        "__builtin_btf_type_id",
        "__builtin_preserve_enum_value",
        "__builtin_preserve_field_info",
        "__builtin_preserve_type_info",
    }
)
"""What the loader fills in from the kernel's BTF."""

LOST_TESTS = ("bpf_core_", "bpf_ksym_exists")
"""How the names of tests begin that are left as calls where the header with their macros was not found."""

VERSION = "LINUX_KERNEL_VERSION"
"""The constant of libbpf that holds the code of the kernel's release."""

MAX_NESTING = 60
"""Levels of one expression; each costs a few frames of Python's stack."""


@dataclass(slots=True, eq=False)
class Definitions:
    """What one function does to its temporaries and variables, and what it calls; each with the index of the block."""

    unit: Unit
    temps: dict[int, list[tuple[int, Instruction]]] = field(default_factory=dict)
    stores: dict[Local, list[tuple[int, Store]]] = field(default_factory=dict)
    stored: dict[int, list[tuple[Local, Store]]] = field(default_factory=dict)
    """The same, by block."""
    escaped: set[Local] = field(default_factory=set)
    """Variables whose address is taken, so that anything may write to them."""
    calls: list[tuple[int, Call]] = field(default_factory=list)
    """Every call, in the order of blocks."""
    _decidable: dict[int, bool] = field(default_factory=dict)

    def is_decidable(self, operand: Operand, nesting: int = 0) -> bool:
        """False where no kernel, whatever it has and whatever is passed, makes `operand` a constant.

        True where one might, and where finding out would take too long.
        """
        if not isinstance(operand, Temp) or nesting == MAX_NESTING:
            return True
        known = self._decidable.get(operand.index)
        if known is None:
            self._decidable[operand.index] = True  # for a value that is made of itself
            known = self._decidable[operand.index] = any(
                self._may_decide(instruction, nesting + 1) for _, instruction in self.temps.get(operand.index, ())
            )
        return known

    def _may_decide(self, instruction: Instruction, nesting: int) -> bool:
        match instruction:
            case Load(type=Type(kind=Kind.UNKNOWN)):
                return True
            case Load(address=Local() as local):
                return self._may_decide_local(local, nesting)
            case Load(address=Global(type=type, name=name) as variable):
                return type.const or name == VERSION or is_candidate(variable)
            case Load(address=Temp(), volatile=True):
                return True
            case Select(operand=operand) | Cast(operand=operand) | Unary(op="!", operand=operand):
                return self.is_decidable(operand, nesting)
            case Binary(op="&", left=left, right=right):
                return self.is_decidable(left, nesting) or self.is_decidable(right, nesting)
            case Binary(op=op, left=left, right=right):
                return op in FOLDED and self.is_decidable(left, nesting) and self.is_decidable(right, nesting)
            case Call(callee=str(name), implicit=implicit):
                return name in CORE or name in self.unit.functions or (implicit and name.startswith(LOST_TESTS))
        return False

    def _may_decide_local(self, local: Local, nesting: int) -> bool:
        if local in self.escaped:
            return False
        stores = self.stores.get(local, ())
        if local.is_param:
            return not stores
        return any(self.is_decidable(store.value, nesting) for _, store in stores)


class Reached:
    """The blocks of a function that one kernel can reach, as they are found, and what each of them leads to.

    It knows of every variable whether one store alone is among them: a function may have thousands, and is asked for
    each of its branches.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.ways: dict[int, tuple[int, ...]] = {}
        """The blocks that each of them can lead to, once all are found."""
        self._stored = definitions.stored
        self._blocks: set[int] = set()
        self._only: dict[Local, Store | None] = {}

    def __contains__(self, index: int) -> bool:
        return index in self._blocks

    def __len__(self) -> int:
        return len(self._blocks)

    def add(self, index: int) -> None:
        """Notes that the kernel can reach this block."""
        if index not in self._blocks:
            self._blocks.add(index)
            for local, store in self._stored.get(index, ()):
                self._only[local] = None if local in self._only else store

    def only_store(self, local: Local) -> Store | None:
        """The one store to `local` that can be reached; None where there is none, or there are several."""
        return self._only.get(local)


def definitions_of(unit: Unit, function: Function) -> Definitions:
    """Everything that `function` defines."""
    found = Definitions(unit)
    for index, block in enumerate(function.blocks):
        for instruction in block.instructions:
            result = getattr(instruction, "result", None)
            if result is not None:
                found.temps.setdefault(result.index, []).append((index, instruction))
            match instruction:
                case Store(address=address, value=value):
                    if isinstance(address, Local):
                        found.stores.setdefault(address, []).append((index, instruction))
                        found.stored.setdefault(index, []).append((address, instruction))
                    if isinstance(value, Local):
                        found.escaped.add(value)
                case Load():
                    pass
                case _:
                    if isinstance(instruction, Call):
                        found.calls.append((index, instruction))
                    elif isinstance(instruction, Asm):
                        found.calls.extend((index, call) for call in instruction.calls)
                    found.escaped.update(one for one in operands(instruction) if isinstance(one, Local))
    return found
