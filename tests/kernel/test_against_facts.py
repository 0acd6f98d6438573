"""rules/ against the measurements they were generated from, read independently of the generator.

Skipped where the folder of measurements is not at hand (BPFLINT_FACTS names it, else ../shared/facts).
"""

from __future__ import annotations

import importlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bpflint.kernel import Facts, KernelFacts, Presence, ProgramKind, Version, load_facts
from bpflint.kernel.program_types import EVERY

ROOT = Path(__file__).resolve().parents[2]
FACTS = Path(os.environ.get("BPFLINT_FACTS", ROOT.parent / "shared" / "facts"))

pytestmark = pytest.mark.skipif(
    not (FACTS / "kfunc_prototypes.json").is_file(),
    reason=f"the measured facts are not at {FACTS} (set BPFLINT_FACTS)",
)

# Builds whose silence about a kfunc says nothing, with the reason.
SILENT_ABOUT_MODULES = {"6.19.14", "7.0.13", "7.1.13"}
LACKS_OPTION = {("6.16.12", "qdisc"): "CONFIG_NET_SCH_BPF is off in that build"}
# Absent on this architecture, so that a build of x86-64 cannot show it.
OTHER_ARCHITECTURE = {"bpf_get_lowcore"}

# What programs do not pass; a build that lost the kfunc's tag shows it where it is the only argument.
IMPLICIT = "const struct bpf_prog_aux *aux"

# Kfuncs of the kernel's test modules: no build has them, tools/test_modules has what the kernel's sources say.
OF_TEST_MODULES = {
    function
    for file in (ROOT / "tools" / "test_modules").glob("*.json")
    for each in json.loads(file.read_text())["sets"].values()
    for function in each["functions"]
}

# Allow-list cells that rules/ state although the measurement could not tell, because the releases before and after
# agree: the kfunc could not be called in that one build for want of its declaration tag.
SETTLED_BY_NEIGHBOURS = "BPF_PROG_TYPE_STRUCT_OPS"


def read(name: str) -> Any:
    return json.loads((FACTS / f"{name}.json").read_text())


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts()


@pytest.fixture(scope="module")
def prototypes() -> dict[str, Any]:
    kfuncs: dict[str, Any] = read("kfunc_prototypes")["kfuncs"]
    return kfuncs


def builds() -> list[str]:
    return list(read("kfunc_prototypes")["_meta"]["kernels"]) if (FACTS / "kfunc_prototypes.json").is_file() else []


@pytest.mark.parametrize("build", builds())
def test_presence_and_prototype_of_every_kfunc(facts: Facts, prototypes: dict[str, Any], build: str) -> None:
    kernel = facts.at(Version.parse(build))
    wrong = []
    for name, record in prototypes.items():
        text = record["prototypes"].get(build)
        if text is not None and build in record.get("tag_lost_in_build", ()):
            text = text.replace(f", {IMPLICIT})", ")").replace(f"({IMPLICIT})", "(void)")
        kfunc = kernel.kfunc(name)
        if text is not None:
            if kfunc is None or not kfunc.callable or not kfunc.measured or kfunc.prototype.text != text:
                wrong.append((name, text, kfunc))
        elif kernel.presence(name) is not Presence.ABSENT and not _may_be_silent(facts, kernel, name, build, record):
            wrong.append((name, "absent", kfunc))
    assert wrong == []


def _may_be_silent(facts: Facts, kernel: KernelFacts, name: str, build: str, record: dict[str, Any]) -> bool:
    """Whether rules/ may say another thing than "absent" of a kfunc that the build does not show."""
    kfunc = kernel.kfunc(name)
    if name in OF_TEST_MODULES:
        return True
    if kfunc is not None and kfunc.measured:
        return not kfunc.callable  # the twin of its successor
    is_of_module = any(origin.startswith("module") for origin in record.get("origin", {}).values())
    return (
        (is_of_module and build in SILENT_ABOUT_MODULES)
        or (build, facts.kfuncs[name].family) in LACKS_OPTION
        or name in OTHER_ARCHITECTURE
    )


def test_every_name_is_known_and_no_other(facts: Facts, prototypes: dict[str, Any]) -> None:
    documented = set(read("kfunc_docs")["kfuncs"])
    # Came and went between 6.1 and 6.12, where nothing was measured.
    earlier = {
        "bpf_cgroup_kptr_get",
        "bpf_cpumask_any",
        "bpf_cpumask_any_and",
        "bpf_cpumask_kptr_get",
        "bpf_task_acquire_not_zero",
        "bpf_task_kptr_get",
    }
    assert set(facts.kfuncs) == set(prototypes) | documented | earlier | OF_TEST_MODULES


@pytest.mark.parametrize("build", builds())
def test_flags_of_every_kfunc(facts: Facts, build: str) -> None:
    kernel = facts.at(Version.parse(build))
    flags = read("kfunc_flags")["kfuncs"]
    measured = {name: set(record[build]) for name, record in flags.items() if build in record}
    found = {name: kernel.kfunc(name) for name in measured}
    assert {name: set(kfunc.flags) if kfunc else None for name, kfunc in found.items()} == measured


def test_flags_from_sources_where_no_image_has_the_kfunc(facts: Facts, prototypes: dict[str, Any]) -> None:
    sources = read("kfunc_sources")["kernels"]
    checked = 0
    for name, record in prototypes.items():
        for build, origin in record.get("origin", {}).items():
            if origin != "sources":
                continue
            sets = sources[str(Version.parse(build))].values()
            flags = {flag for each in sets for flag in each["functions"].get(name, {}).get("flags", ())}
            kfunc = facts.at(Version.parse(build)).kfunc(name)
            assert kfunc is not None
            assert set(kfunc.flags) == flags, name
            checked += 1
    assert checked == 50


def kind_of(variant: str) -> ProgramKind:
    """The program that was loaded for a variant such as `BPF_PROG_TYPE_LSM/BPF_LSM_MAC(socket_sendmsg)#sleepable`."""
    base, _, sleepable = variant.partition("#")
    program_type, _, name = base.partition("/")
    hook = re.fullmatch(r"(\w+)\((\w+)\)", name)
    if program_type == "BPF_PROG_TYPE_STRUCT_OPS":
        return ProgramKind(program_type, sleepable=bool(sleepable), member=name)
    if hook:
        return ProgramKind(program_type, hook[1], bool(sleepable), target=hook[2])
    return ProgramKind(program_type, name or None, bool(sleepable))


def covers(token: str, variant: str) -> bool:
    """README of the facts: the short forms of an allow-list."""
    form = token.partition("#")[2]
    token_type, slash, token_name = token.partition("#")[0].partition("/")
    base, _, sleepable = variant.partition("#")
    program_type, _, name = base.partition("/")
    if token_type != program_type or (form and (form == "sleepable") != bool(sleepable)):
        return False
    if not slash:
        return True
    if token_name == "plain":
        return not name
    return name == token_name or (token_name.endswith(".*") and name.startswith(token_name[:-1]))


def cells(allow: dict[str, Any], build: str) -> Iterator[tuple[str, str, bool | None]]:
    """(kfunc, variant, allowed) as measured; None where the measurement could not tell."""
    probed = allow["kernels"][build]["probed"]
    for name, record in allow["kfuncs"].items():
        if build not in record or record[build].get("module_not_loaded"):
            continue
        allowed, unknown = record[build].get("allowed", ()), record[build].get("unknown", ())
        for variant in probed:
            if any(covers(token, variant) for token in allowed):
                yield name, variant, True
            else:
                yield name, variant, None if any(covers(token, variant) for token in unknown) else False


def allow_builds() -> list[str]:
    if not (FACTS / "kfunc_allowlist.json").is_file():
        return []
    return [build for build in read("kfunc_allowlist")["kernels"] if build != "5.10.0"]


@pytest.fixture(scope="module")
def allow_lists() -> Any:
    return read("kfunc_allowlist")


@pytest.mark.parametrize("build", allow_builds())
def test_allow_lists_of_every_kfunc_and_variant(facts: Facts, allow_lists: Any, build: str) -> None:
    kernel = facts.at(Version.parse(build.removesuffix("-generic")))
    total, settled, wrong = 0, set(), []
    for name, variant, allowed in cells(allow_lists, build):
        if build.endswith("-generic") and build.removesuffix("-generic") in allow_lists["kfuncs"][name]:
            continue
        kfunc = kernel.kfunc(name)
        answer = kfunc.registered(kind_of(variant)) if kfunc else "absent"
        total += 1
        if answer == allowed:
            continue
        if allowed is None and variant.startswith(SETTLED_BY_NEIGHBOURS):
            settled.add(name)
        else:
            wrong.append((name, variant, f"measured {allowed}, rules {answer}"))
    assert total > 0
    assert wrong == []
    if settled:
        uncallable = {name for name, record in allow_lists["kfuncs"].items() if "unknown" in record.get(build, {})}
        assert settled <= uncallable


@pytest.mark.parametrize("build", builds())
def test_helpers(facts: Facts, allow_lists: Any, build: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    kernel = facts.at(Version.parse(build))
    probed = allow_lists["kernels"][build]["probed"]
    narrowed = importlib.import_module("rules_reviewed").NARROWED  # what the measurement took for another answer
    wrong: list[object] = []
    for name, record in read("helpers")["helpers"].items():
        groups = [group["program_types"] for group in record["measured"] if build in group["kernels"]]
        nowhere = not any(group["program_types"] for group in record["measured"])
        helper = kernel.helper(name)
        for variant in probed if groups else ():
            expected = None if nowhere else any(covers(token, variant) for token in groups[0])
            if helper is None:
                if expected:
                    wrong.append((name, variant, expected, "absent"))
            elif helper.allows(kind_of(variant)) is not expected:
                if expected and kind_of(variant).type in narrowed.get(name, ()):
                    continue
                wrong.append((name, variant, expected, helper.allows(kind_of(variant))))
    assert wrong == []


def read_trees() -> list[str]:
    known = (FACTS / "kfunc_sources_more.json").is_file()
    return list(read("kfunc_sources_more")["kernels"]) if known else []


@pytest.mark.parametrize("tree", read_trees())
def test_no_release_refuses_what_its_sources_register(facts: Facts, tree: str) -> None:
    """What was read of the releases between the measured ones: presence, flags and registrations."""
    kernel = facts.at(Version.parse(tree.partition("-")[0]))
    content = read("kfunc_sources_more")["kernels"][tree]
    wrong, seen = [], 0
    registered: dict[str, set[str]] = {}
    flags: dict[str, set[str]] = {}
    for each in content["sets"].values():
        # A filter looks at more than the type, so a plain program of it may well be refused.
        open_to = [one["prog_type"] for one in each["registered"] if not one.get("filter")]
        types = {one for one in open_to if one.startswith("BPF_PROG_TYPE_")}
        for name, record in each["functions"].items() if types else ():
            registered.setdefault(name, set()).update(types)
            flags.setdefault(name, set()).update(record["flags"])
    for name, types in registered.items():
        if name not in facts.kfuncs or name in OF_TEST_MODULES:
            continue
        kfunc = kernel.kfunc(name)
        if kfunc is None:
            if kernel.presence(name) is Presence.ABSENT:
                wrong.append(f"{name} is absent")
            continue
        seen += 1
        if kfunc.callable and kfunc.flags != flags[name]:
            wrong.append(f"{name}: {sorted(kfunc.flags)}, not {sorted(flags[name])}")
        refused = [each for each in types if kfunc.registered(ProgramKind(each)) is False and each != EVERY]
        wrong += [f"{name} is refused to {each}" for each in refused]
    assert (wrong, seen > 60) == ([], True)


def test_generated_files_are_what_the_facts_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    assert importlib.import_module("generate_rules").main([str(FACTS), "--check"]) == 0
