"""Settings of a run: what the command line says, what a project's configuration file says, and how they combine.

A configuration file belongs to the repository that is linted, and that may be anybody's. So it can choose rules and
kernels and help the front end to find headers, but it cannot name an output file, a file outside its repository to
be read as data, or a compiler argument that is not on the allow-list.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bpflint.base.boundary import repository_root
from bpflint.base.errors import ConfigError, did_you_mean
from bpflint.base.supplied import parse_toml, read_supplied

if TYPE_CHECKING:
    from bpflint.policy.rules import Catalog, Rule

FILE_NAMES: Final = ("bpflint.toml", "pyproject.toml")
_MAX_BYTES: Final = 256 << 10
_MAX_LENGTH: Final = 4000


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
    clang_args: tuple[str, ...] = ()
    """Arguments a person typed after `--`. Trusted."""
    project_args: tuple[str, ...] = ()
    """Arguments from a configuration file. The front end's allow-list applies."""
    compile_commands: Path | None = None
    """The directory that holds compile_commands.json."""
    vmlinux: Path | None = None
    """A vmlinux.h."""
    loader: str = "auto"
    """Whose section names count: libbpf, ebpf-go, or auto."""
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

    def is_excluded(self, path: str) -> bool:
        """True if `exclude` names `path`, or a directory above it."""
        return any(_matches(pattern, self._relative(path)) for pattern in self.exclude)

    def is_wanted_file(self, path: str) -> bool:
        """True if a directory search should find `path`."""
        return any(_matches(pattern, self._relative(path)) for pattern in self.files or ("*.bpf.c",))

    def _relative(self, path: str) -> str:
        root = self.root or Path.cwd()
        relative = os.path.relpath(Path(path).absolute(), root)
        return relative.replace(os.sep, "/")


class Selection:
    """Which rules apply, to which file. The more specific selector wins; `ignore` wins a tie.

    Raises ConfigError, once, with every selector that means no rule.
    """

    def __init__(self, settings: Settings, catalog: Catalog) -> None:
        self._settings = settings
        self._catalog = catalog
        everything = [*settings.select, *settings.extend_select, *settings.ignore]
        everything += [selector for selector, _ in settings.severity]
        everything += [selector for _, selectors in settings.per_file_ignores for selector in selectors]
        problems = [catalog.complaint(selector) for selector in everything if not catalog.matching(selector)]
        if problems:
            raise ConfigError(list(dict.fromkeys(problems)))

    @cached_property
    def rules(self) -> frozenset[str]:
        """Ids of the rules that apply to a file without ignores of its own."""
        return self._applying(self._settings.ignore)

    @cached_property
    def unignored(self) -> frozenset[str]:
        """Ids of the rules that would apply if no rule were ignored."""
        return self._applying(())

    def applies(self, rule_id: str, path: str) -> bool:
        """True if findings of this rule are wanted in `path`."""
        return rule_id in self.rules_for(path)

    def rules_for(self, path: str) -> frozenset[str]:
        """Ids of the rules that apply to `path`."""
        extra = tuple(
            selector
            for pattern, selectors in self._settings.per_file_ignores
            if _matches(pattern, self._settings._relative(path))
            for selector in selectors
        )
        return self._applying(self._settings.ignore + extra) if extra else self.rules

    def level(self, rule_id: str) -> str | None:
        """The level that the settings give to this rule; the most specific selector wins, then the last."""
        rule = self._catalog.find(rule_id)
        if rule is None:
            return None
        levels = [(self._specificity(rule, selector), level) for selector, level in self._settings.severity]
        best = max((strength for strength, _ in levels), default=0)
        return next((level for strength, level in reversed(levels) if strength == best), None) if best else None

    def _applying(self, ignore: Sequence[str]) -> frozenset[str]:
        return frozenset(rule.id for rule in self._catalog if self._wants(rule, ignore))

    def _wants(self, rule: Rule, ignore: Sequence[str]) -> bool:
        if rule.stage == "removed":
            return False
        ignored = self._strength(rule, ignore)
        if self._strength(rule, self._settings.extend_select) > ignored:
            return True
        if self._settings.select:
            return self._strength(rule, self._settings.select) > ignored
        return not ignored and _in_profile(rule, self._settings.profile)

    def _strength(self, rule: Rule, selectors: Iterable[str]) -> int:
        """How specifically the best of `selectors` means `rule`: 0 not at all, 1 by `all`, else by length."""
        return max((self._specificity(rule, selector) for selector in selectors), default=0)

    def _specificity(self, rule: Rule, selector: str) -> int:
        if rule not in self._catalog.matching(selector):
            return 0
        if selector.strip().lower() == "all":
            return 1
        return 100 if rule.answers_to(selector.strip()) else 1 + len(selector.strip())


def _in_profile(rule: Rule, profile: str) -> bool:
    from bpflint.policy.rules import PROFILES

    names: tuple[str, ...] = PROFILES
    return names.index(rule.profile) <= names.index(profile)


# ------------------------------------------------------------------------------------------------------ the file


def find_config(start: Path) -> Path | None:
    """The nearest configuration file at or above the directory `start`, no higher than the repository's root.

    A pyproject.toml counts only if it has a [tool.bpflint] table.
    """
    for directory in (start, *start.parents):
        for name in FILE_NAMES:
            candidate = directory / name
            if candidate.is_file() and (name != "pyproject.toml" or _has_table(candidate)):
                return candidate
        if (directory / ".git").exists():
            return None
    return None


def _has_table(path: Path) -> bool:
    try:
        tool = parse_toml(read_supplied(path, _MAX_BYTES).decode("utf-8-sig")).get("tool")
    except (OSError, ValueError):
        return False  # another tool's to complain of
    return isinstance(tool, dict) and "bpflint" in tool


@lru_cache(maxsize=64)
def load_config(path: Path) -> Settings:
    """The settings of one configuration file. Raises ConfigError with every mistake in it."""
    try:
        text = read_supplied(path, _MAX_BYTES).decode("utf-8-sig")  # editors of Windows begin files with a mark
        document = parse_toml(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text") from error
    except ValueError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    table: Any = document
    if path.name == "pyproject.toml":
        tool = document.get("tool", {})
        table = tool.get("bpflint", {}) if isinstance(tool, dict) else {}
    return _Reader(path, text).settings(table)


class _Reader:
    """One configuration file while it is read; collects what is wrong with it."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.directory = path.absolute().parent
        self.inside = repository_root(self.directory).resolve()
        self.lines = text.split("\n")
        self.problems: list[str] = []

    def settings(self, table: Any) -> Settings:
        if not isinstance(table, dict):
            raise ConfigError(f"{self.path}: [tool.bpflint] should be a table")
        values: dict[str, Any] = {}
        for key, value in table.items():
            read = _KEYS.get(key)
            if read is None:
                self.wrong(key, f"unknown key {key!r}{did_you_mean(key, list(_KEYS))}")
                continue
            field_name, reader = read
            result = reader(self, key, value)
            if result is not None:
                values[field_name] = result
        if self.problems:
            raise ConfigError(self.problems)
        return Settings(**values, root=self.directory, config_file=self.path)

    def wrong(self, key: str, message: str) -> None:
        pattern = re.compile(rf"""\s*\[?["']?{re.escape(key)}["']?\s*[=\]]""")
        line = next((number for number, text in enumerate(self.lines, 1) if pattern.match(text)), 1)
        self.problems.append(f"{self.path}:{line}: {message}")

    def text(self, key: str, value: Any) -> str | None:
        if not isinstance(value, str) or not value:
            self.wrong(key, f"'{key}' should be a string in quotes")
            return None
        return value if self._is_possible(key, value) else None

    def texts(self, key: str, value: Any) -> tuple[str, ...] | None:
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value) if all(self._is_possible(key, item) for item in value) else None
        self.wrong(key, f"'{key}' should be a list of strings")
        return None

    def _is_possible(self, key: str, value: str) -> bool:
        """No name, path, argument or pattern is as long as this, or holds a NUL; some systems give up over such."""
        problem = "a NUL character" if "\0" in value else ""
        if len(value) > _MAX_LENGTH:
            problem = f"more than {_MAX_LENGTH} characters"
        if problem:
            self.wrong(key, f"'{key}' holds {problem}")
        return not problem

    def kernel(self, key: str, value: Any) -> str | None:
        if isinstance(value, float):
            self.wrong(key, f"'{key}' should be in quotes: {key} = \"{value}\" (TOML reads 6.10 as 6.1)")
            return None
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return self.text(key, ",".join(value))
        return self.text(key, value)

    def flag(self, key: str, value: Any) -> bool | None:
        if isinstance(value, bool):
            return value
        self.wrong(key, f"'{key}' should be true or false")
        return None

    def inner_path(self, key: str, value: Any) -> Path | None:
        """A path that has to lie inside the repository, symbolic links resolved."""
        text = self.text(key, value)
        if text is None:
            return None
        try:
            path = (self.directory / text).resolve()
            is_there = path.exists()
        except (OSError, RuntimeError) as error:  # a name that is too long, or links in a circle
            self.wrong(key, f"'{key}' cannot be used: {getattr(error, 'strerror', None) or 'links in a circle'}")
            return None
        if not path.is_relative_to(self.inside):
            self.wrong(key, f"'{key}' is outside the repository: {text}")
            return None
        if not is_there:
            self.wrong(key, f"'{key}' does not exist: {text}")
            return None
        return path

    def inner_paths(self, key: str, value: Any) -> tuple[Path, ...] | None:
        texts = self.texts(key, value)
        if texts is None:
            return None
        return tuple(path for text in texts if (path := self.inner_path(key, text)))

    def directories(self, key: str, value: Any) -> tuple[str, ...] | None:
        texts = self.texts(key, value)
        return None if texts is None else tuple(str(self.directory / text) for text in texts)

    def arguments(self, key: str, value: Any) -> tuple[str, ...] | None:
        from bpflint.source.argument_words import allowed

        texts = self.texts(key, value)
        if texts is None:
            return None
        kept, dropped = allowed(texts, self.directory, self.inside)
        for argument in dropped:
            self.wrong(key, f"{argument!r} is not among the arguments a project may set; type it after '--' instead")
        return tuple(kept)

    def levels(self, key: str, value: Any) -> tuple[tuple[str, str], ...] | None:
        if not isinstance(value, dict):
            self.wrong(key, f"'{key}' should be a table of rule = level")
            return None
        read = [
            (selector, _one_of("error", "warning", "note")(self, selector, level)) for selector, level in value.items()
        ]
        return tuple((selector, level) for selector, level in read if level is not None)

    def ignores(self, key: str, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
        if not isinstance(value, dict):
            self.wrong(key, f"'{key}' should be a table of pattern = [rules]")
            return None
        read = [(pattern, self.texts(pattern, selectors)) for pattern, selectors in value.items()]
        return tuple((pattern, selectors) for pattern, selectors in read if selectors is not None)


def _one_of(*allowed: str) -> Callable[[_Reader, str, Any], str | None]:
    def read(reader: _Reader, key: str, value: Any) -> str | None:
        if value in allowed:
            return str(value)
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        reader.wrong(key, f"'{key}' should be one of {', '.join(allowed)}{near}")
        return None

    return read


_KEYS: Final[Mapping[str, tuple[str, Callable[[_Reader, str, Any], Any]]]] = {
    "kernel": ("kernel", _Reader.kernel),
    "kernel-profile": ("kernel_profile", _Reader.inner_path),
    "rules": ("rules", _Reader.inner_paths),
    "select": ("select", _Reader.texts),
    "extend-select": ("extend_select", _Reader.texts),
    "ignore": ("ignore", _Reader.texts),
    "severity": ("severity", _Reader.levels),
    "per-file-ignores": ("per_file_ignores", _Reader.ignores),
    "profile": ("profile", _one_of("default", "pedantic", "audit")),
    "include-dirs": ("include_dirs", _Reader.directories),
    "defines": ("defines", _Reader.texts),
    "clang-args": ("project_args", _Reader.arguments),
    "compile-commands": ("compile_commands", _Reader.inner_path),
    "vmlinux": ("vmlinux", _Reader.inner_path),
    "exclude": ("exclude", _Reader.texts),
    "files": ("files", _Reader.texts),
    "fail-on": ("fail_on", _one_of("error", "warning", "note", "never")),
    "fail-on-degraded": ("fail_on_degraded", _Reader.flag),
    "loader": ("loader", _one_of("libbpf", "ebpf-go", "auto")),
    "baseline": ("baseline", _Reader.inner_path),
}


# ---------------------------------------------------------------------------------------------------- combining


def override(base: Settings, **given: Any) -> Settings:
    """`base` with what the command line gave. None and empty values mean "not given".

    `extend_select`, `ignore`, `rules`, `include_dirs`, `defines` and `exclude` add to the
    file's; everything else replaces.
    """
    values = {name: value for name, value in given.items() if value not in (None, (), [])}
    for name in ("extend_select", "ignore", "rules", "include_dirs", "defines", "exclude"):
        if name in values:
            values[name] = (*getattr(base, name), *values[name])
    return replace(base, **values)


# ----------------------------------------------------------------------------------------------------- patterns


def _matches(pattern: str, path: str) -> bool:
    """True if the pattern names `path` or a directory above it, as in .gitignore.

    `*` and `?` stop at a slash, `**` stands for any number of directories. A pattern without a slash may match at
    any depth. Takes time linear in both, whatever a hostile pattern looks like.
    """
    wanted = [part for part in pattern.split("/") if part not in ("", ".")]
    if not wanted:
        return False
    if "/" not in pattern.rstrip("/"):
        wanted.insert(0, "**")
    have = [part for part in path.split("/") if part != "."]
    reached = {0}
    for part in wanted:
        if part == "**":
            reached = set(range(min(reached, default=len(have) + 1), len(have) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(have) and fnmatchcase(have[at], part)}
    return any(at > 0 for at in reached)
