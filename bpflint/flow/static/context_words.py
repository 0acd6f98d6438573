"""Which words of its context a program reads, where the context is an array of arguments.

Only reads that the compiler cannot drop count: `BPF_PROG` reads every parameter that it declares, and what nobody uses
is gone from the object. Reads of what is not followed (an address that is computed, or stored) are missed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from bpflint.base.span import Span
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.source.control_flow import Branch, Function, Return, Switch
from bpflint.source.model import (
    Asm,
    Call,
    Cast,
    Const,
    Copy,
    FieldAddress,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    Select,
    Store,
    Temp,
    Zero,
    operands,
)
from bpflint.source.unit import Unit

_MAX_DEPTH = 16

Blocks = Callable[[Function], Collection[int]]
"""The blocks of a function that count."""


@dataclass(frozen=True, slots=True)
class WordRead:
    """A word of the context, where it is used, and the parameter that a macro hands it on in, if one does."""

    index: int
    span: Span
    parameter: Local | None = None


def words_read(unit: Unit, entry: Function, body: Function, blocks: Blocks) -> dict[int, WordRead]:
    """Each word that a program reads by its index; `entry` is what the kernel calls, `body` the user's function."""
    if not entry.params:
        return {}
    return _Reads(unit, body, blocks).words(entry, entry.params[0], 0, 0)


@dataclass(slots=True, eq=False)
class _Needs:
    """What of a function's values ends up in something that the compiler has to keep."""

    temps: set[int] = field(default_factory=set)
    parameters: dict[Local, Span] = field(default_factory=dict)
    """The parameters of which the value is needed, each with a place that reads it."""


class _Reads:
    def __init__(self, unit: Unit, body: Function, blocks: Blocks) -> None:
        self._unit = unit
        self._body = body
        self._blocks = blocks
        self._needs: dict[str, _Needs | None] = {}

    # --------------------------------------------------------------------------------------------------------- words

    def words(self, function: Function, context: Local, start: int, depth: int) -> dict[int, WordRead]:
        """The words read by `function`, whose parameter `context` points `start` bytes into the context."""
        if depth > _MAX_DEPTH or _is_changed(function, context):
            return {}
        needs = self._needed(function)
        found: dict[int, WordRead] = {}
        places: dict[int, int] = {}
        """Temporaries that point into the context, with their offsets."""
        values: dict[int, WordRead] = {}
        """Temporaries that hold a word of it."""
        kept: dict[Local, int] = {}
        """Variables that point into it, and never elsewhere."""
        for instruction in self._instructions(function):
            match instruction:
                case Load(result=result, address=Local() as local) if local is context or local in kept:
                    places[result.index] = kept.get(local, start)
                case Store(address=Local() as local, value=Temp(index=index)) if index in places:
                    if _stores(function, local) == 1:
                        kept[local] = places[index]
                case Cast(result=result, operand=Temp(index=index)) | Select(result=result, operand=Temp(index=index)):
                    if index in places:
                        places[result.index] = places[index]
                    if index in values:
                        values[result.index] = values[index]
                case IndexAddress(result=result, base=Temp(index=index), index=Const(value=at), element=element):
                    if index in places:
                        places[result.index] = places[index] + at * element.size
                case FieldAddress(result=result, base=Temp(index=index), offset=offset):
                    if index in places:
                        places[result.index] = places[index] + offset
                case Load(result=result, address=Temp(index=index), span=span):
                    if index in places and result.index in needs.temps:
                        values[result.index] = WordRead(places[index] // REGISTER, span)
                        found.setdefault(places[index] // REGISTER, values[result.index])
                case Call(callee=str(name)) if name in self._unit.functions:
                    callee = self._unit.functions[name]
                    self._hand_on(callee, instruction, values, found)
                    for argument, parameter in zip(instruction.args, callee.params, strict=False):
                        if isinstance(argument, Temp) and argument.index in places:
                            inner = self.words(callee, parameter, places[argument.index], depth + 1)
                            for index, read in inner.items():
                                found.setdefault(index, read)
        return found

    def _hand_on(self, callee: Function, call: Call, values: dict[int, WordRead], found: dict[int, WordRead]) -> None:
        """Puts what a macro hands to the user's function at the parameters there."""
        if callee is not self._body:
            return
        uses = self._needed(callee).parameters
        for argument, parameter in zip(call.args, callee.params, strict=False):
            if isinstance(argument, Temp) and argument.index in values and parameter in uses:
                index = values[argument.index].index
                found[index] = WordRead(index, uses[parameter], parameter)

    def _instructions(self, function: Function) -> Iterator[Instruction]:
        for index in sorted(self._blocks(function)):
            yield from function.blocks[index].instructions

    # ---------------------------------------------------------------------------------------------------------- needs

    def _needed(self, function: Function) -> _Needs:
        if function.name not in self._needs:
            self._find_callees_first(function)
        return self._needs[function.name] or _Needs(parameters={each: each.span for each in function.params})

    def _find_callees_first(self, function: Function) -> None:
        """Chains of calls may be longer than Python's own stack."""
        self._needs[function.name] = None  # for a function that calls itself
        chain = [(function, self._followed(function))]
        while chain:
            last, callees = chain[-1]
            callee = next((each for each in callees if each.name not in self._needs), None)
            if callee is None:
                self._needs[last.name] = self._find_needs(last)
                chain.pop()
            else:
                self._needs[callee.name] = None
                chain.append((callee, self._followed(callee)))

    def _followed(self, function: Function) -> Iterator[Function]:
        """The functions of the unit that a function calls, and that the compiler may look into."""
        for instruction in self._instructions(function):
            if isinstance(instruction, Call) and isinstance(instruction.callee, str):
                callee = self._unit.functions.get(instruction.callee)
                if callee is not None and (callee.is_static or callee.always_inline):
                    yield callee

    def _find_needs(self, function: Function) -> _Needs:
        made: dict[int, list[Instruction]] = {}
        stores: dict[Local, list[Store]] = {}
        work: list[Operand] = []
        taken: set[Local] = set()
        for instruction in self._instructions(function):
            result = getattr(instruction, "result", None)
            if result is not None:
                made.setdefault(result.index, []).append(instruction)
            if isinstance(instruction, Store) and isinstance(instruction.address, Local):
                stores.setdefault(instruction.address, []).append(instruction)
            work += self._roots(instruction)
            taken.update(_taken(instruction))
        for index in self._blocks(function):
            match function.blocks[index].terminator:
                case Branch(condition=operand) | Switch(value=operand):
                    work.append(operand)
                case Return(value=operand) if operand is not None:
                    work.append(operand)
        work += [store.value for local in taken for store in stores.get(local, ())]
        needs = _Needs()
        read: set[Local] = set()
        while work:
            operand = work.pop()
            if not isinstance(operand, Temp) or operand.index in needs.temps:
                continue
            needs.temps.add(operand.index)
            for instruction in made.get(operand.index, ()):
                match instruction:
                    case Load(address=Local() as local, span=span):
                        if local.is_param:
                            needs.parameters.setdefault(local, span)
                        if local not in read:
                            read.add(local)
                            work += [store.value for store in stores.get(local, ())]
                    case Call():
                        pass  # its arguments count whatever becomes of its result
                    case _:
                        work += operands(instruction)
        for local in taken:
            if local.is_param:
                needs.parameters.setdefault(local, local.span)
        return needs

    def _roots(self, instruction: Instruction) -> tuple[Operand, ...]:
        """What an instruction needs whatever becomes of its result."""
        match instruction:
            case Load(volatile=True) | Asm() | Copy() | Zero():
                return operands(instruction)
            case Store(address=address):
                return () if isinstance(address, Local) else operands(instruction)
            case Call(callee=str(name), args=args) if name in self._unit.functions:
                callee = self._unit.functions[name]
                if not callee.is_static and not callee.always_inline:
                    return args
                uses = self._needed(callee).parameters
                return tuple(
                    argument for argument, parameter in zip(args, callee.params, strict=False) if parameter in uses
                )
            case Call():
                return operands(instruction)
        return ()


def _taken(instruction: Instruction) -> Iterator[Local]:
    """Variables whose address goes somewhere."""
    reached = operands(instruction)
    if isinstance(instruction, Load | Store):
        reached = reached[1:]
    return (operand for operand in reached if isinstance(operand, Local))


def _is_changed(function: Function, local: Local) -> bool:
    """True if a parameter may hold something else than what was passed."""
    return _stores(function, local) != 0


def _stores(function: Function, local: Local) -> int:
    """How often a variable is written; more than once where its address is taken."""
    count = 0
    for block in function.blocks:
        for instruction in block.instructions:
            if local in _taken(instruction):
                return 2
            count += isinstance(instruction, Store) and instruction.address is local
    return count
