from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import os
import struct
from pathlib import Path

import pytest
import tiny_kernel as tiny
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_kernel import TinyBtf

from bpflint.kernel import image
from bpflint.kernel.image import Image, ImageError, open_image

RELEASE = "6.12.9-tiny-amd64"
IDS = tiny.kfunc_set("<", {3: 32})


def types(order: str = "<") -> bytes:
    b = TinyBtf(order)
    b.add_kfunc("bpf_wq_start", b.add_int("int"))
    return b.bytes()


def vmlinux() -> bytes:
    return tiny.elf({".rodata": b"\0\0" + tiny.banner(RELEASE), ".BTF": types(), ".BTF_ids": IDS})


def opened(tmp_path: Path, data: bytes, name: str = "file") -> Image:
    path = tmp_path / name
    path.write_bytes(data)
    return open_image(path)


def lz4_legacy(data: bytes) -> bytes:
    block: bytes = pytest.importorskip("lz4.block").compress(data, store_size=False)
    return struct.pack("<II", 0x184C2102, len(block)) + block + struct.pack("<I", len(data))


def packed(data: bytes) -> bytes:
    """Gzip without the time: data is in the names of tests, and those have to be the same in every process."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    "pack",
    [
        bytes,
        gzip.compress,
        bz2.compress,
        lzma.compress,
        lambda d: lzma.compress(d, lzma.FORMAT_ALONE),
        zstandard.ZstdCompressor().compress,
        lz4_legacy,
        lambda d: tiny.bzimage(d, RELEASE),
        lambda d: gzip.compress(tiny.bzimage(d, RELEASE)),
        lambda d: b"MZ\0\0zimg" + struct.pack("<II", 64, len(gzip.compress(d))) + bytes(48) + gzip.compress(d),
        lambda d: bytes(300) + lzma.compress(d) + bytes(10),
        lambda d: bytes(300) + zstandard.ZstdCompressor().compress(d) + bytes(10),
    ],
)
def test_a_kernel_is_found_in_all_it_comes_in(tmp_path: Path, pack) -> None:  # type: ignore[no-untyped-def]
    found = opened(tmp_path, pack(vmlinux()))
    assert (found.btf, found.ids, found.release, found.module) == (types(), IDS, RELEASE, None)


@pytest.mark.parametrize("order", "<>")
def test_a_flat_image_is_searched_for_btf(tmp_path: Path, order: str) -> None:
    decoy = struct.pack(order + "HBB", 0xEB9F, 1, 0)
    blob = types(order)
    head = b"code" + decoy + tiny.banner(RELEASE)
    data = head + bytes(-len(head) % 4) + blob + bytes(-len(blob) % 4)
    found = opened(tmp_path, data + tiny.kfunc_set(order, {3: 1}) + b"more")
    assert found.btf == blob
    assert found.release == RELEASE
    assert found.ids is not None and found.ids.startswith(tiny.kfunc_set(order, {3: 1}))


def test_raw_btf_has_no_sets_and_is_dated_by_its_name_only(tmp_path: Path) -> None:
    assert opened(tmp_path, types(), "types.btf") == Image(tmp_path / "types.btf", types(), None, None)
    assert opened(tmp_path, types(), "5.15.0-91-generic.btf").release == "5.15.0-91-generic"


def test_a_module_tells_its_name_and_kernel(tmp_path: Path) -> None:
    sections = {
        ".modinfo": f"name=tiny_mod\0vermagic={RELEASE} SMP mod_unload \0".encode(),
        ".gnu.linkonce.this_module": bytes(8),
        ".BTF": types(),
        ".BTF.base": b"base",
    }
    found = opened(tmp_path, lzma.compress(tiny.elf(sections)), "tiny-mod.ko.xz")
    assert (found.module, found.release, found.ids, found.base_btf) == ("tiny_mod", RELEASE, None, b"base")
    del sections[".BTF"]
    with pytest.raises(ImageError, match="CONFIG_DEBUG_INFO_BTF_MODULES"):
        opened(tmp_path, tiny.elf(sections))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no kernel found"),
        (b"#!/bin/sh\n", "no kernel found"),
        (tiny.elf({".text": b"code"}), "CONFIG_DEBUG_INFO_BTF"),
        (packed(vmlinux())[:40], "ELF|no kernel found"),
        (lzma.compress(vmlinux())[:20] + b"x" * 40, "damaged xz"),
        (tiny.bzimage(vmlinux(), RELEASE)[:-30], "cut off"),
        (packed(packed(packed(packed(packed(vmlinux()))))), "too many times"),
    ],
)
def test_what_is_no_kernel_is_named(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        opened(tmp_path, data)


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path, tmp_path / "fifo"):
        with pytest.raises(ImageError, match="not a regular file"):
            open_image(path)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress])
def test_a_bomb_is_not_unpacked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(image, "_MAX_UNPACKED_BYTES", 1 << 20)
    with pytest.raises(ImageError, match="unpacks to more than 1 MB"):
        opened(tmp_path, pack(bytes(5 << 20)))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_random_damage_never_ends_in_anything_but_an_error(tmp_path: Path, data: st.DataObject) -> None:
    blob = bytearray(data.draw(st.sampled_from([vmlinux(), tiny.bzimage(vmlinux(), RELEASE), types()])))
    for _ in range(data.draw(st.integers(1, 6))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ImageError):
        opened(tmp_path, bytes(blob))
