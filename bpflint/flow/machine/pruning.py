"""Which paths are followed: those that do not look like one that was at the same place before.

The more often a place was visited, the less the paths that come to it are told apart. Paths that hang on open tests are
not dropped but joined: the path they are equal to goes on for them too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from bpflint.flow.domain import loop_widening
from bpflint.flow.domain.signature import UNTOLD, StateSignatures, is_cut
from bpflint.flow.domain.state import State
from bpflint.flow.domain.ways import CERTAIN, Way
from bpflint.flow.machine.event_log import EventLog

PRUNING_THRESHOLDS = (0, 1, 2, 3)
"""Visits of one place up to which paths are told apart by ranges, identities, constants, and pointers."""
COARSEST = -3
"""Stands for a precision: states whose loops were widened are told apart as coarsely as can be."""
STEPS_OF_FINE_PRUNING = 2000
"""Steps of a program up to which there is more patience than that, so that all but the largest are walked with care."""
FINE_PRUNING_FACTOR = 3
"""How many times more."""
FULL = 2
"""The precision at which nothing is left out."""
POINTERS = -1
"""The precision at which only pointers and their objects are told apart; below it, what is owned and open."""
MAX_SEEN = 64
"""Paths at one place from which on references are only counted. One that is lost is held for good: where each test may
lose one more, no two paths are alike. Large programs of scx and tracee come to 46."""
MAX_OPEN_PATHS = 8
"""Paths at one place up to which those that hang on open tests are compared in full."""
UNPRUNED_VISITS = 2
"""Visits of a place outside of loops that are then each told apart in a way of their own, so they equal no other."""


class Pruning:
    """Remembers the paths of one walk by the places that they passed."""

    def __init__(self, log: EventLog, identity: Callable[[], int]) -> None:
        self._log = log
        self._identity = identity
        self._seen: dict[Hashable, set[Hashable]] = {}
        self._open_paths: dict[Hashable, dict[Hashable, Way]] = {}
        """Paths that hang on open tests, by where they passed and what they looked like."""
        self._arrivals: dict[Hashable, int] = {}
        self._visits: dict[Hashable, int] = {}
        self._left: set[Hashable] = set()
        """The edges by which paths left a block of a loop."""
        self._led_out: set[Hashable] = set()
        """The loops that a path was led out of. One does for all."""

    def mark_left(self, state: State, source: int, target: int) -> None:
        """Notes that a path goes from a block of a loop to another block."""
        self._left.add((state.frames[-1].chain, source, target))

    def is_new(self, state: State, line: int = 0) -> bool:
        """False where a state equal to this one was here before; `line` is that of assembly in a block, from 1."""
        top = state.frames[-1]
        signatures = StateSignatures(state)
        if not self._is_apart(signatures, line):
            return False
        if self._log.analysis.steps < STEPS_OF_FINE_PRUNING:
            # Each round of a loop that counts has a patience of its own, and so has what is impossible, or tells more.
            rounds = tuple([top.rounds.get(head) for head in top.cfg.around.get(top.block, ())])
            compared = frozenset([(pair, outcomes) for pair, (outcomes, _) in state.relations.items()])
            place: Hashable = (top.chain, top.block, top.index, line, rounds, state.doubt, state.way.unlikely, compared)
            visits = self._visits[place] = self._visits.get(place, 0) + 1
            visits //= FINE_PRUNING_FACTOR
        else:
            # A function that is called from many places has one patience for all of them.
            place = (top.function.name, top.block, top.index, line)
            visits = self._visits[place] = self._visits.get(place, 0) + 1
            if visits <= UNPRUNED_VISITS and not top.looped and top.block not in top.cfg.loops:
                return True
        precision = 2 - sum(visits > limit for limit in PRUNING_THRESHOLDS)
        return self._is_first(signatures, precision, line) or (
            (self._widen_loops(state) or self._leave_loops(state))
            and self._is_first(StateSignatures(state), COARSEST, line)
        )

    def _is_apart(self, signatures: StateSignatures, line: int) -> bool:
        """False where a path that is equal in all that can matter was here, which stands for this one from now on.

        Only paths that hang on open tests are remembered: what they do may become certain by others that join them.
        """
        state = signatures.state
        top = state.frames[-1]
        if not top.block and not top.index:
            return True  # at the entry of a function nothing joins
        if is_cut(state):
            return True
        place = (top.chain, top.block, top.index, line)
        here = self._open_paths.get(place)
        if here is None:
            if state.way is CERTAIN:
                return True
            here = self._open_paths[place] = {}
        arrivals = self._arrivals[place] = self._arrivals.get(place, 0) + 1
        if arrivals > MAX_OPEN_PATHS:
            return True
        key = signatures.at(FULL), state.doubt
        other = here.get(key)
        if other is not None:
            other.join(state.way)
            return False
        if state.way is not CERTAIN:
            state.way = here[key] = Way([state.way])
        return True

    def _widen_loops(self, state: State) -> bool:
        """Leads a state out of the loops it stands in: others went on from here, but maybe never to the end."""
        is_widened = False
        for frame in state.frames:
            for head in frame.cfg.around.get(frame.block, ()):
                is_widened |= loop_widening.widen(state, frame, frame.cfg.heads[head], self._identity)
        return is_widened

    def _leave_loops(self, state: State) -> bool:
        """Leads a state out of loops without counters that no path left yet in some way: else nothing after is seen."""
        is_led = False
        for frame in state.frames:
            for loop in frame.cfg.heads.values() if frame.block in frame.cfg.loops else ():
                if frame.block not in loop.body or loop.counters or (frame.chain, loop.head) in self._led_out:
                    continue
                if any((frame.chain, *edge) not in self._left for edge in loop.exits):
                    self._led_out.add((frame.chain, loop.head))
                    loop_widening.lead_out(state, frame, loop)
                    is_led = True
        return is_led

    def _is_first(self, signatures: StateSignatures, precision: int, line: int) -> bool:
        """False where a state that looks equal at this precision was marked here before."""
        top = signatures.state.frames[-1]
        seen = self._seen.setdefault((top.chain, top.block, top.index, line), set())
        if precision < POINTERS and signatures.state.owned and len(seen) >= MAX_SEEN:
            precision = UNTOLD
        signature, state = signatures.at(precision), signatures.state
        # What a likely path has done stands for unlikely ones too, and one that is not in doubt for those that are.
        unlikely, doubtful = {False, state.way.unlikely}, {False, state.doubt}
        new = not any((precision, signature, one, other) in seen for one in unlikely for other in doubtful)
        if new:
            seen.add((precision, signature, state.way.unlikely, state.doubt))
        self._log.left_out |= not new and (precision < FULL or is_cut(state))
        return new
