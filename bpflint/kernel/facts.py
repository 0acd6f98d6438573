"""The facts: what every known kernel release says about kfuncs, helpers and programs.

`load_facts` reads the compiled rules (milliseconds); everything else is built when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpflint.base.compiled_rules import Compiled, rules_directory
from bpflint.kernel import compile_facts as rules
from bpflint.kernel.kernel_facts import KernelFacts, UnknownKernelError, names_type
from bpflint.kernel.kfunc import Dispute, Kfunc, Successor
from bpflint.kernel.program_types import AllowList, Measured
from bpflint.kernel.version import Version

if TYPE_CHECKING:
    from bpflint.kernel.protocol import Protocols

_MAX_NAMES = 10
_MAX_NAME = 128  # longer than any symbol; matching takes quadratic time


def load_facts(extra_rules: Sequence[Path] = ()) -> Facts:
    """The facts of bpflint with those of the given directories on top. Cached; files are read once a process.

    Raises RulesError or ProtocolError with every mistake of the extra rules, each with file, line and reason.
    """
    return _load(tuple(Path(each) for each in extra_rules))


@lru_cache(maxsize=8)
def _load(extra_rules: tuple[Path, ...]) -> Facts:
    if extra_rules:
        facts = Facts(rules.merge_user_rules(_load(())._data, extra_rules), extra_rules)
        _ = facts.protocols  # so that a mistake is told now
        return facts
    return Facts(rules.load(rules_directory()))


class _Kfuncs(Mapping[str, Kfunc]):
    """Histories by name, built on demand."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._built: dict[str, Kfunc] = {}

    def __getitem__(self, name: str) -> Kfunc:
        if name not in self._built:
            self._built[name] = _kfunc_history(self._facts, name, self._facts._data["kfuncs"][name])
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        return name in self._facts._data["kfuncs"]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._facts._data["kfuncs"]))

    def __len__(self) -> int:
        return len(self._facts._data["kfuncs"])


def _kfunc_history(facts: Facts, name: str, record: dict[str, Any]) -> Kfunc:
    releases = facts.versions
    versions: list[Version] = []
    unknown: list[Version] = []
    seen: list[Version] = []
    prototypes: list[tuple[Version, Version, list[Any]]] = []
    uncallable: list[tuple[Version, str]] = []
    reasons = record.get("uncallable", ())
    for first, last, cell in record["cells"]:
        span = releases[first : last + 1]
        if cell[0] == "?":
            unknown.extend(span)
        elif cell[0] == "x":
            uncallable.extend((version, reasons[cell[5]]["reason"]) for version in span)
        else:
            versions.extend(span)
            seen.extend(span if cell[4] else ())
            data = facts._data["prototypes"][cell[1]]
            if cell[0] == "p":
                if prototypes and prototypes[-1][2] is data:
                    prototypes[-1] = (prototypes[-1][0], span[-1], data)
                else:
                    prototypes.append((span[0], span[-1], data))
    successor = record.get("successor")
    return Kfunc(
        name=name,
        family=record["family"],
        docs=record.get("docs"),
        commit=record.get("commit"),
        module=record.get("module"),
        config=record.get("config"),
        architecture=record.get("architecture"),
        test=record.get("test", False),
        successor=Successor(
            successor["name"],
            Version.parse(successor["since"]) if "since" in successor else None,
            successor.get("kind", "replaced by"),
        )
        if successor
        else None,
        uncallable=tuple(uncallable),
        disputes=tuple(Dispute(*facts._data["disputes"][number]) for number in record.get("disputed", ())),
        versions=tuple(versions),
        unknown=tuple(unknown),
        seen=tuple(seen),
        newest=facts.newest,
        _prototypes=tuple(prototypes),
    )


class Facts:
    """Everything known about all kernel releases. Immutable."""

    def __init__(self, data: Compiled, extra_rules: tuple[Path, ...] = ()) -> None:
        self._data = data
        self._extra_rules = extra_rules
        self.versions: tuple[Version, ...] = tuple(Version.parse(text) for text in data["releases"])
        """Every release known, ascending."""
        self.kfuncs: Mapping[str, Kfunc] = _Kfuncs(self)
        """The history of every kfunc by name."""
        self._at: dict[Version, KernelFacts] = {}
        self._allow: dict[int, AllowList] = {}
        self._measured: dict[int, Measured] = {}
        self._naming: dict[str, tuple[str, ...]] = {}

    @property
    def trusted_fields(self) -> Mapping[str, Any]:
        """The lists of rules/trusted_fields.yaml."""
        trusted: Mapping[str, Any] = self._data["trusted_fields"]
        return trusted

    @property
    def protocols(self) -> Protocols:
        """In which order calls may be made."""
        from bpflint.kernel.protocol import load_protocols

        return load_protocols(self._extra_rules)

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    @cached_property
    def measured(self) -> Mapping[Version, str]:
        """The releases that were measured, with the build that was (`6.12.117+deb13-cloud-amd64`)."""
        return {Version.parse(version): build for version, build in self._data["builds"].items()}

    def at(self, version: Version) -> KernelFacts:
        """One release. Raises UnknownKernelError where it is none of `versions`."""
        if version not in self._at:
            if version not in self.versions:
                raise UnknownKernelError(
                    f"nothing is known of kernel {version}: bpflint knows {self.versions[0]} to {self.newest}"
                )
            self._at[version] = KernelFacts(self, version)
        return self._at[version]

    def nearest(self, name: str, n: int = 3) -> list[str]:
        """The names of known kfuncs most like `name`, best first."""
        from difflib import get_close_matches

        if len(name) > _MAX_NAME:
            return []
        return get_close_matches(name, list(self._data["kfuncs"]), n=min(n, _MAX_NAMES), cutoff=0.6)

    @property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the kfuncs of each family."""
        found: dict[str, list[str]] = {}
        for name in self.kfuncs:
            found.setdefault(self._data["kfuncs"][name]["family"], []).append(name)
        return {family: tuple(names) for family, names in sorted(found.items())}

    @property
    def helpers(self) -> tuple[str, ...]:
        """The names of all helpers, by number."""
        helpers = self._data["helpers"]
        return tuple(sorted(helpers, key=lambda name: int(helpers[name]["number"])))

    @cached_property
    def section_table(self) -> tuple[dict[str, Any], ...]:
        """libbpf's table of section names, in its order."""
        return tuple(self._data["sections"])

    @cached_property
    def program_types(self) -> Mapping[str, tuple[Version, ...]]:
        """Every program type, with the releases known to have it."""
        return {name: self._having(record) for name, record in self._data["enums"]["program_types"].items()}

    @property
    def struct_ops_members(self) -> tuple[str, ...]:
        """Every known member of a struct_ops struct that is a function: `sched_ext_ops.enqueue`."""
        return tuple(name for name, record in self._data["struct_ops"].items() if record[2] is not None)

    def kfuncs_naming(self, spelling: str) -> tuple[str, ...]:
        """The kfuncs that have a type such as `struct bpf_iter_num` in a prototype, on whichever release."""
        if spelling not in self._naming:
            texts = {index for index, data in enumerate(self._data["prototypes"]) if names_type(data[0], spelling)}
            self._naming[spelling] = tuple(
                name
                for name, record in self._data["kfuncs"].items()
                if any(cell[0] != "?" and cell[1] in texts for _, _, cell in record["cells"])
            )
        return self._naming[spelling]

    def enumerator(self, name: str) -> Mapping[str, Any] | None:
        """What rules/program_types.yaml say of a program, attach, map or link type or a bpf(2) command."""
        return next((enum[name] for enum in self._data["enums"].values() if name in enum), None)

    def enumerator_since(self, name: str) -> Version | None:
        """The first release known to have a program, attach, map or link type or a command, if any."""
        record = self.enumerator(name)
        return Version.parse(record["since"]) if record else None

    def _having(self, record: Mapping[str, Any]) -> tuple[Version, ...]:
        since = Version.parse(record["since"])
        until = Version.parse(record["until"]) if "until" in record else self.newest
        return tuple(version for version in self.versions if since <= version <= until)

    # ------------------------------------------------------------------------------------- shared by KernelFacts

    def _allow_list(self, number: int) -> AllowList | None:
        if number < 0:
            return None
        if number not in self._allow:
            self._allow[number] = AllowList.parse(*self._data["allow"][number])
        return self._allow[number]

    def _measured_at(self, index: int) -> Measured:
        number = self._data["variants"]["of_release"][index]
        if number not in self._measured:
            self._measured[number] = Measured.of(self._data["variants"]["lists"][number])
        return self._measured[number]
