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
from bpflint.kernel.verifier_messages import LOOKED_AT, Call, Match, Message, match
from bpflint.policy.rules import Catalog
from bpflint.report.excerpt import Line

MAX_LINES: Final = 2_000_000
_PROGRAM: Final = re.compile(
    r"prog '(?P<libbpf>[^']+)': (?:BEGIN PROG LOAD LOG|-- BEGIN PROG LOAD LOG|failed to load)"
    r"|PROCESSING \S+?/(?P<veristat>\w+), DURATION"
    r"|program (?P<cilium>\w+): load program:"
    r"|Prog section '(?P<section>[^']+)' rejected"
)
_NAMED: Final = re.compile(r"prog '(?P<name>[^']+)': ")
_NAMED_LAST: Final = re.compile(
    r"prog '(?P<libbpf>[^']+)': failed to (?:load|prepare)|failed to load program '(?P<old>[^']+)'"
    r"|Failed to load BPF program (?:b?')?(?P<bcc>\w+)"
)
"""How loaders name the program behind its log. Of some logs only the end is at hand."""
_CALL: Final = re.compile(r"^\s*\d+: \(85\) call (?:(?P<name>\w+)#)?(?P<number>\d+)\b")
_INSTRUCTION: Final = re.compile(r"^\s*\d+: \([0-9a-f]{2}\) ")
_JOINED: Final = re.compile(r"^\s*\d+: \([0-9a-f]{2}\) [^;]*?: (?P<rest>\S.*)$")
"""An instruction and what was said of it, which cilium/ebpf writes as one line."""
_GIVES_BACK: Final = re.compile(
    r"release|submit|discard|destroy|_drop|_put|unlock|pull_data|_adjust_|change_(?:head|tail|proto)|store_bytes"
)
"""In names of functions after which pointers are numbers to the verifier."""
_OMITTED: Final = re.compile(r"\s*\(\d+ line\(s\) omitted\).*$")
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
_END: Final = re.compile(r"(?:^|\s)processed \d+ insns \(limit")
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
    call: Call | None = None
    """The function called by the last instruction, if it was a call."""
    gave_back: bool = False
    went_on: bool = False
    """True where the verifier looked at a further instruction after the last message: what it said was no refusal."""

    def feed(self, line: str) -> Iterator[Refusal]:
        """Takes the next line of a log; yields what is complete with it."""
        program = _PROGRAM.search(line)
        if program is not None:
            yield from self.finish()
            self.program = next(filter(None, program.groups()))
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
        if _INSTRUCTION.match(line):
            self._execute(line)
            joined = _JOINED.match(line)
            if joined is not None:
                yield from self.feed(joined["rest"])
            return
        if _NOISE.match(line) or not line.strip():
            return
        known = match(line, self.messages, self._situation(), self.call)
        if known is not None:
            named = _NAMED.search(line)
            refusal = Refusal(named["name"] if named else self.program, known.words.strip(), known, *self.place)
            if not self._says_less(refusal):
                self.cause, self.went_on = refusal, False
        elif program is None and "libbpf:" not in line:
            self.last_words = line.strip()

    def _execute(self, line: str) -> None:
        """Takes an instruction."""
        self.went_on = True
        call = _CALL.match(line)
        self.call = Call(call["name"] or "", int(call["number"])) if call else None
        if self.call and _GIVES_BACK.search(self.call.name):
            self.gave_back = True

    def _situation(self) -> frozenset[str]:
        told = {"call": self.call is not None, "released": self.gave_back}
        return frozenset(situation for situation, holds in told.items() if holds)

    def _listen(self, line: str) -> None:
        """Takes a line of the story: the first place in it is where it ends."""
        place = _STORY_PLACE.match(line)
        if place is not None and self.cause is not None and not self.cause.line:
            self.cause = replace(self.cause, file=place["file"], line=int(place["line"]))

    def _says_less(self, refusal: Refusal) -> bool:
        """True for the general words that follow the ones that a rule is about, at the same place."""
        cause, known = self.cause, refusal.known
        if cause is None or cause.known is None or known is None or self.went_on:
            return False
        says_less = known.message.is_general or (known.message.rule is None and cause.known.message.rule is not None)
        return says_less and (cause.file, cause.line, cause.code) == self.place

    def finish(self) -> Iterator[Refusal]:
        """The end of a program's log."""
        if self.cause is not None and not self.loads:
            yield self.cause
        elif self.last_words and not self.loads and self.place != ("", 0, ""):
            yield Refusal(self.program, self.last_words, None, *self.place)
        self.program, self.place, self.cause, self.last_words = "", ("", 0, ""), None, ""
        self.in_story, self.call, self.gave_back, self.went_on = False, None, False, False


def refusals(lines: Iterable[str], messages: Sequence[Message]) -> list[Refusal]:
    """What the programs of a log were refused for, each once, in order."""
    reader, prefix = _Reader(messages), _Prefix()
    found: list[Refusal] = []
    for number, line in enumerate(lines):
        if number >= MAX_LINES:
            break
        for part in _lines_of(prefix.without(line[:_LONGEST_LINE].rstrip("\n"))):
            last = _NAMED_LAST.search(part)
            if last is not None:
                found += reader.finish()
                if found and not found[-1].program:
                    found[-1] = replace(found[-1], program=next(filter(None, last.groups())))
            found += reader.feed(_OMITTED.sub("", part))
    found += reader.finish()
    explained = {each.program for each in found if each.known is not None}
    return list(dict.fromkeys(each for each in found if each.known is not None or each.program not in explained))


class _Prefix:
    """What a system's own log puts in front of each line: times, names of hosts and containers, quotation marks.

    It is known by the instructions behind it: two that have the same in front of them, but for the numbers.
    """

    _HEAD: Final = re.compile(r"^(?P<head>.*?\S.*?[\s>])\d+: \([0-9a-f]{2}\) ")

    def __init__(self) -> None:
        self._shape = ""
        self._pattern: re.Pattern[str] | None = None

    def without(self, line: str) -> str:
        if self._pattern is None:
            head = None if _INSTRUCTION.match(line) else self._HEAD.match(line)
            if head is None:
                return line
            shape = re.sub(r"\\?\s+", r"\\s*", re.sub(r"\d+", r"\\d+", re.escape(head["head"])))
            if shape != self._shape:
                self._shape = shape
                return line
            self._pattern = re.compile(shape)
        found = self._pattern.match(line)
        return line[found.end() :] if found else line


def _lines_of(line: str) -> list[str]:
    """The lines of a log that a program's own log holds as one field."""
    logged = _LOGGED.search(line)
    if logged is None:
        return [line]
    return logged[1].replace('\\"', '"').replace("\\t", "\t").split("\\n")


def explanation(refusal: Refusal, catalog: Catalog, facts: Facts) -> Iterator[Line]:
    """Lines for a person: the message, where, the rule, the cure, since which kernel it is said and can be helped."""
    who = f"{clean(refusal.program)}: " if refusal.program else ""
    yield [(f"{who}{clean(refusal.words)}", "label")]
    if refusal.code or refusal.line:
        place = f"{clean(refusal.file)}:{refusal.line}: " if refusal.line else ""
        yield [("   = at: ", "dim"), (f"{place}{clean(refusal.code)}", "code")]
    if refusal.known is None:
        yield [("   = no rule of bpflint stands for this message", "")]
        yield []
        return
    known = _named(refusal.known, facts)
    rule = catalog.find(known.message.rule) if known.message.rule else None
    also = ", ".join(f"{one.id} {one.name}" for each in known.message.also if (one := catalog.find(each)) is not None)
    if rule is not None:
        yield [("   = rule: ", "dim"), (f"{rule.id} {rule.name}: {rule.summary}", str(rule.level))]
        if also:
            yield [("   = or: ", "dim"), (also, "")]
    else:
        yield [("   = no rule of bpflint is about this" + (f", unless it is {also}" if also else ""), "")]
    yield [("   = cure: ", "dim"), (clean(known.cure), "help")]
    yield from _since(known, facts)
    if known.message.since:
        before = LOOKED_AT[LOOKED_AT.index(known.message.since) - 1]
        yield [("   = said: ", "dim"), (f"by the verifier of {known.message.since}, not yet by that of {before}", "")]
    if rule is not None:
        yield [("   = more: ", "dim"), (f"bpflint explain {rule.id}", "")]
    yield []


def _named(known: Match, facts: Facts) -> Match:
    """With the name of a helper that the kernel prints the number of: its own list ends before it."""
    if known.subject not in {"", "unknown"}:
        return known
    newest = facts.at(facts.newest)
    helpers = (helper for name in facts.helpers if (helper := newest.helper(name)) is not None)
    return replace(known, subject=next((each.name for each in helpers if each.number == known.number), ""))


def _since(known: Match, facts: Facts) -> Iterator[Line]:
    name = known.subject
    if name in facts.kfuncs:
        since, page = facts.kfuncs[name].since, f"bpflint kfunc {name}"
    else:
        helper = facts.at(facts.newest).helper(name) if name in facts.helpers else None
        since, page = helper.since if helper else None, f"bpflint helper {name}"
    if since:
        yield [("   = kernels: ", "dim"), (f"{name}() exists since {since}; {page}", "")]
