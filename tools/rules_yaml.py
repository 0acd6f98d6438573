"""Writes rules/ as YAML for people: block mappings, short lists in one line, versions in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules_reviewed import RELEASES

from bpflint.kernel.version import Version, runs

_PLAIN = re.compile(r"[A-Za-z_][\w./()*#-]*(?: [A-Za-z_][\w./()*#-]*)*")
_WORDS_OF_YAML = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_WIDTH = 120


class Flow(dict[str, Any]):
    """A mapping to be written in one line."""


def scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case _:
            text = str(value)
            if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
                return text
            if re.fullmatch(r"https?://[\w./~-]+|[0-9a-f]*[a-f][0-9a-f]{8,}", text) and not re.fullmatch(
                r"\d+e\d+", text
            ):
                return text
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    return scalar(value)


def dump(value: Mapping[str, Any], indent: int = 0) -> str:
    """The mapping as YAML, with a line break at the end."""
    lines: list[str] = []
    pad = " " * indent
    for key, each in value.items():
        name = scalar(key)
        if isinstance(each, Mapping) and each and not isinstance(each, Flow):
            lines.append(f"{pad}{name}:\n{dump(each, indent + 2)}".rstrip("\n"))
        elif isinstance(each, (list, tuple)) and _is_long(each, indent + len(name)):
            lines.append(f"{pad}{name}:")
            lines.extend(f"{pad}  - {_inline(item)}" for item in each)
        else:
            lines.append(f"{pad}{name}: {_inline(each)}")
    return "\n".join(lines) + "\n"


def _is_long(items: Sequence[Any], used: int) -> bool:
    return any(isinstance(item, Mapping) for item in items) or len(_inline(items)) + used > _WIDTH


def ranges(versions: Iterable[Version]) -> list[str]:
    """Releases as `6.12` and `6.16..7.3`."""
    return [str(low) if low == high else f"{low}..{high}" for low, high in runs(versions, RELEASES)]


def history(versions: Sequence[Version], unknown: Sequence[Version], present: Sequence[Version]) -> Any:
    """When something holds, of the releases that are `present`: a since-version where it holds from there on.

    `until` is the last release of a range; it is left out where the range goes on as long as the subject exists.
    """
    entries = []
    for low, high in runs(versions, present):
        entry = Flow(since=str(low))
        if high != present[-1]:
            entry["until"] = str(high)
        entries.append(entry)
    if unknown:
        gap = Flow(unknown=", ".join(ranges(unknown)))
        if len(entries) == 1:
            return Flow(**entries[0], **gap)
        return [*entries, gap] if entries else gap
    if len(entries) == 1:
        return entries[0]["since"] if set(entries[0]) == {"since"} else entries[0]
    return entries
