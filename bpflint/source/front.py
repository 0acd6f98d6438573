"""The front end's one door: from a file and the settings of a run to a `Unit`.

Parses with the arguments the surroundings give, with precompiled kernel types where they serve, and again where that
brings more: without names of the bundled headers that the file defines itself, and with the prototypes of kfuncs that
a newer vmlinux.h than its own would declare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bpflint.config import Settings
from bpflint.source import bundled
from bpflint.source.arguments import Arguments, arguments_for
from bpflint.source.model import Problem, Span, Status, Unit
from bpflint.source.parse import parse_unit
from bpflint.source.precompiled import PrecompiledHeader, precompiled_for

_UNDECLARED = re.compile(r"undeclared identifier '(\w+)'")
_MAX_ROUNDS = 4
"""Times a file is parsed with more and more colliding names left out of the bundled headers."""


@dataclass(slots=True, eq=False)
class _Attempt:
    """One way to parse the file."""

    path: str
    arguments: Arguments
    texts: Sequence[tuple[str, str]] = ()
    precompiled: PrecompiledHeader | None = None
    renamed: set[str] = field(default_factory=set)

    def parse(self, extra: Sequence[tuple[str, str]] = (), included: Sequence[str] = ()) -> Unit:
        args = list(self.arguments.args)
        for header in included:
            args += ["-include", header]
        pch = None
        if self.precompiled is not None and not included:
            pch = str(self.precompiled.path)
            args += self.precompiled.macros
        return parse_unit(self.path, args, pch=pch, unsaved=[*self.arguments.texts, *self.texts, *extra])


def arguments_of(path: str, text: str | None, settings: Settings) -> Arguments:
    """The parser's arguments for `path`, or for `text` in its place, as the settings and its surroundings give them.

    Raises BpflintError for a compilation database that cannot be read.
    """
    return arguments_for(
        path,
        cli_args=settings.clang_args,
        include_dirs=settings.include_dirs,
        defines=settings.defines,
        clang_args=settings.project_args,
        compile_commands=settings.compile_commands,
        vmlinux=settings.vmlinux,
        texts={} if text is None else {path: text},
        use_cache=settings.cache,
    )


def parse_file(
    path: str,
    text: str | None,
    settings: Settings,
    prototype: Callable[[str], str | None] = lambda _name: None,
    arguments: Arguments | None = None,
) -> Unit:
    """Parse `path`, or `text` in its place, with the arguments that `arguments_of` gives.

    `prototype` gives the C prototype of a kfunc by name. It is asked for what the file calls and nowhere declares, if
    the file takes its kernel types from us: its own vmlinux.h may well declare kfuncs. Raises BpflintError for a
    compilation database that cannot be read.
    """
    texts = {} if text is None else {path: text}
    if arguments is None:
        arguments = arguments_of(path, text, settings)
    precompiled = precompiled_for(arguments, path, texts) if settings.cache else None
    attempt = _Attempt(path, arguments, tuple(texts.items()), precompiled)
    unit = attempt.parse()
    if precompiled is not None and (
        unit.status is Status.FAILED or any(precompiled.is_rejected(problem.message) for problem in unit.problems)
    ):
        precompiled.discard()
        attempt.precompiled = None
        unit = attempt.parse()
    if unit.status is not Status.OK:
        unit = _without_collisions(attempt, unit, settings.cache)
    if arguments.uses_bundled_vmlinux:
        unit = _with_prototypes(attempt, unit, prototype, settings.cache)
    for name in arguments.missing:
        _explain_missing(unit, name)
    return unit


def _without_collisions(attempt: _Attempt, unit: Unit, use_cache: bool) -> Unit:
    for _ in range(_MAX_ROUNDS):
        fresh = {name for problem in unit.problems if (name := _collision(unit, problem))} - attempt.renamed
        if not fresh:
            break
        attempt.renamed |= fresh
        attempt.precompiled = None
        again = attempt.parse(_changed(attempt, use_cache))
        if again.status is not Status.OK and len(again.problems) > len(unit.problems):
            break
        unit = again
    return unit


def _collision(unit: Unit, problem: Problem) -> str | None:
    lines = unit.lines(problem.span.path)
    if not 0 < problem.span.line <= len(lines):
        return bundled.colliding_name(problem.message, "")
    word = re.match(r"\w*", lines[problem.span.line - 1][problem.span.column - 1 :])
    return bundled.colliding_name(problem.message, word[0] if word else "")


def _changed(attempt: _Attempt, use_cache: bool) -> list[tuple[str, str]]:
    return list(bundled.without(attempt.renamed, use_cache).items())


def _with_prototypes(attempt: _Attempt, unit: Unit, prototype: Callable[[str], str | None], use_cache: bool) -> Unit:
    called = {
        call.callee
        for function in unit.functions.values()
        if not function.in_header
        for call in function.calls()
        if call.implicit and isinstance(call.callee, str)
    }
    called |= {match[1] for problem in unit.problems if (match := _UNDECLARED.search(problem.message))}
    prototypes = [text for name in sorted(called) if (text := prototype(name)) is not None]
    if not prototypes:
        return unit
    header = str(bundled.KFUNC_HEADER)
    extra = [*_changed(attempt, use_cache), (header, bundled.kfunc_header(prototypes))]
    again = attempt.parse(extra, [header])
    return again if len(again.problems) <= len(unit.problems) else unit


def _explain_missing(unit: Unit, name: str) -> None:
    """Add what to do to the parser's complaint about a header that nobody has."""
    for index, problem in enumerate(unit.problems):
        if f"'{name}' file not found" in problem.message:
            message = f"{problem.message}; name its directory with -I"
            unit.problems[index] = Problem(problem.span, message, problem.fatal)
            return
    if unit.status is Status.OK and not Path(name).is_absolute():
        return
    unit.problems.append(Problem(Span(unit.path, 1, 1, 1, 1), f"'{name}' was not found; name its directory with -I"))
