"""The walk: follows the paths of a program from its entry, one state at a time, as the verifier does.

Paths are never merged, only dropped where an equal one (see signature.py) passed before; so whatever is reported
happens on a path that was walked. Bounds on steps and states end the walk with a note instead of a guess.
"""

from __future__ import annotations

from bpflint.flow.domain import joined_paths, last_round, loop_widening, open_tests
from bpflint.flow.domain.assume import assume, is_forgotten
from bpflint.flow.domain.events import Analysis
from bpflint.flow.domain.open_tests import is_vague
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import (
    UNKNOWN,
    UNSET,
    Argument,
    Condition,
    Pointer,
    Scalar,
    Value,
)
from bpflint.flow.effects import exceptions
from bpflint.flow.machine import context_members, entry, exits, memory
from bpflint.flow.machine.access_checks import check_set, check_set_number, describe
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.open_answers import answer, test_of
from bpflint.flow.machine.roots import Root
from bpflint.flow.machine.witnesses import comes_out_either_way
from bpflint.flow.static import branches
from bpflint.flow.static.idle_branches import idle_branches
from bpflint.flow.walk import assembly, call_dispatch, operations
from bpflint.flow.walk.waiting_paths import WaitingPaths
from bpflint.source.control_flow import Branch, Choose, Jump, Return, Switch
from bpflint.source.model import (
    Asm,
    Binary,
    Call,
    Cast,
    Copy,
    FieldAddress,
    IndexAddress,
    Instruction,
    Load,
    ScopeEnd,
    Select,
    Store,
    Unary,
    Zero,
)

ROUNDS = 20
"""How often one path goes round one loop before all that it writes is forgotten."""
DEAD = 32
"""Variables of a function that are kept although nothing reads them any more."""
LATE = 2
"""The round of a loop that an iterator drives with which any later one is looked at."""
FAITHFUL = 8
"""How often it goes round with the true values of the loop's counters."""
LAST = 2
"""How often it goes round after these were spread over all values left."""


class Interpreter:
    """Walks one program on one kernel."""

    def __init__(self, engine: Machine) -> None:
        self.engine = engine
        self.waiting = WaitingPaths(engine.budget.states)
        self.doubtful: list[State] | None = []
        """Paths in doubt, which wait until all others have been followed; None once they are."""

    # ------------------------------------------------------------------------------------------------------ the walk

    def run(self) -> Analysis:
        """Walks the program, then every function that it starts in a context of its own."""
        entry.start(self.engine)
        exceptions.check_program(self.engine)
        while not self.engine.log.stopped and (root := self.engine.roots.next()) is not None:
            self._explore(root)
        self.engine.log.finish()
        return self.engine.analysis

    def _explore(self, root: Root) -> None:
        state = State()
        state.way = root.way
        self.engine.begin(root)
        if not self.engine.cfg(root.function).blocks or not (
            self.engine.summaries.is_relevant(root.function)
            or self.engine.gives_pointer()
            or exits.may_return_wrong(self.engine)
            or context_members.takes_other_context(self.engine, root.function)
        ):
            return
        self.engine.enter(state, root.function, root.args, None)
        entry.give(self.engine, state)
        self._follow(root, [state])
        doubtful, self.doubtful = self.doubtful, None
        self._follow(root, doubtful or [])
        self.doubtful = []

    def _follow(self, root: Root, paths: list[State]) -> None:
        self.engine.work = paths
        self.waiting = WaitingPaths(self.engine.budget.states)
        while self.engine.work:
            if self.waiting.are_too_many(self.engine.work):
                self.engine.log.give_up(root.function, "too many paths wait to be followed")
            if self.engine.log.stopped:
                return
            self._walk(self.engine.work.pop())

    def _walk(self, state: State) -> None:
        while not self.engine.log.stopped:
            frame = state.frames[-1]
            block = frame.cfg.blocks[frame.block]
            instructions = block.instructions
            depth = len(state.frames)
            self.engine.analysis.steps += len(instructions) - frame.index + 1
            if self.engine.analysis.steps > self.engine.budget.steps:
                self.engine.log.give_up(frame.function, "too many steps")
                return
            while frame.index < len(instructions):
                instruction = instructions[frame.index]
                frame.index += 1
                if not self._execute(state, frame, instruction):
                    return
                if len(state.frames) != depth or state.frames[-1] is not frame:
                    break
            else:
                if not self._terminate(state, frame, block.terminator):
                    return

    # -------------------------------------------------------------------------------------------------- instructions

    def _execute(self, state: State, frame: Frame, instruction: Instruction) -> bool:
        """Runs one instruction. Returns False where the path ends."""
        if isinstance(instruction, Load):
            frame.temps[instruction.result.index] = memory.load(self.engine, state, instruction)
        elif isinstance(instruction, Cast):
            value = self.engine.value(state, instruction.operand)
            frame.temps[instruction.result.index] = self.engine.cast(state, value, instruction.result.type)
        elif isinstance(instruction, Store):
            return memory.store(self.engine, state, instruction)
        elif isinstance(instruction, FieldAddress):
            frame.temps[instruction.result.index] = operations.field(self.engine, state, instruction)
        elif isinstance(instruction, IndexAddress):
            frame.temps[instruction.result.index] = operations.index(self.engine, state, instruction)
        elif isinstance(instruction, Binary):
            frame.temps[instruction.result.index] = operations.binary(self.engine, state, instruction)
        elif isinstance(instruction, Call):
            return call_dispatch.call(self.engine, state, instruction)
        elif isinstance(instruction, Select):
            frame.temps[instruction.result.index] = self.engine.value(state, instruction.operand)
        elif isinstance(instruction, Unary):
            frame.temps[instruction.result.index] = operations.unary(self.engine, state, instruction)
        elif isinstance(instruction, Copy):
            return memory.copy(self.engine, state, instruction)
        elif isinstance(instruction, Zero):
            return memory.zero(self.engine, state, instruction)
        elif isinstance(instruction, Asm):
            return assembly.run(self.engine, state, instruction)
        elif isinstance(instruction, ScopeEnd):
            for local in instruction.locals:
                region = frame.regions.pop(local, None)
                if region is not None:
                    self.engine.drop(state, region)
        return True

    # --------------------------------------------------------------------------------------------------- terminators

    def _terminate(self, state: State, frame: Frame, terminator: object) -> bool:
        match terminator:
            case Jump(target=target):
                return self._go(state, target)
            case Branch():
                return self._branch(state, frame, terminator)
            case Switch():
                return self._switch(state, terminator)
            case Choose(targets=targets):
                for target in targets[1:]:
                    other = state.fork()
                    if self._go(other, target):
                        self.engine.work.append(other)
                return bool(targets) and self._go(state, targets[0])
            case Return(value=value, span=span):
                result = UNKNOWN if value is None else self.engine.value(state, value)
                return exits.leave(self.engine, state, result, span)
        return False

    def _branch(self, state: State, frame: Frame, branch: Branch) -> bool:
        ways = [(branch.then, True), (branch.otherwise, False)]
        targets = self.engine.guards.ways(frame.function).get(frame.block, ())
        if len(targets) == 1:
            return self._go(state, targets[0])
        if frame.block in idle_branches(frame.function):
            # Compilers leave out the test, so nothing is learnt; a person looks for what follows behind it.
            return self._go(state, max(branch.then, branch.otherwise))
        value = self.engine.value(state, branch.condition)
        if value is UNSET or self.engine.unset:
            self._check_set(state, branch, value)
        known = None if isinstance(value, Condition | Pointer | Argument) else state.nullness(value)
        if known is not None and not (isinstance(value, Scalar) and is_forgotten(state, value)):
            if is_vague(value) and open_tests.is_open(value, not known):
                answer(self.engine, state, test_of(self.engine, value), not known)
            target, left = (branch.otherwise, branch.then) if known else (branch.then, branch.otherwise)
            if branches.is_remembered(frame.cfg, frame.block, branch):
                joined_paths.part(state, (frame.chain, left, True))
            return self._go(state, target)
        vague = is_vague(value) and not comes_out_either_way(self.engine, state, value)
        test = test_of(self.engine, value) if vague else 0
        if vague and comes_out_either_way(self.engine, state, value, self.engine.initial):
            self.engine.log.undecided.add(abs(test))
        other = state.fork()
        about = identities(value)
        name = getattr(branch.condition, "name", "")
        alone = frame.block not in branches.joined_tests(frame.cfg)
        taken: list[tuple[State, int]] = []
        for one, (target, truth) in zip((other, state), ways, strict=True):
            left = branch.otherwise if truth else branch.then
            one.other_way = frame.chain, branches.other_way(frame.cfg, target, left), alone
            if assume(one, value, truth, self.engine.settle):
                if vague and open_tests.is_open(value, truth):
                    answer(self.engine, one, test, truth)
                if name:
                    one.tell(branch.span, _told(name, value, truth), *about)
                self.engine.log.doubt(one.room.contradicted)
                taken.append((one, target))
        newest = abs(value.null) if isinstance(value, Pointer) else 0
        if branches.is_fresh(self.engine.unit, frame.cfg, frame.block, branch):
            newest = self.engine.newest
        if newest and branches.stays(self.engine.unit, frame.cfg, frame.block):
            for one, _ in taken:
                one.top.parted = max(one.top.parted, newest)
        alive = [one for one, target in taken if self._go(one, target)]
        if len(alive) == 2 and (other.doubt > state.doubt or not self._presumes(value)):
            self.engine.work.append(other)
            if not self.waiting.are_crowded(self.engine.work):
                return True
            self.engine.work.append(state)
            self.waiting.sort(self.engine.work)
            return False
        # What is likely is followed first, as long as there is patience.
        self.engine.work += reversed(alive)
        return False

    def _check_set(self, state: State, branch: Branch, value: Value) -> None:
        """Notes a test of what nothing was written to."""
        check_set(self.engine, state, value, branch.span, describe(branch.condition))
        for side in (value.left, value.right) if isinstance(value, Condition) else (value,):
            check_set_number(self.engine, state, side, branch.span)

    def _switch(self, state: State, switch: Switch) -> bool:
        value = self.engine.value(state, switch.value)
        constant, settle = state.constant(value), self.engine.settle
        tests = [self._case_of(value, low, high) for low, high, _ in switch.cases] if is_vague(value) else []
        if constant is not None:
            if isinstance(value, Scalar) and value.constant is not None:
                tests = []
            for index, (low, high, target) in enumerate(switch.cases):
                if low <= constant <= high:
                    answer(self.engine, state, tests[index] if tests else 0, True)
                    return self._go(state, target)
            for test in tests:
                answer(self.engine, state, test, False)
            return self._go(state, switch.default)
        for index, (low, high, target) in enumerate(switch.cases):
            other = state.fork()
            if (
                tests
                and low == high
                and comes_out_either_way(self.engine, state, Condition("==", value, Scalar(low, low)))
            ):
                tests[index] = 0
            answer(self.engine, state, tests[index] if tests else 0, False)
            answer(self.engine, other, tests[index] if tests else 0, True)
            if (
                assume(other, Condition("==" if low == high else ">=", value, Scalar(low, low)), True, settle)
                and assume(other, Condition("<=", value, Scalar(high, high)), True, settle)
                and self._go(other, target)
            ):
                self.engine.work.append(other)
        # Behind the default compilers know what it is not, up to where a case joins it.
        state.other_way = state.top.chain, switch.cases[0][2] if switch.cases else switch.default, False
        for low, high, _ in switch.cases:
            if low == high and not assume(state, Condition("!=", value, Scalar(low, low)), True, settle):
                return False
        return self._go(state, switch.default)

    def _presumes(self, value: Value) -> bool:
        """True if a test comes out true unless a loader sets something."""
        return open_tests.outcome(value, self.engine.initial) is True

    def _case_of(self, value: Value, low: int, high: int) -> int:
        if low == high:
            return test_of(self.engine, Condition("==", value, Scalar(low, low)))
        key = open_tests.value_key(value)
        return self.engine.identity() if key is None else self.engine.number(("case", key, low, high))

    def _go(self, state: State, target: int) -> bool:
        """Enters a block. Returns False where an equal path passed before."""
        frame = state.frames[-1]
        source = frame.block
        cfg = frame.cfg
        live = cfg.live_temps[target]
        frame.block, frame.index = target, 0
        if frame.temps:
            frame.temps = {index: value for index, value in frame.temps.items() if index in live}
        if len(frame.regions) > DEAD + 2 * len(cfg.live_locals[target]):
            self.engine.drop_dead(state, frame)
        if last_round.is_over(state, target):
            return False
        if source in cfg.loops:
            self.engine.pruning.mark_left(state, source, target)
        loop = cfg.heads.get(target)
        if loop is not None:
            rounds = frame.rounds.get(target, 0) + 1 if source in loop.body else 1
            if (
                rounds > 1
                and state.owned
                and exits.lose_in_loop(self.engine, state, loop, cfg.blocks[source].terminator.span)
            ):
                return False
            if rounds == 1 and (other := last_round.last_round(state, loop, FAITHFUL)) is not None:
                self.engine.work.append(other)
            if rounds == LATE and (other := last_round.late_round(state, loop, self.engine.identity)) is not None:
                self.engine.work.append(other)
            if rounds > FAITHFUL and loop_widening.widen(state, frame, loop, self.engine.identity):
                rounds = ROUNDS - LAST
            if rounds > ROUNDS:
                if loop.counters:
                    self.engine.log.left_out = True
                    return False  # it goes on and on with less and less known; the way out was taken before
                loop_widening.lead_out(state, frame, loop)
            else:
                frame.rounds[target] = rounds
        if target not in cfg.joins:
            return True
        if state.recent:
            chain = frame.chain
            newest = self.engine.newest
            joined_paths.join(
                state, newest, lambda other, block: other != chain or block < 0 or cfg.reaches(block, target)
            )
        if not self.engine.pruning.is_new(state):
            return False
        if state.doubt and self.doubtful is not None:
            self.doubtful.append(state)
            return False
        return True


def _told(name: str, value: Value, truth: bool) -> str:
    if isinstance(value, Pointer):
        return f"{name} is {'not ' if truth else ''}NULL"
    return f"`{name}` is {'true' if truth else 'false'}"


def identities(value: Value) -> tuple[int, ...]:
    """The identities a value is about, for the story."""
    match value:
        case Condition(left=left, right=right):
            return (*identities(left), *identities(right))
        case Pointer(null=null, life=life):
            return tuple(one for one in (null, life) if one)
        case Scalar(ident=ident) if ident:
            return (ident,)
    return ()
