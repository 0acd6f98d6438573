"""Answers about what kernels have in their BTF, for people and programs: functions, types, members, hooks.

One name may mean several things (a function and a tracepoint): each gets a page. Only what differs is shown twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import partial
from re import compile as compile_pattern
from typing import Any, Final

from bpflint.base.errors import BpflintError, did_you_mean
from bpflint.kernel import Facts, KernelFacts, Presence, Version, describe_versions
from bpflint.kernel.surface import Surface, load_surface
from bpflint.kernel.surface_at import Answer, SurfaceAt
from bpflint.kernel.surface_types import Record, Signature, declared
from bpflint.report.manual_page import Part

_MAX_MATCHES: Final = 500
_MAX_MEMBERS: Final = 400
_MAX_SLIPS: Final = 2
"""Letters that a name may have more than what was meant, or fewer, or others."""

Ask = Callable[[SurfaceAt, str], Answer[Any]]
_WORDS: Final = ((Presence.PRESENT, "have it"), (Presence.ABSENT, "lack it"), (Presence.UNKNOWN, "nobody knows"))


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that kernels may have: what it is, its name, and how to ask for it."""

    what: str
    name: str
    ask: Callable[[SurfaceAt], Answer[Any]]


def subjects(name: str) -> list[Subject]:
    """Everything that a name means on some kernel. Raises BpflintError where it means nothing.

    A name may be written as C does (`inode->i_atime`, `do_unlinkat()`) or as sections do (`iter/task`).
    """
    surface = load_surface()
    found = list(_by_pattern(surface, name) if any(mark in name for mark in "*?[") else _named(surface, name))
    if not found:
        # Hooks of LSMs are the kernel's own.
        elsewhere = "" if name.startswith(("lsm/", "bpf_lsm_")) else "; a module may"
        raise BpflintError(f"no kernel bpflint knows has {name!r} in its vmlinux{elsewhere}{_near(surface, name)}")
    return found[:_MAX_MATCHES]


def _near(surface: Surface, name: str) -> str:
    """`; did you mean 'do_unlinkat'?` for a name with a slip in it, or nothing."""
    word = name.rpartition("/")[2].rpartition(" ")[2].removesuffix("()").replace("->", ".").partition(".")[0]
    names = (other.removeprefix("bpf_lsm_") for category in "fpsuent" for other in surface.names(category))
    # Of the 200,000 names only a few are so alike that it is worth to compare them letter by letter.
    alike = {other for other in names if other[:1] == word[:1] and abs(len(other) - len(word)) <= _MAX_SLIPS}
    near = [other for other in alike if sum((Counter(other) - Counter(word)).values()) <= _MAX_SLIPS]
    return did_you_mean(word, sorted(near)) if word not in alike else ""


def _named(surface: Surface, name: str) -> Iterator[Subject]:
    section, slash, target = name.partition("/")
    if slash:
        what = _SECTIONS.get(section.partition(".")[0])
        yield from (each for each in _named(surface, target.rpartition("/")[2]) if each.what == what)
        return
    plain = name.partition(" ")[2] if name.startswith(("struct ", "union ", "enum ")) else name
    plain = plain.removesuffix("()").replace("->", ".")
    tag, dot, member = plain.partition(".")
    if dot:
        yield from _members(surface, tag, member)
        return
    for what, key, ask in _QUESTIONS:
        if surface.knows(key.format(plain)):
            yield Subject(what, plain, partial(_asked, ask, plain))


def _members(surface: Surface, tag: str, member: str) -> Iterator[Subject]:
    name = f"{tag}.{member}"
    if surface.knows(f"s bpf_struct_ops_{tag}") and surface.field_builds(f"struct {tag}", member):
        yield Subject("struct_ops member", name, partial(_struct_ops_member, tag, member))
        return
    for word in ("struct", "union"):
        if surface.field_builds(f"{word} {tag}", member):
            yield Subject("member", name, partial(_member, f"{word} {tag}", member))


def _asked(ask: Ask, name: str, at: SurfaceAt) -> Answer[Any]:
    return ask(at, name)


def _member(record: str, member: str, at: SurfaceAt) -> Answer[Any]:
    return at.field(record, member)


def _struct_ops_member(tag: str, member: str, at: SurfaceAt) -> Answer[Any]:
    return at.struct_ops_member(tag, member)


_QUESTIONS: Final[tuple[tuple[str, str, Ask], ...]] = (
    ("function", "f {}", lambda at, name: at.function(name)),
    ("tracepoint", "p {}", lambda at, name: at.tracepoint(name)),
    ("LSM hook", "f bpf_lsm_{}", lambda at, name: at.lsm_hook(name)),
    ("iterator", "s bpf_iter__{}", lambda at, name: at.iterator(name)),
    ("struct_ops type", "s bpf_struct_ops_{}", lambda at, name: at.struct_ops(name)),
    ("struct", "s {}", lambda at, name: at.record(f"struct {name}")),
    ("union", "u {}", lambda at, name: at.record(f"union {name}")),
    ("enum", "n {}", lambda at, name: at.type(f"enum {name}")),
    ("enumerator", "e {}", lambda at, name: at.enumerator(name)),
    ("typedef", "t {}", lambda at, name: at.type(name)),
    ("variable", "v {}", lambda at, name: at.variable(name)),
)


_SECTIONS: Final = {
    **dict.fromkeys(("fentry", "fexit", "fmod_ret", "fsession", "kprobe", "kretprobe"), "function"),
    **dict.fromkeys(("tp_btf", "raw_tp", "raw_tracepoint", "tp", "tracepoint"), "tracepoint"),
    "lsm": "LSM hook",
    "lsm_cgroup": "LSM hook",
    "iter": "iterator",
}
"""What the target of a section is, by how the section's name begins."""


def _by_pattern(surface: Surface, pattern: str) -> Iterator[Subject]:
    matches = compile_pattern(translate(pattern)).match
    tag, dot, _ = pattern.removeprefix("struct ").removeprefix("union ").replace("->", ".").partition(".")
    if dot:
        wanted = compile_pattern(translate(pattern.replace("->", ".").partition(".")[2])).match
        members = dict.fromkeys(name for word in ("struct", "union") for name in surface.member_names(f"{word} {tag}"))
        for member in members:
            if wanted(member):
                yield from _members(surface, tag, member)
        return
    for category in "fpsuenv":
        for name in surface.names(category):
            if matches(name):
                yield from (each for each in _named(surface, name) if _CATEGORY[each.what] == category)


_CATEGORY: Final = {what: key[0] if key[2:] == "{}" else "" for what, key, _ in _QUESTIONS}


def parts(facts: Facts, subject: Subject, kernel: KernelFacts | None = None) -> tuple[Part, ...]:
    """The parts of the page about a subject; with `kernel` as that one has it."""
    about = [Part("Name", (f"{subject.name} ({subject.what})",))]
    if kernel is not None:
        answer = subject.ask(kernel.surface)
        about.append(Part("Kernel", (f"{kernel.name}: {answer.presence.value}",)))
        about += _forms(subject, answer, "")
        return tuple(about)
    about.append(Part("Kernels", tuple(_kernels(facts, subject))))
    for title, answer in _history(facts, subject):
        about += _forms(subject, answer, title)
    return tuple(about)


def record(facts: Facts, subject: Subject, kernel: KernelFacts | None = None) -> dict[str, Any]:
    """The same as JSON data."""
    kernels = [kernel] if kernel else [facts.at(version) for version in facts.versions]
    return {
        "name": subject.name,
        "what": subject.what,
        "kernels": {each.name: subject.ask(each.surface).presence.value for each in kernels},
        "forms": [
            {"kernels": title, "text": [line for form in answer.forms for line in _text(subject, form)]}
            for title, answer in (
                _history(facts, subject) if kernel is None else [(kernel.name, subject.ask(kernel.surface))]
            )
        ],
    }


def _kernels(facts: Facts, subject: Subject) -> Iterator[str]:
    answers = {version: subject.ask(facts.at(version).surface).presence for version in facts.versions}
    for presence, words in _WORDS:
        chosen = [version for version, answer in answers.items() if answer is presence]
        if chosen:
            yield f"{describe_versions(chosen, facts.versions)}: {words}"
    measured = ", ".join(str(release) for release in load_surface().releases)
    yield f"measured: {measured} (builds of Debian, vmlinux without modules)"


def _history(facts: Facts, subject: Subject) -> list[tuple[str, Answer[Any]]]:
    """The forms that measured releases give it, each with the releases that do."""
    found: dict[tuple[Any, ...], list[Version]] = {}
    answers: dict[tuple[Any, ...], Answer[Any]] = {}
    for release in load_surface().releases:
        answer = subject.ask(facts.at(release).surface)
        if answer.forms:
            found.setdefault(answer.forms, []).append(release)
            answers[answer.forms] = answer
    return [(", ".join(map(str, releases)), answers[forms]) for forms, releases in found.items()]


def _forms(subject: Subject, answer: Answer[Any], title: str) -> Iterable[Part]:
    heading = f"On {title}" if title else "Form"
    lines = tuple(line for form in answer.forms for line in _text(subject, form))
    return [Part(heading, lines, is_code=True)] if lines else []


def _text(subject: Subject, form: object) -> Iterator[str]:
    name = subject.name.rpartition(".")[2]
    match form:
        case Signature():
            yield f"{form.text(name)};"
        case Record():
            yield f"{form.size} bytes"
            for member in form.members[:_MAX_MEMBERS]:
                bits = f":{member.bits}" if member.bits else ""
                yield f"{member.bit_offset // 8:>6}  {declared(member.type, member.path)}{bits};"
            if len(form.members) > _MAX_MEMBERS:
                yield f"... and {len(form.members) - _MAX_MEMBERS} more members"
        case str():
            yield f"{declared(form, name)};"
        case int():
            yield f"{name} = {form}" if subject.what == "enumerator" else f"{form} bytes"
