"""What is known of all kernel releases together: the history of each kfunc, and lists that no one release decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from bpflint.kernel.compile_protocols import load_protocols
from bpflint.kernel.ctype import EncodedPrototype, names_type
from bpflint.kernel.helper_contract import HelperContracts
from bpflint.kernel.kfunc import Dispute, Kfunc
from bpflint.kernel.kfunc_effects import KfuncEffects
from bpflint.kernel.protocol import Place, Protocols
from bpflint.kernel.records import AcceptedFlags, EnumeratorRecord, TrustedFields
from bpflint.kernel.store import Store
from bpflint.kernel.version import Version

_STRUCT = re.compile(r"struct (\w+)")
_MAX_NAMES = 10
_MAX_NAME = 128  # longer than any symbol; matching takes quadratic time


class _Kfuncs(Mapping[str, Kfunc]):
    """Histories by name, built on demand."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = store.kfunc_names
        self._built: dict[str, Kfunc] = {}

    def __getitem__(self, name: str) -> Kfunc:
        if name not in self._built:
            self._built[name] = _history(self._store, name)
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)


def _history(store: Store, name: str) -> Kfunc:
    record = store.kfunc(name)
    if record is None:
        raise KeyError(name)
    versions: list[Version] = []
    unknown: list[Version] = []
    seen: list[Version] = []
    prototypes: list[tuple[Version, Version, EncodedPrototype]] = []
    uncallable: list[tuple[Version, str]] = []
    for cell in record.cells:
        span = store.releases[cell.first : cell.last + 1]
        if cell.state == "unknown":
            unknown.extend(span)
            continue
        if cell.state == "uncallable":
            uncallable.extend((version, cell.reason) for version in span)
            continue
        versions.extend(span)
        seen.extend(span if cell.seen else ())
        if cell.state == "certain":
            joined = bool(prototypes) and prototypes[-1][2] is cell.prototype
            start = prototypes.pop()[0] if joined else span[0]
            prototypes.append((start, span[-1], cell.prototype))
    return Kfunc(
        name=name,
        family=record.family,
        page=record.page,
        docs=record.docs,
        commit=record.commit,
        module=record.module,
        config=record.config,
        architecture=record.architecture,
        test=record.test,
        successor=record.successor,
        uncallable=tuple(uncallable),
        disputes=tuple(Dispute(*dispute) for dispute in record.disputes),
        versions=tuple(versions),
        unknown=tuple(unknown),
        seen=tuple(seen),
        newest=store.releases[-1],
        _prototypes=tuple(prototypes),
    )


class AllKernels:
    """What is known of all releases together. Immutable."""

    def __init__(self, store: Store, extra_rules: tuple[Path, ...] = ()) -> None:
        self.store = store
        self.versions = store.releases
        """Every release known, ascending."""
        self.kfuncs: Mapping[str, Kfunc] = _Kfuncs(store)
        """The history of every kfunc by name."""
        self._extra_rules = extra_rules
        self._naming: dict[str, tuple[str, ...]] = {}
        self._nearest: dict[tuple[str, int], list[str]] = {}

    @cached_property
    def protocols(self) -> Protocols:
        """In which order calls may be made."""
        return load_protocols(self._extra_rules)

    @cached_property
    def predecessors(self) -> Mapping[str, tuple[str, ...]]:
        """The kfuncs that each kfunc replaced, by its name."""
        found: dict[str, list[str]] = {}
        for older in self.kfuncs:
            record = self.store.kfunc(older)
            if record is not None and record.successor is not None:
                found.setdefault(record.successor.name, []).append(older)
        return {name: tuple(older) for name, older in found.items()}

    @cached_property
    def test_modules(self) -> frozenset[str]:
        """The modules of the kernel's own tests that bring kfuncs, by name."""
        return self.store.test_modules

    @cached_property
    def map_value_structs(self) -> frozenset[str]:
        """Structs that protocols keep in map values (`bpf_wq`), by name."""
        subjects = (protocol.subject for protocol in self.protocols)
        return frozenset(
            subject.type.removeprefix("struct ") for subject in subjects if subject.lives_in is Place.MAP_VALUE
        )

    @property
    def accepted_flags(self) -> Mapping[str, AcceptedFlags]:
        """The arguments that functions take certain bits of only."""
        return self.store.accepted_flags

    @property
    def trusted_fields(self) -> TrustedFields:
        """Which members keep trust."""
        return self.store.trusted_fields

    @cached_property
    def kernel_structs(self) -> frozenset[str]:
        """Structs that some kfunc takes or returns. A kptr to any other is one to an object of the program's own."""
        texts = (text for kfunc in self.kfuncs.values() for text in kfunc.prototype_texts)
        return frozenset(name for text in texts for name in _STRUCT.findall(text))

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    @property
    def measured(self) -> Mapping[Version, str]:
        """The releases that were measured, with the build that was (`6.12.117+deb13-cloud-amd64`)."""
        return self.store.builds

    def nearest(self, name: str, n: int = 3) -> list[str]:
        """The names of known kfuncs most like `name`, best first."""
        from difflib import get_close_matches

        if len(name) > _MAX_NAME:
            return []
        if (name, n) not in self._nearest:
            most = min(n, _MAX_NAMES)
            self._nearest[name, n] = get_close_matches(name, list(self.store.kfunc_names), n=most, cutoff=0.6)
        return self._nearest[name, n]

    @property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the kfuncs of each family."""
        found: dict[str, list[str]] = {}
        for name in self.kfuncs:
            found.setdefault(self.store.family_of(name), []).append(name)
        return {family: tuple(names) for family, names in sorted(found.items())}

    @cached_property
    def helpers(self) -> tuple[str, ...]:
        """The names of all helpers, by number."""
        numbers = self.store.helper_numbers
        return tuple(sorted(numbers, key=numbers.__getitem__))

    @property
    def helper_contracts(self) -> HelperContracts:
        """What the verifier checks of helpers, by name."""
        return self.store.helper_contracts

    @property
    def kfunc_effects(self) -> KfuncEffects:
        """What the verifier knows of kfuncs by name."""
        return self.store.kfunc_effects

    @property
    def section_table(self) -> tuple[Mapping[str, Any], ...]:
        """libbpf's table of section names, in its order."""
        return self.store.section_table

    @cached_property
    def program_types(self) -> Mapping[str, tuple[Version, ...]]:
        """Every program type, with the releases known to have it."""
        return {name: self._having(record) for name, record in self.store.program_types.items()}

    @property
    def struct_ops_members(self) -> tuple[str, ...]:
        """Every known member of a struct_ops struct that is a function: `sched_ext_ops.enqueue`."""
        return self.store.struct_ops_functions

    def kfuncs_naming(self, spelling: str) -> tuple[str, ...]:
        """The kfuncs that have a type such as `struct bpf_iter_num` in a prototype, on whichever release."""
        if spelling not in self._naming:
            matches = (number for number, text in self.store.prototype_texts() if names_type(text, spelling))
            self._naming[spelling] = tuple(self.store.kfuncs_with(frozenset(matches)))
        return self._naming[spelling]

    def _having(self, record: EnumeratorRecord) -> tuple[Version, ...]:
        until = record.until or self.newest
        return tuple(version for version in self.versions if record.since <= version <= until)
