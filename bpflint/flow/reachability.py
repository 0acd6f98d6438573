"""What all programs of a unit reach, computed once for all kernels that answer the unit's tests alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bpflint.flow.guards import Answers, Guards
from bpflint.flow.reach import Reached, reach
from bpflint.program import Program
from bpflint.source.model import Call, Unit


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
    versions: dict[tuple[str, int], bool] = field(default_factory=dict)

    def listen(self, answers: Answers) -> Answers:
        def exists(name: str) -> bool | None:
            self.exists[name] = answer = answers.exists(name)
            return answer

        def enumerator(name: str) -> bool | None:
            self.enumerators[name] = answer = answers.enumerator(name)
            return answer

        def version(op: str, code: int) -> bool:
            self.versions[op, code] = answer = answers.version(op, code)
            return answer

        return Answers(exists, enumerator, version)

    def hears_the_same(self, answers: Answers) -> bool:
        return (
            all(answers.exists(name) == known for name, known in self.exists.items())
            and all(answers.enumerator(name) == known for name, known in self.enumerators.items())
            and all(answers.version(op, code) == known for (op, code), known in self.versions.items())
        )


class Reachability:
    """Every call that each program of a unit can reach on a kernel that gives certain answers."""

    def __init__(self, unit: Unit, programs: Sequence[Program], answers: Answers) -> None:
        self._recorder = _Recorder()
        guards = Guards(unit, self._recorder.listen(answers))
        self.reached = {program: reach(unit, program, guards) for program in programs}

    def fits(self, answers: Answers) -> bool:
        """True if a kernel with these answers reaches the same: it answers all that was asked in the same way."""
        return self._recorder.hears_the_same(answers)

    @cached_property
    def calls(self) -> tuple[ReachedCall, ...]:
        """Every call that some program reaches, once, with the programs that reach it."""
        calls: dict[int, ReachedCall] = {}
        for program, ways in self.reached.items():
            for way in ways:
                calls.setdefault(id(way.call), ReachedCall(way.call)).ways.append((program, way))
        return tuple(calls.values())
