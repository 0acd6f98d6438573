"""Turns the YAML of rules/ into cells: what each release says of each kfunc and helper.

In YAML a history is written in ranges (`since`, `until`, `unknown`); a cell is what holds for one release. Everything
wrong is collected with file and line, and nothing is guessed from a part that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bpflint.kernel.fact_tables import At, Table, parsed_prototype, plain
from bpflint.kernel.rules_yaml import Mapping, Problems, read_yaml
from bpflint.kernel.rules_yaml import Sequence as YamlSequence
from bpflint.kernel.version import Version, parse_range

_NAME = re.compile(r"[A-Za-z_]\w{0,127}", re.ASCII)
_TOKEN = re.compile(r"BPF_PROG_TYPE_[A-Z0-9_]+(?:/[\w.*()]+)?(?:#sleepable|#plain)?", re.ASCII)
_TEXTS = ("docs", "commit", "module", "config", "architecture")
_KFUNC_KEYS = frozenset(
    {*_TEXTS, "since", "until", "absent", "unknown", "seen", "prototype", "prototypes", "flags", "program_types"}
    | {"test", "successor", "uncallable", "disputed"}
)

_MARKS = ("might_sleep", "pkt_access")
"""What a form of a helper may have, beside the types of arguments and result."""

Compiled = dict[str, Any]


class Builder:
    """Turns YAML histories into cells, release by release; what is wrong is added to the problems.

    Prototypes, allow-lists and sets of flags are kept in tables and named by number; `base` is a compiled form whose
    tables to go on with.
    """

    def __init__(self, releases: list[Version], problems: Problems, base: Compiled | None = None) -> None:
        self._releases = releases
        self._problems = problems
        self._prototypes, self._allow, self._flags, self._disputes = Table(), Table(), Table(), Table()
        for name, table in self._by_name().items():
            for value in (base or {}).get(name, ()):
                table.number(value)

    def tables(self) -> dict[str, list[Any]]:
        """The tables by their names in the compiled form."""
        return {name: table.values for name, table in self._by_name().items()}

    def _by_name(self) -> dict[str, Table]:
        return {
            "prototypes": self._prototypes,
            "allow": self._allow,
            "flags": self._flags,
            "disputes": self._disputes,
        }

    # ------------------------------------------------------------------------------------------------- single values

    def _version(self, at: At, line: int, value: Any) -> Version | None:
        try:
            return Version.parse(value) if isinstance(value, str) else self._not_text(value)
        except ValueError:
            at.wrong(line, f'{value!r} is not a kernel version such as "6.12"')
            return None

    @staticmethod
    def _not_text(value: Any) -> Version:
        raise ValueError(value)

    def _releases_in(self, at: At, line: int, value: Any) -> set[Version]:
        """`6.2..6.11`, `6.12, 6.16..7.3`, or a list of these."""
        texts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            at.wrong(line, f"{value!r} is not a list of releases such as 6.2..6.11")
            return set()
        found: set[Version] = set()
        for text in texts:
            try:
                low, high = parse_range(text)
            except ValueError as error:
                at.wrong(line, str(error))
                continue
            found |= {version for version in self._releases if low <= version and (high is None or version <= high)}
        return found

    def _entries(self, at: At, line: int, value: Any) -> list[tuple[set[Version], set[Version]]]:
        """A history: (releases where it holds, releases where nobody knows), for each of its entries."""
        if isinstance(value, str):
            since = self._version(at, line, value)
            return [(self._from(since, None), set())] if since else []
        if isinstance(value, YamlSequence):
            return [
                entry
                for each, at_line in zip(value, value.lines, strict=True)
                for entry in self._entries(at, at_line, each)
            ]
        if not isinstance(value, Mapping):
            at.wrong(line, f"{value!r} is neither a version nor a mapping with `since`")
            return []
        since = self._version(at, value.line_of("since"), value["since"]) if "since" in value else None
        until = self._version(at, value.line_of("until"), value["until"]) if "until" in value else None
        if since and until and until < since:
            at.wrong(value.line_of("until"), f"until {until} is older than since {since}")
        holds = self._from(since, until) if since else set()
        unknown = self._releases_in(at, value.line_of("unknown"), value["unknown"]) if "unknown" in value else set()
        if "since" not in value and "unknown" not in value:
            at.wrong(line, "has no `since`")
        return [(holds, unknown)]

    def _from(self, since: Version | None, until: Version | None) -> set[Version]:
        return {
            version
            for version in self._releases
            if (since is None or version >= since) and (until is None or version <= until)
        }

    def _prototype(self, at: At, line: int, text: Any, name: str | None) -> int | None:
        from bpflint.kernel.ctype import CTypeError

        if not isinstance(text, str):
            at.wrong(line, f"{text!r} is not a C prototype")
            return None
        try:
            found, data = parsed_prototype(text)
        except CTypeError as error:
            at.wrong(line, str(error))
            return None
        if name is not None and found != name:
            at.wrong(line, f"the prototype is one of {found!r}")
            return None
        return self._prototypes.number(data)

    # ------------------------------------------------------------------------------------------------ rules/*.yaml

    def variants(self, path: Path, content: Mapping) -> dict[str, Any]:
        """For each release, the variants of programs it was measured with."""
        at = At(path, self._problems)
        by_release: list[list[str]] = [[] for _ in self._releases]
        for key, value in content.items():
            for holds, _ in self._entries(at, content.line_of(key), value):
                for version in holds:
                    by_release[self._releases.index(version)].append(key)
        table = Table()
        return {"of_release": [table.number(keys) for keys in by_release], "lists": table.values}

    def struct_ops(self, path: Path, content: Mapping) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for struct, entries in content.items():
            for member, record in entries.items():
                at = At(path, self._problems, f"{struct}.{member}")
                line = entries.line_of(member)
                is_function = "(*" in record["c"]
                prototype = self._prototype(at, line, record["c"], member) if is_function else None
                members[f"{struct}.{member}"] = [*record["seen"].split(".."), prototype]
        return members

    def helpers(self, path: Path, content: Mapping) -> dict[str, Any]:
        helpers: dict[str, Any] = {}
        for name, record in content.items():
            at = At(path, self._problems, name)
            line = content.line_of(name)
            prototype = self._prototype(at, line, record["prototype"], name)
            types = record.get("program_types")
            allow = self._program_types(at, record.line_of("program_types"), types) if types is not None else None
            helpers[name] = {
                "number": record["number"],
                "since": record["since"],
                "docs": record["docs"],
                "gpl_only": record.get("gpl_only"),
                "prototype": prototype,
                "checked": [
                    [
                        plain(form["arguments"]),
                        form.get("result", ""),
                        [key for key in _MARKS if form.get(key)],
                        proto,
                        plain(form.get("marked_later", [])),
                    ]
                    for proto, form in record.get("checked", {}).items()
                ],
                "cells": self._runs([allow[index] if allow else -1 for index in range(len(self._releases))]),
            }
        return helpers

    @staticmethod
    def _runs(values: list[Any]) -> list[list[Any]]:
        """Values by release as [first index, last index, value]."""
        found: list[list[Any]] = []
        for index, value in enumerate(values):
            if found and found[-1][2] == value:
                found[-1][1] = index
            else:
                found.append([index, index, value])
        return found

    def _program_types(self, at: At, line: int, value: Any) -> list[int]:
        """For each release, the number of its allow-list."""
        allowed: list[list[str]] = [[] for _ in self._releases]
        unknown: list[list[str]] = [[] for _ in self._releases]
        if isinstance(value, YamlSequence):
            lines = zip(value, value.lines, strict=True)
            items: list[tuple[Any, int, Any]] = [(token, at_line, None) for token, at_line in lines]
        elif isinstance(value, Mapping):
            items = [(token, value.line_of(token), each) for token, each in value.items()]
        else:
            at.wrong(line, "program_types is neither a list of program types nor a mapping of them to versions")
            return [-1] * len(self._releases)
        for token, token_line, each in items:
            if not isinstance(token, str) or not _TOKEN.fullmatch(token):
                at.wrong(token_line, f"{token!r} is not a program type such as BPF_PROG_TYPE_XDP")
                continue
            always: list[tuple[set[Version], set[Version]]] = [(set(self._releases), set())]
            for holds, gap in self._entries(at, token_line, each) if each is not None else always:
                for index, version in enumerate(self._releases):
                    if version in holds:
                        allowed[index].append(token)
                    elif version in gap:
                        unknown[index].append(token)
        return [self._allow.number([allowed[index], unknown[index]]) for index in range(len(self._releases))]

    # ------------------------------------------------------------------------------------------------- kfunc files

    def kfunc_file(self, path: Path, result: dict[str, Any]) -> None:
        content = read_yaml(path, self._problems)
        if content is None:
            return
        at = At(path, self._problems)
        family, kfuncs = content.get("family"), content.get("kfuncs")
        for key in content:
            if key not in ("family", "about", "kfuncs"):
                at.wrong(content.line_of(key), f"unknown key {key!r}")
        if not isinstance(family, str):
            at.wrong(content.line, "has no `family`")
        if not isinstance(kfuncs, Mapping):
            at.wrong(content.line, "has no mapping `kfuncs`")
            return
        for name, record in kfuncs.items():
            line = kfuncs.line_of(name)
            if not _NAME.fullmatch(name):
                at.wrong(line, f"{name!r} is not the name of a function")
            elif not isinstance(record, Mapping):
                at.wrong(line, f"{name} is not a mapping")
            else:
                result[name] = self._kfunc(At(path, self._problems, name), line, name, str(family), record)

    def _kfunc(self, at: At, line: int, name: str, family: str, record: Mapping) -> dict[str, Any]:
        for key in record:
            if key not in _KFUNC_KEYS:
                at.wrong(record.line_of(key), f"unknown key {key!r}")
        holds, unknown = self._lifetime(at, line, record)
        seen = self._releases_in(at, record.line_of("seen"), record["seen"]) if "seen" in record else set(holds)
        prototypes, certain = self._kfunc_prototypes(at, line, name, record, holds)
        flags = self._kfunc_flags(at, record, holds)
        types = record.get("program_types")
        allow = self._program_types(at, record.line_of("program_types"), types) if types is not None else None
        uncallable = self._uncallable(at, name, record)
        cells: list[Any] = []
        for index, version in enumerate(self._releases):
            if version in holds and version in prototypes:
                cells.append(
                    [
                        "p" if version in certain else "u",
                        prototypes[version],
                        flags.get(version, self._flags.number([])),
                        allow[index] if allow else -1,
                        int(version in seen),
                    ]
                )
            elif version in uncallable:
                prototype, entry = uncallable[version]
                cells.append(["x", prototype, self._flags.number([]), -1, 1, entry])
            else:
                cells.append(["?"] if version in unknown else ["-"])
        info = {
            key: record[key] for key in ("docs", "commit", "module", "config", "architecture", "test") if key in record
        }
        self._texts(at, record)
        for key in ("successor", "uncallable"):
            if key in record:
                info[key] = plain(record[key])
        if "disputed" in record:
            info["disputed"] = self._disputed(at, record)
        return {"family": family, **info, "cells": [run for run in self._runs(cells) if run[2] != ["-"]]}

    def _disputed(self, at: At, record: Mapping) -> list[int]:
        entries = record["disputed"]
        keys = ("what", "documented", "kernel", "decided")
        if not isinstance(entries, list) or not all(
            isinstance(entry, Mapping) and all(isinstance(entry.get(key), str) for key in keys) for entry in entries
        ):
            at.wrong(record.line_of("disputed"), f"disputed must be a list of mappings with {', '.join(keys)}")
            return []
        return [self._disputes.number([entry[key] for key in keys]) for entry in entries]

    def _texts(self, at: At, record: Mapping) -> None:
        for key in _TEXTS:
            if key in record and not isinstance(record[key], str):
                at.wrong(record.line_of(key), f"{key} must be text")
        if not isinstance(record.get("test", False), bool):
            at.wrong(record.line_of("test"), "test must be true or false")
        successor = record.get("successor")
        if successor is not None and not (isinstance(successor, Mapping) and isinstance(successor.get("name"), str)):
            at.wrong(record.line_of("successor"), "successor must be a mapping with a `name`")
        elif successor is not None and not isinstance(successor.get("kind", ""), str):
            at.wrong(successor.line_of("kind"), "kind must be text")
        elif successor is not None and "since" in successor:
            self._version(at, successor.line_of("since"), successor["since"])

    def _lifetime(self, at: At, line: int, record: Mapping) -> tuple[set[Version], set[Version]]:
        if "since" not in record:
            at.wrong(line, "has no `since`: the first release that has it")
            return set(), set()
        since = self._version(at, record.line_of("since"), record["since"])
        until = self._version(at, record.line_of("until"), record["until"]) if "until" in record else None
        if since and until and until < since:
            at.wrong(record.line_of("until"), f"until {until} is older than since {since}")
        holds = self._from(since, until) if since else set()
        absent = self._releases_in(at, record.line_of("absent"), record["absent"]) if "absent" in record else set()
        unknown = self._releases_in(at, record.line_of("unknown"), record["unknown"]) if "unknown" in record else set()
        return holds - absent - unknown, unknown

    def _kfunc_prototypes(
        self, at: At, line: int, name: str, record: Mapping, holds: set[Version]
    ) -> tuple[dict[Version, int], set[Version]]:
        """The prototype of each release, and the releases of which it is certain."""
        if "prototype" in record:
            number = self._prototype(at, record.line_of("prototype"), record["prototype"], name)
            return (dict.fromkeys(holds, number) if number is not None else {}), set(holds)
        entries = record.get("prototypes")
        if not isinstance(entries, YamlSequence) or not entries:
            at.wrong(line, "has neither `prototype` nor a list `prototypes`")
            return {}, set()
        ranges: list[tuple[set[Version], int]] = []
        for entry, entry_line in zip(entries, entries.lines, strict=True):
            if not isinstance(entry, Mapping) or "c" not in entry:
                at.wrong(entry_line, "a prototype needs `since` and `c`")
                continue
            number = self._prototype(at, entry.line_of("c"), entry["c"], name)
            for covered, _ in self._entries(at, entry_line, entry):
                if number is not None:
                    ranges.append((covered, number))
        found: dict[Version, int] = {}
        certain: set[Version] = set()
        last: int | None = ranges[0][1] if ranges else None
        for version in self._releases:
            covering = [number for covered, number in ranges if version in covered]
            last = covering[-1] if covering else last
            if version in holds and last is not None:
                found[version] = last
                if covering:
                    certain.add(version)
        return found, certain

    def _kfunc_flags(self, at: At, record: Mapping, holds: set[Version]) -> dict[Version, int]:
        value = record.get("flags", YamlSequence())
        if not isinstance(value, list):
            at.wrong(record.line_of("flags"), "flags must be a list")
            return {}
        if all(isinstance(each, str) for each in value):
            return dict.fromkeys(holds, self._flag_set(at, record.line_of("flags"), value))
        found: dict[Version, int] = {}
        for each in value:
            if not isinstance(each, Mapping) or not isinstance(each.get("flags"), list):
                at.wrong(record.line_of("flags"), "flags must be KF_ names, or mappings with `since` and `flags`")
                continue
            number = self._flag_set(at, each.line_of("flags"), each["flags"])
            for covered, _ in self._entries(at, each.line, each):
                found |= dict.fromkeys(covered & holds, number)
        return found

    def _flag_set(self, at: At, line: int, names: Iterable[Any]) -> int:
        flags = sorted({str(name) for name in names})
        for flag in flags:
            if not re.fullmatch(r"KF_[A-Z0-9_]+", flag):
                at.wrong(line, f"{flag!r} is not the name of a KF_ flag")
        return self._flags.number(flags)

    def _uncallable(self, at: At, name: str, record: Mapping) -> dict[Version, tuple[int, int]]:
        """For each release that refuses all calls, the prototype there and the entry that says why."""
        found: dict[Version, tuple[int, int]] = {}
        entries = record.get("uncallable", ())
        if not isinstance(entries, (list, tuple)):
            at.wrong(record.line_of("uncallable"), "uncallable must be a list")
            return found
        for index, entry in enumerate(entries):
            if not isinstance(entry, Mapping) or "c" not in entry or not isinstance(entry.get("reason"), str):
                at.wrong(record.line_of("uncallable"), "an entry of `uncallable` needs `since`, `reason` and `c`")
                continue
            number = self._prototype(at, entry.line_of("c"), entry["c"], name)
            for covered, _ in self._entries(at, entry.line, entry):
                if number is not None:
                    found |= dict.fromkeys(covered, (number, index))
        return found
