"""The surface database: what is read from BTF, merged over builds, packed, and answered for a kernel."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_kernel import FUNC, FUNC_PROTO, PTR, TYPEDEF, TinyBtf

from bpflint.base.compiled_rules import rules_directory
from bpflint.kernel import Presence, Version, load_facts
from bpflint.kernel.btf import Btf
from bpflint.kernel.surface import FILE, Surface, load_surface
from bpflint.kernel.surface_file import SurfaceError, SurfaceFile, pack
from bpflint.kernel.surface_rows import rows_of
from bpflint.kernel.surface_types import ArgumentKind, parse_function_pointer, resolve
from bpflint.kernel.surface_writer import SurfaceWriter

PRESENT, ABSENT, UNKNOWN = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN


def tiny(with_pad: bool = False, with_function: bool = True) -> Btf:
    """A kernel with a struct, a function on it, a tracepoint and an enum."""
    types = TinyBtf()
    number = types.add_int("int")
    anonymous = types.add_struct("", 8, ("a", number, 0), ("b", number, 32))
    pad = (("pad", number, 0),) if with_pad else ()
    start = 32 * with_pad
    inode = types.add_struct(
        "inode", 16, *pad, ("i_mode", number, start), ("", anonymous, start + 32), ("named", anonymous, start + 96)
    )
    pointer = types.add(PTR, word=inode)
    void = types.add(PTR, word=0)
    if with_function:
        proto = types.add(FUNC_PROTO, word=number, count=1, rest="II", values=(types.string("inode"), pointer))
        types.add(FUNC, "evict", proto)
    values = (types.string(""), void, types.string(""), pointer)
    traced = types.add(FUNC_PROTO, word=0, count=2, rest="IIII", values=values)
    types.add(TYPEDEF, "btf_trace_inode_gone", types.add(PTR, word=traced))
    named = (types.string("__data"), void, types.string("inode__nullable"), pointer)
    types.add(FUNC, "__bpf_trace_inode_gone", types.add(FUNC_PROTO, word=0, count=2, rest="IIII", values=named))
    types.add_enum("kinds", ("KIND_A", 1), ("KIND_B", 2))
    return Btf(types.bytes())


def database(*builds: tuple[str, str, Btf]) -> Surface:
    writer = SurfaceWriter()
    for release, arch, types in builds:
        writer.add(f"{release}.1", release, "cloud", arch, rows_of(types))
    return Surface(SurfaceFile.of_bytes(writer.bytes()))


def test_a_kernel_answers_for_what_its_btf_has() -> None:
    kernel = database(("6.1", "amd64", tiny())).at(Version(6, 1))
    function = kernel.function("evict")
    assert function.presence is PRESENT and function.value is not None
    assert function.value.text("evict") == "int evict(struct inode *inode)"
    (argument,) = function.value.arguments
    assert (argument.kind, argument.target, argument.nullable) == (ArgumentKind.POINTER, "struct inode", False)
    trace = kernel.tracepoint("inode_gone").value
    assert trace is not None and [each.nullable for each in trace.arguments] == [True]
    assert kernel.enumerator("KIND_B").value == 2 and kernel.enumerator("KIND_B", "others").presence is UNKNOWN
    assert kernel.type("struct inode").value == 16 and kernel.type("enum kinds").value == 4


def test_members_of_anonymous_structs_are_members() -> None:
    kernel = database(("6.1", "amd64", tiny())).at(Version(6, 1))
    record = kernel.record("struct inode").value
    assert record is not None
    assert {member.path: member.bit_offset for member in record.members} == {
        "i_mode": 0, "a": 32, "b": 64, "named": 96, "named.a": 96, "named.b": 128
    }  # fmt: skip
    assert kernel.field("struct inode", "b").presence is PRESENT
    assert kernel.field("struct inode", "named.b").forms == ("int",)
    assert kernel.field("struct inode", "c").presence is UNKNOWN


def test_members_of_a_tagged_struct_without_a_name_are_members() -> None:
    types = TinyBtf()
    number = types.add_int("int")
    head = types.add_struct("head", 8, ("name", number, 0), ("count", number, 32))
    types.add_struct("file_name", 20, ("", head, 0), ("rest", number, 64), ("again", head, 96))
    kernel = database(("7.0", "amd64", Btf(types.bytes()))).at(Version(7, 0))
    record = kernel.record("struct file_name").value
    assert record is not None
    assert [member.path for member in record.members] == ["name", "count", "rest", "again"]
    assert kernel.field("struct file_name", "again.count").presence is PRESENT
    assert load_facts().at(Version(7, 3)).surface.field("struct filename", "name").presence is PRESENT


def test_between_measured_releases_only_agreement_counts() -> None:
    surface = database(("6.1", "amd64", tiny()), ("6.12", "amd64", tiny(with_pad=True, with_function=False)))
    evict = [surface.at(Version(6, minor)).function("evict").presence for minor in (1, 6, 12)]
    assert evict == [PRESENT, UNKNOWN, ABSENT]
    pad = [surface.at(Version(6, minor)).field("struct inode", "pad").presence for minor in (1, 6, 12)]
    assert pad == [ABSENT, UNKNOWN, PRESENT]
    assert surface.at(Version(6, 6)).tracepoint("inode_gone").presence is PRESENT
    assert surface.at(Version(6, 6)).function("no_such").presence is UNKNOWN


def test_builds_of_a_release_must_agree_on_absence() -> None:
    have, lack = tiny(), tiny(with_function=False)
    for builds, expected in (
        ((("6.1", "amd64", have), ("6.1", "amd64", lack)), UNKNOWN),
        ((("6.1", "amd64", lack), ("6.1", "arm64", have)), UNKNOWN),
        ((("6.1", "amd64", have), ("6.1", "arm64", lack)), PRESENT),
        ((("6.1", "amd64", lack), ("6.1", "amd64", lack), ("6.12", "amd64", have)), ABSENT),
    ):
        assert database(*builds).at(Version(6, 1)).function("evict").presence is expected


def test_a_struct_that_grew_keeps_each_builds_offsets() -> None:
    surface = database(("6.1", "amd64", tiny()), ("6.12", "amd64", tiny(with_pad=True)))
    for minor, offset in ((1, 96), (12, 128)):
        record = surface.at(Version(6, minor)).record("struct inode").value
        assert record is not None and record.size == 16
        assert [each.bit_offset for each in record.members if each.path == "named"] == [offset]


def test_the_same_input_gives_the_same_file() -> None:
    def written() -> bytes:
        writer = SurfaceWriter()
        for release in ("6.1", "6.12"):
            writer.add(release, release, "cloud", "amd64", rows_of(tiny(with_pad=release == "6.1")))
        return writer.bytes()

    assert written() == written()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_file_is_an_error_and_nothing_else(data: st.DataObject) -> None:
    build = {"release": "6.1", "kernel": "6.1.1", "config": "cloud", "arch": "amd64"}
    whole = bytearray(pack([build], {"f a": [(1, "int")], "s b": [(1, "4"), (1, "0 x int")]}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for damaged in (bytes(whole), bytes(whole[:cut])):
        try:
            kernel = Surface(SurfaceFile.of_bytes(damaged)).at(Version(6, 1))
            kernel.function("a")
            kernel.record("struct b")
            kernel.field("struct b", "x")
        except SurfaceError:
            pass


@pytest.mark.parametrize("text", ["", "bpflint-surface/1 99999999999\n", "bpflint-surface/1 -1\n", "\0" * 100])
def test_what_is_no_database_is_refused(text: str) -> None:
    with pytest.raises(SurfaceError):
        SurfaceFile.of_bytes(text.encode())


def test_a_struct_of_several_sizes_and_one_of_no_kernel() -> None:
    shipped = load_facts()
    assert len(shipped.at(Version(6, 1)).surface.type("struct task_struct").forms) == 2  # cloud, generic
    nowhere = shipped.at(Version(6, 1)).surface.type("struct of_no_kernel")
    assert (nowhere.presence, nowhere.forms) == (UNKNOWN, ())
    assert shipped.at(Version(6, 1)).surface.record("struct of_no_kernel").forms == ()


@pytest.mark.parametrize(("kind", "most"), [("function", 5), ("field", 2), ("type", 1)])
def test_a_question_unpacks_few_blocks(kind: str, most: int) -> None:
    """The time of a question is that of unpacking; benchmarks/surface_times.py measures it."""
    surface = Surface.open(rules_directory() / FILE)
    kernel = surface.at(Version(6, 12))
    if kind == "function":
        kernel.function("vfs_read")
    elif kind == "field":
        kernel.field("struct task_struct", "se.vruntime")
    else:
        kernel.type("struct net_device")
    assert 0 < surface.file.unpacked_blocks <= most


def test_the_shipped_database_is_small() -> None:
    assert (rules_directory() / FILE).stat().st_size <= 2_500_000


def test_types_are_seen_through() -> None:
    typedefs = {"u64": "long long unsigned int", "kuid_t": "struct {...}", "loop": "loop"}.get
    assert resolve("const u64", typedefs) == "long long unsigned int"
    assert resolve("kuid_t", typedefs) == "struct typedef kuid_t"
    assert resolve("loop", typedefs) == "loop"
    assert resolve("const struct inode * const", typedefs) == "struct inode *"
    assert parse_function_pointer("int (*)(struct x *, int (*)(int, int), u32)") == (
        "int|struct x *:|int (*)(int, int):|u32:"
    )
    assert parse_function_pointer("void (*)(void)") == "void"
    assert parse_function_pointer("struct x *") is None


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        ("5.10", (PRESENT, ABSENT, PRESENT, PRESENT)),
        ("6.1", (PRESENT, ABSENT, PRESENT, PRESENT)),
        ("6.6", (PRESENT, UNKNOWN, UNKNOWN, PRESENT)),
        ("6.12", (PRESENT, PRESENT, ABSENT, PRESENT)),
        ("7.3", (ABSENT, PRESENT, ABSENT, ABSENT)),
    ],
)
def test_what_people_stumbled_over(kernel: str, expected: tuple[Presence, ...]) -> None:
    surface = load_facts().at(Version.parse(kernel)).surface
    assert expected == (
        surface.function("do_unlinkat").presence,
        surface.tracepoint("block_io_start").presence,
        surface.field("struct inode", "i_atime").presence,
        surface.field("struct kernfs_node", "parent").presence,
    )


def test_hooks_of_the_shipped_database() -> None:
    surface = load_facts().at(Version(7, 3)).surface
    dispatch = surface.struct_ops_member("sched_ext_ops", "dispatch").value
    assert dispatch is not None
    assert [each.nullable for each in dispatch.arguments] == [False, True]
    assert surface.iterator("task").is_present and surface.iterator("num_new").presence is UNKNOWN
    assert surface.struct_ops("tcp_congestion_ops").is_present
    assert load_facts().at(Version(6, 1)).surface.struct_ops("sched_ext_ops").is_absent
    assert len(load_surface().file.builds) == 24
