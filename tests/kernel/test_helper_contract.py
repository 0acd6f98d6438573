"""What the verifier checks of helpers: the words of rules/ are known, and tables agree with each other."""

from __future__ import annotations

import pytest

from bpflint.kernel import load_facts
from bpflint.kernel.helper_contract import Checked, HelperContracts

CONTRACTS = load_facts().helper_contracts
FLAGS = {
    *("PTR_MAYBE_NULL", "PTR_TRUSTED", "OBJ_RELEASE", "DYNPTR_TYPE_LOCAL", "DYNPTR_TYPE_RINGBUF"),
    *("MEM_ALIGNED", "MEM_FIXED_SIZE", "MEM_RDONLY", "MEM_RINGBUF", "MEM_UNINIT", "MEM_WRITE"),
}
KINDS = {
    *("ARG_ANYTHING", "ARG_SCALAR", "ARG_CONST_MAP_PTR", "ARG_PTR_TO_CTX", "ARG_PTR_TO_FUNC", "ARG_KPTR_XCHG_DEST"),
    *("ARG_MEM_SIZE", "ARG_MEM_SIZE_OR_ZERO", "ARG_CONST_ALLOC_SIZE_OR_ZERO", "ARG_PTR_TO_MEM", "ARG_PTR_TO_STACK"),
    *("ARG_PTR_TO_MAP_KEY", "ARG_PTR_TO_MAP_VALUE", "ARG_PTR_TO_RINGBUF_MEM", "ARG_PTR_TO_CONST_STR"),
    *("ARG_PTR_TO_BTF_ID", "ARG_PTR_TO_BTF_ID_SOCK_COMMON", "ARG_PTR_TO_PERCPU_BTF_ID", "ARG_PTR_TO_SOCKET"),
    *("ARG_PTR_TO_SOCK_COMMON", "ARG_PTR_TO_DYNPTR", "ARG_PTR_TO_SPIN_LOCK", "ARG_PTR_TO_TIMER"),
    *("RET_INTEGER", "RET_VOID", "RET_PTR_TO_MAP_VALUE", "RET_PTR_TO_MEM", "RET_PTR_TO_MEM_OR_BTF_ID"),
    *("RET_PTR_TO_BTF_ID", "RET_PTR_TO_SOCKET", "RET_PTR_TO_SOCK_COMMON", "RET_PTR_TO_TCP_SOCK"),
}


def test_every_word_is_known() -> None:
    """A word that new facts bring has to be looked at before anything is made of it."""
    checked = [
        each for name in CONTRACTS for form in CONTRACTS[name].forms for each in (*form.arguments, form.result) if each
    ]
    assert {each.kind for each in checked} <= KINDS
    assert {flag for each in checked for flag in each.flags} <= FLAGS


def test_the_effects_name_helpers_and_kinds_of_maps() -> None:
    facts = load_facts()
    effects = facts.store.compiled["helper_effects"]
    map_types = facts.store.compiled["enums"]["map_types"]
    for table in ("changes_packet", "acquires", "casts", "calls_back_later", "results_within_size", "results_between"):
        assert set(effects[table]) <= set(CONTRACTS), table
    assert set(effects["maps_of_helpers"]) <= set(CONTRACTS)
    assert {kind for kinds in effects["maps_of_helpers"].values() for kind in kinds} <= set(map_types)
    assert set(effects["helpers_of_maps"]) <= set(map_types)


def test_a_program_type_gets_its_own_forms() -> None:
    effects, helpers = load_facts().store.compiled["helper_effects"], load_facts().store.compiled["helpers"]
    for name, forms in effects["prototypes_of_types"].items():
        assert set(forms) < {proto for *_, proto, _ in helpers[name]["checked"]}, name
    storage = "bpf_sk_storage_get"
    kinds = {
        kind: {form.arguments[1].kind for form in contract.forms}
        for kind in ("CGROUP_SOCK", "SCHED_CLS")
        if (contract := CONTRACTS.get_for(storage, f"BPF_PROG_TYPE_{kind}")) is not None
    }
    assert kinds == {"CGROUP_SOCK": {"ARG_PTR_TO_CTX"}, "SCHED_CLS": {"ARG_PTR_TO_BTF_ID_SOCK_COMMON"}}


def test_helpers_and_maps_agree() -> None:
    """What a helper takes takes it, as in the kernel's check from both sides."""
    for name in CONTRACTS:
        for kind in CONTRACTS[name].map_types or ():
            assert name in CONTRACTS.of_maps.get(kind, {name}), (name, kind)
        if CONTRACTS[name].map_types is not None:
            kinds = {each.kind for form in CONTRACTS[name].forms for each in form.arguments}
            assert "ARG_CONST_MAP_PTR" in kinds, name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG_PTR_TO_CTX_OR_NULL", Checked("ARG_PTR_TO_CTX", frozenset({"PTR_MAYBE_NULL"}))),
        ("ARG_MEM_SIZE_OR_ZERO", Checked("ARG_MEM_SIZE_OR_ZERO", frozenset())),
        ("ARG_PTR_TO_UNINIT_MEM", Checked("ARG_PTR_TO_MEM", frozenset({"MEM_UNINIT", "MEM_WRITE"}))),
        (
            "ARG_PTR_TO_FIXED_SIZE_MEM|MEM_RDONLY 20",
            Checked("ARG_PTR_TO_MEM", frozenset({"MEM_FIXED_SIZE", "MEM_RDONLY"}), 20),
        ),
        (
            "ARG_PTR_TO_BTF_ID_OR_NULL struct cgroup",
            Checked("ARG_PTR_TO_BTF_ID", frozenset({"PTR_MAYBE_NULL"}), None, "cgroup"),
        ),
    ],
)
def test_types_as_the_kernel_writes_them(text: str, expected: Checked) -> None:
    assert Checked.parse(text) == expected


def test_a_helper_says_what_its_forms_say() -> None:
    assert {name for name in CONTRACTS if CONTRACTS[name].sleeps} == {
        *("bpf_btf_find_by_name_kind", "bpf_copy_from_user", "bpf_copy_from_user_task"),
        *("bpf_ima_file_hash", "bpf_ima_inode_hash", "bpf_sys_bpf", "bpf_sys_close"),
    }
    assert {name for name in CONTRACTS if CONTRACTS[name].sleeps_where_allowed} == {
        *("bpf_get_stack", "bpf_get_task_stack"),
    }
    assert {name: CONTRACTS[name].released for name in CONTRACTS if CONTRACTS[name].released is not None} == {
        **dict.fromkeys(("bpf_ringbuf_submit", "bpf_ringbuf_discard", "bpf_sk_release"), 0),
        **dict.fromkeys(("bpf_ringbuf_submit_dynptr", "bpf_ringbuf_discard_dynptr"), 0),
        "bpf_kptr_xchg": 1,
    }
    assert CONTRACTS["bpf_loop"].callback == 1
    assert CONTRACTS["bpf_find_vma"].callback == 2
    assert CONTRACTS["bpf_dynptr_read"].dynptr == 2
    assert CONTRACTS["bpf_ringbuf_reserve_dynptr"].dynptr is None
    assert CONTRACTS["bpf_getsockopt"].argument(0)[0].kind != CONTRACTS["bpf_getsockopt"].argument(0)[1].kind
    assert CONTRACTS["bpf_xdp_get_buff_len"].result is None  # one of its forms has a result that nobody could read


def test_what_is_acquired_has_one_that_takes_it_back() -> None:
    contracts: HelperContracts = CONTRACTS
    assert contracts.releaser_of("bpf_ringbuf_reserve") == "bpf_ringbuf_submit"
    assert contracts.releaser_of("bpf_skc_lookup_tcp") == "bpf_sk_release"


def test_memory_has_a_size_beside_it_or_its_own() -> None:
    for name in CONTRACTS:
        for form in CONTRACTS[name].forms:
            for index, each in enumerate(form.arguments):
                if each.kind == "ARG_PTR_TO_MEM":
                    assert (form.size_of(index) is None) == (each.size is not None), (name, index)
