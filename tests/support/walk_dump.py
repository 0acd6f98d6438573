"""A dump of walks: what the interpreter knows behind each instruction, at each call and at each end of a path.

`recording()` has all walks made meanwhile noted. `digest()` makes one short line of them, `shown()` a text for people,
which puts what is known of each expression beside its line:

    program twice, 12 steps
    14:6 a + b: Load any u8 #1; Load 3; Binary 3..258 #2 = #1 + 3

Values that differ between paths stand in `{}`, in the order in which paths came with them. `state` is all that is known
at a call or an end (see known_words.py), `equal` says how often a path was dropped that looked like an earlier one.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from known_words import Words, place
from static_facts import facts_of

from bpflint.base.span import Span
from bpflint.flow.domain.events import Analysis
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.roots import Root
from bpflint.flow.walk import interpreter
from bpflint.source.control_flow import Branch, Return, Switch
from bpflint.source.model import Asm, Call, Copy, Instruction, Store, Zero

MAX_TEXT = 60
"""Characters of an expression that are quoted."""
_NOT_TELLING = ("stack ctx: +0:8 context ctx+0", "rcu_section: 1")
_INNER = ("calls:", "bounds:", "tested:", "narrowed:", "recent:", "exposed:", "story:")
"""What a sum has to do for, in states that are shown briefly: what is known of numbers shows where they are used."""
_PLAIN = interpreter.Interpreter


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a path knew at a place: behind an instruction, or where it ends."""

    function: str
    span: Span
    what: str
    known: str


@dataclass(slots=True)
class Walk:
    """One program's walk on one kernel, in the order in which it went."""

    path: str
    program: str
    kernel: str
    facts: list[Fact] = field(default_factory=list)
    steps: int = 0

    @property
    def text(self) -> str:
        """All of it, as one text that is equal for walks that went alike."""
        lines = (f"{each.function} {place(each.span, self.path)} {each.what} {each.known}" for each in self.facts)
        return "\n".join((self.program, *lines, f"{self.steps} steps"))


class _Watched(_PLAIN):
    """Takes notes while it walks."""

    walks: list[Walk]

    def __init__(self, engine: Machine) -> None:
        super().__init__(engine)
        self._words = Words(engine)
        self._walk_noted = Walk(
            engine.program.function.span.path, engine.program.function.name, str(engine.kernel.version)
        )

    def run(self) -> Analysis:
        analysis = super().run()
        self._walk_noted.steps = analysis.steps
        for event in analysis.events:
            self._note(event.function, event.span, "event", f"{event.case.name} {event.sure} {sorted(event.parts)}")
        for (function, span), certain in sorted(analysis.calls.items()):
            self._note(function, span, "comes to", str(certain))
        for function, span in sorted(analysis.passed):
            self._note(function, span, "passes", "")
        for step in analysis.gave_up:
            self._note("", step.span, "gave up", step.message)
        name, span = self.engine.program.function.name, self.engine.program.function.span
        self._note(name, span, "enters", ", ".join(sorted(analysis.entered)))
        self._note(name, span, "whole", str(analysis.whole))
        for entered in sorted(analysis.entered):
            body = self.engine.unit.functions.get(entered)
            if body is not None:
                for what, found in facts_of(self.engine.unit, body).items():
                    self._note(entered, body.span, f"static {what}", str(found))
        self.walks.append(self._walk_noted)
        return analysis

    def _explore(self, root: Root) -> None:
        self._note(root.function.name, root.function.span, "root", f"{root.role} {'sleepable' * root.sleepable}")
        super()._explore(root)

    def _note(self, function: str, span: Span, what: str, known: str) -> None:
        self._walk_noted.facts.append(Fact(function, span, what, known))

    def _execute(self, state: State, frame: Frame, instruction: Instruction) -> bool:
        function, span, what = frame.function.name, instruction.span, type(instruction).__name__
        engine, words = self.engine, self._words
        if isinstance(instruction, Call):
            args = ", ".join(words.value(state, engine.value(state, each)) for each in instruction.args)
            self._note(function, span, "call", f"({args})")
        elif isinstance(instruction, Store):
            known = words.value(state, engine.value(state, instruction.value))
            self._note(function, span, f"store {words.value(state, engine.value(state, instruction.address))}", known)
        alive = super()._execute(state, frame, instruction)
        if not alive:
            self._note(function, span, what, "ends here")
            return alive
        result = getattr(instruction, "result", None)
        if result is not None and state.frames[-1] is frame:
            self._note(function, span, what, words.value(state, frame.temps.get(result.index)))
        if isinstance(instruction, Call):
            self._note(function, span, "state", " | ".join(words.everything(state)))
        elif isinstance(instruction, Copy | Zero | Asm):
            self._note(function, span, what, " | ".join(words.memory(state)))
        return alive

    def _terminate(self, state: State, frame: Frame, terminator: object) -> bool:
        words, function = self._words, frame.function.name
        if isinstance(terminator, Return):
            value = None if terminator.value is None else self.engine.value(state, terminator.value)
            self._note(function, terminator.span, "return", words.value(state, value))
            self._note(function, terminator.span, "state", " | ".join(words.everything(state)))
        elif isinstance(terminator, Branch | Switch):
            tested = terminator.condition if isinstance(terminator, Branch) else terminator.value
            known = words.value(state, self.engine.value(state, tested))
            self._note(function, terminator.span, "test", " | ".join((known, *words.held(state))))
        return super()._terminate(state, frame, terminator)

    def _go(self, state: State, target: int) -> bool:
        function, source = state.top.function, state.top.block
        new = super()._go(state, target)
        if not new:
            self._note(function.name, function.blocks[source].terminator.span, "equal", f"in block {target}")
        return new


@contextlib.contextmanager
def recording() -> Iterator[list[Walk]]:
    """The walks that are made meanwhile in this process."""
    walks: list[Walk] = []

    class Watched(_Watched):
        pass

    Watched.walks = walks
    interpreter.Interpreter = Watched  # type: ignore[misc]
    try:
        yield walks
    finally:
        interpreter.Interpreter = _PLAIN  # type: ignore[misc]


def digest(walks: Iterable[Walk]) -> str:
    """What is recorded of a file's walks: the different ones, their steps, and a sum over all that they know.

    Kernels on which a program is walked alike count once.
    """
    texts = {walk.text: walk.steps for walk in walks}
    sums = sorted(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    return f"{len(texts)} walks, {sum(texts.values())} steps, {hashlib.sha256(''.join(sums).encode()).hexdigest()[:16]}"


def sums(walks: Iterable[Walk]) -> str:
    """A line for each program of a file."""
    by_program: dict[str, list[Walk]] = {}
    for walk in walks:
        by_program.setdefault(walk.program, []).append(walk)
    return "".join(f"{program}: {digest(each)}\n" for program, each in by_program.items())


def shown(walk: Walk, source: str, *, brief: bool = False) -> str:
    """A walk of a program in `source`, by functions and places.

    Briefly, what only repeats is left out (reads of variables, conversions that change nothing); a sum stands for it.
    """
    lines = source.splitlines()
    by_place: dict[tuple[str, Span], list[Fact]] = {}
    for fact in walk.facts:
        by_place.setdefault((fact.function, fact.span), []).append(fact)
    total = f", {hashlib.sha256(walk.text.encode()).hexdigest()[:8]}" if brief else ""
    shown = [f"program {walk.program}, {walk.steps} steps{total}"]
    for (function, span), facts in sorted(by_place.items(), key=lambda item: (item[0][1], item[0][0])):
        text = lines[span.line - 1][span.column - 1 : span.end_column - 1] if span.line == span.end_line else ""
        text = text if span.path == walk.path and len(text) <= MAX_TEXT else ""
        called = "" if function == walk.program else f" in {function}"
        said: dict[str, list[str]] = {}
        for fact in facts:
            known = _telling_of_state(fact.known) if brief and fact.what in ("state", "Zero", "Copy") else fact.known
            said.setdefault(fact.what, []).append(known)
        by_what = {what: _joined(known) for what, known in said.items()}
        if brief:
            by_what = dict(_telling(by_what, text))
        whole = {what: known for what, known in by_what.items() if what == "state" or what.startswith("static")}
        short = "; ".join(f"{what} {known}".rstrip() for what, known in by_what.items() if what not in whole)
        if short:
            shown.append(f"{place(span, walk.path)}{called} {text}: {short}")
        shown += [f"    {what} {known}" for what, known in whole.items() if known]
    return "\n".join(shown) + "\n"


def _joined(known: list[str]) -> str:
    if known and known[0].startswith("in block"):
        return f"{len(known)} times"
    each = list(dict.fromkeys(known))
    return each[0] if len(each) == 1 else f"{{{', '.join(each)}}}"


def _telling_of_state(known: str) -> str:
    parts = known.split(" | ")
    return " | ".join(part for part in parts if part not in _NOT_TELLING and not part.startswith(_INNER))


def _telling(by_what: dict[str, str], text: str) -> Iterator[tuple[str, str]]:
    """What is not said by the lines before."""
    before = ""
    for what, known in by_what.items():
        if what == "state" or not (
            (what == "Load" and text.isidentifier())
            or (what in ("Cast", "Select", "test") and known == before)
            or (what == "Cast" and text.isidentifier())
            or (what == "passes" or (what, known) in (("comes to", "True"), ("whole", "True")))
        ):
            yield what, known
        before = known
