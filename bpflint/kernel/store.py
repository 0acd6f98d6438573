"""The compiled facts (bpflint/kernel/compile_facts.py) by typed records, each built when it is first asked for.

This module alone knows how the JSON is laid out. A run asks for a handful of the thousands of records in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from bpflint.base.compiled_rules import Compiled
from bpflint.kernel.attach_functions import AttachFunctions
from bpflint.kernel.context_access import ContextAccess
from bpflint.kernel.ctype import EncodedPrototype
from bpflint.kernel.helper_contract import HelperContracts
from bpflint.kernel.kfunc import PAGES, Successor
from bpflint.kernel.kfunc_effects import KfuncEffects
from bpflint.kernel.map_forms import MapForm
from bpflint.kernel.program_types import AllowList, Measured
from bpflint.kernel.records import (
    NOT_MEASURED,
    AcceptedFlags,
    Cell,
    CellState,
    EnumeratorRecord,
    HelperRecord,
    KfuncRecord,
    LoadLimits,
    StructOpsRecord,
    TrustedFields,
)
from bpflint.kernel.verifier_change import Change
from bpflint.kernel.version import Version, parse_range

_STATES: dict[str, CellState] = {"p": "certain", "u": "guessed", "x": "uncallable", "?": "unknown"}


class Store:
    """The compiled facts of all releases."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        """As JSON, for those who add to it."""
        self.releases: tuple[Version, ...] = tuple(Version.parse(text) for text in compiled["releases"])
        """Ascending."""
        self._kfuncs: dict[str, KfuncRecord] = {}
        self._helpers: dict[str, HelperRecord] = {}
        self._prototypes: dict[int, EncodedPrototype] = {}
        self._allow: dict[int, AllowList] = {}
        self._enumerators: dict[str, EnumeratorRecord | None] = {}
        self._measured: dict[int, Measured] = {}
        self._flags: list[frozenset[str]] | None = None

    # ----------------------------------------------------------------------------------------------------- functions

    @property
    def kfunc_names(self) -> Mapping[str, object]:
        """The names of all kfuncs, as the keys of a mapping."""
        names: Mapping[str, object] = self.compiled["kfuncs"]
        return names

    def kfunc(self, name: str) -> KfuncRecord | None:
        """None where no rules mention the name."""
        if name not in self._kfuncs:
            data = self.compiled["kfuncs"].get(name)
            if data is None:
                return None
            self._kfuncs[name] = self._kfunc_record(name, data)
        return self._kfuncs[name]

    def family_of(self, name: str) -> str:
        """The family of a kfunc that is known."""
        return str(self.compiled["kfuncs"][name]["family"])

    def module_of(self, name: str) -> str | None:
        """The modules that have a kfunc, with spaces between; None if it is in vmlinux or not known."""
        data = self.compiled["kfuncs"].get(name)
        return data.get("module") if data else None

    @cached_property
    def test_modules(self) -> frozenset[str]:
        """The modules of the kernel's own tests that bring kfuncs."""
        kfuncs = self.compiled["kfuncs"].values()
        return frozenset(module for data in kfuncs if data.get("test") for module in (data.get("module") or "").split())

    def _kfunc_record(self, name: str, data: Mapping[str, Any]) -> KfuncRecord:
        successor = data.get("successor")
        reasons = [entry["reason"] for entry in data.get("uncallable", ())]
        return KfuncRecord(
            family=data["family"],
            page="" if data.get("added") else f"{PAGES}{data['family']}.html#{name}",
            docs=data.get("docs"),
            commit=data.get("commit"),
            module=data.get("module"),
            config=data.get("config"),
            architecture=data.get("architecture"),
            test=data.get("test", False),
            successor=Successor(
                successor["name"],
                Version.parse(successor["since"]) if "since" in successor else None,
                successor.get("kind", "replaced by"),
            )
            if successor
            else None,
            disputes=tuple(_four(*self.compiled["disputes"][number]) for number in data.get("disputed", ())),
            cells=tuple(self._cell(first, last, cell, reasons) for first, last, cell in data["cells"]),
        )

    def _cell(self, first: int, last: int, cell: list[Any], reasons: list[str]) -> Cell:
        state = _STATES[cell[0]]
        if state == "unknown":
            return Cell(first, last, state)
        _, prototype, flags, allow, seen, *entry = cell
        if self._flags is None:
            self._flags = [frozenset(names) for names in self.compiled["flags"]]
        reason = reasons[entry[0]] if entry else ""
        return Cell(
            first,
            last,
            state,
            self._prototype(prototype),
            self._flags[flags],
            allow,
            bool(seen),
            reason,
        )

    @cached_property
    def helper_numbers(self) -> Mapping[str, int]:
        """Every helper by name, with its number in `enum bpf_func_id`."""
        return {name: int(data["number"]) for name, data in self.compiled["helpers"].items()}

    def helper(self, name: str) -> HelperRecord | None:
        """None where there is no helper of that name."""
        if name not in self._helpers:
            data = self.compiled["helpers"].get(name)
            if data is None:
                return None
            allow = tuple((first, last, number) for first, last, number in data["cells"])
            self._helpers[name] = HelperRecord(
                data["number"],
                Version.parse(data["since"]),
                data["docs"],
                data["gpl_only"],
                self._prototype(data["prototype"]),
                allow,
            )
        return self._helpers[name]

    @cached_property
    def helper_contracts(self) -> HelperContracts:
        """What the verifier checks of helpers."""
        return HelperContracts(self.compiled["helpers"], self.compiled["helper_effects"])

    @cached_property
    def kfunc_effects(self) -> KfuncEffects:
        """What the verifier knows of kfuncs by name."""
        return KfuncEffects.read(self.compiled["kfunc_effects"])

    def kfuncs_with(self, matches: frozenset[int]) -> Iterator[str]:
        """The kfuncs that have one of these prototypes, by their numbers, on some release."""
        for name, data in self.compiled["kfuncs"].items():
            if any(cell[0] != "?" and cell[1] in matches for _, _, cell in data["cells"]):
                yield name

    def kfuncs_flagged(self, flag: str) -> Iterator[str]:
        """The kfuncs that have a KF_ flag on some release."""
        having = {number for number, names in enumerate(self.compiled["flags"]) if flag in names}
        for name, data in self.compiled["kfuncs"].items():
            if any(cell[0] != "?" and cell[2] in having for _, _, cell in data["cells"]):
                yield name

    def prototype_texts(self) -> Iterator[tuple[int, str]]:
        """The text of every prototype, with its number."""
        for number, data in enumerate(self.compiled["prototypes"]):
            yield number, data[0]

    def _prototype(self, number: int) -> EncodedPrototype:
        if number not in self._prototypes:
            self._prototypes[number] = EncodedPrototype(*self.compiled["prototypes"][number])
        return self._prototypes[number]

    def allow_list(self, number: int) -> AllowList | None:
        """Who may call a function; None where nobody measured."""
        if number == NOT_MEASURED:
            return None
        if number not in self._allow:
            self._allow[number] = AllowList.parse(*self.compiled["allow"][number])
        return self._allow[number]

    # ------------------------------------------------------------------------------------------------------ programs

    def measured(self, index: int) -> Measured:
        """The kinds of programs that the release of this index was measured with."""
        variants = self.compiled["variants"]
        number = variants["of_release"][index]
        if number not in self._measured:
            self._measured[number] = Measured.of(variants["lists"][number])
        return self._measured[number]

    @cached_property
    def builds(self) -> Mapping[Version, str]:
        """The build of each release that was measured."""
        return {Version.parse(version): build for version, build in self.compiled["builds"].items()}

    @cached_property
    def sleepable(self) -> Mapping[str, Version]:
        """The program types that can have sleepable programs, since when."""
        return {name: Version.parse(since) for name, since in self.compiled["sleepable"].items()}

    @cached_property
    def verifier_changes(self) -> Mapping[Change, Version]:
        """The changes of rules/verifier.yaml, each with the first release that has it."""
        return {Change(name): Version.parse(since) for name, since in self.compiled["verifier"].items()}

    @cached_property
    def load_limits(self) -> LoadLimits:
        """What `load_limits` looks up."""

        def releases(title: str) -> dict[str, Version]:
            return {name: Version.parse(since) for name, since in self.compiled[title].items()}

        return LoadLimits(
            sleepable={**self.sleepable} | releases("sleepable_attach_types"),
            attach_type_checked=frozenset(self.compiled["attach_type_checked"]),
            program_flags=releases("program_flags"),
            map_flags=tuple(
                (name, 1 << each["bit"], Version.parse(each["since"]))
                for name, each in self.compiled["map_flags"].items()
            ),
            map_types={
                each["number"]: name
                for name, each in self.compiled["enums"]["map_types"].items()
                if not name.endswith("_DEPRECATED")
            },
            never_inner=frozenset(self.compiled["never_inner"]),
        )

    @property
    def section_table(self) -> tuple[Mapping[str, Any], ...]:
        """libbpf's table of section names, in its order."""
        return tuple(self.compiled["sections"])

    def doubtful_arguments(self, tracepoint: str, version: Version) -> tuple[frozenset[int], frozenset[int]]:
        """Arguments (from 0) of a raw tracepoint that may be NULL, and that may be an error, on one kernel.

        Source: rules/raw_tracepoints.yaml.
        """
        table = self.compiled["raw_tracepoints"]
        entry = table["tracepoints"].get(tracepoint)
        if entry is None or version < Version.parse(entry.get("since", table["since"])):
            return frozenset(), frozenset()
        return frozenset(entry.get("may_be_null", ())), frozenset(entry.get("may_be_error", ()))

    @cached_property
    def accepted_flags(self) -> Mapping[str, AcceptedFlags]:
        """The functions of rules/accepted_flags.yaml."""
        return {
            name: AcceptedFlags(each["argument"], each["bits"], each["result"])
            for name, each in self.compiled["accepted_flags"].items()
        }

    @cached_property
    def map_forms(self) -> Mapping[int, MapForm]:
        """What maps of each type, by its number, may look like."""
        numbers = self.compiled["enums"]["map_types"]
        return {numbers[name]["number"]: MapForm.of(name, each) for name, each in self.compiled["map_forms"].items()}

    @cached_property
    def trusted_fields(self) -> TrustedFields:
        """The lists of rules/trusted_fields.yaml."""
        lists = self.compiled["trusted_fields"]

        def members(key: str) -> frozenset[str]:
            return frozenset(f"{entry['struct']}.{field}" for entry in lists[key] for field in entry["fields"])

        return TrustedFields(
            members("rcu"),
            members("rcu_or_null"),
            members("trusted"),
            members("trusted_or_null"),
            frozenset(lists["rcu_protected"]),
            frozenset(lists.get("marked_rcu", ())),
        )

    @cached_property
    def sleepable_lsm_hooks(self) -> Mapping[Version, frozenset[str]]:
        """The LSM hooks that sleepable programs may attach to, for the measured releases."""
        hooks = self.compiled["lsm_hooks"]
        listed = {Version.parse(text): set(hooks["sleepable"]) for text in hooks["measured"]}
        for text, some in hooks["only"].items():
            first, last = parse_range(text)
            for version in listed:
                if first <= version and (last is None or version <= last):
                    listed[version].update(some)
        return {version: frozenset(each) for version, each in listed.items()}

    @cached_property
    def other_sleepable_lsm_hooks(self) -> Mapping[Version, frozenset[str]]:
        """Likewise for releases whose lists say nothing of their neighbours'."""
        return {Version.parse(text): frozenset(some) for text, some in self.compiled["lsm_hooks"]["alone"].items()}

    @cached_property
    def closed_lsm_hooks(self) -> Mapping[str, Version]:
        """The LSM hooks that take no program, and the release from which on they surely do not."""
        closed = self.compiled["lsm_hooks"]["closed"]
        return {hook: Version.parse(text) for text, hooks in closed.items() for hook in hooks}

    @cached_property
    def patched_lsm_hooks(self) -> Mapping[tuple[Version, str], int]:
        """The LSM hooks that take no program from a patch level of a release on; earlier ones may take some."""
        levels = self.compiled["lsm_hooks"]["closed_by_patch"]
        return {(Version.parse(text), hook): level for text, hooks in levels.items() for hook, level in hooks.items()}

    def stable_release(self, version: Version, patch: int, name: str) -> Version:
        """The release that patch level `patch` of `version` is like, as far as a kfunc is concerned."""
        for change in self.compiled["stable_kernels"]:
            if name in change["kfuncs"] and patch >= change["from"] and Version.parse(change["release"]) == version:
                return Version.parse(change["as"])
        return version

    def has_stable_changes(self, version: Version, patch: int) -> bool:
        """Whether patch level `patch` of a release is known to differ from the release."""
        if any(patch >= level for (release, _), level in self.patched_lsm_hooks.items() if release == version):
            return True
        return any(
            patch >= change["from"] and Version.parse(change["release"]) == version
            for change in self.compiled["stable_kernels"]
        )

    @cached_property
    def attach_functions(self) -> AttachFunctions:
        return AttachFunctions.of(self.compiled["attach_functions"])

    @cached_property
    def context_access(self) -> ContextAccess:
        return ContextAccess.of(self.compiled["context_access"])

    @cached_property
    def program_types(self) -> Mapping[str, EnumeratorRecord]:
        """The program types by name."""
        return {name: _enumerator(data) for name, data in self.compiled["enums"]["program_types"].items()}

    def enumerator(self, name: str) -> EnumeratorRecord | None:
        """A program, attach, map or link type or a bpf(2) command; None for all other names."""
        if name not in self._enumerators:
            data = next((enum[name] for enum in self.compiled["enums"].values() if name in enum), None)
            self._enumerators[name] = _enumerator(data) if data is not None else None
        return self._enumerators[name]

    @property
    def struct_ops_names(self) -> Mapping[str, object]:
        """Every known member of a struct_ops struct, as the keys of a mapping: `sched_ext_ops.enqueue`."""
        names: Mapping[str, object] = self.compiled["struct_ops"]
        return names

    @property
    def struct_ops_functions(self) -> tuple[str, ...]:
        """Those of them that are functions."""
        return tuple(name for name, (_, _, number) in self.compiled["struct_ops"].items() if number is not None)

    def struct_ops_member(self, name: str) -> StructOpsRecord | None:
        """None where no struct that anybody looked at has such a member."""
        data = self.compiled["struct_ops"].get(name)
        if data is None:
            return None
        first, last, number = data
        prototype = None if number is None else self._prototype(number)
        return StructOpsRecord(Version.parse(first), Version.parse(last), prototype)


def _four(what: str, documented: str, kernel: str, decided: str) -> tuple[str, str, str, str]:
    return what, documented, kernel, decided


def _enumerator(data: Mapping[str, Any]) -> EnumeratorRecord:
    unknown = tuple(text for text in str(data.get("unknown", "")).split(", ") if text)
    return EnumeratorRecord(
        Version.parse(data["since"]), Version.parse(data["until"]) if "until" in data else None, unknown
    )
