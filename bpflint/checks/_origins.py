"""Where the value of an operand comes from, as far as it is the same on every path.

Follows casts, and local variables that are stored once and never handed out. Everything else is unknown (None).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bpflint.source.control_flow import Function
from bpflint.source.model import (
    Call,
    Cast,
    Const,
    Copy,
    FieldAddress,
    FunctionRef,
    Global,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    Store,
    String,
    Temp,
)

Origin = Call | Local | Global | String | FunctionRef | Const
MAX_STEPS = 32


@dataclass(slots=True)
class Origins:
    """Answers for one function. Building it reads the function once."""

    function: Function
    _made: dict[int, Instruction | None] = field(default_factory=dict)
    _stores: dict[Local, list[Store]] = field(default_factory=dict)
    _shared: set[Local] = field(default_factory=set)

    def __post_init__(self) -> None:
        for block in self.function.blocks:
            for instruction in block.instructions:
                self._note(instruction)

    def of(self, operand: Operand) -> Origin | None:
        """The instruction or object that `operand` comes from."""
        current: Operand = operand
        for _ in range(MAX_STEPS):
            if not isinstance(current, Temp):
                return current
            match self._made.get(current.index):
                case Cast(operand=inner):
                    current = inner
                case Load(address=Local() as local) as load:
                    stores = self._stores.get(local, [])
                    if local.is_param or local in self._shared or len(stores) != 1:
                        return None
                    if stores[0].type.size != load.type.size:
                        return None
                    current = stores[0].value
                case Call() as origin:
                    return origin
                case _:
                    return None
        return None

    def _note(self, instruction: Instruction) -> None:
        result = getattr(instruction, "result", None)
        if isinstance(result, Temp):
            # A temporary that several arms set (a Select) has no single origin.
            self._made[result.index] = None if result.index in self._made else instruction
        match instruction:
            case Store(address=address, value=value):
                if isinstance(address, Local):
                    self._stores.setdefault(address, []).append(instruction)
                self._share(value)
            case Call(args=args):
                for argument in args:
                    self._share(argument)
            case Copy(address=address, source=source):
                self._share(address)
                self._share(source)
            case Cast(operand=operand):
                self._share(operand)
            case FieldAddress(base=base) | IndexAddress(base=base):
                self._share(base)

    def _share(self, operand: Operand) -> None:
        if isinstance(operand, Local):
            self._shared.add(operand)
