"""The control-flow graph of a function (CFG): what is live where, which blocks join paths, which begin loops.

A local whose address is used for anything but reading or writing it whole is live as long as it is in scope. The CFG
only decides what may be forgotten when paths are compared, so erring towards "live" costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bpflint.flow.static.loops import Loop, loop_of
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Block, Branch, Function, Return, Switch, successors
from bpflint.source.model import Load, Local, Operand, ScopeEnd, Store, Temp, operands

_DEEPEST_LOOPS: Final = 64
"""More loops around one block are not told apart: work and memory would grow with the square of their number."""


@dataclass(slots=True, eq=False)
class Cfg:
    """What the interpreter wants to know of a function before it walks it."""

    blocks: list[Block]
    live_temps: list[frozenset[int]] = field(default_factory=list)
    """Temporaries that a later instruction may read, by block at its entry."""
    live_locals: list[frozenset[Local]] = field(default_factory=list)
    joins: frozenset[int] = frozenset()
    """Blocks that more than one block leads to."""
    loops: frozenset[int] = frozenset()
    """Blocks that are part of a loop."""
    live_out: list[frozenset[Local]] = field(default_factory=list)
    live_temps_out: list[frozenset[int]] = field(default_factory=list)
    _reached: list[int] = field(default_factory=list)
    _needed: dict[tuple[int, int], frozenset[int]] = field(default_factory=dict)
    _points: dict[tuple[int, int], frozenset[Local]] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    """When a search from the entry is done with each block: later for those that come earlier on a way."""
    heads: dict[int, Loop] = field(default_factory=dict)
    """Blocks that begin a loop."""
    staying: dict[int, bool] = field(default_factory=dict)
    """Whether the branches of blocks are kept by the compiler, as far as somebody asked."""
    joined_tests: frozenset[int] | None = None
    """Blocks of which the tests may be made one, likewise."""
    other_ways: dict[tuple[int, int], int] = field(default_factory=dict)
    """Where ways that are not taken lead, as far as somebody asked."""
    exposing: dict[Local, list[int]] | None = None
    """Blocks that hand the address of a variable out of the program, once somebody asked."""
    around: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The heads of the loops with counters that a block is part of."""
    is_tangled: bool = False
    """True for loops in each other deeper than anybody writes. No loop is told then, and all is live everywhere."""

    def live_at(self, block: int, index: int) -> frozenset[Local]:
        """Locals that matter from instruction `index` of a block on."""
        if index == 0:
            return self.live_locals[block]
        known = self._points.get((block, index))
        if known is None:
            used: set[Local] = set(self.live_out[block])
            for instruction in self.blocks[block].instructions[index:]:
                used.update(operand for operand in operands(instruction) if isinstance(operand, Local))
            known = self._points[(block, index)] = frozenset(used)
        return known

    def reaches(self, block: int, target: int) -> bool:
        """True if control may come from a block to another, or it is the same."""
        return bool(self._after(block) >> target & 1)

    def _after(self, block: int) -> int:
        """The blocks that control may come to from a block, which is one of them, as the bits of a number."""
        if not self._reached:
            self._reached = _reached_from(self.blocks)
        return self._reached[block]

    def one_sided(self, block: int, left: int, right: int) -> Iterator[int]:
        """The blocks that control may come to from one of two blocks only, as long as it does not pass `block`."""
        differing = self._after_but(block, left) ^ self._after_but(block, right)
        while differing:
            lowest = differing & -differing
            yield lowest.bit_length() - 1
            differing ^= lowest

    def _after_but(self, but: int, block: int) -> int:
        """The same bits, without passing `but`."""
        if not self.reaches(block, but):
            return self._after(block)
        found = 1 << block
        work = [block]
        while work:
            for target in successors(self.blocks[work.pop()]):
                if target != but and not found >> target & 1:
                    found |= 1 << target
                    work.append(target)
        return found

    def temps_at(self, block: int, index: int) -> frozenset[int]:
        """Temporaries that matter from instruction `index` of a block on."""
        known = self._needed.get((block, index))
        if known is None:
            used = set(self.live_temps_out[block])
            reads: list[Operand] = [*read_at_end(self.blocks[block])]
            for instruction in self.blocks[block].instructions[index:]:
                reads.extend(operands(instruction))
            used.update(operand.index for operand in reads if isinstance(operand, Temp))
            # Negative numbers are the interpreter's own.
            known = self._needed[(block, index)] = frozenset(used) | {-1, -2}
        return known


def _reached_from(blocks: list[Block]) -> list[int]:
    """Of each block those that control may come to from it. Most lead to later ones: loops alone take more rounds."""
    targets = [successors(block) for block in blocks]
    reached = [1 << index for index in range(len(targets))]
    is_changed = True
    while is_changed:
        is_changed = False
        for index in range(len(targets) - 1, -1, -1):
            found = reached[index]
            for target in targets[index]:
                found |= reached[target]
            is_changed |= found != reached[index]
            reached[index] = found
    return reached


@per_function
def cfg_of(function: Function) -> Cfg:
    """The CFG of `function`; linear in its size but for the few rounds that liveness takes."""
    blocks = function.blocks
    cfg = Cfg(blocks)
    if not blocks:
        return cfg
    targets = [successors(block) for block in blocks]
    sources: list[list[int]] = [[] for _ in blocks]
    for index, after in enumerate(targets):
        for target in after:
            sources[target].append(index)
    cfg.joins = frozenset(index for index, before in enumerate(sources) if len(set(before)) > 1)
    bodies = _find_bodies(cfg, targets, sources)
    if cfg.is_tangled:
        cfg.loops = frozenset(range(len(blocks)))
        _let_all_live(cfg)
        return cfg
    taken = _find_live(cfg, targets, sources)
    for head, body in bodies.items():
        loop = cfg.heads[head] = loop_of(blocks, head, frozenset(body), taken)
        cfg.loops |= body
        for index in body if loop.counters else ():
            cfg.around[index] = (*cfg.around.get(index, ()), head)
    return cfg


def _let_all_live(cfg: Cfg) -> None:
    mentioned: set[Operand] = set()
    for block in cfg.blocks:
        mentioned.update(read_at_end(block))
        for instruction in block.instructions:
            mentioned.update(operands(instruction))
    temps = frozenset(operand.index for operand in mentioned if isinstance(operand, Temp))
    variables = frozenset(operand for operand in mentioned if isinstance(operand, Local))
    count = len(cfg.blocks)
    cfg.live_temps = cfg.live_temps_out = [temps] * count
    cfg.live_locals = cfg.live_out = [variables] * count


def _find_live(cfg: Cfg, targets: list[tuple[int, ...]], sources: list[list[int]]) -> set[Local]:
    """Fills in what is live; returns the locals whose address is taken, which are so everywhere."""
    blocks = cfg.blocks
    taken: set[Local] = set()
    uses: list[set[int | Local]] = []
    kills: list[set[int | Local]] = []
    for block in blocks:
        used: set[int | Local] = set()
        killed: set[int | Local] = set()
        for instruction in block.instructions:
            plain = isinstance(instruction, Load | Store) and isinstance(instruction.address, Local)
            for position, operand in enumerate(operands(instruction)):
                if isinstance(operand, Temp):
                    if operand.index not in killed:
                        used.add(operand.index)
                elif isinstance(operand, Local):
                    if position or not plain:
                        taken.add(operand)
                    elif isinstance(instruction, Store):
                        continue  # written, not read
                    if operand not in killed:
                        used.add(operand)
            result = getattr(instruction, "result", None)
            if result is not None:
                killed.add(result.index)
            if isinstance(instruction, Store) and isinstance(instruction.address, Local):
                if instruction.type.size == instruction.address.type.size:
                    killed.add(instruction.address)
            elif isinstance(instruction, ScopeEnd):
                killed.update(instruction.locals)
        for operand in read_at_end(block):
            if isinstance(operand, Temp) and operand.index not in killed:
                used.add(operand.index)
            elif isinstance(operand, Local):
                taken.add(operand)
        uses.append(used)
        kills.append(killed)
    uses = [used - taken for used in uses]
    live: list[set[int | Local]] = [set(used) for used in uses]
    work = list(range(len(blocks)))
    while work:
        index = work.pop()
        after: set[int | Local] = set()
        for target in targets[index]:
            after |= live[target]
        new = uses[index] | (after - kills[index])
        if new != live[index]:
            live[index] = new
            work.extend(sources[index])
    entered = [_apart(names) for names in live]
    left = [_apart(set().union(*(live[target] for target in after))) for after in targets]
    always = frozenset(taken)
    known: dict[frozenset[Local], frozenset[Local]] = {}

    def with_taken(some: frozenset[Local]) -> frozenset[Local]:
        """Each set once: in most blocks of a long function the same variables are live."""
        if some not in known:
            known[some] = always | some
        return known[some]

    cfg.live_temps, cfg.live_locals = [temps for temps, _ in entered], [with_taken(some) for _, some in entered]
    cfg.live_temps_out, cfg.live_out = [temps for temps, _ in left], [with_taken(some) for _, some in left]
    return taken


def _apart(names: set[int | Local]) -> tuple[frozenset[int], frozenset[Local]]:
    """The temporaries and the variables among names."""
    temps = frozenset([name for name in names if isinstance(name, int)])
    return temps, frozenset([name for name in names if isinstance(name, Local)])


def read_at_end(block: Block) -> tuple[Operand, ...]:
    """What the end of a block looks at."""
    match block.terminator:
        case Branch(condition=condition):
            return (condition,)
        case Switch(value=value):
            return (value,)
        case Return(value=value) if value is not None:
            return (value,)
    return ()


def _find_bodies(cfg: Cfg, targets: list[tuple[int, ...]], sources: list[list[int]]) -> dict[int, set[int]]:
    """The blocks of each loop by its head. Fills in when the search was done with each block."""
    done: set[int] = set()
    active: set[int] = {0}
    bodies: dict[int, set[int]] = {}
    depths = [0] * len(targets)
    stack: list[tuple[int, int]] = [(0, 0)]
    while stack:
        index, position = stack.pop()
        if position < len(targets[index]):
            stack.append((index, position + 1))
            target = targets[index][position]
            if target in active:
                if not cfg.is_tangled:
                    deepest = _add_body(bodies.setdefault(target, set()), target, index, sources, depths)
                    cfg.is_tangled = deepest > _DEEPEST_LOOPS
            elif target not in done:
                active.add(target)
                stack.append((target, 0))
        else:
            active.discard(index)
            done.add(index)
            cfg.left[index] = len(cfg.left)
    return bodies


def _add_body(body: set[int], head: int, tail: int, sources: list[list[int]], depths: list[int]) -> int:
    """Adds to a loop's body every block on a way from its head to `tail`.

    Counts in `depths` the loops that each block is part of; returns the most that one added is.
    """
    added = [one for one in dict.fromkeys((head, tail)) if one not in body]
    body.update(added)
    work = [] if tail == head or tail not in added else [tail]
    while work:
        for source in sources[work.pop()]:
            if source not in body:
                body.add(source)
                added.append(source)
                work.append(source)
    for one in added:
        depths[one] += 1
    return max((depths[one] for one in added), default=0)
