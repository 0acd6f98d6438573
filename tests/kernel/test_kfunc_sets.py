from __future__ import annotations

import struct

import tiny_kernel as tiny
from tiny_kernel import TinyBtf

from bpflint.kernel.btf import Btf
from bpflint.kernel.kfunc_sets import find_kfunc_sets, flag_names, unknown_bits


def kernel(order: str = "<") -> tuple[Btf, list[int]]:
    b = TinyBtf(order)
    names = ["bpf_a", "bpf_b", "bpf_c", "bpf_fentry_test1"]
    functions = [b.add_kfunc(name, 0, tagged=False) for name in names]
    return Btf(b.bytes()), functions


def test_marked_sets_are_found_among_other_lists_in_both_byte_orders() -> None:
    for order in "<>":
        btf, (a, b, c, _) = kernel(order)
        other = struct.pack(order + "6I", 2, a, b, 0, 7, c)
        ids = other + tiny.kfunc_set(order, {a: 1, b: 0}) + other + tiny.kfunc_set(order, {c: 1 << 16 | 32})
        assert find_kfunc_sets(ids, btf) == [{a: 1, b: 0}, {c: 1 << 16 | 32}]


def test_a_function_left_out_by_the_configuration_is_passed_over() -> None:
    btf, (a, *_) = kernel()
    ids = struct.pack("<6I", 2, 1, 0, 32, a, 4) + struct.pack("<I", 9)
    assert find_kfunc_sets(ids, btf) == [{a: 4}]


def test_where_marks_exist_unmarked_sets_are_no_kfuncs() -> None:
    btf, (a, b, c, _) = kernel()
    ids = tiny.kfunc_set("<", {a: 1}) + tiny.kfunc_set("<", {b: 1, c: 0}, mark=0)
    assert find_kfunc_sets(ids, btf) == [{a: 1}]


def test_before_marks_the_form_decides_and_fmod_ret_sets_are_left_out() -> None:
    btf, (a, b, c, fentry) = kernel()
    ids = (
        struct.pack("<3I", 1, a, 0)
        + tiny.kfunc_set("<", {a: 1, b: 6}, mark=0)
        + tiny.kfunc_set("<", {fentry: 32}, mark=0)
        + struct.pack("<6I", 2, 0, c, 0, b, 0)  # not ascending
        + struct.pack("<4I", 1, 0, 1, 0)  # not a function
    )
    assert find_kfunc_sets(ids, btf) == [{a: 1, b: 6}]


def test_a_set_that_is_cut_off_is_none() -> None:
    btf, (a, b, *_) = kernel()
    assert find_kfunc_sets(tiny.kfunc_set("<", {a: 1, b: 1})[:-4], btf) == []
    assert find_kfunc_sets(b"", btf) == []


def test_flags_in_words() -> None:
    assert flag_names(1 | 4 | 32) == ["KF_ACQUIRE", "KF_RET_NULL", "KF_SLEEPABLE"]
    assert flag_names(1 << 20) == []
    assert unknown_bits(1 << 20 | 1) == 1 << 20


def test_sets_and_sections_larger_than_any_kernels_are_not_believed() -> None:
    b = TinyBtf()
    function = b.add_prototype(0)
    members = {b.add(tiny.FUNC, "f", function): 2 for _ in range(1025)}
    btf = Btf(b.bytes())
    assert find_kfunc_sets(tiny.kfunc_set("<", members), btf) == []
    del members[2]
    assert find_kfunc_sets(tiny.kfunc_set("<", members), btf) == [members]
    assert find_kfunc_sets(bytes(1 << 18) + tiny.kfunc_set("<", members), btf) == []
