"""Explains what a kernel said: which rule stands behind a verifier message, where in the source, why, and the cure.

Reads what libbpf, bpftool, veristat, cilium/ebpf and aya print around the verifier's own lines. The verifier stops at
the first mistake of a program, so the last message of its log is the cause; from 7.3 on a story follows, which tells of
the same in other words. What is not known here is said to be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bpflint.base.safe_text import clean
from bpflint.kernel import Facts
from bpflint.kernel.verifier_messages import Match, Message, match
from bpflint.policy.rules import Catalog
from bpflint.report.excerpt import Line

MAX_LINES: Final = 2_000_000
_PROGRAM: Final = re.compile(
    r"prog '(?P<libbpf>[^']+)': (?:BEGIN PROG LOAD LOG|-- BEGIN PROG LOAD LOG|failed to load)"
    r"|PROCESSING \S+?/(?P<veristat>\w+), DURATION"
    r"|program (?P<cilium>\w+): load program:"
)
_SOURCE: Final = re.compile(r"^\s*;\s?(?P<code>.*?)(?:\s*@ (?P<file>[^@\s]+):(?P<line>\d+))?$")
_NOISE: Final = re.compile(
    r"^\s*(?:(?:\d+: )?(?:frame\d+: )?(?:\([0-9a-f]{2}\)|R\d+[=_(])|from \d+ to \d+|func#\d+|-+ |to caller at"
    r"|func '[^']*' arg\d+ has |arg#\d+ reference type|verification time|stack depth|Validating |mark_precise"
    r"|last_idx|regs=|parent |call(?:er|ee):|returning from callee)"
)
"""What the verifier tells on its way: instructions, registers, where it goes on."""
_STORY: Final = re.compile(r"^\s*Verification failed: ")
"""How kernels from 7.3 on begin to tell what led to the refusal."""
_OF_STORY: Final = re.compile(r"^\s*$|^\s{2}|^[A-Z][a-z]+(?: [a-z]+)?:$")
_STORY_PLACE: Final = re.compile(r"^\s+(?P<function>\w+) @ (?P<file>[^@\s:]+):(?P<line>\d+):\d+$")
_GOES_ON: Final = re.compile(r"reg type unsupported for arg#\d+ function ")
"""What old kernels say of the arguments of a function in passing, after a message that then is none."""
_LOGGED: Final = re.compile(r'\bmsg="((?:[^"\\]|\\.)*)"')
_END: Final = re.compile(r"^\s*processed \d+ insns")
_LONGEST_LINE: Final = 4000


@dataclass(frozen=True, slots=True)
class Refusal:
    """What one program was refused for. `known` is None where the last words of its log are no message known here."""

    program: str
    words: str
    known: Match | None
    file: str = ""
    line: int = 0
    code: str = ""


@dataclass(slots=True)
class _Reader:
    """What was read of one program so far."""

    messages: Sequence[Message]
    program: str = ""
    place: tuple[str, int, str] = ("", 0, "")
    cause: Refusal | None = None
    last_words: str = ""
    loads: bool = False
    """True in the log of a program that was accepted."""
    in_story: bool = False

    def feed(self, line: str) -> Iterator[Refusal]:
        """Takes the next line of a log; yields what is complete with it."""
        program = _PROGRAM.search(line)
        if program is not None:
            yield from self.finish()
            self.program = program["libbpf"] or program["veristat"] or program["cilium"]
            self.loads = "VERDICT: success" in line
        if self.in_story and _OF_STORY.match(line):
            self._listen(line)
            return
        self.in_story = False
        if _STORY.match(line):
            self.in_story = True
            return
        if _GOES_ON.search(line):
            self.cause = None
            return
        source = _SOURCE.match(line)
        if source is not None:
            self.place = (source["file"] or "", int(source["line"] or 0), source["code"])
            return
        if _END.match(line):
            yield from self.finish()
            return
        if _NOISE.match(line) or not line.strip():
            return
        known = match(line, self.messages)
        if known is not None:
            refusal = Refusal(self.program, known.words.strip(), known, *self.place)
            if not self._says_less(refusal):
                self.cause = refusal
        elif program is None and "libbpf:" not in line:
            self.last_words = line.strip()

    def _listen(self, line: str) -> None:
        """Takes a line of the story: the first place in it is where it ends."""
        place = _STORY_PLACE.match(line)
        if place is not None and self.cause is not None and not self.cause.line:
            self.cause = replace(self.cause, file=place["file"], line=int(place["line"]))

    def _says_less(self, refusal: Refusal) -> bool:
        """True for the general words that follow the ones that a rule is about, at the same place."""
        cause, known = self.cause, refusal.known
        if cause is None or cause.known is None or known is None or known.message.rule is not None:
            return False
        return cause.known.message.rule is not None and (cause.file, cause.line, cause.code) == self.place

    def finish(self) -> Iterator[Refusal]:
        """The end of a program's log."""
        if self.cause is not None and not self.loads:
            yield self.cause
        elif self.last_words and not self.loads and self.place != ("", 0, ""):
            yield Refusal(self.program, self.last_words, None, *self.place)
        self.program, self.place, self.cause, self.last_words = "", ("", 0, ""), None, ""
        self.in_story = False


def refusals(lines: Iterable[str], messages: Sequence[Message]) -> list[Refusal]:
    """What the programs of a log were refused for, each once, in order."""
    reader = _Reader(messages)
    found: list[Refusal] = []
    for number, line in enumerate(lines):
        if number >= MAX_LINES:
            break
        for part in _lines_of(line[:_LONGEST_LINE].rstrip("\n")):
            found += reader.feed(part)
    found += reader.finish()
    explained = {each.program for each in found if each.known is not None}
    return list(dict.fromkeys(each for each in found if each.known is not None or each.program not in explained))


def _lines_of(line: str) -> list[str]:
    """The lines of a log that a program's own log holds as one field."""
    logged = _LOGGED.search(line)
    if logged is None:
        return [line]
    return logged[1].replace('\\"', '"').replace("\\t", "\t").split("\\n")


def explanation(refusal: Refusal, catalog: Catalog, facts: Facts) -> Iterator[Line]:
    """Lines for a person: the message, where, the rule, the cure, since which kernel."""
    who = f"{clean(refusal.program)}: " if refusal.program else ""
    yield [(f"{who}{clean(refusal.words)}", "label")]
    if refusal.code or refusal.line:
        place = f"{clean(refusal.file)}:{refusal.line}: " if refusal.line else ""
        yield [("   = at: ", "dim"), (f"{place}{clean(refusal.code)}", "source")]
    if refusal.known is None:
        yield [("   = no rule of bpflint stands for this message", "")]
        yield []
        return
    rule = catalog.find(refusal.known.message.rule) if refusal.known.message.rule else None
    if rule is not None:
        yield [("   = rule: ", "dim"), (f"{rule.id} {rule.name}: {rule.summary}", str(rule.level))]
    else:
        yield [("   = no rule of bpflint is about this", "")]
    yield [("   = cure: ", "dim"), (clean(refusal.known.cure), "help")]
    yield from _since(refusal.known.subject, facts)
    if rule is not None:
        yield [("   = more: ", "dim"), (f"bpflint explain {rule.id}", "")]
    yield []


def _since(name: str, facts: Facts) -> Iterator[Line]:
    if name in facts.kfuncs and facts.kfuncs[name].since:
        yield [
            ("   = kernels: ", "dim"),
            (f"{name}() exists since {facts.kfuncs[name].since}; bpflint kfunc {name}", ""),
        ]
