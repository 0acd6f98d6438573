"""What every release says about every kfunc and helper, from the few releases that were measured.

A release is *seen* for a kfunc when its image, its modules or its sources have it. Between seen releases the
documentation's since-versions decide, held in check by the neighbours. What neither settles stays unknown. Where a
build lacked a module or an option, its silence means nothing.
"""

from __future__ import annotations

from rules_allow import infer_allowed, infer_helper_allowed, narrowed, neighbours, settle_by_set, shorten
from rules_families import family_of
from rules_inputs import Cell, History, Inputs
from rules_read import settle_by_sources
from rules_reviewed import (
    CORRECTIONS,
    EARLIER,
    FLAGS_UNTIL,
    NEWEST,
    NO_MODULES,
    OLDEST,
    REGISTERED_LATER,
    RELEASES,
    WITHOUT_OPTION,
    Earlier,
)

from bpflint.kernel.ctype import CTypeError, parse_function
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT
from bpflint.kernel.version import Version, describe_versions


def kfunc_histories(inputs: Inputs) -> list[History]:
    names = sorted(set(inputs.prototypes) | set(inputs.docs) | set(EARLIER))
    histories = [_kfunc_history(inputs, name) for name in names]
    settle_by_set(inputs, histories)
    settle_by_sources(inputs, histories)
    return histories


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
    infer_allowed(inputs, history)
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
    """Whether the build would have shown the kfunc, had the release one. No build has the kernel's test modules."""
    if name in inputs.of_test_modules:
        return False
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
        (version for version, cell in decided.items() if not cell.present and (first is None or version < first)),
        default=None,
    )
    if since and absent and absent >= since and first is not None:
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


def _infer_prototypes(inputs: Inputs, history: History) -> None:
    documented = inputs.docs.get(history.name, {}).get("signature", "")
    inferred: dict[Version, tuple[str, bool]] = {}
    for version, cell in history.cells.items():
        if not cell.present or cell.seen:
            continue
        before, after = neighbours(history, version, lambda cell: cell.seen)
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
        elif sets := inputs.in_sources(name, version):
            known[version] = frozenset(flag for each in sets for flag in each["functions"][name]["flags"])
    for version, cell in history.cells.items():
        if not cell.present:
            continue
        if version in known:
            flags = known[version]
        elif name in FLAGS_UNTIL and version <= FLAGS_UNTIL[name][0]:
            flags = frozenset(FLAGS_UNTIL[name][1])
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


def helper_histories(inputs: Inputs) -> list[History]:
    return [_helper_history(inputs, name) for name in sorted(inputs.helpers)]


def _helper_history(inputs: Inputs, name: str) -> History:
    record = inputs.helpers[name]
    history = History(name)
    since = Version.parse(record["since"]["version"])
    measured = {build: group["program_types"] for group in record["measured"] for build in group["kernels"]}
    nowhere = not any(measured.values())
    for version in RELEASES:
        build = inputs.builds.get(version, "")
        cell = history.cells[version] = Cell(version >= since, prototype=record["prototype"])
        if build in measured and cell.present and not nowhere:
            cell.seen = True
            probed = inputs.probes[build]["probed"]
            cell.allowed = shorten(narrowed(name, measured[build], probed), probed)
    if not nowhere:
        infer_helper_allowed(inputs, history, since)
    return history
