"""How the generator infers what nobody measured, on a made-up handful of facts."""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bpflint.kernel import Facts, Presence, ProgramKind, Version
from bpflint.kernel.compile_facts import load
from bpflint.kernel.store import Store

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ["5.10.1", "6.1.1", "6.12.1", "6.19.1", "7.3.1"]
TRACING, LSM, TRACEPOINT, XDP, KPROBE = (
    f"BPF_PROG_TYPE_{name}" for name in ("TRACING", "LSM", "TRACEPOINT", "XDP", "KPROBE")
)
VARIANTS = [f"{TRACING}/BPF_TRACE_FENTRY", LSM, TRACEPOINT, XDP, KPROBE]
STRUCT_OPS = "BPF_PROG_TYPE_STRUCT_OPS"
ENQUEUE = f"{STRUCT_OPS}/sched_ext_ops.enqueue"
WRITTEN_BY_PEOPLE = (
    "accepted_flags",
    "attach_functions",
    "context_access",
    "helper_effects",
    "kfunc_effects",
    "lsm_hooks",
    "map_forms",
    "raw_tracepoints",
    "stable_kernels",
    "trusted_fields",
    "verifier",
)
HAVING_SCHED_EXT = ("6.19.1", "7.3.1")


def kfunc(name: str, builds: list[str], **origin: str) -> dict[str, Any]:
    return {"prototypes": dict.fromkeys(builds, f"int {name}(struct task_struct *p)"), "origin": origin}


def documented(name: str, since: str, types: dict[str, str | None], **more: Any) -> dict[str, Any]:
    program_types = {key: {"version": value} if value else {} for key, value in types.items()}
    return {
        "page": name,
        "signature": f"int {name}(struct task_struct *p)",
        "since": {"version": since, "commit": "c0ffee0123"},
        "program_types": program_types,
        "sets": {"my_set": {"flags": [], "program_types": program_types}},
        **more,
    }


KFUNCS = {
    "bpf_task_x": kfunc("bpf_task_x", ["6.12.1", "6.19.1", "7.3.1"]),
    "bpf_task_gone": kfunc("bpf_task_gone", ["6.1.1", "6.12.1"]),
    "bpf_task_mod": kfunc("bpf_task_mod", ["6.12.1", "7.3.1"], **{"6.12.1": "module m", "7.3.1": "module m"}),
    "bpf_task_lied": kfunc("bpf_task_lied", ["6.12.1", "6.19.1", "7.3.1"]),
    "bpf_task_new": kfunc("bpf_task_new", ["7.3.1"]),
    "bpf_task_all": kfunc("bpf_task_all", ["6.12.1", "6.19.1", "7.3.1"]),
    "bpf_task_lost": {
        "prototypes": {
            "6.12.1": "int bpf_task_lost(void)",
            "6.19.1": "int bpf_task_lost(const struct bpf_prog_aux *aux)",
            "7.3.1": "int bpf_task_lost(int x)",
        },
        "tag_lost_in_build": ["6.19.1"],
    },
    "bpf_task_cut": {
        "prototypes": {
            "6.12.1": "int bpf_task_cut(int x)",
            "6.19.1": "int bpf_task_cut(long x, const struct bpf_prog_aux *aux)",
        },
        "tag_lost_in_build": ["6.19.1"],
    },
}
DOCS = {
    "bpf_task_x": documented("bpf_task_x", "6.4", {TRACING: None, XDP: "6.8"}),
    "bpf_task_gone": documented(
        "bpf_task_gone", "5.18", {TRACING: None}, notes=[{"kind": "removed", "version": "6.15"}]
    ),
    "bpf_task_mod": documented("bpf_task_mod", "6.3", {XDP: None}),
    "bpf_task_lied": documented("bpf_task_lied", "5.19", {XDP: None}),
    "bpf_task_all": documented("bpf_task_all", "6.6", {"BPF_PROG_TYPE_UNSPEC": None}),
}
ALLOWED = {
    "bpf_task_x": {build: [TRACING, LSM, TRACEPOINT, XDP] for build in ("6.12.1", "6.19.1", "7.3.1")},
    "bpf_task_gone": {"6.1.1": [TRACING, LSM], "6.12.1": [TRACING, LSM, TRACEPOINT]},
    "bpf_task_mod": {"6.12.1": [XDP], "7.3.1": [XDP]},
    "bpf_task_lied": {build: [XDP] for build in ("6.12.1", "6.19.1", "7.3.1")},
    "bpf_task_new": {"7.3.1": [LSM]},
    "bpf_task_all": {
        "6.12.1": [TRACING, LSM, TRACEPOINT, XDP, KPROBE],
        **{build: [TRACING, LSM, TRACEPOINT, XDP, KPROBE, STRUCT_OPS] for build in HAVING_SCHED_EXT},
    },
}


@pytest.fixture(scope="module")
def facts_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("facts")
    since = {name: {"version": "4.1", "commit": "c0ffee0123"} for name in (TRACING, LSM, TRACEPOINT, XDP, KPROBE)}
    enums = {name: {"value": number, "first": "5.10.1", "last": "6.19.1"} for number, name in enumerate(since)}
    enums["BPF_PROG_TYPE_GONE"] = {"value": len(enums), "first": "5.10.1", "last": "6.12.1"}
    helper = {
        "number": 1,
        "page": "bpf_h",
        "prototype": "long bpf_h(void *p)",
        "since": {"version": "6.0", "commit": "c0ffee0123"},
        "gpl_only": True,
        "documented_program_types": {XDP: {}},
        "measured": [
            {"kernels": BUILDS[1:3], "program_types": [XDP]},
            {"kernels": BUILDS[3:], "program_types": [XDP, f"{STRUCT_OPS}/sched_ext_ops.*"]},
        ],
    }
    section: dict[str, Any] = {
        "section": "xdp",
        "prog_type": XDP,
        "attach_type": None,
        "sleepable": False,
        "extra": "none",
    }
    section |= {"auto_attach": False, "flags": []}
    content: dict[str, Any] = {
        "kfunc_prototypes": {"_meta": {"kernels": BUILDS}, "kfuncs": KFUNCS},
        "kfunc_flags": {
            "kfuncs": {name: {build: ["KF_RCU"] for build in each["prototypes"]} for name, each in KFUNCS.items()}
        },
        "kfunc_allowlist": {
            "kernels": {
                build: {
                    "kernel": build,
                    "modules": ["m"],
                    "probed": [*VARIANTS, ENQUEUE] if build in HAVING_SCHED_EXT else VARIANTS,
                }
                for build in BUILDS
            },
            "kfuncs": {
                name: {build: {"allowed": types} for build, types in each.items()} for name, each in ALLOWED.items()
            },
        },
        "kfunc_docs": {"kfuncs": DOCS},
        "kfunc_sources": {"kernels": {"7.3": {}}},
        "helpers": {"helpers": {"bpf_h": helper}},
        "program_types": {
            "sections": [section],
            "since_program_types": since,
            **{f"since_{name}_types": {} for name in ("attach", "map", "link")},
            "since_commands": {},
        },
        "kernel_enums": {
            "_meta": {"kernels": BUILDS[:-1]},
            "bpf_prog_type": enums,
            **{name: {} for name in ("bpf_attach_type", "bpf_map_type", "bpf_link_type", "bpf_cmd")},
            "struct_ops": {"my_ops.f": {"first": "6.12.1", "last": "7.3.1", "prototype": "int (*f)(struct sock *)"}},
        },
        "crosscheck": {"signatures": {}, "allowlists": {}},
    }
    for name, data in content.items():
        (directory / f"{name}.json").write_text(json.dumps(data))
    return directory


@pytest.fixture(scope="module")
def generate() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        return importlib.import_module("generate_rules")


@pytest.fixture(scope="module")
def facts(facts_directory: Path, generate: Any, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    rules = tmp_path_factory.mktemp("rules")
    for name in WRITTEN_BY_PEOPLE:
        shutil.copy(ROOT / "rules" / f"{name}.yaml", rules)
    assert generate.main([str(facts_directory), "--rules", str(rules)]) == 0
    return Facts(Store(load(rules)))


def versions(facts: Facts, name: str) -> str:
    history = facts.kfuncs[name]
    return f"{history.since}..{history.until or ''}"


def allows(facts: Facts, name: str, kernel: str, program_type: str) -> bool | None:
    found = facts.at(Version.parse(kernel)).kfunc(name)
    assert found is not None
    return found.allows(ProgramKind(program_type))


def test_documentation_decides_between_measured_kernels(facts: Facts) -> None:
    assert versions(facts, "bpf_task_x") == "6.4.."
    assert versions(facts, "bpf_task_gone") == "5.18..6.14"
    assert facts.at(Version(6, 3)).presence("bpf_task_x") is Presence.ABSENT


def test_documentation_that_a_kernel_contradicts_is_disputed(facts: Facts) -> None:
    history = facts.kfuncs["bpf_task_lied"]
    (dispute,) = history.disputes
    assert (dispute.documented, dispute.kernel) == ("since 5.19", "absent in 6.1, found in 6.12")
    assert history.since == Version(6, 12)
    assert facts.at(Version(6, 6)).presence("bpf_task_lied") is Presence.UNKNOWN


def test_a_module_that_could_not_be_had_says_nothing(facts: Facts) -> None:
    assert versions(facts, "bpf_task_mod") == "6.3.."
    found = facts.at(Version(6, 19)).kfunc("bpf_task_mod")
    assert found is not None
    assert not found.measured
    assert found.allows(ProgramKind(XDP))


def test_types_open_when_documented_or_with_the_slot_they_share(facts: Facts) -> None:
    assert [allows(facts, "bpf_task_x", kernel, XDP) for kernel in ("6.4", "6.7", "6.8")] == [False, False, True]
    assert allows(facts, "bpf_task_x", "6.4", LSM) is True
    assert [allows(facts, "bpf_task_x", kernel, TRACEPOINT) for kernel in ("6.11", "6.12")] == [False, True]
    assert allows(facts, "bpf_task_gone", "6.1", TRACEPOINT) is False


def test_without_documentation_the_first_sighting_counts_and_the_rest_is_unknown(facts: Facts) -> None:
    assert versions(facts, "bpf_task_new") == "7.3.."
    assert facts.at(Version(7, 2)).presence("bpf_task_new") is Presence.UNKNOWN


def test_what_a_build_without_the_tag_shows_of_an_implicit_argument_is_no_parameter(facts: Facts) -> None:
    def shown(name: str, kernel: str) -> str:
        found = facts.at(Version.parse(kernel)).kfunc(name)
        assert found is not None
        return found.prototype.text

    assert shown("bpf_task_lost", "6.19") == shown("bpf_task_lost", "6.12")
    assert shown("bpf_task_cut", "6.19") == "int bpf_task_cut(long x)"


def test_all_types_become_one_token(facts: Facts) -> None:
    for version in (Version(6, 6), Version(7, 3)):
        found = facts.at(version).kfunc("bpf_task_all")
        assert found is not None
        assert found.program_types() == ("BPF_PROG_TYPE_UNSPEC",)


def test_helpers(facts: Facts) -> None:
    helper = facts.at(Version(6, 6)).helper("bpf_h")
    assert helper is not None
    assert (helper.allows(ProgramKind(XDP)), helper.allows(ProgramKind(LSM)), helper.gpl_only) == (True, False, True)
    assert facts.at(Version(5, 19)).helper("bpf_h") is None


def test_what_the_last_build_has_that_was_read_for_enumerators_is_there_in_later_releases(
    facts_directory: Path, generate: Any
) -> None:
    types = yaml.safe_load(generate.program_types_file(generate.Inputs(facts_directory)))["program_types"]
    assert {name for name, each in types.items() if "until" in each} == {"BPF_PROG_TYPE_GONE"}
    assert types["BPF_PROG_TYPE_GONE"]["until"] == "6.12"


def test_a_struct_that_no_build_could_load_programs_for_is_not_refused(facts: Facts) -> None:
    enqueue = ProgramKind(STRUCT_OPS, member="sched_ext_ops.enqueue")
    helpers = {
        version: facts.at(version).helper("bpf_h") for version in (Version(6, 12), Version(6, 15), Version(6, 19))
    }
    assert [helper.allows(enqueue) for helper in helpers.values() if helper] == [None, None, True]
    text = (facts.at(Version(6, 12)).helper("bpf_h"), facts.at(Version(6, 11)).helper("bpf_h"))
    assert [helper._allow.unknown != () for helper in text if helper and helper._allow] == [True, False]


def test_the_same_facts_give_the_same_files(
    facts_directory: Path, generate: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in WRITTEN_BY_PEOPLE:
        shutil.copy(ROOT / "rules" / f"{name}.yaml", tmp_path)
    arguments = [str(facts_directory), "--rules", str(tmp_path)]
    assert generate.main([*arguments, "--check"]) == 1
    assert "+  bpf_task_x:" in capsys.readouterr().out
    assert generate.main(arguments) == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert generate.main(arguments) == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert generate.main([*arguments, "--check"]) == 0
    (tmp_path / "kfuncs" / "stale.yaml").write_text("family: stale\nkfuncs: {}\n")
    assert generate.main([*arguments, "--check"]) == 1


def test_forms_of_a_helper_are_those_of_the_newest_sources(generate: Any) -> None:
    def proto(name: str, *words: str, **more: Any) -> dict[str, Any]:
        argument = {"type": list(words), **more}
        return {"proto": name, "file": f"{name}.c", "args": [argument], "ret": ["RET_INTEGER"]}

    protos = {
        "6.12.1": [proto("old", "ARG_ANYTHING")],
        "7.3.1": [
            proto("one", "ARG_PTR_TO_BTF_ID", "OBJ_RELEASE", btf_id="&btf_seq_file_ids[0]"),
            proto("two", "ARG_PTR_TO_FIXED_SIZE_MEM", "MEM_WRITE", size="sizeof(u32)"),
            proto("same_as_two", "ARG_PTR_TO_FIXED_SIZE_MEM", "MEM_WRITE", size="sizeof(u32)"),
            {
                "proto": "unread",
                "file": "u.c",
                "args": [{"type": ["ARG_CONST_SIZE"]}],
                "ret": [""],
                "might_sleep": True,
            },
        ],
    }
    assert generate.checked_forms(protos) == {
        "one": {
            "source": "one.c",
            "arguments": ["ARG_PTR_TO_BTF_ID|OBJ_RELEASE struct seq_file"],
            "result": "RET_INTEGER",
        },
        "two": {"source": "two.c", "arguments": ["ARG_PTR_TO_FIXED_SIZE_MEM|MEM_WRITE 4"], "result": "RET_INTEGER"},
        "unread": {"source": "u.c", "arguments": ["ARG_MEM_SIZE"], "might_sleep": True},
    }
    assert generate.checked_forms(None) == {}
    protos["6.12.1"].append(proto("two", "ARG_PTR_TO_FIXED_SIZE_MEM", size="sizeof(u32)"))
    assert generate.checked_forms(protos)["two"]["marked_later"] == [0]
    with pytest.raises(KeyError):
        generate.checked_forms({"7.3.1": [proto("new", "ARG_PTR_TO_FIXED_SIZE_MEM", size="sizeof(struct new)")]})
