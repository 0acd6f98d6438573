from __future__ import annotations

import struct

import pytest
import tiny_kernel as tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_kernel import TinyBtf

from bpflint.kernel.btf import Btf, Enumerator, Kind, Member
from bpflint.kernel.btf_c import declare, prototype
from bpflint.kernel.btf_header import BtfError


def a_kernel(order: str = "<") -> TinyBtf:
    b = TinyBtf(order)
    integer = b.add_int("int")
    wq = b.add(tiny.FWD, "bpf_wq")
    pointer = b.add(tiny.PTR, "", wq)
    b.add_kfunc("bpf_wq_start", integer, ("wq", pointer), ("flags", b.add_int("unsigned int", 4, 0)))
    b.add_enum("mode", ("MODE_A", 0), ("MODE_B", 7))
    return b


@pytest.mark.parametrize("order", "<>")
def test_reads_both_byte_orders(order: str) -> None:
    btf = Btf(a_kernel(order).bytes())
    function = btf.functions["bpf_wq_start"]
    assert prototype(btf, function) == "int bpf_wq_start(struct bpf_wq *wq, unsigned int flags)"
    assert [tag.text for tag in btf.decl_tags[function]] == ["bpf_kfunc"]
    assert btf.little_endian == (order == "<")


def test_split_btf_continues_numbers_and_strings_of_its_base() -> None:
    first = a_kernel()
    base = Btf(first.bytes())
    split = TinyBtf(first_id=base.end, first_string=base.end_of_strings)
    pointer = split.add(tiny.PTR, "", 2)
    split.add_kfunc("module_kfunc", 1, ("wq", pointer))
    btf = Btf(split.bytes(), base)
    assert prototype(btf, btf.functions["module_kfunc"]) == "int module_kfunc(struct bpf_wq *wq)"
    assert btf.find("bpf_wq", Kind.FWD) == 2
    assert btf.find("module_kfunc", Kind.FUNC) == btf.functions["module_kfunc"]
    assert "bpf_wq_start" not in btf.functions


def test_members_bitfields_enumerators_and_sections() -> None:
    b = TinyBtf()
    u32 = b.add_int("u32", 4, 0)
    plain = b.add_struct("plain", 8, ("a", u32, 0), ("b", u32, 32))
    packed = b.add_struct("bits", 4, ("a", u32, 3 << 24), ("b", u32, 5 << 24 | 3), bits=True)
    signed = b.add_enum("e", ("MINUS", -1), signed=True)
    big = b.add(tiny.ENUM64, "big", 8, count=1, rest="III", values=(b.string("HUGE"), 1, 2))
    variable = b.add(tiny.VAR, "jiffies", u32, rest="I", values=(1,))
    section = b.add(tiny.DATASEC, ".data", 4, count=1, rest="III", values=(variable, 0, 4))
    btf = Btf(b.bytes())
    assert btf.members(plain) == [Member("a", u32, 0, 0), Member("b", u32, 32, 0)]
    assert btf.members(packed) == [Member("a", u32, 0, 3), Member("b", u32, 3, 5)]
    assert btf.enumerators(signed) == [Enumerator("MINUS", -1)]
    assert btf.enumerators(big) == [Enumerator("HUGE", 1 | 2 << 32)]
    assert btf.sections(section) == [(variable, 0, 4)]
    assert btf.integer(u32) == (0, 32)
    assert [t.kind for t in btf.types()][:2] == [Kind.INT, Kind.STRUCT]
    with pytest.raises(BtfError, match="is a struct, not a enum64"):
        btf.enumerators(plain)


def test_declarations_are_written_as_bpftool_does() -> None:
    b = TinyBtf()
    integer = b.add_int("int")
    char = b.add_int("char", 1)
    node = b.add_struct("node", 4)
    const_node = b.add(tiny.CONST, "", node)
    pointer = b.add(tiny.PTR, "", node)
    const_pointer = b.add(tiny.PTR, "", const_node)
    less = b.add(tiny.PTR, "", b.add_prototype(integer, ("", pointer), ("", const_pointer)))
    fixed = b.add(tiny.CONST, "", b.add(tiny.PTR, "", char))
    arena = b.add(tiny.PTR, "", b.add(tiny.TYPE_TAG, "address_space(1)", b.add(tiny.CONST, "", 0), flag=True))
    rcu = b.add(tiny.PTR, "", b.add(tiny.TYPE_TAG, "rcu", node))
    matrix = b.add_array(b.add_array(integer, 3), 2)
    row = b.add(tiny.PTR, "", b.add_array(integer, 3))
    returns_function = b.add_kfunc("pick", less)
    union = b.add(tiny.FWD, "u", flag=True)
    variadic = b.add_kfunc("say", 0, ("format", fixed), ("", 0))
    nothing = b.add_kfunc("stop", 0)
    btf = Btf(b.bytes())
    assert declare(btf, less, "less") == "int (*less)(struct node *, const struct node *)"
    assert declare(btf, fixed, "p") == "char * const p"
    assert declare(btf, fixed) == "char * const"
    assert declare(btf, arena, "p") == "const void __attribute__((address_space(1))) *p"
    assert declare(btf, rcu, "p") == "struct node *p"
    assert declare(btf, matrix, "m") == "int m[2][3]"
    assert declare(btf, row, "r") == "int (*r)[3]"
    assert declare(btf, union, "v") == "union u v"
    assert prototype(btf, returns_function) == "int (*pick(void))(struct node *, const struct node *)"
    assert prototype(btf, variadic) == "void say(char * const format, ...)"
    assert prototype(btf, nothing) == "void stop(void)"


def test_an_anonymous_struct_is_abbreviated() -> None:
    b = TinyBtf()
    pointer = b.add(tiny.PTR, "", b.add_struct("", 4))
    btf = Btf(b.bytes())
    assert declare(btf, pointer, "p") == "struct {...} *p"


def test_a_kind_that_the_layout_section_describes_is_skipped() -> None:
    b = TinyBtf()
    b.add(25, "future", 0, count=2, rest="IIIII", values=(1, 2, 3, 4, 5))
    integer = b.add_int("int")
    layout = bytes(4 * 25) + bytes([4, 8, 0, 0])
    btf = Btf(b.bytes(layout))
    assert btf.name(integer) == "int"
    assert [t.name for t in btf.types()] == ["int"]
    with pytest.raises(BtfError, match="unknown kind 25"):
        btf.kind(1)
    with pytest.raises(BtfError, match="unknown kind 25"):
        Btf(b.bytes())


def test_cycles_end_in_an_error() -> None:
    b = TinyBtf()
    b.add(tiny.PTR, "", 2)
    b.add(tiny.CONST, "", 1)
    b.add(tiny.TYPEDEF, "t", 4)
    b.add(tiny.TYPEDEF, "u", 3)
    itself = b.next_id
    b.add_prototype(0, ("a", itself), ("b", itself), ("c", itself))
    btf = Btf(b.bytes())
    with pytest.raises(BtfError, match="itself"):
        declare(btf, 1, "x")
    with pytest.raises(BtfError, match="itself"):
        btf.resolve(3)
    with pytest.raises(BtfError, match="itself"):
        declare(btf, itself, "x")


def test_a_prototype_that_explodes_is_refused() -> None:
    b = TinyBtf()
    number = b.add_int("int")
    for _ in range(12):
        number = b.add(tiny.PTR, "", b.add_prototype(number, *(("f", number),) * 20))
    with pytest.raises(BtfError, match="nested too deeply"):
        declare(Btf(b.bytes()), number, "x")


def test_too_many_parameters_and_too_long_names_are_refused() -> None:
    b = TinyBtf()
    many = b.add_prototype(0, *(("x", 0),) * 300)
    long = b.add_int("i" * 2000)
    btf = Btf(b.bytes())
    with pytest.raises(BtfError, match="more than 256 parameters"):
        declare(btf, many, "f")
    with pytest.raises(BtfError, match="too long"):
        btf.name(long)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda d: d[:10], "too short"),
        (lambda d: b"\0\0" + d[2:], "magic"),
        (lambda d: d[:2] + b"\x09" + d[3:], "version 9"),
        (lambda d: d[:4] + struct.pack("<I", 1 << 30) + d[8:], "header length"),
        (lambda d: d[:12] + struct.pack("<I", 1 << 30) + d[16:], "type section reaches"),
        (lambda d: d[:-4], "string section reaches"),
        (lambda d: d[:-1] + b"x", "end with a NUL"),
    ],
)
def test_damage_is_named(damage, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BtfError, match=reason):
        Btf(damage(a_kernel().bytes()))


def test_references_outside_are_named() -> None:
    b = TinyBtf()
    b.add(tiny.PTR, "", 99)
    b.types[0:4] = struct.pack("<I", 5000)
    btf = Btf(b.bytes())
    with pytest.raises(BtfError, match="string offset 5000"):
        btf.type(1)
    with pytest.raises(BtfError, match="no type number 99"):
        btf.kind(99)
    with pytest.raises(BtfError, match="no type number -1"):
        btf.kind(-1)


def read_everything(data: bytes) -> None:
    """Ask for all there is; only BtfError may come out."""
    try:
        btf = Btf(data)
    except BtfError:
        return
    for ask in (btf.type, btf.members, btf.parameters, btf.enumerators, btf.array_of, btf.integer, btf.sections):
        for number in btf.own_ids:
            try:
                ask(number)
            except BtfError:
                continue
    for number in btf.own_ids:
        try:
            declare(btf, number, "x")
        except BtfError:
            continue


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_damage_never_ends_in_anything_but_an_error(data: st.DataObject) -> None:
    blob = bytearray(a_kernel().bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    read_everything(bytes(blob))
