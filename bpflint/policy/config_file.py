"""A project's configuration file: where it is, what it may say, and what is wrong with it.

It belongs to the repository that is linted, and that may be anybody's. So it can choose rules and kernels and help the
front end to find headers, but it cannot name an output file, a file outside its repository to be read as data, or a
compiler argument that is not on the allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bpflint.base.boundary import repository_root
from bpflint.base.errors import ConfigError, did_you_mean
from bpflint.base.files import exists, is_file, real_path
from bpflint.base.run_caches import kept_for_a_run
from bpflint.base.supplied import parse_toml, read_supplied
from bpflint.policy.builds import FileRule, Variant
from bpflint.policy.settings import Settings

FILE_NAMES: Final = ("bpflint.toml", "pyproject.toml")
_MAX_LENGTH: Final = 4000
_MAX_BYTES: Final = 256 << 10
_MOST_PROBLEMS: Final = 50
"""Each is looked for among all lines; nobody mends more at once."""
_MOST_VARIANTS: Final = 256
"""Ways to build one's files. The project known to have most has dozens, and each file is read in all that name it."""
_TABLE_OF_FILES: Final = re.compile(r"""\s*\[\[\s*(?:tool\s*\.\s*bpflint\s*\.\s*)?["']?files["']?\s*\]\]""")


def find_config(start: Path) -> Path | None:
    """The nearest configuration file at or above the directory `start`, no higher than the repository's root.

    A pyproject.toml counts only if it has a [tool.bpflint] table.
    """
    for directory in (start, *start.parents):
        for name in FILE_NAMES:
            candidate = directory / name
            if is_file(candidate) and (name != "pyproject.toml" or _has_table(candidate)):
                return candidate
        if exists(directory / ".git"):
            return None
    return None


def _has_table(path: Path) -> bool:
    try:
        tool = parse_toml(read_supplied(path, _MAX_BYTES).decode("utf-8-sig")).get("tool")
    except (OSError, ValueError):
        return False  # another tool's to complain of
    return isinstance(tool, dict) and "bpflint" in tool


@kept_for_a_run(64)
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
        self.inside = real_path(repository_root(self.directory))
        self.lines = text.split("\n")
        self.problems: list[str] = []
        self.file_rules: list[FileRule] = []
        self._variant_names: set[str] = set()
        self._first_line = 0
        """From where on the key of a complaint is looked for."""

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
        if self.file_rules:
            values["file_rules"] = tuple(self.file_rules)
        origins = dict.fromkeys(values, str(self.path))
        return Settings(**values, root=self.directory, config_file=self.path, origins=origins)

    def wrong(self, key: str, message: str) -> None:
        pattern = re.compile(rf"""\s*\[{{0,2}}(?:tool\.bpflint\.)?["']?{re.escape(key)}["']?\s*[=\]]""")
        first = self._first_line
        places = (number for number, text in enumerate(self.lines[first:], first + 1) if pattern.match(text))
        line = next(places, max(first, 1))
        self.problems.append(f"{self.path}:{line}: {message}")
        if len(self.problems) >= _MOST_PROBLEMS:
            raise ConfigError([*self.problems, f"{self.path}: perhaps more is wrong; these come first"])

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

    def files(self, key: str, value: Any) -> tuple[str, ...] | None:
        """Patterns of what a search finds, tables of what some files are built with, or both."""
        if not isinstance(value, list) or not all(isinstance(each, str | dict) for each in value):
            self.wrong(key, f"'{key}' should be a list of patterns, or tables [[{key}]]")
            return None
        tables = [each for each in value if isinstance(each, dict)]
        headings = [number for number, text in enumerate(self.lines, 1) if _TABLE_OF_FILES.match(text)]
        for index, table in enumerate(tables):
            self._first_line = headings[index] if index < len(headings) else 0
            self._add_file_rule(table)
        self._first_line = 0
        patterns = [each for each in value if isinstance(each, str)]
        return self.texts(key, patterns) if patterns or not tables else None

    def _add_file_rule(self, table: dict[str, Any]) -> None:
        self._known(table, ("match", "defines", "include-dirs", "variant", "variants"), "[[files]]")
        match = table.get("match")
        match = [match] if isinstance(match, str) else match
        if not match:
            self.wrong("match", "[[files]] needs a 'match' with at least one pattern")
        patterns = self.texts("match", match) if match else None
        defines, include_dirs = self._flags(table)
        name = self.text("variant", table["variant"]) if "variant" in table else None
        variants = self._variants(table["variants"]) if "variants" in table else ()
        if name is not None:
            # The flags are those of the variant, and not of other variants that the file may have.
            variants = (Variant(name, defines, include_dirs), *variants)
            defines = include_dirs = ()
        if not (defines or include_dirs or variants) and not self.problems:
            self.wrong("files", "[[files]] says nothing: give 'defines', 'include-dirs', 'variant' or 'variants'")
        self.file_rules.append(FileRule(patterns or (), defines, include_dirs, variants))
        self._variant_names.update(variant.name for variant in variants)
        if len(self._variant_names) > _MOST_VARIANTS:
            raise ConfigError(f"{self.path}: there are more than {_MOST_VARIANTS} variants")

    def _variants(self, value: Any) -> tuple[Variant, ...]:
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            self.wrong("variants", '\'variants\' should be a list of tables: {name = "v6", defines = ["IPV6"]}')
            return ()
        found: dict[str, Variant] = {}
        for each in value:
            self._known(each, ("name", "defines", "include-dirs"), "a variant")
            name = self.text("name", each.get("name", ""))
            if name in found:
                self.wrong("variants", f"two variants are named {name!r}")
            if name is not None:
                found[name] = Variant(name, *self._flags(each))
        return tuple(found.values())

    def _flags(self, table: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        defines = self.texts("defines", table.get("defines", []))
        include_dirs = self.directories("include-dirs", table.get("include-dirs", []))
        return defines or (), include_dirs or ()

    def _known(self, table: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                self.wrong(key, f"unknown key {key!r} in {where}{did_you_mean(key, list(keys))}")

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

    def machine(self, key: str, value: Any) -> str | None:
        from bpflint.source.machines import ALIASES, machine_of

        text = self.text(key, value)
        if text is not None and machine_of(text) is None:
            known = [names[0] for names in ALIASES.values()]
            self.wrong(key, f"'{key}' should be one of {', '.join(known)}{did_you_mean(text, known)}")
            return None
        return text

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
    "files": ("files", _Reader.files),
    "fail-on": ("fail_on", _one_of("error", "warning", "note", "never")),
    "fail-on-degraded": ("fail_on_degraded", _Reader.flag),
    "arch": ("arch", _Reader.machine),
    "loader": ("loader", _one_of("libbpf", "ebpf-go", "aya", "auto")),
    "baseline": ("baseline", _Reader.inner_path),
}


def field_names() -> dict[str, str]:
    """The keys of a file, in an order that makes sense to read, with the fields of `Settings` that they set."""
    return {key: name for key, (name, _) in _KEYS.items()}
