"""What `bpflint doctor` prints: how one file is read, where each answer comes from, and what to type if it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport
from bpflint.base.safe_text import clean
from bpflint.policy.builds import builds
from bpflint.report.excerpt import Line
from bpflint.report.outcome import plural
from bpflint.source import bundled
from bpflint.source.loaders import loader_of

if TYPE_CHECKING:
    from bpflint.policy.settings import Settings
    from bpflint.source.compiler_arguments import Arguments

_MOST: Final = 8
_WIDTH: Final = 14
_STATUS: Final = {
    "ok": "understood as a whole",
    "degraded": "parts could not be understood, and calls in them may have been missed",
    "failed": "not analysed",
}


def doctor_page(settings: Settings, ways: Mapping[str, Arguments], report: FileReport) -> Iterator[Line]:
    """The page about one file. `ways` are the arguments of the front end by the names of variants."""
    first = next(iter(ways.values()))
    headers = dict.fromkeys(row for arguments in ways.values() for row in _headers(settings, arguments))
    build = (*_loader(settings, report.path), *_build(settings, first), *_variants(settings, report.path), *_told(ways))
    rows = [*_settings(settings), *build, *headers]
    rows += _outcome(report)
    yield [(clean(relative_path(report.path)), "")]
    for label, text in rows:
        for number, line in enumerate(text.split("\n")):
            yield [(f"  {'' if number else label:<{_WIDTH}}", "gutter"), (clean(line), "")]
    yield []


def _settings(settings: Settings) -> Iterator[tuple[str, str]]:
    file = settings.config_file
    yield "settings", relative_path(str(file)) if file else "no settings file at or above it; --show-settings shows all"
    yield "kernels", _given(settings, "kernel", settings.kernel or "every known one (--kernel chooses)")


def _loader(settings: Settings, path: str) -> Iterator[tuple[str, str]]:
    loader = loader_of(path)
    if settings.loader != "auto":
        yield "loader", _given(settings, "loader", settings.loader)
    elif loader.name != "auto":
        yield "loader", f"{loader.name}, by {relative_path(loader.reason)}"
    else:
        why = f"{relative_path(loader.reason)} does not settle it" if loader.reason else "nothing tells which"
        yield "loader", f"auto: {why}, so sections of libbpf and of ebpf-go count"


def _build(settings: Settings, arguments: Arguments) -> Iterator[tuple[str, str]]:
    if arguments.origin:
        yield "flags", f"from {relative_path(arguments.origin)}"
    else:
        yield (
            "flags",
            "no compile_commands.json, .clangd or go:generate line names it; -p DIR, -I and -D give some",
        )
    if settings.arch is not None:
        yield "machine", _given(settings, "arch", arguments.machine)
    else:
        yield "machine", f"{arguments.machine}, by the flags of the build, else by this machine; --arch names another"
    for word in arguments.dropped[:_MOST]:
        yield "left out", f"{word}: the front end does not need it, or must not be given it"


def _variants(settings: Settings, path: str) -> Iterator[tuple[str, str]]:
    """What tables of the settings say of the file."""
    origin = settings.origins.get("file_rules")
    rules = [rule for rule in settings.file_rules if rule.holds(settings.relative(path))]
    where = f"[[files]] of {relative_path(origin)}" if origin else "[[files]]"
    for build in builds(rules, path):
        flags = [f"-D{define}" for define in build.defines] + [
            f"-I{relative_path(each)}" for each in build.include_dirs
        ]
        if build.name or flags:
            yield "variant" if build.name else "flags", f"{build.name} {' '.join(flags)} ({where})".lstrip()


def _told(ways: Mapping[str, Arguments]) -> Iterator[tuple[str, str]]:
    """The variants that files of the build tell."""
    for name, arguments in ways.items():
        if name and arguments.origin:
            yield "variant", f"{name} (from {relative_path(arguments.origin)})"


def _headers(settings: Settings, arguments: Arguments) -> Iterator[tuple[str, str]]:
    if arguments.vmlinux is None:
        yield "vmlinux.h", "not included"
    elif settings.vmlinux is not None:
        yield "vmlinux.h", _given(settings, "vmlinux", relative_path(str(settings.vmlinux)))
    elif arguments.uses_bundled_vmlinux:
        yield "vmlinux.h", "the bundled one, since the project has none near this file; --vmlinux FILE names another"
    else:
        yield "vmlinux.h", f"{relative_path(arguments.vmlinux)}, the nearest of the project"
    for name in arguments.stand_ins[:_MOST]:
        yield "stand-in", f"{name}: a build or submodule brings it, ours serves"
    for directory in [each for each in dict.fromkeys(arguments.search.all) if not bundled.is_bundled(each)][:_MOST]:
        yield "searches", relative_path(directory)
    yield "searches", "then bpflint's own headers of libbpf, clang and Linux"


def _outcome(report: FileReport) -> Iterator[tuple[str, str]]:
    for text in report.assumed:
        yield "assumed", text
    yield "outcome", f"{_STATUS.get(report.status, report.status)}, {plural(len(report.programs), 'program')}"
    for problem in report.problems[:_MOST]:
        place = relative_path(problem.span.path or report.path)
        yield "problem", f"{place}:{problem.span.line}: {problem.message}"
    for program in report.programs[:_MOST]:
        kind = program.program_type.removeprefix("BPF_PROG_TYPE_").lower() or "a type that the section does not tell"
        yield "program", f"{program.name}, section {program.section}: {kind}"


def _given(settings: Settings, name: str, value: str) -> str:
    origin = settings.origins.get(name)
    if origin and Path(origin).is_absolute():
        origin = relative_path(origin)
    return f"{value} ({origin})" if origin else value
