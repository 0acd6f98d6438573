"""Reads YAML of rules/ with the line of every entry, so that a mistake can be named where it is.

Knows only plain YAML (mappings, lists, scalars); tags, anchors that repeat themselves and duplicate keys are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bpflint.base.errors import BpflintError
from bpflint.base.supplied import read_supplied

MAX_FILE_BYTES = 4 << 20
_MAX_PROBLEMS = 100
_MAX_REASON = 400
_MAX_DEPTH = 32


class RulesError(BpflintError):
    """Rules that cannot be used; every problem carries file, line and reason."""


@dataclass
class Problems:
    """Collects what is wrong, so that all of it can be said at once."""

    found: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, reason: str) -> None:
        """One more, cut where it quotes too much. Who has a hundred to mend can do without the rest."""
        if len(self.found) < _MAX_PROBLEMS:
            shown = reason if len(reason) <= _MAX_REASON else f"{reason[:_MAX_REASON]} ..."
            self.found.append(f"{path}:{line}: {shown}")

    def raise_any(self) -> None:
        """Raises RulesError if there was any problem."""
        if self.found:
            raise RulesError(self.found)


class Mapping(dict[str, Any]):
    """A YAML mapping; `lines` are the 1-based lines of its keys, `line` its own."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)


class Sequence(list[Any]):
    """A YAML list; `lines` are the lines of its items."""

    line: int
    lines: list[int]


class _RefusedError(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def read_yaml(path: Path, problems: Problems) -> Mapping | None:
    """The mapping in a file, or None with the reason among the problems."""
    try:
        data = read_supplied(path, MAX_FILE_BYTES)
    except OSError as error:
        problems.add(path, 1, f"cannot be read: {error.strerror or error}")
        return None
    import yaml  # only needed where the compiled rules do not do

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(data, Loader=loader)
        value = _convert(node, 0, set()) if node is not None else None
    except _RefusedError as error:
        problems.add(path, error.line, error.reason)
        return None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "is not YAML"
        problems.add(path, mark.line + 1 if mark else 1, str(reason))
        return None
    if not isinstance(value, Mapping):
        problems.add(path, 1, "is not a mapping of keys to values")
        return None
    return value


def _convert(node: Any, depth: int, seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    if id(node) in seen and node.id != "scalar":
        raise _RefusedError(line, "an anchor may not stand for a list or a mapping")  # it could multiply without end
    seen.add(id(node))
    if depth > _MAX_DEPTH:
        raise _RefusedError(line, "is nested too deeply")
    if node.id == "mapping":
        mapping = Mapping()
        mapping.line, mapping.lines = line, {}
        for key_node, value_node in node.value:
            key = _scalar(key_node)
            if not isinstance(key, str):
                raise _RefusedError(key_node.start_mark.line + 1, f"the key {key!r} must be text: put it in quotes")
            if key in mapping:
                raise _RefusedError(key_node.start_mark.line + 1, f"{key!r} appears twice")
            mapping[key] = _convert(value_node, depth + 1, seen)
            mapping.lines[key] = key_node.start_mark.line + 1
        return mapping
    if node.id == "sequence":
        sequence = Sequence(_convert(each, depth + 1, seen) for each in node.value)
        sequence.line, sequence.lines = line, [each.start_mark.line + 1 for each in node.value]
        return sequence
    return _scalar(node)


def _scalar(node: Any) -> Any:
    line = node.start_mark.line + 1
    if node.id != "scalar":
        raise _RefusedError(line, "a key must be text")
    text = str(node.value)
    match node.tag:
        case "tag:yaml.org,2002:str":
            return text
        case "tag:yaml.org,2002:int":
            try:
                return int(text, 0)
            except ValueError:
                raise _RefusedError(line, f"{text!r} is not a whole number") from None
        case "tag:yaml.org,2002:bool":
            return text.lower() in ("true", "yes", "on")
        case "tag:yaml.org,2002:null":
            return None
        case "tag:yaml.org,2002:float":
            raise _RefusedError(line, f'write the version in quotes: "{text}" (without them 6.10 is the number 6.1)')
        case _:
            raise _RefusedError(line, f"{text!r} has a type that rules do not use")
