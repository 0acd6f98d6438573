"""What all programs of a unit reach, computed once for all kernels that answer the unit's tests alike.

Where nobody knows what a kernel answers, both ways are taken. A call that some answers would leave out stands behind a
test: `tested()` tells these calls.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from bpflint.flow.static.guards import Guards
from bpflint.flow.static.kept_globals import KeptGlobal, kept_globals
from bpflint.flow.static.kernel_queries import DEFAULT, KernelQueries
from bpflint.flow.static.reach import Reached, reach, untested_calls
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Call
from bpflint.source.unit import Unit

Result = TypeVar("Result")


@dataclass(slots=True)
class ReachedCall:
    """One call, and every program that reaches it."""

    call: Call
    ways: list[tuple[Program, Reached]] = field(default_factory=list)


class Reachability:
    """Every call that each program of a unit can reach on kernels that give certain answers."""

    def __init__(self, unit: Unit, programs: Sequence[Program], asked: KernelQueries) -> None:
        self._unit = unit
        self._guards = Guards(unit, asked)
        self.reached: dict[Program, tuple[Reached, ...]] = {}
        self.kept: dict[Program, tuple[KeptGlobal, ...]] = {}
        """The global functions that the verifier looks at though the program may never come to these calls of them."""
        self._worked_out: dict[Hashable, object] = {}
        self._untested: dict[Program, frozenset[int]] = {}
        self._open: set[Program] = set()
        """Programs whose paths hang on answers that nobody knows."""
        self.hang_on_defaults: set[Program] = set()
        """Programs whose paths hang on what a loader may set."""
        for program in programs:
            with asked.listen() as heard:
                self.reached[program] = reach(unit, program, self._guards)
                self.kept[program] = kept_globals(unit, program.function, self._guards)
            if any(answer is None and question.about != DEFAULT for question, answer in heard.items()):
                self._open.add(program)
            if any(question.about == DEFAULT for question in heard):
                self.hang_on_defaults.add(program)

    @classmethod
    def of(cls, unit: Unit, programs: Sequence[Program], asked: KernelQueries) -> Reachability:
        """That of a kernel, the same object for all kernels that reach the same."""
        return asked.keep("reachability", lambda: cls(unit, programs, asked))

    def keep(self, name: Hashable, find: Callable[[], Result]) -> Result:
        """The result called `name`, found once for all kernels on which programs reach the same."""
        if name not in self._worked_out:
            self._worked_out[name] = find()
        return cast(Result, self._worked_out[name])

    def tested(self, program: Program, call: Call) -> bool:
        """True if `program` reaches `call` behind a test of the kernel whose outcome nobody knows."""
        if program not in self._open:
            return False
        known = self._untested.get(program)
        if known is None:
            known = self._untested[program] = untested_calls(self._unit, program, self._guards)
        return id(call) not in known

    @cached_property
    def calls(self) -> tuple[ReachedCall, ...]:
        """Every call that some program reaches, once, with the programs that reach it."""
        calls: dict[int, ReachedCall] = {}
        for program, ways in self.reached.items():
            for way in ways:
                known = calls.get(id(way.call))
                if known is None:
                    known = calls[id(way.call)] = ReachedCall(way.call)
                known.ways.append((program, way))
        return tuple(calls.values())

    @cached_property
    def functions(self) -> Mapping[Program, tuple[Function, ...]]:
        """The user's function of each program, and every function that holds a call which the program can reach."""
        return {
            program: tuple(dict.fromkeys((program.body, *(reached.function for reached in ways))))
            for program, ways in self.reached.items()
        }

    @cached_property
    def programs_by_function(self) -> Mapping[Function, tuple[Program, ...]]:
        """The functions that programs run, each with these programs."""
        found: dict[Function, list[Program]] = {}
        for program, functions in self.functions.items():
            for function in functions:
                found.setdefault(function, []).append(program)
        return {function: tuple(programs) for function, programs in found.items()}

    @cached_property
    def first_calls(self) -> Mapping[str, Mapping[Program, Call]]:
        """The first call of each function by each program, by the name as written and as the kernel knows it."""
        found: dict[str, dict[Program, Call]] = {}
        for program, ways in self.reached.items():
            for way in ways:
                if isinstance(way.call.callee, str):
                    for name in {way.call.callee, essential_name(way.call.callee)}:
                        found.setdefault(name, {}).setdefault(program, way.call)
        return found
