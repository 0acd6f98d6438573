"""`--show-settings`: what holds for the files that are asked for, and who says so, in the form of a settings file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bpflint.base.files import relative_path
from bpflint.base.safe_text import printable
from bpflint.engine.input_files import Collection
from bpflint.policy.builds import FileRule, Variant
from bpflint.policy.config_file import field_names
from bpflint.policy.settings import Settings
from bpflint.report.outcome import plural
from bpflint.source.loaders import loader_of

_NAMED_FILES: Final = 3
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BESIDES: Final = {"clang-args after --": "clang_args", "jobs": "jobs", "cache": "cache"}
"""What no settings file can say."""


def settings_page(collection: Collection) -> str:
    """The settings of each group of files that share some."""
    return "\n".join(line for job in collection.jobs for line in _lines(job.settings, job.files))


def _lines(settings: Settings, files: list[str]) -> Iterator[str]:
    rest = len(files) - _NAMED_FILES
    names = ", ".join(files[:_NAMED_FILES]) + (f" and {rest} more" if rest > 0 else "")
    yield f"# {printable(names)}"
    yield f"# {printable(_file_of(settings))}"
    width = max(len(key) for key in field_names())
    for key, name in field_names().items():
        if key == "files" and settings.file_rules:
            yield from _files(key.ljust(width), settings)
        else:
            yield _line(key.ljust(width), getattr(settings, name), settings.origins.get(name))
        if key == "loader" and settings.loader == "auto":
            yield from _loaders(files)
    for key, name in _BESIDES.items():
        if name in settings.origins:
            yield f"# {_line(key, getattr(settings, name), settings.origins[name])}"
    yield ""


def _files(key: str, settings: Settings) -> Iterator[str]:
    """The patterns of files, and the tables of what some are built with, each on a line."""
    yield f"{key} = ["
    for each in (*settings.files, *map(_table, settings.file_rules)):
        yield f"  {_toml(each)},"
    yield f"]  # {printable(_where(settings.origins.get('file_rules')))}"


def _table(rule: FileRule) -> dict[str, Any]:
    variants = tuple({"name": each.name, **_flags(each)} for each in rule.variants)
    return {"match": rule.match, **_flags(rule), **({"variants": variants} if variants else {})}


def _flags(given: FileRule | Variant) -> dict[str, tuple[str, ...]]:
    flags = {"defines": given.defines, "include-dirs": given.include_dirs}
    return {key: values for key, values in flags.items() if values}


def _loaders(files: list[str]) -> Iterator[str]:
    """What `auto` comes to, for the files that a manifest of the project tells it of."""
    for loader, count in Counter(map(loader_of, files)).items():
        if loader.name != "auto":
            yield f"# loader is {loader.name} for {plural(count, 'file')}, by {printable(relative_path(loader.reason))}"


def _file_of(settings: Settings) -> str:
    return f"settings file: {relative_path(str(settings.config_file))}" if settings.config_file else "no settings file"


def _line(key: str, value: Any, origin: str | None) -> str:
    comment = f"  # {printable(_where(origin))}"
    return f"# {key} is not set" if value is None else f"{key} = {_toml(value)}{comment}"


def _where(origin: str | None) -> str:
    return relative_path(origin) if origin and Path(origin).is_absolute() else origin or "the default"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _toml(name)


def _toml(value: Any) -> str:
    """`value` as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, tuple):
        pairs = value and all(isinstance(each, tuple) for each in value)
        return _toml(dict(value)) if pairs else "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(str(value))
