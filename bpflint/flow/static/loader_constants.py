"""Conditions that are decided by constants which the loader sets: `const volatile` globals and `__kconfig` values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from bpflint.flow.static.definitions import CORE, VERSION, Definitions
from bpflint.flow.static.doubtful_accesses import is_constant
from bpflint.source.control_flow import Block, Branch, Function, Return, Switch
from bpflint.source.model import (
    Binary,
    Call,
    Cast,
    Const,
    FieldAddress,
    Global,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    Select,
    Temp,
    Unary,
)
from bpflint.source.unit import Unit

_Node = tuple[Function, int | Local | None]
"""A temporary or a variable of a function; None for what the function returns."""


class LoaderConstants:
    """Tells which tests they decide, in functions of which some parameters may be `given`."""

    def __init__(self, unit: Unit, definitions: Callable[[Function], Definitions], given: Mapping[Local, int]) -> None:
        self._unit = unit
        self._definitions = definitions
        self._given = given
        self._known: set[_Node] = set()
        self._changing: set[_Node] = set()
        self._set: set[_Node] = set()
        """What the loader's constants take part in."""

    def decide(self, function: Function, block: Block) -> bool:
        """True if the test at the end of a block is one of them, where its outcome is unknown."""
        match block.terminator:
            case Branch(condition=operand) | Switch(value=operand):
                return self._is_from_loader(function, operand)
        return False

    def _is_from_loader(self, function: Function, operand: Operand) -> bool:
        """True if constants that the loader sets decide `operand`, and nothing that changes while the program runs."""
        if not isinstance(operand, Temp):
            return False
        node = function, operand.index
        if node not in self._known:
            self._follow(node)
        return node in self._set and node not in self._changing

    def _follow(self, start: _Node) -> None:
        """Find out about a value and all that it is made of, each of which is looked at once."""
        takers: dict[_Node, list[_Node]] = {start: []}
        changing, is_set = [], []
        work = [start]
        while work:
            node = work.pop()
            sources = self._sources(*node)
            if sources is None:
                changing.append(node)
                continue
            for source in sources:
                if source is None or source in self._set:
                    is_set.append(node)
                if source is None or source in self._known:
                    if source in self._changing:
                        changing.append(node)
                elif source in takers:
                    takers[source].append(node)
                else:
                    takers[source] = [node]
                    work.append(source)
        self._known.update(takers)
        self._changing |= _with_takers(changing, takers)
        self._set |= _with_takers(is_set, takers)

    def _sources(self, function: Function, place: int | Local | None) -> list[_Node | None] | None:
        """What a value is made of, with None for what the loader sets; None instead where it is more than we follow."""
        if isinstance(place, int):
            found: list[_Node | None] = []
            made = self._definitions(function).temps.get(place, ())
            for _, instruction in made:
                sources = self._sources_of(function, instruction)
                if sources is None:
                    return None
                found += sources
            return found if made else None
        if place is None:
            returns = (block.terminator for block in function.blocks if isinstance(block.terminator, Return))
            return _temporaries(function, (each.value for each in returns))
        stores = self._definitions(function).stores.get(place, ())
        return _temporaries(function, (store.value for _, store in stores))

    def _sources_of(self, function: Function, instruction: Instruction) -> list[_Node | None] | None:
        if _is_loader_constant(instruction) or self._is_part_of_one(function, instruction):
            return [None]
        match instruction:
            case Load(address=Global(type=type, is_extern=is_extern)):
                return [] if type.const or is_extern else None
            case Load(address=Local() as local):
                definitions = self._definitions(function)
                if local in definitions.escaped or (local not in definitions.stores and local not in self._given):
                    return None
                return None if local.is_param and local not in self._given else [(function, local)]
            case Call(callee=str(name)) if name in CORE:
                return []
            case Call(callee=str(name)):
                callee = self._unit.functions.get(name)
                return [(callee, None)] if callee is not None and callee.blocks else None
            case Select(operand=operand) | Cast(operand=operand) | Unary(operand=operand):
                return _temporaries(function, (operand,))
            case Binary(left=left, right=right):
                return _temporaries(function, (left, right))
        return None

    def _is_part_of_one(self, function: Function, instruction: Instruction) -> bool:
        """True for a member or a constant element of what the loader sets: `config.debug`, `levels[2]`."""
        return isinstance(instruction, Load) and part_of_constant(self._definitions(function), instruction) is not None


def part_of_constant(definitions: Definitions, load: Load) -> tuple[Global, int] | None:
    """The constant that a load reads which the loader may set, and the offset in it; None if it reads anything else."""
    address, offset = load.address, 0
    while isinstance(address, Temp):
        match [made for _, made in definitions.temps.get(address.index, ())]:
            case [FieldAddress(base=base, offset=distance)]:
                address, offset = base, offset + distance
            case [IndexAddress(base=base, index=Const(value=index), element=element)]:
                address, offset = base, offset + index * element.size
            case _:
                return None
    if isinstance(address, Global) and load.volatile and is_constant(address):
        return address, offset
    return None


def _temporaries(function: Function, operands: Iterable[Operand | None]) -> list[_Node | None]:
    return [(function, each.index) for each in operands if isinstance(each, Temp)]


def _with_takers(nodes: Iterable[_Node], takers: Mapping[_Node, Sequence[_Node]]) -> set[_Node]:
    """`nodes` and all that is made of them."""
    found = set(nodes)
    work = list(found)
    while work:
        fresh = [each for each in takers[work.pop()] if each not in found]
        found.update(fresh)
        work += fresh
    return found


def _is_loader_constant(instruction: Instruction) -> bool:
    match instruction:
        case Load(address=Global(is_extern=True, section=".kconfig", name=name)):
            return name != VERSION
        case Load(address=Global(type=type, is_extern=is_extern, section=section), volatile=True):
            return type.const and not (is_extern and section)  # or one of another object that it is linked with
    return False
