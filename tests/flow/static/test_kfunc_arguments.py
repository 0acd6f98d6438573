"""What kfuncs want in their arguments, as the facts of a kernel have their prototypes."""

from __future__ import annotations

import pytest

from bpflint.flow.static.kfunc_arguments import Want, wants
from bpflint.kernel import Version, load_facts


def wanted(name: str) -> tuple[Want, ...]:
    kfunc = load_facts().at(Version(6, 18)).kfunc(name)
    assert kfunc is not None
    return wants(kfunc)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("bpf_kfunc_call_test_mem_len_pass1", ["buffer", "size"]),
        ("bpf_iter_num_new", ["iter", "integer", "integer"]),
        ("bpf_iter_num_next", ["iter"]),
        ("bpf_task_release", ["object"]),
        ("bpf_dynptr_size", ["dynptr"]),
        ("bpf_list_pop_front", ["list_head"]),
        ("bpf_rbtree_remove", ["rb_root", "rb_node"]),
        ("bpf_res_spin_lock", ["res_spin_lock"]),
        ("bpf_xdp_metadata_rx_hash", ["context", "memory", "memory"]),
    ],
)
def test_kinds(name: str, kinds: list[str]) -> None:
    assert [want.kind for want in wanted(name)] == kinds


def test_a_buffer_knows_where_its_size_is() -> None:
    (buffer, size) = wanted("bpf_kfunc_call_test_mem_len_pass1")
    assert (buffer.size, size.size) == (1, None)
    assert wanted("bpf_dynptr_slice")[2].size == 3


def test_memory_knows_its_size() -> None:
    assert [want.bytes for want in wanted("bpf_xdp_metadata_rx_hash")] == [0, 4, 4]


def test_nothing_is_wanted_of_what_no_mark_speaks_of() -> None:
    for want in wanted("bpf_iter_num_new")[1:] + wanted("bpf_task_release"):
        assert (want.bytes, want.size, want.uninit, want.nonowning, want.nullable) == (0, None, False, False, False)
