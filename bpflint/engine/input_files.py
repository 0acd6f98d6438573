"""From the paths on the command line to the files to lint, each with the settings of its own project.

Knows files, directories and standard input. What cannot be linted becomes a failed report instead of stopping the run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bpflint.base.errors import BpflintError, complain
from bpflint.base.files import MOST_BYTES, is_directory, is_file, not_an_option, why_not
from bpflint.base.finding import FileReport, Step
from bpflint.base.span import Span
from bpflint.policy.config_file import find_config, load_config
from bpflint.policy.settings import Settings
from bpflint.source.bpf_text import not_bpf
from bpflint.source.discovery import UNREADABLE, Seen, find_sources
from bpflint.source.parts import whole_of

STDIN_NAME: Final = "<stdin>.bpf.c"
_LOOKED_AT_BYTES: Final = 1 << 20


@dataclass(slots=True)
class Job:
    """Files that share settings."""

    settings: Settings
    files: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Collection:
    """What there is to do. `failed` are paths that cannot be linted."""

    jobs: list[Job] = field(default_factory=list)
    failed: list[FileReport] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    """What was named, and the settings leave out."""
    given: list[str] = field(default_factory=list)
    """What was named or found in directories; the source that includes a part is linted in its place, yet not given."""
    seen: list[Seen] = field(default_factory=list)
    """What the search of directories came upon, taken or left."""
    parts: dict[str, str] = field(default_factory=dict)
    """Sources that are not linted for themselves, each with the one that includes it."""

    @property
    def files(self) -> list[str]:
        """Every file to lint."""
        return [name for job in self.jobs for name in job.files]

    @property
    def left_out(self) -> set[str]:
        """BPF sources by their names that are not linted although they were named, or are where was searched."""
        left = {each.path for each in self.seen if not each.taken and not each.whole and each.is_source}
        return {*left, *self.excluded} - {report.path for report in self.failed}


class SettingsFinder:
    """The settings for a directory: the configuration that governs it, then what the command line says."""

    def __init__(self, overrides: Callable[[Settings], Settings], config: Path | None, use_config: bool) -> None:
        self._overrides = overrides
        self._config = config
        self._use_config = use_config
        self._found: dict[Path, Settings] = {}

    def settings(self, directory: Path) -> Settings:
        """Raises ConfigError if the configuration file has a mistake."""
        directory = directory.absolute()
        if directory not in self._found:
            self._found[directory] = self._overrides(self._read(directory))
        return self._found[directory]

    def _read(self, directory: Path) -> Settings:
        path = self._config
        if path is None and self._use_config:
            path = find_config(directory)
        return Settings() if path is None else load_config(path)


def collect(
    paths: Sequence[str],
    finder: SettingsFinder,
    read_stdin: Callable[[], bytes],
    *,
    only_look: bool = False,
    stdin_name: str = STDIN_NAME,
    judge_wholes: bool = True,
) -> Collection:
    """Find every file that `paths` mean, each once, in the order given. Raises ConfigError.

    `stdin_name` is the file that standard input is the text of, on the disk or not. With `only_look` a directory
    without sources is no mistake: somebody wants to know what was seen in it. With `judge_wholes` the one that includes
    a named one is linted in its place.
    """
    gathering = _Gathering(finder, only_look)
    for path in paths:
        if path == "-":
            gathering.add_stdin(read_stdin(), stdin_name)
        elif is_directory(path):
            gathering.add_directory(path)
        else:
            gathering.result.given.append(path)
            whole = _whole(path) if judge_wholes and is_file(path) else None
            if whole:
                gathering.result.parts[path] = whole
            gathering.add_file(whole or path)
    return gathering.result


def _whole(path: str, text: bytes | None = None) -> str | None:
    whole = whole_of(path, text)
    if whole is not None:
        complain(f"{path} is a part of {whole}, which is linted in its place")
    return whole


class _Gathering:
    def __init__(self, finder: SettingsFinder, only_look: bool) -> None:
        self._finder = finder
        self._only_look = only_look
        self._seen: set[Path] = set()
        self.result = Collection()

    def add_stdin(self, data: bytes, name: str) -> None:
        name = not_an_option(name)
        reason = "is empty" if not data.strip() else "is not C source" if b"\0" in data else None
        if len(data) > MOST_BYTES:
            reason = f"is larger than {MOST_BYTES >> 20} MiB"
        if reason:
            self._fail(name, f"standard input {reason}")
            return
        settings = self._finder.settings(Path(name).absolute().parent)
        if settings.is_excluded(name):
            self.result.excluded.append(name)
            return
        self.result.given.append(name)
        text = data.decode("utf-8", "replace")
        self._add(_whole(name, data) or name, replace(settings, texts={**settings.texts, name: text}))

    def add_directory(self, directory: str) -> None:
        settings = self._finder.settings(Path(directory))
        seen = find_sources(
            directory,
            patterns=settings.is_wanted_file if settings.files else None,
            excluded=settings.is_excluded,
        )
        self.result.seen += seen
        self.result.parts |= {each.path: each.whole for each in seen if each.whole}
        found = [each.path for each in seen if each.taken]
        for each in seen:
            if each.why.startswith(UNREADABLE):
                self._fail(each.path, each.why)
        if not found and not self._only_look and not self.result.failed:
            raise BpflintError(_nothing_in(directory, settings, seen))
        self.result.given += found
        for path in found:
            self.add_file(path)

    def add_file(self, path: str) -> None:
        path = not_an_option(path)
        absolute = Path(path).absolute()
        if absolute in self._seen:
            return
        self._seen.add(absolute)
        settings = self._finder.settings(absolute.parent)
        if settings.is_excluded(path):
            self.result.excluded.append(path)
            return
        reason = why_not(path) or _not_bpf(path)
        if reason:
            self._fail(path, reason)
        else:
            self._add(path, settings)

    def _add(self, path: str, settings: Settings) -> None:
        for job in self.result.jobs:
            if job.settings == settings:
                job.files.append(path)
                return
        self.result.jobs.append(Job(settings, [path]))

    def _fail(self, path: str, reason: str) -> None:
        self.result.failed.append(FileReport(path, status="failed", problems=[Step(Span(path, 0, 0, 0, 0), reason)]))


def _not_bpf(path: str) -> str | None:
    with Path(path).open("rb") as file:
        return not_bpf(path, file.read(_LOOKED_AT_BYTES))


def _nothing_in(directory: str, settings: Settings, seen: Sequence[Seen]) -> str:
    wanted = f" that 'files' names ({' or '.join(settings.files)})" if settings.files else ""
    other = sum(each.path.endswith(".c") for each in seen)
    hint = ""
    if other:
        are = "is 1 .c file" if other == 1 else f"are {other} .c files"
        hint = f"; there {are}, and --show-files says why none was taken"
    return f"{directory}: no BPF source files{wanted} in this directory{hint}"
