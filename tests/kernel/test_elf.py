from __future__ import annotations

import contextlib
import struct

import pytest
import tiny_kernel as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from bpflint.kernel.elf import Elf, ElfError


@pytest.mark.parametrize("order", "<>")
def test_sections_are_found_by_name(order: str) -> None:
    file = Elf(tiny.elf({".BTF": b"types", ".rodata": b"text"}, order))
    assert file.section(".BTF") == b"types"
    assert file.section(".rodata") == b"text"
    assert file.section(".data") is None


def test_a_section_outside_the_file_is_refused() -> None:
    data = bytearray(tiny.elf({".BTF": b"types"}))
    (headers,) = struct.unpack_from("<Q", data, 40)
    struct.pack_into("<Q", data, headers + 64 + 32, 1 << 40)
    with pytest.raises(ElfError, match="reaches beyond the file"):
        Elf(bytes(data))


def test_a_count_of_sections_that_cannot_be_is_refused() -> None:
    data = bytearray(tiny.elf({".BTF": b"types"}))
    struct.pack_into("<H", data, 60, 0)  # then the count is in the first header
    (headers,) = struct.unpack_from("<Q", data, 40)
    struct.pack_into("<Q", data, headers + 32, 1 << 62)
    with pytest.raises(ElfError, match="do not fit"):
        Elf(bytes(data))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_random_damage_never_ends_in_anything_but_an_error(data: st.DataObject) -> None:
    blob = bytearray(tiny.elf({".BTF": b"types", ".rodata": b"text"}))
    for _ in range(data.draw(st.integers(1, 6))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ElfError):
        Elf(bytes(blob[: data.draw(st.integers(1, len(blob)))])).section(".BTF")
