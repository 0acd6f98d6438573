"""Answers about kfuncs for people and programs: a page like a man page, a record, a list.

Everything comes from the facts and the protocols; nothing is decided here. A statement about a kernel that was not
looked at is marked as inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bpflint.base.errors import BpflintError, did_you_mean
from bpflint.kernel import Facts, KernelFacts, Kfunc, KfuncAt, ProgramKind, Version, describe_versions
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT
from bpflint.kernel.marks import FLAG_NAMES
from bpflint.kernel.program_types import EVERY, PREFIX
from bpflint.libbpf.sections import SectionTable

_WIDTH: Final = 100

At = KernelFacts | Version | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page: a title and its lines; `is_code` lines are C."""

    title: str
    lines: tuple[str, ...]
    is_code: bool = False


class UnknownKfuncError(BpflintError):
    """A name that no known kernel has as a kfunc; `nearest` are like it."""

    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        hint = f"; the nearest names are {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no kernel bpflint knows has a kfunc {name!r}{hint}")
        self.nearest = tuple(nearest)


def page(facts: Facts, name: str, kernel: At = None) -> str:
    """The page about a kfunc as plain text, its history or (with `kernel`) what one kernel says.

    Raises UnknownKfuncError with the nearest names.
    """
    blocks = []
    for part in parts(facts, name, kernel):
        indented = "\n".join(f"    {line}".rstrip() for line in part.lines)
        blocks.append(f"{part.title.upper()}\n{indented}")
    return "\n\n".join(blocks) + "\n"


def parts(facts: Facts, name: str, kernel: At = None) -> tuple[Part, ...]:
    """The parts of the page about a kfunc, in order; empty ones are left out. Raises UnknownKfuncError."""
    history = _history(facts, name)
    at = _kernel(facts, kernel)
    latest = at.kfunc(name) if at else _latest(facts, history)
    about = (
        Part("Name", (_headline(history),)),
        Part("Prototype", tuple(_prototypes(facts, history, at)), is_code=True),
        Part("Kernels", tuple(_lifetime(facts, history, at))),
        Part("Flags", tuple(_flags(facts, history, at))),
        Part("Arguments", tuple(_arguments(latest))),
        Part("Program types", tuple(_types(facts, history, at))),
        Part("References", tuple(_references(facts, latest, at))),
        Part("Order", tuple(_order(facts, name))),
        Part("Declaration", tuple(_declaration(latest)), is_code=True),
        Part("Example", tuple(_example(facts, latest, at)), is_code=True),
        Part("Disputed", tuple(_disputes(history))),
        Part("See also", tuple(_sources(history))),
    )
    return tuple(part for part in about if part.lines)


def record(facts: Facts, name: str, kernel: At = None) -> dict[str, Any]:
    """The facts about one kfunc as JSON data; with `kernel` as that kernel has it. Raises UnknownKfuncError."""
    history = _history(facts, name)
    at = _kernel(facts, kernel)
    kfunc = at.kfunc(name) if at else _latest(facts, history)
    summary = _summary(history, kfunc)
    return {
        **summary,
        "family": history.family,
        "docs": history.docs,
        "commit": history.commit,
        "module": history.module,
        "config": history.config,
        "architecture": history.architecture,
        "test": history.test,
        "callable": kfunc.callable if kfunc else None,
        "kernels": [str(version) for version in history.versions],
        "unknown_kernels": [str(version) for version in history.unknown],
        "measured_kernels": [str(version) for version in history.seen],
        "prototypes": [
            {"since": str(low), "until": str(high), "prototype": prototype.text}
            for low, high, prototype in history.prototypes
        ],
        "program_types_since": {
            token: describe_versions(versions, facts.versions)
            for token, versions in _token_versions(facts, history, KfuncAt.program_types).items()
        },
        "disputed": [
            {"what": each.what, "documented": each.documented, "kernel": each.kernel, "decided": each.decided}
            for each in history.disputes
        ],
    }


def listing(
    facts: Facts,
    kernel: At = None,
    program_type: str | None = None,
    *,
    family: str | None = None,
    with_tests: bool = True,
) -> list[dict[str, Any]]:
    """Kfuncs as JSON data, by name: those that `kernel` has, or all, each as its newest kernel has it.

    `program_type` keeps those that such a program may call: a type (`xdp`, `BPF_PROG_TYPE_XDP`), a section
    (`fentry.s/file_open`), or a struct_ops member (`sched_ext_ops.enqueue`). What nobody measured is left out then.
    Raises BpflintError for a program type or family that does not exist.
    """
    if family is not None and family not in facts.families:
        raise BpflintError(f"there is no family of kfuncs {family!r}{did_you_mean(family, list(facts.families))}")
    kind = parse_kind(facts, program_type) if program_type else None
    at = _kernel(facts, kernel)
    if at is None:
        found = [kfunc for name in facts.kfuncs if (kfunc := _latest(facts, facts.kfuncs[name])) is not None]
    else:
        found = list(at.kfuncs())
    return [
        _summary(facts.kfuncs.get(kfunc.name), kfunc)
        for kfunc in found
        if (kind is None or _may_call(kfunc, kind))
        and (family is None or kfunc.family == family)
        and (with_tests or not kfunc.test)
    ]


def parse_kind(facts: Facts, text: str) -> ProgramKind:
    """The kind of program a user means: a program type, a section name or a struct_ops member.

    Raises BpflintError where it is none, with the nearest.
    """
    name = text.upper().removeprefix(PREFIX)
    if f"{PREFIX}{name}" in facts.program_types and name != "UNSPEC":
        return ProgramKind(f"{PREFIX}{name}")
    section = SectionTable(facts.section_table).resolve(text)
    if section is not None and section.program_type:
        if section.program_type == "BPF_PROG_TYPE_STRUCT_OPS" and section.target and "." in section.target:
            return ProgramKind(section.program_type, sleepable=section.sleepable, member=section.target)
        return ProgramKind(section.program_type, section.attach_type, section.sleepable, target=section.target)
    if text in facts.struct_ops_members:
        return ProgramKind("BPF_PROG_TYPE_STRUCT_OPS", member=text)
    known = [each.removeprefix(PREFIX).lower() for each in facts.program_types]
    known += [entry["section"] for entry in facts.section_table]
    known += facts.struct_ops_members if "." in text else ()
    hint = did_you_mean(text.lower(), list(dict.fromkeys(known)))
    raise BpflintError(f"{text!r} is no program type, section or struct_ops member{hint}")


# --------------------------------------------------------------------------------------------------------- the parts


def _history(facts: Facts, name: str) -> Kfunc:
    if name not in facts.kfuncs:
        raise UnknownKfuncError(name, facts.nearest(name))
    return facts.kfuncs[name]


def _kernel(facts: Facts, kernel: At) -> KernelFacts | None:
    return facts.at(kernel) if isinstance(kernel, Version) else kernel


def _latest(facts: Facts, history: Kfunc) -> KfuncAt | None:
    return facts.at(history.versions[-1]).kfunc(history.name) if history.versions else None


def _summary(history: Kfunc | None, kfunc: KfuncAt | None) -> dict[str, Any]:
    name = kfunc.name if kfunc else history.name if history else ""
    return {
        "name": name,
        "prototype": kfunc.prototype.text if kfunc else None,
        "flags": sorted(kfunc.flags) if kfunc else [],
        "program_types": list(kfunc.named_program_types()) if kfunc else [],
        "since": str(history.since) if history and history.since else None,
        "until": str(history.until) if history and history.until else None,
        "replaced_by": history.successor.name if history and history.successor else None,
    }


def _may_call(kfunc: KfuncAt, kind: ProgramKind) -> bool:
    if kind.attach or kind.member:
        return kfunc.allows(kind) is True
    names = {token.partition("/")[0].partition("#")[0] for token in kfunc.named_program_types()}
    return kind.type in names


def _headline(history: Kfunc) -> str:
    marks = [f"family {history.family}"]
    if history.test:
        marks.append("for the kernel's own tests")
    return f"{history.name} ({', '.join(marks)})"


def _prototypes(facts: Facts, history: Kfunc, at: KernelFacts | None) -> Iterator[str]:
    if at is not None:
        kfunc = at.kfunc(history.name)
        if kfunc is not None:
            yield f"{kfunc.prototype.text};"
        return
    ranges = history.prototypes
    for low, high, prototype in ranges:
        span = [version for version in facts.versions if low <= version <= high]
        when = describe_versions(span, facts.versions)
        yield f"{prototype.text};" if len(ranges) == 1 else f"{prototype.text};  /* {when} */"


def _lifetime(facts: Facts, history: Kfunc, at: KernelFacts | None) -> Iterator[str]:
    if at is not None:
        kfunc = at.kfunc(history.name)
        if kfunc is None:
            yield f"{at.name}: {at.presence(history.name).value}"
        elif not kfunc.callable:
            yield f"{at.name}: in the kernel's BTF, but no program can call it"
        else:
            yield f"{at.name}: present{'' if kfunc.measured else ' (inferred, not measured)'}"
    yield describe_versions(history.versions, facts.versions)
    if history.seen and set(history.versions) - set(history.seen):
        yield f"seen in {_ranges(history.seen, facts)}; inferred for the others"
    if history.unknown:
        yield f"not known for {_ranges(history.unknown, facts)}"
    for reason in dict.fromkeys(reason for _, reason in history.uncallable):
        versions = [version for version, each in history.uncallable if each == reason]
        yield f"cannot be called on {describe_versions(versions, facts.versions)}: {reason}"
    if history.successor:
        since = f" since {history.successor.since}" if history.successor.since else ""
        yield f"{history.successor.kind} {history.successor.name}{since}"
    if history.module:
        yield f"from the module {history.module}"
    if history.config:
        yield f"needs a kernel with {history.config}"
    if history.architecture:
        yield f"only on {history.architecture}"


def _ranges(versions: Sequence[Version], facts: Facts) -> str:
    return describe_versions(versions, facts.versions).replace(">=", "since ").replace("..", " to ")


def _flags(facts: Facts, history: Kfunc, at: KernelFacts | None) -> Iterator[str]:
    if at is not None:
        kfunc = at.kfunc(history.name)
        for flag in sorted(kfunc.flags) if kfunc else ():
            yield f"{flag}: {_flag_words(flag)}"
        yield from _trusted_by_default(kfunc)
        return
    versions = _token_versions(facts, history, lambda kfunc: kfunc.flags)
    for flag, having in sorted(versions.items()):
        when = "" if len(having) == len(history.versions) else f" ({describe_versions(having, facts.versions)})"
        yield f"{flag}: {_flag_words(flag)}{when}"
    yield from _trusted_by_default(_latest(facts, history))


def _trusted_by_default(kfunc: KfuncAt | None) -> Iterator[str]:
    if kfunc is None or not kfunc.callable or kfunc.version < TRUSTED_BY_DEFAULT or "KF_RCU" in kfunc.flags:
        return
    if any(param.type.is_pointer for param in kfunc.prototype.params):
        yield f"(since {TRUSTED_BY_DEFAULT} pointers must be trusted, without a flag)"


def _arguments(kfunc: KfuncAt | None) -> Iterator[str]:
    for param in kfunc.prototype.params if kfunc else ():
        words = [suffix.says for suffix in sorted(param.suffixes, key=lambda suffix: suffix.name)]
        if words:
            yield f"{param.name}: {', '.join(dict.fromkeys(words))}"


def _types(facts: Facts, history: Kfunc, at: KernelFacts | None) -> Iterator[str]:
    if at is not None:
        kfunc = at.kfunc(history.name)
        if kfunc is not None and kfunc.callable:
            yield from wrapped(_short(kfunc.program_types()), "")
            unknown = kfunc.unmeasured_program_types()
            if unknown is None:
                yield "not known"
            elif unknown:
                yield from wrapped(_short(unknown), "not known: ")
        return
    for title, choose in (("", KfuncAt.program_types), ("not known, ", _unknown_types)):
        by_range: dict[str, list[str]] = {}
        for token, versions in _token_versions(facts, history, choose).items():
            when = describe_versions(versions, facts.versions)
            by_range.setdefault(when, []).append(token)
        for when, tokens in by_range.items():
            yield from wrapped(_short(tokens), f"{title}{'kernels ' if when[0].isdigit() else ''}{when}: ")


def _unknown_types(kfunc: KfuncAt) -> tuple[str, ...]:
    unknown = kfunc.unmeasured_program_types()
    return ("every program type",) if unknown is None else unknown


def _token_versions(
    facts: Facts, history: Kfunc, choose: Callable[[KfuncAt], Sequence[str] | frozenset[str]]
) -> dict[str, list[Version]]:
    """For each word that `choose` finds in the kfunc of some release, the releases."""
    found: dict[str, list[Version]] = {}
    for version in history.versions:
        kfunc = facts.at(version).kfunc(history.name)
        for token in choose(kfunc) if kfunc else ():
            found.setdefault(token, []).append(version)
    return found


def _short(tokens: Sequence[str]) -> list[str]:
    """The tokens without their common prefix; the members of one struct together."""
    found: list[str] = []
    members: dict[str, list[str]] = {}
    for token in sorted(tokens):
        struct, dot, member = token.removeprefix(PREFIX).partition(".")
        if dot:
            members.setdefault(struct, []).append(member)
        else:
            found.append("every program type" if token == EVERY else struct)
    return found + [f"{struct}.{{{', '.join(names)}}}" for struct, names in members.items()]


def wrapped(items: Sequence[str], title: str) -> Iterator[str]:
    """The items with commas between, broken into lines; later lines are indented."""
    words = f"{title}{', '.join(items)}".split(" ")
    line = words[0]
    for word in words[1:]:
        if len(line) + len(word) >= _WIDTH:
            yield line
            line = f"    {word}"
        else:
            line += f" {word}"
    if items:
        yield line


def _references(facts: Facts, kfunc: KfuncAt | None, at: KernelFacts | None) -> Iterator[str]:
    """Which kfuncs give back what this one takes, by flags and types."""
    if kfunc is None or kfunc.flags.isdisjoint(("KF_ACQUIRE", "KF_RELEASE")):
        return
    if "KF_ACQUIRE" in kfunc.flags and (names := _releasers(facts, kfunc, at)):
        yield from wrapped(names, "the reference is released by: ")
    if "KF_RELEASE" in kfunc.flags:
        mine = kfunc.released_struct
        others = _others(facts, kfunc, at)
        names = [each.name for each in others if "KF_ACQUIRE" in each.flags and mine and _returned(each) == mine]
        if names:
            yield from wrapped(names, "releases references from: ")


def _releasers(facts: Facts, kfunc: KfuncAt, at: KernelFacts | None) -> list[str]:
    """The kfuncs that release what this one returns."""
    kernel = at or facts.at(kfunc.version)
    found = (kernel.kfunc(name) for name in kernel.releasers.get(_returned(kfunc), ()))
    return [each.name for each in found if each is not None and (not each.test or kfunc.test)]


def _others(facts: Facts, kfunc: KfuncAt, at: KernelFacts | None) -> list[KfuncAt]:
    kernel = at or facts.at(kfunc.version)
    return [each for each in kernel.kfuncs() if not each.test or kfunc.test]


def _example(facts: Facts, kfunc: KfuncAt | None, at: KernelFacts | None) -> Iterator[str]:
    """A call with what has to follow it: the test of its result, and the release of what it acquires."""
    if kfunc is None or not kfunc.callable:
        return
    prototype = kfunc.prototype
    call = f"{kfunc.name}({', '.join(param.base_name or '0' for param in prototype.params)});"
    if prototype.returns.kind == "void":
        yield call
        return
    result = "result" if "result" not in {param.base_name for param in prototype.params} else "returned"
    yield f"{prototype.returns.declare(result)} = {call}"
    if "KF_RET_NULL" in kfunc.flags:
        yield f"if (!{result})"
        yield "    return 0;"
    if "KF_ACQUIRE" in kfunc.flags and (names := _releasers(facts, kfunc, at)):
        yield "/* use it */"
        yield f"{names[0]}({result});"


def _returned(kfunc: KfuncAt) -> str:
    target = kfunc.prototype.returns.target
    return target.name if target else ""


def _order(facts: Facts, name: str) -> Iterator[str]:
    consequences = {
        "verifier": "the verifier refuses any other order",
        "run_time": "any other order loads, but the call fails when it runs",
        "nobody": "nothing stops any other order",
    }
    for protocol in facts.protocols.of_call(name):
        yield f"{protocol.title} ({consequences[protocol.enforced.value]})"
        main = protocol.aliases.get(name, name)
        origins = frozenset(state for each in protocol.calls[main] for state in each.origins)
        before = protocol.path_to(protocol.start, origins) if origins and protocol.start not in origins else None
        if before:
            yield f"call first: {', then '.join(before)}"


def _declaration(kfunc: KfuncAt | None) -> Iterator[str]:
    if kfunc is not None and kfunc.callable:
        yield f"extern {kfunc.prototype.text} __ksym;"


def _disputes(history: Kfunc) -> Iterator[str]:
    for each in history.disputes:
        yield f"{each.what}: documentation says {each.documented}; the kernel: {each.kernel}; taken: {each.decided}"


def _sources(history: Kfunc) -> Iterator[str]:
    if history.docs:
        yield history.docs
    if history.commit:
        yield f"https://git.kernel.org/torvalds/c/{history.commit}"


def _flag_words(flag: str) -> str:
    return FLAG_NAMES[flag].says if flag in FLAG_NAMES else "not known to bpflint"
