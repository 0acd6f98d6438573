"""The head of a BTF blob: where its types and strings are."""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass

MAGIC = 0xEB9F
HEADER_BYTES = 24
_HEADER_WITH_LAYOUT_BYTES = 32
TYPE_BYTES = 12


class BtfError(ValueError):
    """The data is not BTF, or is damaged."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the parts of a blob are; offsets are absolute, lengths in bytes."""

    order: str
    types: int
    types_len: int
    strings: int
    strings_len: int
    layout: int
    layout_len: int


def read_header(data: bytes) -> Header:
    """Reads and checks the head. Raises BtfError."""
    if len(data) < HEADER_BYTES:
        raise BtfError(f"too short for BTF: {len(data)} bytes")
    for order in "<>":
        if struct.unpack_from(order + "H", data)[0] == MAGIC:
            break
    else:
        raise BtfError("not BTF: the magic number is missing")
    version, _flags, header_len, *parts = struct.unpack_from(order + "BBIIIII", data, 2)
    if version != 1:
        raise BtfError(f"BTF version {version} is unknown")
    if header_len < HEADER_BYTES or header_len > len(data):
        raise BtfError(f"impossible BTF header length {header_len}")
    layout = layout_len = 0
    if header_len >= _HEADER_WITH_LAYOUT_BYTES:
        layout, layout_len = struct.unpack_from(order + "II", data, HEADER_BYTES)
    types, types_len, strings, strings_len = parts
    for what, offset, length in (
        ("type", types, types_len),
        ("string", strings, strings_len),
        ("layout", layout, layout_len),
    ):
        if header_len + offset + length > len(data):
            raise BtfError(f"the BTF {what} section reaches beyond the data")
    return Header(
        order, header_len + types, types_len, header_len + strings, strings_len, header_len + layout, layout_len
    )


def words_of(data: bytes, order: str) -> array[int]:
    """The 32-bit words of a type section in the order of this machine. Raises BtfError."""
    if len(data) & 3:
        raise BtfError("the last BTF type reaches beyond the type section")
    words = array("I", data)
    if (order == "<") != (sys.byteorder == "little"):
        words.byteswap()
    return words


def blob_length(start: bytes) -> int | None:
    """The length in bytes of the BTF that starts with these (at least 32) bytes; None if they start none."""
    for order in "<>":
        if len(start) >= _HEADER_WITH_LAYOUT_BYTES and struct.unpack_from(order + "HB", start) == (MAGIC, 1):
            header_len, types, types_len, strings, strings_len, layout, layout_len = struct.unpack_from(
                order + "7I", start, 4
            )
            if header_len < _HEADER_WITH_LAYOUT_BYTES:
                layout = layout_len = 0
            return int(header_len + max(types + types_len, strings + strings_len, layout + layout_len))
    return None
