"""What all programs of a unit reach, computed once for all kernels that answer the unit's tests alike.

Where nobody knows what a kernel answers, both ways are taken. A call that some answers would leave out stands behind a
test: `tested()` tells these calls, by looking what is reached where all open questions are answered alike. Answers that
differ from one another are not tried, so a call behind a strange mixture of tests may count as behind none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bpflint.flow.guards import Answer, Answers, Guards
from bpflint.flow.reach import Reached, reach
from bpflint.program import Program
from bpflint.source.model import Call, Unit

OPEN_ANSWERS = (0, 1, 2, 4, 8)
"""What open questions are answered with in turn: "no", "yes", and the sizes that members have."""


@dataclass(slots=True)
class ReachedCall:
    """One call, and every program that reaches it."""

    call: Call
    ways: list[tuple[Program, Reached]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Recorder:
    """Remembers what was asked of a kernel, and what it answered."""

    exists: dict[str, bool | None] = field(default_factory=dict)
    enumerators: dict[str, bool | None] = field(default_factory=dict)
    types: dict[str, bool | None] = field(default_factory=dict)
    others: dict[str, int | None] = field(default_factory=dict)
    versions: dict[tuple[str, int], bool] = field(default_factory=dict)

    def listen(self, answers: Answers) -> Answers:
        def exists(name: str) -> bool | None:
            self.exists[name] = answer = answers.exists(name)
            return answer

        def enumerator(name: str) -> bool | None:
            self.enumerators[name] = answer = answers.enumerator(name)
            return answer

        def type(name: str) -> bool | None:
            self.types[name] = answer = answers.type(name)
            return answer

        def other(name: str) -> int | None:
            self.others[name] = answer = answers.other(name)
            return answer

        def version(op: str, code: int) -> bool:
            self.versions[op, code] = answer = answers.version(op, code)
            return answer

        return Answers(exists=exists, enumerator=enumerator, type=type, other=other, version=version)

    def hears_the_same(self, answers: Answers) -> bool:
        return (
            all(answers.exists(name) == known for name, known in self.exists.items())
            and all(answers.enumerator(name) == known for name, known in self.enumerators.items())
            and all(answers.type(name) == known for name, known in self.types.items())
            and all(answers.other(name) == known for name, known in self.others.items())
            and all(answers.version(op, code) == known for (op, code), known in self.versions.items())
        )

    @property
    def has_open(self) -> bool:
        """True if a question had no answer."""
        asked = (self.exists, self.enumerators, self.types, self.others)
        return any(answer is None for answers in asked for answer in answers.values())


def _settled(answers: Answers, value: int) -> Answers:
    """The same answers, with `value` where there is none."""

    def settle(ask: Answer) -> Answer:
        return lambda name: bool(value) if (answer := ask(name)) is None else answer

    def other(name: str) -> int:
        answer = answers.other(name)
        return value if answer is None else answer

    return replace(
        answers,
        exists=settle(answers.exists),
        enumerator=settle(answers.enumerator),
        type=settle(answers.type),
        other=other,
    )


class Reachability:
    """Every call that each program of a unit can reach on a kernel that gives certain answers."""

    def __init__(self, unit: Unit, programs: Sequence[Program], answers: Answers) -> None:
        self._unit = unit
        self._answers = answers
        self._recorder = _Recorder()
        guards = Guards(unit, self._recorder.listen(answers))
        self.reached = {program: reach(unit, program, guards) for program in programs}
        self._certain: dict[Program, frozenset[int]] = {}

    def fits(self, answers: Answers) -> bool:
        """True if a kernel with these answers reaches the same: it answers all that was asked in the same way."""
        return self._recorder.hears_the_same(answers)

    def tested(self, program: Program, call: Call) -> bool:
        """True if `program` reaches `call` behind a test of the kernel whose outcome nobody knows."""
        if not self._recorder.has_open:
            return False
        if program not in self._certain:
            ways = [{id(way.call) for way in reach(self._unit, program, guards)} for guards in self._open_guards]
            self._certain[program] = frozenset(set.intersection(*ways))
        return id(call) not in self._certain[program]

    @cached_property
    def _open_guards(self) -> tuple[Guards, ...]:
        return tuple(Guards(self._unit, _settled(self._answers, value)) for value in OPEN_ANSWERS)

    @cached_property
    def calls(self) -> tuple[ReachedCall, ...]:
        """Every call that some program reaches, once, with the programs that reach it."""
        calls: dict[int, ReachedCall] = {}
        for program, ways in self.reached.items():
            for way in ways:
                calls.setdefault(id(way.call), ReachedCall(way.call)).ways.append((program, way))
        return tuple(calls.values())
