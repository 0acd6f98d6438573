"""What every release says about every kfunc and helper, from the few releases that were measured.

A release is *seen* for a kfunc when its image, its modules or its sources have it. Between seen releases the
documentation's since-versions decide, held in check by the neighbours; program types that share one registration slot
open together. What neither settles stays unknown. Where a build lacked a module or an option, its silence means
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rules_families import family_of

from bpflint.kernel.ctype import CTypeError, parse_function
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT
from bpflint.kernel.program_types import EVERY
from bpflint.kernel.version import Version, describe_versions

OLDEST, NEWEST = Version(5, 10), Version(7, 3)
RELEASES: list[Version] = [
    *(Version(5, minor) for minor in range(10, 20)),
    *(Version(6, minor) for minor in range(20)),
    *(Version(7, minor) for minor in range(4)),
]

# Builds whose silence about some kfuncs means nothing: modules that could not be had, an option that was off.
NO_MODULES = {Version(6, 19), Version(7, 0), Version(7, 1)}
WITHOUT_OPTION = {("qdisc", Version(6, 16))}

# A type of program that may call what is registered for another, and the release that gave them one slot.
_TRACING, _LSM = "BPF_PROG_TYPE_TRACING", "BPF_PROG_TYPE_LSM"
_CGROUPS = [f"BPF_PROG_TYPE_CGROUP_{name}" for name in ("DEVICE", "SKB", "SOCK", "SOCKOPT", "SOCK_ADDR", "SYSCTL")]
SLOTS: dict[str, tuple[list[str], Version]] = {
    _LSM: ([_TRACING], Version(5, 18)),
    "BPF_PROG_TYPE_TRACEPOINT": ([_TRACING, _LSM], Version(6, 12)),
    "BPF_PROG_TYPE_PERF_EVENT": ([_TRACING, _LSM], Version(6, 12)),
    "BPF_PROG_TYPE_RAW_TRACEPOINT": ([_TRACING, _LSM], Version(7, 0)),
    "BPF_PROG_TYPE_SOCK_OPS": (_CGROUPS, Version(6, 15)),
    **{name: (_CGROUPS, Version(6, 7 if name.endswith("SOCK_ADDR") else 12)) for name in _CGROUPS},
}

# Where the documentation is wrong and no measured release lies near enough to tell, the kernel's history decides.
CORRECTIONS: dict[str, tuple[Version, str]] = {
    # Added together with bpf_dynptr_is_null, in one commit.
    "bpf_dynptr_is_rdonly": (Version(6, 5), "540ccf96ddbc173474c32e595787d5622253be3d"),
}


# Registrations of a kfunc set that came later than the set, where the documentation has no version for them.
# Source: the patches that added them, "bpf: xdp: Register generic_kfunc_set with XDP programs" (December 2023),
# "bpf: Allow invoking kfuncs from BPF_PROG_TYPE_SYSCALL progs" (April 2024), 67666479edf1 (August 2024) and
# ffc83860d8c0 (September 2024).
REGISTERED_LATER: dict[str, dict[str, Version]] = {
    "generic_btf_ids": {
        "BPF_PROG_TYPE_XDP": Version(6, 8),
        "BPF_PROG_TYPE_SYSCALL": Version(6, 10),
        **dict.fromkeys(_CGROUPS, Version(6, 12)),
    },
    "cpumask_kfunc_btf_ids": {"BPF_PROG_TYPE_SYSCALL": Version(6, 10)},
    "bpf_kfunc_check_set_skb": {_TRACING: Version(6, 12), _LSM: Version(6, 12)},
}


@dataclass(frozen=True)
class Earlier:
    """A kfunc that came and went between two measured releases, by the kernel's history; no documentation has it."""

    since: Version
    until: Version
    prototype: str
    flags: tuple[str, ...]


_LESS = "bool (*less)(struct bpf_rb_node *, const struct bpf_rb_node *)"
_GET = ("KF_ACQUIRE", "KF_KPTR_GET", "KF_RET_NULL")
EARLIER: dict[str, Earlier] = {
    "bpf_cgroup_kptr_get": Earlier(
        Version(6, 2), Version(6, 3), "struct cgroup *bpf_cgroup_kptr_get(struct cgroup **cgrpp)", _GET
    ),
    "bpf_cpumask_any": Earlier(
        Version(6, 3), Version(6, 4), "u32 bpf_cpumask_any(const struct cpumask *cpumask)", ("KF_RCU",)
    ),
    "bpf_cpumask_any_and": Earlier(
        Version(6, 3),
        Version(6, 4),
        "u32 bpf_cpumask_any_and(const struct cpumask *src1, const struct cpumask *src2)",
        ("KF_RCU",),
    ),
    "bpf_cpumask_kptr_get": Earlier(
        Version(6, 3), Version(6, 3), "struct bpf_cpumask *bpf_cpumask_kptr_get(struct bpf_cpumask **cpumaskp)", _GET
    ),
    "bpf_list_push_back": Earlier(
        Version(6, 2),
        Version(6, 3),
        "void bpf_list_push_back(struct bpf_list_head *head, struct bpf_list_node *node)",
        (),
    ),
    "bpf_list_push_front": Earlier(
        Version(6, 2),
        Version(6, 3),
        "void bpf_list_push_front(struct bpf_list_head *head, struct bpf_list_node *node)",
        (),
    ),
    "bpf_rbtree_add": Earlier(
        Version(6, 3),
        Version(6, 3),
        f"void bpf_rbtree_add(struct bpf_rb_root *root, struct bpf_rb_node *node, {_LESS})",
        (),
    ),
    "bpf_task_acquire_not_zero": Earlier(
        Version(6, 3),
        Version(6, 3),
        "struct task_struct *bpf_task_acquire_not_zero(struct task_struct *p)",
        ("KF_ACQUIRE", "KF_RCU", "KF_RET_NULL"),
    ),
    "bpf_task_kptr_get": Earlier(
        Version(6, 2), Version(6, 3), "struct task_struct *bpf_task_kptr_get(struct task_struct **pp)", _GET
    ),
}


@dataclass
class Cell:
    """One kfunc or helper on one release."""

    present: bool | None
    seen: bool = False
    prototype: str = ""
    certain: bool = True
    flags: tuple[str, ...] = ()
    allowed: tuple[str, ...] | None = None
    unknown: tuple[str, ...] = ()


@dataclass
class History:
    name: str
    cells: dict[Version, Cell] = field(default_factory=dict)
    disputes: list[dict[str, str]] = field(default_factory=list)

    @property
    def present(self) -> list[Version]:
        return [version for version, cell in self.cells.items() if cell.present]


class Inputs:
    """The measured and documented facts, keyed by release instead of build."""

    def __init__(self, directory: Path) -> None:
        def read(name: str) -> Any:
            return json.loads((directory / f"{name}.json").read_text())

        prototypes = read("kfunc_prototypes")
        self.builds: dict[Version, str] = {Version.parse(text): text for text in prototypes["_meta"]["kernels"]}
        self.prototypes: dict[str, dict[str, Any]] = prototypes["kfuncs"]
        self.flags: dict[str, dict[str, list[str]]] = read("kfunc_flags")["kfuncs"]
        allow = read("kfunc_allowlist")
        self.probes: dict[str, dict[str, Any]] = allow["kernels"]
        self.allow: dict[str, dict[str, Any]] = allow["kfuncs"]
        self.docs: dict[str, dict[str, Any]] = read("kfunc_docs")["kfuncs"]
        self.sources: dict[str, Any] = read("kfunc_sources")["kernels"]
        self.helpers: dict[str, dict[str, Any]] = read("helpers")["helpers"]
        self.program_types: dict[str, Any] = read("program_types")
        self.enums: dict[str, Any] = read("kernel_enums")
        self.crosscheck: dict[str, Any] = read("crosscheck")

    def build(self, version: Version) -> str:
        return self.builds[version]

    def in_sources(self, name: str, version: Version) -> list[dict[str, Any]]:
        """The kfunc sets of that release's sources that hold the kfunc."""
        return [each for each in self.sources.get(str(version), {}).values() if name in each["functions"]]

    def since(self, name: str) -> Version | None:
        text = self.docs.get(name, {}).get("since", {}).get("version")
        return Version.parse(text) if text else None

    def removed(self, name: str) -> Version | None:
        """The release that lacks it, by the documentation's notes; a removal counts before a renaming."""
        notes = [note for note in self.docs.get(name, {}).get("notes", []) if note.get("version")]
        for kinds in (("removed", "removed, replaced by"), ("replaced by", "renamed to")):
            for note in notes:
                if note["kind"] in kinds:
                    return Version.parse(note["version"])
        return None

    def documented_types(self, name: str) -> dict[str, Version | None]:
        types = self.docs.get(name, {}).get("program_types", {})
        found = {key: Version.parse(value["version"]) if value.get("version") else None for key, value in types.items()}
        for name_of_set in self.docs.get(name, {}).get("sets", {}):
            found |= REGISTERED_LATER.get(name_of_set, {})
        return found

    def probed(self, version: Version) -> list[str]:
        """The program variants loaded to measure this release, or the next one that was measured."""
        nearest = next(release for release in RELEASES if release >= version and release in self.builds)
        return list(self.probes[self.build(nearest)]["probed"])


def kfunc_histories(inputs: Inputs) -> list[History]:
    names = sorted(set(inputs.prototypes) | set(inputs.docs) | set(EARLIER))
    histories = [_kfunc_history(inputs, name) for name in names]
    _settle_by_set(inputs, histories)
    return histories


def _settle_by_set(inputs: Inputs, histories: list[History]) -> None:
    """What a build could not tell of one kfunc is as for the others of the same kfunc sets, if these agree."""
    newest = inputs.sources[str(NEWEST)]
    by_sets: dict[tuple[str, ...], list[History]] = {}
    for history in histories:
        sets = tuple(sorted(name for name, each in newest.items() if history.name in each["functions"]))
        by_sets.setdefault(sets, []).append(history)
    for mates in (mates for sets, mates in by_sets.items() if sets):
        for history in mates:
            for version, cell in history.cells.items():
                for token in cell.unknown if cell.seen else ():
                    known = {
                        frozenset(_of_type(other, token))
                        for other in (mate.cells[version] for mate in mates)
                        if other.seen and other.allowed is not None and token not in other.unknown
                    }
                    if len(known) == 1:
                        cell.allowed = tuple(sorted({*(cell.allowed or ()), *known.pop()}))
                        cell.unknown = tuple(each for each in cell.unknown if each != token)


def _kfunc_history(inputs: Inputs, name: str) -> History:
    history = History(name)
    seen: dict[str, str] = inputs.prototypes.get(name, {}).get("prototypes", {})
    for version in RELEASES:
        build = inputs.builds.get(version)
        if build and build in seen:
            history.cells[version] = Cell(True, seen=True, prototype=seen[build])
        elif build and _is_telling(inputs, name, version):
            history.cells[version] = Cell(False)
    _infer_presence(inputs, history)
    _infer_prototypes(inputs, history)
    _infer_flags(inputs, history)
    _infer_allowed(inputs, history)
    _infer_disputes(inputs, history)
    if name in EARLIER:
        _add_earlier(history, EARLIER[name])
    return history


def _add_earlier(history: History, earlier: Earlier) -> None:
    """Allow-lists of these releases are not known for kfuncs that are gone."""
    for version in RELEASES:
        if earlier.since <= version <= earlier.until:
            cell = Cell(True, prototype=earlier.prototype, flags=tuple(sorted(earlier.flags)))
            history.cells[version] = cell


def _is_telling(inputs: Inputs, name: str, version: Version) -> bool:
    """Whether the build would have shown the kfunc, had the release one."""
    record = inputs.prototypes.get(name, {})
    if any(origin.startswith("module") for origin in record.get("origin", {}).values()) and version in NO_MODULES:
        return False
    if (family_of(name), version) in WITHOUT_OPTION:
        return False
    if any("CONFIG_S390" in each["functions"][name].get("if", "") for each in inputs.in_sources(name, NEWEST)):
        return str(version) in inputs.sources or version == OLDEST
    return True


# ------------------------------------------------------------------------------------------------------- presence


def _infer_presence(inputs: Inputs, history: History) -> None:
    name, decided = history.name, dict(history.cells)
    since, removed = inputs.since(name), inputs.removed(name)
    first = next((version for version, cell in decided.items() if cell.seen), None)
    absent = max(
        (version for version, cell in decided.items() if not cell.present and (first is None or version < first))
    )
    if since and absent >= since and first is not None:
        corrected = CORRECTIONS.get(name, (None, ""))[0]
        decision = f"since {corrected or first}"
        _dispute(history, "since", f"since {since}", f"absent in {absent}, found in {first}", decision)
        since = corrected
    if since and first and since > first:
        _dispute(history, "since", f"since {since}", f"found in {first}", f"present in {first}")
        since = first
    for version in RELEASES:
        if version not in history.cells:
            history.cells[version] = Cell(_is_present(version, decided, since, removed))
    history.cells = {version: history.cells[version] for version in RELEASES}
    if removed is None and first is not None:
        gone = [version for version, cell in decided.items() if not cell.present and version > first]
        if gone and not any(cell.seen for version, cell in decided.items() if version > gone[-1]):
            _dispute(history, "until", "no removal documented", f"absent in {gone[0]}", f"until before {gone[0]}")


def _is_present(
    version: Version, decided: dict[Version, Cell], since: Version | None, removed: Version | None
) -> bool | None:
    before = next(
        (decided[release].present for release in reversed(RELEASES) if release < version and release in decided), False
    )
    after = next((decided[release].present for release in RELEASES if release > version and release in decided), None)
    match before, after:
        case True, True:
            return True
        case True, _:
            return None if removed is None else version < removed
        case _, True:
            return None if since is None else version >= since
        case _:
            return bool(since and removed and since <= version < removed)


def _infer_disputes(inputs: Inputs, history: History) -> None:
    """Prototypes and program types that the documentation gives otherwise than measured kernels do."""
    compared = inputs.crosscheck["signatures"].get(history.name)
    if (
        compared
        and compared["kind"] != "parameter names differ"
        and not _same(compared["documented"], compared["newest"])
    ):
        _dispute(history, "prototype", compared["documented"], compared["newest"], "the kernel's")
    for name_of_set, documented in inputs.docs.get(history.name, {}).get("sets", {}).items():
        for program_type, since in REGISTERED_LATER.get(name_of_set, {}).items():
            claim = documented["program_types"].get(program_type)
            if claim is not None and not claim.get("version") and since > history.present[0]:
                short = program_type.removeprefix("BPF_PROG_TYPE_")
                _dispute(
                    history, "program types", f"{short} from the start", f"{short} since {since}", f"since {since}"
                )
    by_types: dict[tuple[str, str], list[Version]] = {}
    for build, differences in inputs.crosscheck["allowlists"].get(history.name, {}).items():
        for kind, types in differences.items():
            names = " ".join(each.removeprefix("BPF_PROG_TYPE_") for each in types)
            by_types.setdefault((kind, names), []).append(Version.parse(build.removesuffix("-generic")))
    for (kind, names), versions in sorted(by_types.items()):
        releases = describe_versions(versions, RELEASES)
        if kind == "documented_not_allowed":
            _dispute(history, "program types", f"allowed in {names}", f"refused ({releases})", "refused")
        elif kind == "allowed_not_documented":
            _dispute(history, "program types", f"not allowed in {names}", f"allowed ({releases})", "allowed")


def _same(one: str, other: str) -> bool:
    """Whether two prototypes have the same types; a parameter `int (f)(void)` is the same as `int (*f)(void)`."""
    try:
        return parse_function(one)[1] == parse_function(other)[1]
    except CTypeError:
        return False


def _dispute(history: History, what: str, documented: str, kernel: str, decided: str) -> None:
    history.disputes.append({"what": what, "documented": documented, "kernel": kernel, "decided": decided})


# ------------------------------------------------------------------------------------------- prototypes and flags


def _neighbours(history: History, version: Version, has: Callable[[Cell], bool]) -> tuple[Cell | None, Cell | None]:
    before = [cell for release, cell in history.cells.items() if release < version and has(cell)]
    after = [cell for release, cell in history.cells.items() if release > version and has(cell)]
    return (before[-1] if before else None), (after[0] if after else None)


def _infer_prototypes(inputs: Inputs, history: History) -> None:
    documented = inputs.docs.get(history.name, {}).get("signature", "")
    inferred: dict[Version, tuple[str, bool]] = {}
    for version, cell in history.cells.items():
        if not cell.present or cell.seen:
            continue
        before, after = _neighbours(history, version, lambda cell: cell.seen)
        known = [each.prototype for each in (before, after) if each]
        inferred[version] = (known[0] if known else documented, len(set(known)) == 1)
    for version, (prototype, certain) in inferred.items():
        history.cells[version].prototype, history.cells[version].certain = prototype, certain


def _infer_flags(inputs: Inputs, history: History) -> None:
    name, known = history.name, {}
    for version, cell in history.cells.items():
        build = inputs.builds.get(version, "")
        if not cell.seen:
            continue
        if build in inputs.flags.get(name, {}):
            known[version] = frozenset(inputs.flags[name][build])
        else:
            sets = inputs.in_sources(name, version)
            known[version] = frozenset(flag for each in sets for flag in each["functions"][name]["flags"])
    for version, cell in history.cells.items():
        if not cell.present:
            continue
        if version in known:
            flags = known[version]
        else:
            around = [
                known[release]
                for release in (
                    max((release for release in known if release < version), default=None),
                    min((release for release in known if release > version), default=None),
                )
                if release
            ]
            documented = [frozenset(each["flags"]) for each in inputs.docs.get(name, {}).get("sets", {}).values()]
            flags = frozenset.intersection(*(around or documented or [frozenset()]))
            if version < TRUSTED_BY_DEFAULT and around and "KF_TRUSTED_ARGS" in around[0]:
                flags |= {"KF_TRUSTED_ARGS"}
        cell.flags = tuple(sorted(flags))


# ------------------------------------------------------------------------------------------------------ allow-lists


def type_of(token: str) -> str:
    return token.partition("/")[0].removesuffix("#sleepable").removesuffix("#plain")


def shorten(tokens: Iterable[str], probed: Iterable[str]) -> tuple[str, ...]:
    """The same allow-list, with one token where every program type that could be loaded is in it as a whole."""
    found = set(tokens)
    return (EVERY,) if found >= {type_of(key) for key in probed} else tuple(sorted(found))


def opened(registered: Iterable[str], version: Version) -> set[str]:
    """The program types that may call what is registered for these, with those that share their slots."""
    types = set(registered)
    if EVERY in types:
        return {EVERY}
    more = {each for each, (mates, since) in SLOTS.items() if version >= since and types.intersection(mates)}
    return types | more


def _infer_allowed(inputs: Inputs, history: History) -> None:
    name = history.name
    for version, cell in history.cells.items():
        if cell.seen:
            _measured_allowed(inputs, name, version, cell)
    _settle_unknown(history)
    documented = inputs.documented_types(name)
    common = any(EVERY in each["program_types"] for each in inputs.docs.get(name, {}).get("sets", {}).values())
    type_since = {
        key: Version.parse(value["version"]) for key, value in inputs.program_types["since_program_types"].items()
    }
    first = history.present[0] if history.present else OLDEST
    inferred: dict[Version, tuple[tuple[str, ...], tuple[str, ...]] | None] = {}
    for version, cell in history.cells.items():
        if not cell.present or cell.allowed is not None:
            continue
        before, after = _neighbours(history, version, lambda cell: cell.allowed is not None)
        start = _Start(documented, common, type_since, first, version)
        inferred[version] = start.between(before, after)
    for version, both in inferred.items():
        if both is not None:
            history.cells[version].allowed, history.cells[version].unknown = both
        elif name in inputs.docs:
            history.cells[version].allowed = tuple(sorted(documented))


def _measured_allowed(inputs: Inputs, name: str, version: Version, cell: Cell) -> None:
    build = inputs.build(version)
    records = inputs.allow.get(name, {})
    key = build if build in records else f"{build}-generic"
    if key in records and not records[key].get("module_not_loaded"):
        record = records[key]
        cell.allowed = shorten(record.get("allowed", ()), inputs.probes[key]["probed"])
        cell.unknown = tuple(sorted(record.get("unknown", ())))
        return
    sets = inputs.in_sources(name, version)
    registered = {each["prog_type"] for one in sets for each in one["registered"]}
    registered = {each for each in registered if each.startswith("BPF_PROG_TYPE_")}
    if not sets or not registered:
        return
    filters = {each.get("filter") for one in sets for each in one["registered"]} - {None}
    if filters == {"bm_bpf_kfunc_filter"}:
        cell.allowed = ("BPF_PROG_TYPE_STRUCT_OPS/binfmt_misc_ops.load",)
    elif not filters:
        cell.allowed = tuple(sorted(opened(registered, version)))


def _settle_unknown(history: History) -> None:
    """A type that one build could not tell is taken to be as before and after, if these agree."""
    for version, cell in history.cells.items():
        for token in cell.unknown:
            before, after = _neighbours(
                history, version, lambda cell, token=token: cell.allowed is not None and token not in cell.unknown
            )
            if before and after and _of_type(before, token) == _of_type(after, token):
                cell.allowed = tuple(sorted({*(cell.allowed or ()), *_of_type(after, token)}))
                cell.unknown = tuple(each for each in cell.unknown if each != token)


def _of_type(cell: Cell, token: str) -> set[str]:
    return {each for each in cell.allowed or () if type_of(each) == type_of(token)}


@dataclass
class _Start:
    """Decides for one release between two known ones."""

    documented: dict[str, Version | None]
    common: bool
    type_since: dict[str, Version]
    first: Version
    version: Version

    def between(self, before: Cell | None, after: Cell | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        if before is None and after is None:
            return None
        if after is None or before is None:
            known = after or before
            assert known is not None
            if after is None:
                return known.allowed or (), known.unknown
            answers = {token: self._opens(token) for token in known.allowed or ()}
        else:
            old, new = set(before.allowed or ()), set(after.allowed or ())
            unsure = (old ^ new) | set(before.unknown) | set(after.unknown)
            answers: dict[str, bool | None] = dict.fromkeys(unsure)
            answers |= dict.fromkeys(old & new, True)
            answers |= {token: self._joined(token, before) for token in new - old}
            known = after
        allowed = {token for token, answer in answers.items() if answer}
        unknown = {token for token, answer in answers.items() if answer is None} | (
            set() if before else set(known.unknown)
        )
        return tuple(sorted(allowed)), tuple(sorted(unknown))

    def _opens(self, token: str) -> bool | None:
        """A token of the next known release, where the kfunc itself is not known to any earlier one."""
        program_type = type_of(token)
        if program_type == EVERY:
            return True if self.common or not self.documented else None
        if self.version < self.type_since.get(program_type, OLDEST):
            return False
        if program_type in self.documented:
            return self.version >= (self.documented[program_type] or self.first)
        return self._by_slot(program_type, set(self.documented))

    def _joined(self, token: str, before: Cell) -> bool | None:
        """A token that the next known release has and the one before lacks."""
        program_type = type_of(token)
        version = self.documented.get(program_type)
        if version is not None:
            return self.version >= version
        mates = {type_of(each) for each in before.allowed or ()}
        return self._by_slot(program_type, mates)

    def _by_slot(self, program_type: str, registered: set[str]) -> bool | None:
        """Whether the type was open through a slot it shares with a registered one; None where it has none."""
        if program_type not in SLOTS:
            return None
        mates, since = SLOTS[program_type]
        if not registered.intersection(mates):
            return None
        return self.version >= since


# ---------------------------------------------------------------------------------------------------------- helpers


def helper_histories(inputs: Inputs) -> list[History]:
    return [_helper_history(inputs, name) for name in sorted(inputs.helpers)]


def _helper_history(inputs: Inputs, name: str) -> History:
    record = inputs.helpers[name]
    history = History(name)
    since = Version.parse(record["since"]["version"])
    measured = {build: group["program_types"] for group in record["measured"] for build in group["kernels"]}
    nowhere = not any(measured.values())
    for version in RELEASES:
        build = inputs.builds.get(version)
        cell = history.cells[version] = Cell(version >= since, prototype=record["prototype"])
        if build in measured and cell.present and not nowhere:
            cell.seen = True
            cell.allowed = shorten(measured[build], inputs.probes[build]["probed"])
    if nowhere:
        return history
    documented = {
        key: Version.parse(value["version"]) if value.get("version") else None
        for key, value in record["documented_program_types"].items()
    }
    type_since = {
        key: Version.parse(value["version"]) for key, value in inputs.program_types["since_program_types"].items()
    }
    inferred = {}
    for version, cell in history.cells.items():
        if cell.present and cell.allowed is None:
            before, after = _neighbours(history, version, lambda cell: cell.allowed is not None)
            start = _Start(documented, False, type_since, max(since, OLDEST), version)
            inferred[version] = start.between(before, after)
    for version, both in inferred.items():
        if both is not None:
            history.cells[version].allowed, history.cells[version].unknown = both
    return history
