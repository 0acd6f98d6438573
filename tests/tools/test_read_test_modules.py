"""The kfuncs of the kernel's test modules: how they are read from sources, and what rules/ make of them."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from bpflint.kernel import Facts, Presence, ProgramKind, Version, load_facts

ROOT = Path(__file__).resolve().parents[2]
READ = {
    Version.parse(file.stem): json.loads(file.read_text())["sets"]
    for file in sorted((ROOT / "tools" / "test_modules").glob("*.json"))
}
MODULE = """
/* __bpf_kfunc int bpf_mine_get(char old) { } */
#define WORDS 1
__bpf_kfunc struct mine *
bpf_mine_get(unsigned long  *where,
             const u32 flags__k)
{
        if (flags__k)
                bpf_mine_put(0);
        return NULL;
}

__bpf_kfunc void bpf_mine_put(struct mine* m) { }
__bpf_kfunc static int noinline bpf_mine_aux(struct bpf_prog_aux *aux) { return 0; }
__bpf_kfunc int bpf_mine_traced(void) { return 0; }

BTF_KFUNCS_START(mine_ids)
BTF_ID_FLAGS(func, bpf_mine_get, KF_RET_NULL | KF_ACQUIRE)
BTF_ID_FLAGS(func, bpf_mine_put, KF_RELEASE);
BTF_ID_FLAGS(func, bpf_mine_aux, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(mine_ids)

static const struct btf_kfunc_id_set mine_set = { .owner = THIS_MODULE, .set = &mine_ids };

BTF_KFUNCS_START(traced_ids)
BTF_ID_FLAGS(func, bpf_mine_traced)
BTF_KFUNCS_END(traced_ids)

static const struct btf_kfunc_id_set traced_set = { .owner = THIS_MODULE, .set = &traced_ids };

static int start(void)
{
        int ret = register_btf_kfunc_id_set(BPF_PROG_TYPE_XDP, &mine_set);

        ret = ret ?: register_btf_kfunc_id_set(BPF_PROG_TYPE_TRACING,
                                               &mine_set);
        return ret ?: register_btf_fmodret_id_set(&traced_set);
}
"""


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("read_test_modules")


@pytest.mark.parametrize("folder", ["test_kmods", "bpf_testmod"])
def test_a_module_is_read(reader: Any, tmp_path: Path, folder: str) -> None:
    modules = tmp_path / "tools/testing/selftests/bpf" / folder
    modules.mkdir(parents=True)
    (modules / "mine.c").write_text(MODULE)
    assert reader.main([str(tmp_path), "6.12.9", "--out", str(tmp_path)]) == 0
    content = json.loads((tmp_path / "6.12.json").read_text())
    assert content["source"] == f"Linux 6.12.9, tools/testing/selftests/bpf/{folder}"
    assert list(content["sets"]) == ["mine_ids"]
    found = content["sets"]["mine_ids"]
    assert found["module"] == "mine"
    assert found["program_types"] == ["BPF_PROG_TYPE_TRACING", "BPF_PROG_TYPE_XDP"]
    assert {name: (each["flags"], each["prototype"]) for name, each in found["functions"].items()} == {
        "bpf_mine_aux": (["KF_IMPLICIT_ARGS"], "int bpf_mine_aux(void)"),
        "bpf_mine_get": (
            ["KF_ACQUIRE", "KF_RET_NULL"],
            "struct mine *bpf_mine_get(long unsigned int *where, const u32 flags__k)",
        ),
        "bpf_mine_put": (["KF_RELEASE"], "void bpf_mine_put(struct mine *m)"),
    }


def test_a_function_without_a_definition_and_a_tree_without_modules_are_refused(reader: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no definition of bpf_mine_get"):
        reader.prototype_of("bpf_mine_get", "int bpf_mine_get(void);", [])
    with pytest.raises(FileNotFoundError):
        reader.read_tree(tmp_path, "6.12")


def test_both_ends_were_read() -> None:
    assert {version: sum(len(each["functions"]) for each in sets.values()) for version, sets in READ.items()} == {
        Version(6, 12): 54,
        Version(7, 3): 89,
    }


@pytest.mark.parametrize("version", READ)
def test_rules_say_what_was_read(facts: Facts, version: Version) -> None:
    kernel = facts.at(version)
    sets = READ[version]
    for each in sets.values():
        for name, record in each["functions"].items():
            kfunc = kernel.kfunc(name)
            assert kfunc is not None
            assert kfunc.test
            assert kfunc.measured
            assert kfunc.prototype.text == record["prototype"]
            assert kfunc.flags == set(record["flags"])
            assert kfunc.module == each["module"]
            assert kfunc.family == "test"
            for program_type in each["program_types"]:
                kind = ProgramKind("BPF_PROG_TYPE_XDP" if program_type.endswith("UNSPEC") else program_type)
                assert kfunc.registered(kind) is True, (name, program_type)


def test_no_kernel_is_said_to_lack_a_function_of_a_test_module(facts: Facts) -> None:
    names = {name for sets in READ.values() for each in sets.values() for name in each["functions"]}
    for version in facts.versions:
        kernel = facts.at(version)
        assert [name for name in names if kernel.presence(name) is Presence.ABSENT] == []
    assert facts.at(Version(6, 11)).presence("bpf_kfunc_trusted_task_test") is Presence.UNKNOWN
    assert facts.at(Version(7, 2)).presence("bpf_kfunc_implicit_arg") is Presence.UNKNOWN


def test_what_both_ends_agree_on_holds_between(facts: Facts) -> None:
    between = facts.at(Version(6, 18)).kfunc("bpf_kfunc_trusted_task_test")
    assert between is not None
    assert not between.measured
    assert "KF_TRUSTED_ARGS" in between.flags
    assert between.allows(ProgramKind("BPF_PROG_TYPE_XDP")) is True


def test_types_that_share_a_slot_may_call_too(facts: Facts) -> None:
    old, new = (facts.at(version).kfunc("bpf_kfunc_call_test1") for version in READ)
    assert old is not None
    assert new is not None
    assert old.allows(ProgramKind("BPF_PROG_TYPE_LSM")) is True
    raw = ProgramKind("BPF_PROG_TYPE_RAW_TRACEPOINT")
    assert (old.allows(raw), new.allows(raw)) == (False, True)
    assert new.allows(ProgramKind("BPF_PROG_TYPE_XDP")) is False
