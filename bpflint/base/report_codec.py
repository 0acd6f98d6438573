"""Reports as bytes and back: for the cache, and for the pipes that workers answer through.

Only plain data travels, and what comes in is checked against the types that `base/finding.py` declares. Whoever wrote
the bytes, reading them makes a report or raises `ReportFormatError`, and runs nothing. The form follows from the
annotations; objects that cannot change are written once, however many places refer to them.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

from bpflint.base import finding
from bpflint.base.finding import FileReport

_FORMAT: Final = 9

_Write = Callable[[Any, "_Table"], Any]
_Read = Callable[[Any, "list[Any]"], Any]


class ReportFormatError(ValueError):
    """Bytes that `encode` did not write."""


def encode(report: FileReport) -> bytes:
    """`report` as bytes."""
    table = _Table()
    document = _codec(FileReport)[0](report, table)
    return json.dumps([_FORMAT, table.entries, document], separators=(",", ":")).encode()


def decode(data: bytes) -> FileReport:
    """The report that `encode` gave these bytes for. Raises ReportFormatError."""
    try:
        version, entries, document = json.loads(data)
        if version != _FORMAT:
            raise ReportFormatError(f"version {version!r}")
        table: list[Any] = []
        for name, values in entries:
            table.append(_fields_of(_shared_classes()[name])[1](values, table))
        report = _codec(FileReport)[1](document, table)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError) as error:
        raise ReportFormatError(str(error)) from error
    assert isinstance(report, FileReport)
    return report


class _Table:
    """What is written once, in an order in which everything comes after its parts."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Any]] = []
        self._numbers: dict[int, int] = {}

    def number_of(self, one: object, write: _Write) -> int:
        number = self._numbers.get(id(one))
        if number is None:
            values = write(one, self)
            number = self._numbers[id(one)] = len(self.entries)
            self.entries.append((type(one).__name__, values))
        return number


@cache
def _shared_classes() -> dict[str, type]:
    return {name: each for name, each in vars(finding).items() if isinstance(each, type) and _is_shared(each)}


def _is_shared(kind: type) -> bool:
    # A named tuple is short enough to be written where it stands.
    return is_dataclass(kind) and bool(kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]


@cache
def _codec(hint: Any) -> tuple[_Write, _Read]:
    """How a value of a type is written and read."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (other,) = (each for each in arguments if each is not types.NoneType)
        return _optional(*_codec(other))
    if origin is list or (origin is tuple and arguments[-1] is Ellipsis):
        return _sequence(origin, *_codec(arguments[0]))
    if origin is tuple:
        return _parts(lambda *values: tuple(values), [_codec(each) for each in arguments])
    if origin is dict:
        return _table(*_codec(arguments[1]))
    if issubclass(hint, Enum):
        return (lambda value, _: value.value), (lambda value, _: hint(value))
    if _is_shared(hint):
        write, _ = _fields_of(hint)
        return (lambda value, table: table.number_of(value, write)), _referred(hint)
    if is_dataclass(hint) or issubclass(hint, tuple):
        return _fields_of(hint)
    return _itself, _plain(hint)


@cache
def _fields_of(kind: Any) -> tuple[_Write, _Read]:
    hints = typing.get_type_hints(kind)
    names = [each.name for each in fields(kind)] if is_dataclass(kind) else list(kind._fields)
    codecs = [_codec(hints[name]) for name in names]
    read = _parts(kind, codecs)[1]

    def write(value: Any, table: _Table) -> Any:
        return [codec[0](getattr(value, name), table) for name, codec in zip(names, codecs, strict=True)]

    return write, read


def _parts(kind: Callable[..., Any], codecs: list[tuple[_Write, _Read]]) -> tuple[_Write, _Read]:
    def write(value: Any, table: _Table) -> Any:
        return [codec[0](each, table) for codec, each in zip(codecs, value, strict=True)]

    def read(value: Any, table: list[Any]) -> Any:
        return kind(*(codec[1](each, table) for codec, each in zip(codecs, _listed(value), strict=True)))

    return write, read


def _optional(write: _Write, read: _Read) -> tuple[_Write, _Read]:
    return (
        lambda value, table: None if value is None else write(value, table),
        lambda value, table: None if value is None else read(value, table),
    )


def _sequence(kind: Callable[[Any], Any], write: _Write, read: _Read) -> tuple[_Write, _Read]:
    return (
        lambda value, table: [write(each, table) for each in value],
        lambda value, table: kind([read(each, table) for each in _listed(value)]),
    )


def _table(write: _Write, read: _Read) -> tuple[_Write, _Read]:
    """A table is written as rows of keys with the one value of them all: what holds of a kernel does so of the next."""

    def write_table(value: Any, table: _Table) -> Any:
        rows: list[tuple[list[str], Any]] = []
        for key, each in value.items():
            written = write(each, table)
            if rows and rows[-1][1] == written:
                rows[-1][0].append(key)
            else:
                rows.append(([key], written))
        return rows

    def read_table(value: Any, table: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for keys, written in map(_listed, _listed(value)):
            if not all(type(key) is str for key in _listed(keys)):
                raise ReportFormatError("a key that is no text")
            found |= dict.fromkeys(keys, read(written, table))
        return found

    return write_table, read_table


def _referred(kind: type) -> _Read:
    def read(value: Any, table: list[Any]) -> Any:
        if type(value) is not int or value < 0 or type(one := table[value]) is not kind:
            raise ReportFormatError(f"no {kind.__name__} has this number")
        return one

    return read


def _plain(kind: type) -> _Read:
    allowed = (int, float) if kind is float else (kind,)

    def read(value: Any, _table: list[Any]) -> Any:
        if type(value) not in allowed:
            raise ReportFormatError(f"{type(value).__name__} in place of {kind.__name__}")
        return value

    return read


def _listed(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ReportFormatError(f"{type(value).__name__} in place of a list")
    return value


def _itself(value: Any, _table: _Table) -> Any:
    return value
