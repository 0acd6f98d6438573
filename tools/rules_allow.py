"""Allow-lists: which program types may call what, for the releases that were not measured.

What the releases before and after agree on holds between them. A type that only the later one has opened with the
release that the documentation or the kernel's history names, or together with a type it shares a slot with. The rest
is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rules_inputs import Cell, History, Inputs
from rules_reviewed import NARROWED, NEWEST, OLDEST, SLOTS, STRUCTS_SINCE

from bpflint.kernel.program_types import EVERY, STRUCT_OPS
from bpflint.kernel.version import Version


def neighbours(history: History, version: Version, has: Callable[[Cell], bool]) -> tuple[Cell | None, Cell | None]:
    before = [cell for release, cell in history.cells.items() if release < version and has(cell)]
    after = [cell for release, cell in history.cells.items() if release > version and has(cell)]
    return (before[-1] if before else None), (after[0] if after else None)


def type_of(token: str) -> str:
    return token.partition("/")[0].removesuffix("#sleepable").removesuffix("#plain")


def shorten(tokens: Iterable[str], probed: Iterable[str]) -> tuple[str, ...]:
    """The same allow-list, with one token where every program type that could be loaded is in it as a whole."""
    found = set(tokens)
    return (EVERY,) if found >= {type_of(key) for key in probed} else tuple(sorted(found))


def narrowed(helper: str, tokens: Iterable[str], probed: Iterable[str]) -> Iterable[str]:
    """The same allow-list of a helper without what the verifier refuses once it has the prototype."""
    left = NARROWED.get(helper)
    if left is None:
        return tokens
    loaded = {key.removesuffix("#sleepable") for key in probed}
    found = {token for token in tokens if type_of(token) not in left}
    for program_type in {type_of(token) for token in tokens}.intersection(left):
        attached = {f"{program_type}/{attach}" for attach in left[program_type]}
        found |= attached & loaded & (loaded if program_type in tokens else set(tokens))
    return found


def opened(registered: Iterable[str], version: Version) -> set[str]:
    """The program types that may call what is registered for these, with those that share their slots."""
    types = set(registered)
    if EVERY in types:
        return {EVERY}
    more = {each for each, (mates, since) in SLOTS.items() if version >= since and types.intersection(mates)}
    return types | more


def add_unloaded_structs(history: History, probed: Callable[[Version], Iterable[str]]) -> None:
    """Programs that could not be loaded on one build are unknown there, where another build lets them call this."""
    found = {token for cell in history.cells.values() for token in cell.allowed or () if struct_of(token)}
    for version, cell in history.cells.items():
        if not cell.seen or cell.allowed is None or {EVERY, STRUCT_OPS} & set(cell.allowed):
            continue
        loaded, after = {struct_of(key) for key in probed(version)}, Version(NEWEST.major, NEWEST.minor + 1)
        lacking = {
            token
            for token in found
            if struct_of(token) not in loaded and version >= STRUCTS_SINCE.get(struct_of(token), after)
        }
        cell.unknown = tuple(sorted({*cell.unknown, *lacking.difference(cell.allowed)}))


def struct_of(token: str) -> str:
    """The struct that `BPF_PROG_TYPE_STRUCT_OPS/sched_ext_ops.enqueue` is about; "" for other tokens."""
    program_type, _, name = token.partition("/")
    return name.partition(".")[0] if program_type == STRUCT_OPS else ""


def infer_allowed(inputs: Inputs, history: History) -> None:
    name = history.name
    for version, cell in history.cells.items():
        if cell.seen:
            _measured_allowed(inputs, name, version, cell)
    add_unloaded_structs(history, lambda version: inputs.loaded(name, version))
    _settle_unknown(history)
    documented = inputs.documented_types(name)
    common = any(EVERY in each["program_types"] for each in inputs.docs.get(name, {}).get("sets", {}).values())
    _fill(inputs, history, documented, common=common, first=(history.present or [OLDEST])[0])
    for cell in history.cells.values():
        if cell.present and cell.allowed is None and name in inputs.docs:
            cell.allowed = tuple(sorted(documented))


def _fill(
    inputs: Inputs, history: History, documented: dict[str, Version | None], *, common: bool, first: Version
) -> None:
    """Decides every release that has the function and was not measured."""
    type_since = {
        key: Version.parse(value["version"]) for key, value in inputs.program_types["since_program_types"].items()
    }
    inferred: dict[Version, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for version, cell in history.cells.items():
        if not cell.present or cell.allowed is not None:
            continue
        before, after = neighbours(history, version, lambda cell: cell.allowed is not None)
        both = _Start(documented, common, type_since, first, version).between(before, after)
        if both is not None:
            inferred[version] = both
    for version, both in inferred.items():
        history.cells[version].allowed, history.cells[version].unknown = both


def _measured_allowed(inputs: Inputs, name: str, version: Version, cell: Cell) -> None:
    build = inputs.build(version)
    records = inputs.allow.get(name, {})
    key = build if build in records else f"{build}-generic"
    if key in records and not records[key].get("module_not_loaded"):
        record = records[key]
        cell.allowed = shorten(record.get("allowed", ()), inputs.probes[key]["probed"])
        cell.unknown = tuple(
            sorted({*record.get("unknown", ()), *_filtered_structs(inputs, name, version, cell.allowed)})
        )
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


# Filters that open a kfunc to a struct_ops struct which could not be loaded for the measurement. Whether they do so for
# all of their set is not told by the inputs.
_UNLOADED = {"bpf_fs_kfuncs_filter": "BPF_PROG_TYPE_STRUCT_OPS/binfmt_misc_ops.*"}


def _filtered_structs(inputs: Inputs, name: str, version: Version, allowed: tuple[str, ...]) -> set[str]:
    registrations = [each for one in inputs.in_sources(name, version) for each in one["registered"]]
    filters = {each.get("filter") for each in registrations if each["prog_type"] == "BPF_PROG_TYPE_STRUCT_OPS"}
    if EVERY in allowed or "BPF_PROG_TYPE_STRUCT_OPS" in allowed:
        return set()
    return {struct for each, struct in _UNLOADED.items() if each in filters}


def _settle_unknown(history: History) -> None:
    """A type that one build could not tell is taken to be as before and after, if these agree."""
    for version, cell in history.cells.items():
        for token in cell.unknown:

            def tells(other: Cell, token: str = token) -> bool:
                return other.allowed is not None and token not in other.unknown

            before, after = neighbours(history, version, tells)
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
        if after is None:
            return (before.allowed or (), before.unknown) if before else None
        answers: dict[str, bool | None] = dict.fromkeys(after.unknown)
        new = set(after.allowed or ())
        if before is None:
            answers |= {token: self._opens(token) for token in new}
        else:
            old = set(before.allowed or ())
            answers |= dict.fromkeys((old - new).union(before.unknown))
            answers |= dict.fromkeys(old & new, True)
            answers |= {token: self._joined(token, before) for token in new - old}
        allowed = {token for token, answer in answers.items() if answer}
        unknown = {
            token
            for token, answer in answers.items()
            if answer is None and self.version >= STRUCTS_SINCE.get(struct_of(token), OLDEST)
        }
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


def settle_by_set(inputs: Inputs, histories: list[History]) -> None:
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


def infer_helper_allowed(inputs: Inputs, history: History, since: Version) -> None:
    """The same for a helper."""
    documented = {
        key: Version.parse(value["version"]) if value.get("version") else None
        for key, value in inputs.helpers[history.name]["documented_program_types"].items()
    }
    add_unloaded_structs(history, inputs.probed)
    _fill(inputs, history, documented, common=False, first=max(since, OLDEST))
