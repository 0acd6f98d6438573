"""Settings of a run, and how what the command line says combines with what a configuration file says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bpflint.policy.builds import FileRule, builds
from bpflint.policy.patterns import matches


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on besides the files. Relative paths are resolved by whoever made the object."""

    kernel: str | None = None
    """The target as the user wrote it: `6.6`, `>=6.1`, `6.1..6.12`, `6.1,6.6`."""
    kernel_profile: Path | None = None
    """A file made by `bpflint kernel import` or `probe`, used instead of a version."""
    rules: tuple[Path, ...] = ()
    """Directories of additional facts."""
    select: tuple[str, ...] = ()
    """Ids, names or beginnings of ids; empty means every rule of the profile."""
    extend_select: tuple[str, ...] = ()
    """Selectors of rules to have besides those of `select` or of the profile."""
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, str], ...] = ()
    """Selectors, with the level (error, warning, note) at which to report those rules."""
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns relative to `root`, with the selectors ignored there."""
    profile: str = "default"
    """default, pedantic or audit: how much a user wants to hear."""
    include_dirs: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    given_defines: tuple[str, ...] = field(default=(), compare=False)
    """Those of `defines` that no settings file gave: they go before what `file_rules` say."""
    file_rules: tuple[FileRule, ...] = ()
    """What some files are built with besides."""
    clang_args: tuple[str, ...] = ()
    """Arguments a person typed after `--`. Trusted."""
    project_args: tuple[str, ...] = ()
    """Arguments from a configuration file. The front end's allow-list applies."""
    compile_commands: Path | None = None
    """The directory that holds compile_commands.json."""
    vmlinux: Path | None = None
    """A vmlinux.h."""
    arch: str | None = None
    """The machine that programs are built for, whatever the build says: `arm64`, `x86_64`."""
    loader: str = "auto"
    """Whose section names count: libbpf, ebpf-go, aya, or auto."""
    fail_on_degraded: bool = False
    """Whether a file that was not fully understood is a failure."""
    jobs: int = 0
    """Processes; 0 means one for each processor."""
    cache: bool = True
    run_timeout: float = 3600.0
    """Seconds for everything; files that are not done by then are left out."""
    root: Path | None = None
    """The directory that patterns are relative to: that of the configuration file, else the repository's root."""
    exclude: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Patterns of files that a directory search finds; `*.bpf.c` if empty."""
    fail_on: str = "warning"
    ignore_comments: bool = False
    """Whether comments in the sources silence nothing, for those who must not trust them."""
    baseline: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    """Contents of files that are not (or not yet) on the disk, by path: standard input, an editor's buffers."""
    config_file: Path | None = None
    """Where the settings came from, for `--verbose`."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Who gave each setting that is not the default, by the names of fields: `bpflint.toml`, `the command line`."""

    def is_excluded(self, path: str) -> bool:
        """True if `exclude` names `path`, or a directory above it."""
        return any(matches(pattern, self.relative(path)) for pattern in self.exclude)

    def is_wanted_file(self, path: str) -> bool:
        """True if a directory search should find `path`."""
        return any(matches(pattern, self.relative(path)) for pattern in self.files or ("*.bpf.c",))

    def naming(self, name: str, problem: str) -> str:
        """A problem with the value of a field, after the variable or file that gave it; plain for what was typed."""
        origin = self.origins.get(name, COMMAND_LINE)
        return problem if origin == COMMAND_LINE else f"{origin}: {problem}"

    def builds(self, path: str) -> dict[str, Settings]:
        """The settings for each way in which `path` is built, by its name; "" where there is one way only."""
        if not self.file_rules:
            return {"": self}
        return {
            each.name: replace(
                self,
                defines=(*self.defines, *each.defines, *self.given_defines),
                include_dirs=(*each.include_dirs, *self.include_dirs),
                file_rules=(),
            )
            for each in builds(self.file_rules, self.relative(path))
        }

    def relative(self, path: str) -> str:
        root = self.root or Path.cwd()
        relative = os.path.relpath(Path(path).absolute(), root)
        return relative.replace(os.sep, "/")


COMMAND_LINE: Final = "the command line"
_ADDED: Final = ("extend_select", "ignore", "rules", "include_dirs", "defines", "exclude")


def override(base: Settings, origins: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """`base` with what the command line gave. None and empty values mean "not given".

    `extend_select`, `ignore`, `rules`, `include_dirs`, `defines` and `exclude` add to the
    file's; everything else replaces. `origins` tells for a setting that it was not the command line but another.
    """
    values = {name: value for name, value in given.items() if value not in (None, (), [])}
    known = dict(base.origins)
    for name in values:
        origin = (origins or {}).get(name, COMMAND_LINE)
        known[name] = f"{known[name]}, {origin}" if name in _ADDED and name in known else origin
    for name in _ADDED:
        if name in values:
            values[name] = (*getattr(base, name), *values[name])
    values.setdefault("given_defines", tuple(given.get("defines") or ()))
    return replace(base, **values, origins=known)
