"""Conditions that are decided by constants which the loader sets: `const volatile` globals and `__kconfig` values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bpflint.flow.static.definitions import CORE, VERSION, Definitions
from bpflint.source.control_flow import Block, Branch, Function, Return, Switch
from bpflint.source.model import Binary, Call, Cast, Global, Instruction, Load, Local, Operand, Select, Temp, Unary
from bpflint.source.unit import Unit

MAX_FOLLOWED = 500
"""Temporaries that may take part in one condition; a longer one is taken to depend on something else."""


class LoaderConstants:
    """Tells which tests they decide, in functions of which some parameters may be `given`."""

    def __init__(self, unit: Unit, definitions: Callable[[Function], Definitions], given: Mapping[Local, int]) -> None:
        self._unit = unit
        self._definitions = definitions
        self._given = given

    def decide(self, function: Function, block: Block) -> bool:
        """True if the test at the end of a block is one of them, where its outcome is unknown."""
        match block.terminator:
            case Branch(condition=operand) | Switch(value=operand):
                return self._is_from_loader(function, operand)
        return False

    def _is_from_loader(self, function: Function, operand: Operand) -> bool:
        """True if constants that the loader sets decide `operand`, and nothing that changes while the program runs."""
        found = False
        seen: set[tuple[str, int]] = set()
        work: list[tuple[Function, Operand]] = [(function, operand)]
        while work:
            inside, current = work.pop()
            if not isinstance(current, Temp) or (inside.name, current.index) in seen:
                continue
            seen.add((inside.name, current.index))
            made = self._definitions(inside).temps.get(current.index, ())
            if not made or len(seen) > MAX_FOLLOWED:
                return False
            for _, instruction in made:
                if _is_loader_constant(instruction):
                    found = True
                    continue
                sources = self._sources(inside, instruction)
                if sources is None:
                    return False
                work += sources
        return found

    def _sources(self, function: Function, instruction: Instruction) -> list[tuple[Function, Operand]] | None:
        """What the result of an instruction is made of; None where it is more than what we follow."""
        match instruction:
            case Load(address=Global(type=type, is_extern=is_extern)):
                return [] if type.const or is_extern else None
            case Load(address=Local() as local):
                definitions = self._definitions(function)
                stores = definitions.stores.get(local, [])
                if local in definitions.escaped or (not stores and local not in self._given):
                    return None
                if local.is_param and local not in self._given:
                    return None
                return [(function, store.value) for _, store in stores]
            case Call(callee=str(name)) if name in CORE:
                return []
            case Call(callee=str(name)):
                callee = self._unit.functions.get(name)
                if callee is None or not callee.blocks:
                    return None
                returns = (block.terminator for block in callee.blocks)
                return [(callee, one.value) for one in returns if isinstance(one, Return) and one.value is not None]
            case Select(operand=operand) | Cast(operand=operand) | Unary(operand=operand):
                return [(function, operand)]
            case Binary(left=left, right=right):
                return [(function, left), (function, right)]
        return None


def _is_loader_constant(instruction: Instruction) -> bool:
    match instruction:
        case Load(address=Global(is_extern=True, section=".kconfig", name=name)):
            return name != VERSION
        case Load(address=Global(type=type, is_extern=False), volatile=True):
            return type.const
    return False
