"""Which members libbpf takes for which: bpf_core_fields_are_compat() and the sizes in bpf_core_calc_relo()."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpflint.kernel.member_shape import MemberShape, fits, shape_of, shape_of_word

TYPEDEFS = {"u8": "unsigned char", "atomic_t": "struct {...}", "bool": "_Bool", "mode_t": "short unsigned int"}


def theirs(spelling: str, *, is_bit_field: bool = False) -> MemberShape:
    return shape_of(spelling, TYPEDEFS.get, {"enum zone": 4}.get, is_bit_field=is_bit_field)


@pytest.mark.parametrize(
    ("declared", "spelling", "expected"),
    [
        ("int", "long unsigned int", True),
        ("int", "const mode_t", True),
        ("int", "enum zone", False),
        ("enum", "enum zone", True),
        ("enum:zone___old", "enum zone", True),
        ("enum:place", "enum zone", False),
        ("int", "struct inode_state_flags", False),
        ("int", "atomic_t", False),
        ("record", "atomic_t", True),
        ("record", "union thing", True),
        ("record[]", "struct percpu_counter [4]", True),
        ("record", "struct percpu_counter [4]", False),
        ("int[]", "char [16]", True),
        ("int[]", "u8 [2][16]", False),
        ("pointer", "void (*)(struct sock *, char [16])", True),
        ("pointer", "long unsigned int", False),
        ("int", "struct sock *", False),
        ("int", "nobody_knows", True),
        ("?", "struct sock *", True),
    ],
)
def test_kinds(declared: str, spelling: str, expected: bool) -> None:
    assert fits(shape_of_word(declared), theirs(spelling)) is expected


@pytest.mark.parametrize(
    ("size", "signed", "spelling", "expected"),
    [
        (4, True, "int", True),
        (4, True, "unsigned int", True),
        (4, True, "mode_t", False),
        (4, False, "mode_t", True),
        (4, False, "long int", False),
        (1, False, "bool", True),
        (1, True, "bool", True),
        (8, False, "bool", True),
    ],
)
def test_what_an_instruction_reads_has_one_size(size: int, signed: bool, spelling: str, expected: bool) -> None:
    ours = replace(shape_of_word("int"), size=size, signed=signed, is_loaded=True)
    assert fits(ours, theirs(spelling)) is expected
    assert fits(replace(ours, is_loaded=False), theirs(spelling))


def test_an_instruction_does_not_read_bit_fields() -> None:
    ours = replace(shape_of_word("int"), size=4, is_loaded=True)
    assert not fits(ours, theirs("unsigned int", is_bit_field=True))
    assert fits(ours, theirs("unsigned int"))


@pytest.mark.parametrize(
    "spelling",
    ["int (*)(struct seq_file *, void *)", "void *(*)(struct seq_file *, loff_t *)", "unsigned int (**)(void)"],
)
def test_members_that_hold_functions_are_pointers(spelling: str) -> None:
    """seq_operations.show returns an int, and is none."""
    assert shape_of(spelling, lambda _: None, lambda _: None).kind == "pointer"


def test_typedefs_of_functions_are_pointers() -> None:
    handler = {"kretprobe_handler_t": "int (*)(struct kretprobe_instance *, struct pt_regs *)"}
    assert shape_of("kretprobe_handler_t", handler.get, lambda _: None).kind == "pointer"


def test_shapes_have_an_order() -> None:
    """One member that is read in two ways has two shapes, and accesses are told in the same order always."""
    read, copied = MemberShape("int", size=4, is_loaded=True), MemberShape("int", size=4)
    assert sorted([(read,), (copied,), ()]) == [(), (copied,), (read,)]
