"""Loops that count: which variables go by constant steps to a constant, and what else changes from round to round.

What is not recognised as a counter is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bpflint.source.control_flow import Block, Branch, Jump, Switch, successors
from bpflint.source.model import (
    MIRRORED,
    OPPOSITE,
    Asm,
    Binary,
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
    Unary,
    Zero,
)


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop: its blocks, the locals that it writes, and what these are to it.

    `counters` go up or down by the same number each round. `sums` are computed, in some other way, from what they or
    other sums were in the round before. `exits` lead from a block of the body to one outside.
    """

    head: int
    body: frozenset[int]
    written: frozenset[Local]
    counters: dict[Local, Counting]
    sums: frozenset[Local]
    exits: frozenset[tuple[int, int]]
    climbing: frozenset[Local] = frozenset()
    """Locals that go up by a constant once a round, as long as an iterator gives elements: no test looks at a sum."""
    is_plain: bool = False
    """True if each round does the same, calls nothing and sums up nothing: what is left out changes nothing else."""


@dataclass(frozen=True, slots=True)
class Counting:
    """How a counter moves: by `step` a round, until it is at `end` or beyond."""

    step: int
    end: int

    def last(self, now: int) -> int:
        """The value with which it leaves the loop, from what it is now; the same if it is there."""
        rounds = -((now - self.end) // self.step)
        return now + self.step * max(rounds, 0)

    def rounds_left(self, now: int, *, at_head: bool) -> tuple[int, int] | None:
        """The first and the last value that stand for all rounds left; None where nothing is left out.

        A range would hold numbers that a larger step leaves out: its last round stands for all then.
        """
        end = self.last(now)
        before = end - self.step
        if now == end or (abs(self.step) > 1 and now == before):
            return None
        if abs(self.step) > 1:
            return before, before
        return now, end if at_head else before  # past the head it is known that the end was not reached


def loop_of(blocks: list[Block], head: int, body: frozenset[int], taken: set[Local]) -> Loop:
    """The loop of these blocks. `taken` are locals that may change behind its back."""
    instructions = [instruction for index in sorted(body) for instruction in blocks[index].instructions]
    made = _definitions(instructions)
    stores = [each for each in instructions if isinstance(each, Store)]
    times = Counter(each.address for each in instructions if isinstance(each, Store | Copy | Zero))
    counters: dict[Local, Counting] = {}
    steps: dict[Local, int] = {}
    for store in stores:
        local = store.address
        if isinstance(local, Local) and times[local] == 1 and local not in taken:
            step = steps[local] = _step(store, local, made)
            end = _end(blocks, body, local, step, made) if step else None
            if end is not None:
                counters[local] = Counting(step, end)
    written = frozenset(store.address for store in stores if isinstance(store.address, Local))
    exits = frozenset((index, target) for index in body for target in successors(blocks[index]) if target not in body)
    sums = _sums(stores, made) - frozenset(counters)
    climbing = frozenset(local for local, step in steps.items() if step > 0) & sums
    if counters or not climbing or not any(map(_is_iterator, instructions)) or _tests(blocks, body, sums, made):
        climbing = frozenset()
    tests = [index for index in body if not isinstance(blocks[index].terminator, Jump)]
    acts = any(isinstance(each, Call | Asm) for each in instructions)
    is_plain = len(counters) == 1 and len(exits) == 1 and len(tests) == 1 and not sums and not acts
    return Loop(head, body, written, counters, sums, exits, climbing, is_plain)


def _is_iterator(instruction: Instruction) -> bool:
    """True for a call that gives the next element, of which the verifier does not know the last one."""
    name = instruction.callee if isinstance(instruction, Call) else ""
    return isinstance(name, str) and name.startswith("bpf_iter_") and name.endswith("_next")


def _tests(blocks: list[Block], body: frozenset[int], sums: frozenset[Local], made: _Made) -> bool:
    """True if what a round does may depend on the rounds before, or nobody sees on what it does."""
    for index in body:
        match blocks[index].terminator:
            case Branch(condition=operand) | Switch(value=operand):
                if not sums.isdisjoint(_used(operand, made)):
                    return True
            case Jump():
                continue
            case _:
                return True
        if any(isinstance(each, Asm) for each in blocks[index].instructions):
            return True
    return False


_Made = dict[int, list[Instruction]]
"""What makes each temporary."""


def _definitions(instructions: Iterable[Instruction]) -> _Made:
    found: _Made = {}
    for instruction in instructions:
        result = getattr(instruction, "result", None)
        if result is not None:
            found.setdefault(result.index, []).append(instruction)
    return found


def _sums(stores: Iterable[Store], made: _Made) -> frozenset[Local]:
    """Locals, or locals with members, that are computed from themselves, or from one that is."""
    uses: dict[Local, set[Local]] = {}
    for store in stores:
        local = _base(store.address, made)
        if local is not None:
            uses.setdefault(local, set()).update(_used(store.value, made))
    users: dict[Local, list[Local]] = {}
    waits = {local: len(used & uses.keys()) for local, used in uses.items()}
    for local, used in uses.items():
        for one in used & uses.keys():
            users.setdefault(one, []).append(local)
    # What is made of nothing that the loop writes is not a sum, nor what is made of such alone.
    work = [local for local, count in waits.items() if not count]
    while work:
        local = work.pop()
        del uses[local]
        for user in users.get(local, ()):
            waits[user] -= 1
            if not waits[user]:
                work.append(user)
    return frozenset(uses)


def _used(value: Operand, made: _Made) -> Iterator[Local]:
    """The locals that a value is computed from. What a call gives is a new value."""
    seen: set[int] = set()
    work: list[object] = [value]
    while work:
        operand = work.pop()
        if not isinstance(operand, Temp) or operand.index in seen:
            continue
        seen.add(operand.index)
        for instruction in made.get(operand.index, ()):
            match instruction:
                case Load(address=address):
                    local = _base(address, made)
                    if local is not None:
                        yield local
                case Binary(left=left, right=right):
                    work += left, right
                case Cast(operand=inner) | Select(operand=inner) | Unary(operand=inner):
                    work.append(inner)


def _origin(operand: Operand, made: _Made) -> Instruction | None:
    """The one instruction that makes a value, casts left aside."""
    while isinstance(operand, Temp):
        match made.get(operand.index):
            case [Cast(operand=inner)]:
                operand = inner
            case [instruction]:
                return instruction
            case _:
                return None
    return None


def _is_load(operand: Operand, local: Local, made: _Made) -> bool:
    origin = _origin(operand, made)
    return isinstance(origin, Load) and origin.address is local


def _step(store: Store, local: Local, made: _Made) -> int:
    """What a store adds to the counter that it counts up or down; 0 if it does another thing."""
    match _origin(store.value, made):
        case Binary(op="+" | "-" as op, left=left, right=Const(value=int(step))) if _is_load(left, local, made):
            return step if op == "+" else -step
    return 0


def _end(blocks: list[Block], body: frozenset[int], local: Local, step: int, made: _Made) -> int | None:
    """The value of a counter at which the loop is left; None where no test of it against a constant leaves the loop."""
    for index in body:
        terminator = blocks[index].terminator
        if not isinstance(terminator, Branch) or (terminator.then in body) == (terminator.otherwise in body):
            continue
        test = _origin(terminator.condition, made)
        if not isinstance(test, Binary) or test.op not in OPPOSITE:
            continue
        op, left, right = test.op, test.left, test.right
        if isinstance(left, Const):
            op, left, right = MIRRORED[op], right, left
        if not isinstance(right, Const) or not _is_load(left, local, made):
            continue
        if terminator.otherwise in body:
            op = OPPOSITE[op]
        match op, step > 0:
            case ("<", True) | (">", False):
                return right.value
            case "<=", True:
                return right.value + 1
            case ">=", False:
                return right.value - 1
            case "!=", _ if abs(step) == 1:
                return right.value
    return None


def _base(address: Operand, made: _Made) -> Local | None:
    """The local that an address lies in."""
    while isinstance(address, Temp):
        match made.get(address.index):
            case [FieldAddress(base=base) | IndexAddress(base=base)]:
                address = base
            case _:
                return None
    return address if isinstance(address, Local) else None
