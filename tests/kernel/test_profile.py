from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import tiny_kernel as tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_kernel import TinyBtf

from bpflint.kernel import profile
from bpflint.kernel.btf import Btf
from bpflint.kernel.profile import ProfileError, import_image

RELEASE = "6.12.9-tiny-amd64"
SLEEPABLE, IMPLICIT = 1 << 5, 1 << 16


def kernel_btf(tagged: bool = True) -> bytes:
    b = TinyBtf()
    integer = b.add_int("int")
    wq = b.add(tiny.PTR, "", b.add(tiny.FWD, "bpf_wq"))
    b.add_kfunc("bpf_wq_start", integer, ("wq", wq), tagged=tagged)
    b.add_kfunc("bpf_wq_init", integer, ("wq", wq), tagged=tagged)
    b.add_kfunc("not_a_kfunc", integer, tagged=False)
    return b.bytes()


def vmlinux(tmp_path: Path, btf: bytes | None = None, sets: tuple[dict[str, int], ...] | None = None) -> Path:
    btf = btf or kernel_btf()
    functions = Btf(btf).functions
    sets = ({"bpf_wq_start": SLEEPABLE, "bpf_wq_init": 0},) if sets is None else sets
    ids = b"".join(tiny.kfunc_set("<", {functions[name]: bits for name, bits in each.items()}) for each in sets)
    path = tmp_path / "vmlinux"
    path.write_bytes(tiny.elf({".rodata": tiny.banner(RELEASE), ".BTF": btf, ".BTF_ids": ids}))
    return path


def module(tmp_path: Path, release: str = RELEASE, name: str = "tiny_mod", flags: int = 1 << 20) -> Path:
    base = Btf(kernel_btf())
    b = TinyBtf(first_id=base.end, first_string=base.end_of_strings)
    function = b.add_kfunc(f"{name}_kfunc", 1)
    sections = {
        ".modinfo": f"name={name}\0vermagic={release} SMP \0".encode(),
        ".gnu.linkonce.this_module": bytes(8),
        ".BTF": b.bytes(),
        ".BTF_ids": tiny.kfunc_set("<", {function: flags}),
    }
    path = tmp_path / f"{name}.ko.gz"
    path.write_bytes(gzip.compress(tiny.elf(sections)))
    return path


def test_a_kernel_image_gives_names_prototypes_and_flags(tmp_path: Path) -> None:
    found = import_image(vmlinux(tmp_path))
    assert found["format"] == "bpflint-kernel-profile/1"
    assert (found["kernel"], found["version"], found["source"]) == (RELEASE, "6.12", "import")
    assert found["kfuncs"] == {
        "bpf_wq_init": {
            "prototype": "int bpf_wq_init(struct bpf_wq *wq)",
            "flags": [],
            "module": None,
            "program_types": None,
        },
        "bpf_wq_start": {
            "prototype": "int bpf_wq_start(struct bpf_wq *wq)",
            "flags": ["KF_SLEEPABLE"],
            "module": None,
            "program_types": None,
        },
    }


def test_sets_name_kfuncs_that_lost_their_tag_and_flags_of_several_sets_add_up(tmp_path: Path) -> None:
    image = vmlinux(tmp_path, kernel_btf(tagged=False), ({"bpf_wq_start": 1}, {"bpf_wq_start": 2}))
    assert import_image(image)["kfuncs"]["bpf_wq_start"]["flags"] == ["KF_ACQUIRE", "KF_RELEASE"]


def test_implicit_arguments_without_the_second_prototype_make_a_kfunc_uncallable(tmp_path: Path) -> None:
    b = TinyBtf()
    for name in ("bpf_lost", "bpf_kept"):
        b.add_kfunc(name, 0)
    b.add_kfunc("bpf_kept_impl", 0, tagged=False)
    image = vmlinux(tmp_path, b.bytes(), ({"bpf_lost": IMPLICIT, "bpf_kept": IMPLICIT},))
    kfuncs = import_image(image)["kfuncs"]
    assert kfuncs["bpf_lost"]["callable"] is False
    assert "callable" not in kfuncs["bpf_kept"]
    assert "bpf_kept_impl" not in kfuncs


def test_modules_add_their_kfuncs(tmp_path: Path) -> None:
    kernel, extra = vmlinux(tmp_path), module(tmp_path)
    found = import_image(kernel, modules=[extra])
    assert found["kfuncs"]["tiny_mod_kfunc"]["module"] == "tiny_mod"
    assert found["modules"] == ["tiny_mod"]
    assert found["notes"] == ["tiny_mod_kfunc: unknown flags 0x100000"]
    assert import_image(extra, base=kernel)["kfuncs"] == found["kfuncs"]


def test_a_directory_of_modules_is_searched(tmp_path: Path) -> None:
    kernel = vmlinux(tmp_path)
    folder = tmp_path / "modules" / "net"
    folder.mkdir(parents=True)
    module(folder, name="first", flags=0)
    module(folder, name="other", release="6.11.1")
    (folder / "broken.ko").write_bytes(b"x")
    (folder / "plain.ko").write_bytes(tiny.elf({".gnu.linkonce.this_module": bytes(8), ".BTF": kernel_btf()}))
    found = import_image(kernel, modules=[tmp_path / "modules"])
    assert found["modules"] == ["first"]
    assert [note.split(":")[0] for note in found["notes"]] == ["broken.ko", "other.ko.gz"]


def test_raw_btf_has_tags_but_no_flags(tmp_path: Path) -> None:
    path = tmp_path / "some.btf"
    path.write_bytes(kernel_btf())
    with pytest.raises(ProfileError, match="does not say which release"):
        import_image(path)
    found = import_image(path, release="6.14.0-tiny")
    assert found["version"] == "6.14"
    assert found["kfuncs"]["bpf_wq_start"]["flags"] is None
    path.write_bytes(kernel_btf(tagged=False))
    with pytest.raises(ProfileError, match="does not say which functions are kfuncs"):
        import_image(path, release="6.14.0-tiny")


def test_a_kernel_from_before_kfuncs_has_none(tmp_path: Path) -> None:
    image = vmlinux(tmp_path, kernel_btf(tagged=False), ())
    assert import_image(image, release="5.12.19")["kfuncs"] == {}
    with pytest.raises(ProfileError, match=r"before 6\.0 no kernel does"):
        import_image(image, release="5.13.0")


def test_wrong_use_is_named(tmp_path: Path) -> None:
    kernel, extra = vmlinux(tmp_path), module(tmp_path)
    with pytest.raises(ProfileError, match="name the kernel it is built for"):
        import_image(extra)
    with pytest.raises(ProfileError, match="a base makes no sense"):
        import_image(kernel, base=kernel)
    with pytest.raises(ProfileError, match="is a module, not a kernel"):
        import_image(extra, base=extra)
    with pytest.raises(ProfileError, match="is a kernel, not a module"):
        import_image(kernel, modules=[kernel])
    with pytest.raises(ProfileError, match=r"built for 6\.11\.1, the kernel is 6\.12\.9"):
        import_image(kernel, modules=[module(tmp_path, "6.11.1")])
    with pytest.raises(ProfileError, match="No such file"):
        import_image(tmp_path / "missing")


@pytest.mark.parametrize("name", ["bpf_x; int y", 'bpf_"', "2x", ""])
def test_a_name_that_is_not_c_is_refused(tmp_path: Path, name: str) -> None:
    b = TinyBtf()
    b.add_kfunc(name, 0)
    with pytest.raises(ProfileError, match="not C"):
        import_image(vmlinux(tmp_path, b.bytes(), ()))


def test_more_kfuncs_than_can_be_are_refused(tmp_path: Path) -> None:
    b = TinyBtf()
    function = b.add(tiny.FUNC, "f", b.add_prototype(0))
    for _ in range(5001):
        b.add_tag("bpf_kfunc", b.add(tiny.FUNC, "f", function - 1))
    with pytest.raises(ProfileError, match="too many"):
        import_image(vmlinux(tmp_path, b.bytes(), ()))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    found = import_image(vmlinux(tmp_path))
    path = tmp_path / "profile.json"
    path.write_text("old")
    profile.write(found, path)
    assert profile.read(path) == found
    assert sorted(each.name for each in tmp_path.iterdir()) == ["profile.json", "vmlinux"]
    with pytest.raises(ProfileError, match="No such file"):
        profile.write(found, tmp_path / "missing" / "profile.json")


GOOD: dict[str, Any] = {
    "format": profile.FORMAT,
    "kernel": "6.12.1",
    "version": "6.12",
    "kfuncs": {"f": {"prototype": "int f(void)", "flags": ["KF_RCU"], "module": None, "program_types": None}},
    "helpers": {"bpf_get_prandom_u32": ["BPF_PROG_TYPE_XDP"]},
    "probed": ["BPF_PROG_TYPE_XDP"],
}


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("format", "other/1", "its format is 'other/1'"),
        ("kernel", "latest", "is no release"),
        ("version", "6.13", "not the version of 6.12.1"),
        ("modules", "nf_nat", "modules: a list"),
        ("undecided", [1], "undecided: a list"),
        ("probed", {}, None),
        ("probed", [None], "probed: a list"),
        ("kfuncs", [], "kfuncs: an object"),
        ("kfuncs", {"a b": {}}, "no C identifier"),
        ("kfuncs", {"f": 1}, "f: an object"),
        ("kfuncs.f.prototype", "int f(void);\n#include", "prototype: C text"),
        ("kfuncs.f.flags", ["KF_NEW"], "flags: a list of known"),
        ("kfuncs.f.flags", None, None),
        ("kfuncs.f.module", 1, "module: a name"),
        ("kfuncs.f.program_types", ["BPF_PROG_TYPE_XDP"], None),
        ("kfuncs.f.program_types", "XDP", "program_types: a list"),
        ("kfuncs.f.callable", "no", "callable: true or false"),
        ("helpers", None, None),
        ("helpers", [], "helpers: an object"),
        ("helpers", {"bpf x": []}, "helpers: bpf x"),
        ("helpers", {"bpf_x": {}}, "helpers: bpf_x"),
    ],
)
def test_every_field_is_checked(tmp_path: Path, place: str, value: object, reason: str | None) -> None:
    data = copy.deepcopy(GOOD)
    *parents, last = place.split(".")
    inner = data
    for parent in parents:
        inner = inner[parent]
    inner[last] = value
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(data))
    if reason is None:
        assert profile.read(path) == data
    else:
        with pytest.raises(ProfileError, match=reason):
            profile.read(path)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '"\\ud800"', "nul\0"])
def test_what_is_no_profile_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "profile.json"
    path.write_text(text)
    with pytest.raises(ProfileError, match=r"not JSON|not a kernel profile"):
        profile.read(path)


def test_versions_of_releases() -> None:
    assert profile.version_of("6.12.43+deb13-amd64") == "6.12"
    assert profile.version_of("5.14.0-427.13.1.el9_4.x86_64") == "5.14"
    assert profile.version_of("7.3") == "7.3"
    assert profile.version_of("next") is None


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_random_damage_never_ends_in_anything_but_an_error(tmp_path: Path, data: st.DataObject) -> None:
    path = vmlinux(tmp_path)
    blob = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(blob)
    try:
        found = import_image(path)
    except ProfileError:
        return
    profile.write(found, tmp_path / "profile.json")
    assert profile.read(tmp_path / "profile.json") == found


def test_a_kernel_is_read_for_a_profile_where_it_cannot_be_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of sysfs; what reads them has a gigabyte, and must not ask for two."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no such device")

    monkeypatch.setattr("bpflint.kernel.imported.cache_folder", lambda _: None)
    path = vmlinux(tmp_path)
    mapped = profile.read(path)
    monkeypatch.setattr("bpflint.kernel.image.mmap.mmap", refuse)
    assert profile.read(path) == mapped


RUNNING = Path("/sys/kernel/btf/vmlinux")


@pytest.mark.skipif(not RUNNING.is_file(), reason="the running kernel offers no BTF")
def test_the_running_kernels_btf_can_be_imported_without_privilege(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "rows_of", lambda _types: iter(()))  # takes seconds; those who probe read them
    try:
        found = import_image(RUNNING)
    except ProfileError as error:
        assert "does not say which functions are kfuncs" in error.reason
        return
    assert found["version"] == profile.version_of(found["kernel"])
    assert all(name in entry["prototype"] for name, entry in found["kfuncs"].items())
