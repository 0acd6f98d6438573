"""Answers about kfuncs for people and programs: a page like a man page, a record, a list.

Everything comes from the facts and the protocols; nothing is decided here. A statement about a kernel that was not
looked at is marked as inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bpflint.base.errors import BpflintError
from bpflint.kernel import Facts, KernelFacts, Kfunc, KfuncAt, Version, describe_versions
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT
from bpflint.kernel.marks import FLAG_NAMES
from bpflint.kernel.program_types import EVERY, PREFIX
from bpflint.report.kfunc_listing import At, kernel_at, latest, summary

_WIDTH: Final = 100


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
    at = kernel_at(facts, kernel)
    newest = at.kfunc(name) if at else latest(facts, history)
    about = (
        Part("Name", (_headline(history),)),
        Part("Prototype", tuple(_prototypes(facts, history, at)), is_code=True),
        Part("Kernels", tuple(_lifetime(facts, history, at))),
        Part("Flags", tuple(_flags(facts, history, at))),
        Part("Arguments", tuple(_arguments(newest))),
        Part("Program types", tuple(_types(facts, history, at))),
        Part("References", tuple(_references(facts, newest, at))),
        Part("Order", tuple(_order(facts, name))),
        Part("Declaration", tuple(_declaration(newest)), is_code=True),
        Part("Example", tuple(_example(facts, newest, at)), is_code=True),
        Part("Disputed", tuple(_disputes(history))),
        Part("See also", tuple(_sources(history))),
    )
    return tuple(part for part in about if part.lines)


def record(facts: Facts, name: str, kernel: At = None) -> dict[str, Any]:
    """The facts about one kfunc as JSON data; with `kernel` as that kernel has it. Raises UnknownKfuncError."""
    history = _history(facts, name)
    at = kernel_at(facts, kernel)
    kfunc = at.kfunc(name) if at else latest(facts, history)
    about = summary(history, kfunc)
    return {
        **about,
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


# --------------------------------------------------------------------------------------------------------- the parts


def _history(facts: Facts, name: str) -> Kfunc:
    if name not in facts.kfuncs:
        raise UnknownKfuncError(name, facts.nearest(name))
    return facts.kfuncs[name]


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
    yield from _trusted_by_default(latest(facts, history))


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
