"""Compiles the protocols of rules/protocols into the form that every run loads (bpflint/base/compiled_rules.py).

Protocols that a user adds (`--rules`) are read from their files each time; all mistakes in them are said at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from bpflint.base import compiled_rules
from bpflint.base.compiled_rules import Compiled
from bpflint.kernel.protocol import (
    Enforced,
    Need,
    Place,
    Protocol,
    ProtocolError,
    Protocols,
    Subject,
    Transition,
    When,
)

FORMAT: Final = 1
"""Changes with what the compiled form holds of a protocol."""


_MAX_FILES: Final = 100


def load_protocols(extra: Sequence[Path] = ()) -> Protocols:
    """bpflint's own protocols and those of the directories `extra`, which replace one of the same name. Cached.

    Raises ProtocolError naming every mistake in every file.
    """
    return _load(tuple(extra))


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...]) -> Protocols:
    directory = compiled_rules.rules_directory() / "protocols"
    content = compiled_rules.load(directory, _hash_of(directory), lambda: compile_protocols(directory))
    found = {data["name"]: _decode(directory, data) for data in content["protocols"]}
    if extra:
        found.update(_read((*(each / "protocols" for each in extra),), found))
    return Protocols(tuple(found.values()))


def compile_protocols(directory: Path) -> Compiled:
    """The compiled form of all files of a directory. Raises ProtocolError naming every mistake in every file."""
    return {"hash": _hash_of(directory), "protocols": [_encode(each) for each in _read((directory,), {}).values()]}


def _hash_of(directory: Path) -> str:
    return compiled_rules.hash_of(directory, sorted(directory.glob("*.yaml")), f"protocols {FORMAT}")


def _read(directories: Sequence[Path], known: Mapping[str, Protocol]) -> dict[str, Protocol]:
    """The protocols in files; they may need those that are `known`."""
    from bpflint.kernel.protocol_files import read_protocols

    found: dict[str, Protocol] = {}
    problems: list[str] = []
    paths = [path for directory in directories for path in sorted(directory.glob("*.yaml"))]
    if len(paths) > _MAX_FILES:
        raise ProtocolError(f"{directories[0]}: {len(paths)} files are too many for protocols")
    for path in paths:
        try:
            found.update((protocol.name, protocol) for protocol in read_protocols(path))
        except ProtocolError as error:
            problems += error.problems
    if not problems:
        problems = [
            f"{protocol.path}:1: 'needs' names the protocol {name!r}, which does not exist"
            for protocol in found.values()
            if protocol.needs
            for name in (protocol.needs.protocol, *protocol.needs.alternatives)
            if name not in found and name not in known
        ]
    if problems:
        raise ProtocolError(problems)
    return found


# ----------------------------------------------------------------------------------------------------- through JSON


def _plain(value: object) -> Any:
    """JSON data for a part of a protocol."""
    match value:
        case Enum():
            return value.name
        case Path():
            return value.name
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case frozenset():
            return sorted(value)
        case tuple():
            return [_plain(each) for each in value]
        case Subject() | Transition() | Need():
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _encode(protocol: Protocol) -> dict[str, Any]:
    return {one.name: _plain(getattr(protocol, one.name)) for one in fields(protocol)}


def _decode(directory: Path, data: dict[str, Any]) -> Protocol:
    subject, needs = data["subject"], data["needs"]
    place = None if subject["lives_in"] is None else Place[subject["lives_in"]]
    parts: dict[str, Any] = {
        "enforced": Enforced[data["enforced"]],
        "subject": Subject(subject["type"], place, subject["nests"]),
        "states": tuple(data["states"]),
        "may_end_in": frozenset(data["may_end_in"]),
        "transient": frozenset(data["transient"]),
        "checks": tuple(data["checks"]),
        "needs": needs and Need(needs["protocol"], needs["state"], tuple(needs["alternatives"])),
        "calls": {name: tuple(map(_decode_transition, each)) for name, each in data["calls"].items()},
        "path": directory / data["path"],
    }
    return Protocol(**{**data, **parts})


def _decode_transition(data: dict[str, Any]) -> Transition:
    return Transition(**{**data, "origins": frozenset(data["origins"]), "when": When[data["when"]]})
