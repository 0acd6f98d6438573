"""Opens what a kernel comes in, and finds the BTF, the `.BTF_ids` section and the release in it.

Reads a vmlinux, a boot image (bzImage and other images around a compressed kernel, with gzip, bzip2, xz, lzma, zstd or
lz4), a flat image such as arm64's, raw BTF such as /sys/kernel/btf/vmlinux, and a module, compressed or not.

Nothing in the file is trusted or run. What is unpacked is bounded in size, and whatever is wrong raises ImageError.
"""

from __future__ import annotations

import bz2
import contextlib
import itertools
import lzma
import mmap
import os
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bpflint.kernel.btf import Btf
from bpflint.kernel.btf_header import MAGIC, BtfError, blob_length

_ELF_MAGIC = b"\x7fELF"
_MAX_FILE_BYTES = 2 << 30
_MAX_UNPACKED_BYTES = 512 << 20  # a kernel of Debian's generic configuration unpacks to 70 MB
_MAX_XZ_MEMORY_BYTES = 512 << 20  # the kernel's build takes a dictionary of up to 128 MB
_MAX_LAYERS = 4  # a boot image in a compressed file holds a compressed kernel: three
_GUESSES = 8
_BTF_IDS_LIMIT = 1 << 18  # 7.3 has 11 kB of them
_BANNER = re.compile(rb"Linux version (\d{1,3}\.\d{1,3}[\w.+~-]{0,80}) ")
_RELEASE_IN_NAME = re.compile(r"\d{1,3}\.\d{1,3}\.\d[\w.+~-]*")


class ImageError(ValueError):
    """The file is no kernel, or one that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Image:
    """The parts of a kernel or module that tell its kfuncs.

    `ids` is None where the file has no `.BTF_ids`; it may go on behind the end of the section. `release` is what
    `uname -r` says, None where the file does not tell. `module` is the name of the module, None for the kernel itself.
    `base_btf` is the excerpt of the kernel's BTF that a module built apart from its kernel carries.
    """

    path: Path
    btf: bytes
    ids: bytes | None
    release: str | None
    module: str | None = None
    base_btf: bytes | None = None


def open_image(path: Path) -> Image:
    """Read a kernel or a module from a file; raises ImageError or OSError."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ImageError("not a regular file")
    if status.st_size > _MAX_FILE_BYTES:
        raise ImageError(f"{status.st_size} bytes are too many for a kernel")
    with path.open("rb") as file:
        try:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _from_mapped(path, data)
        except (OSError, ValueError) as error:
            if isinstance(error, ImageError):
                raise
        # Files of sysfs cannot always be mapped.
        return _recognise(path, file.read(status.st_size), None, 0)


def _from_mapped(path: Path, data: mmap.mmap) -> Image:
    # An uncompressed vmlinux with debug information can exceed a gigabyte: only its sections are copied.
    if data[:4] == _ELF_MAGIC:
        return _from_elf(path, data, None)
    return _recognise(path, bytes(data), None, 0)


def _recognise(path: Path, data: bytes, release: str | None, layer: int) -> Image:
    if layer > _MAX_LAYERS:
        raise ImageError("compressed too many times")
    if data[:4] == _ELF_MAGIC:
        return _from_elf(path, data, release)
    if data[:3] in (b"\x9f\xeb\x01", b"\xeb\x9f\x01"):
        return Image(path, data, None, _release_of_raw_btf(path))
    if unpack := _unpacker(data):
        return _recognise(path, unpack(data), release, layer + 1)
    if data[0x202:0x206] == b"HdrS" and len(data) > 0x250:
        return _recognise(path, _bzimage_payload(data), _bzimage_release(data), layer + 1)
    if data[4:8] == b"zimg" and len(data) > 16:
        offset, length = struct.unpack_from("<II", data, 8)
        return _recognise(path, data[offset : offset + length], release, layer + 1)
    if flat := _from_flat(path, data, release):
        return flat
    # Guessing at one layer only keeps a hostile file from multiplying the work.
    for payload in _guess_payloads(data) if layer == 0 else ():
        with contextlib.suppress(ImageError):
            return _recognise(path, payload, release, layer + 1)
    raise ImageError("no kernel found in it: neither ELF, nor BTF, nor a boot image of a known form")


def _release_of_raw_btf(path: Path) -> str | None:
    """Raw BTF does not name its kernel: it is this machine's, or the file is named after it (as BTFHub does)."""
    if path.resolve().is_relative_to("/sys/kernel/btf"):
        return os.uname().release
    named = _RELEASE_IN_NAME.match(path.name.removeprefix("vmlinux-").removesuffix(".btf"))
    return named[0] if named else None


def _from_elf(path: Path, data: bytes | mmap.mmap, release: str | None) -> Image:
    # Here and below: whoever only reads a profile must not wait for the libraries that read kernels.
    from bpflint.kernel import elf

    try:
        file = elf.Elf(data)
        types = file.section(".BTF")
        info = file.section(".modinfo")
        is_module = file.section(".gnu.linkonce.this_module") is not None
    except elf.ElfError as error:
        raise ImageError(str(error)) from error
    if types is None:
        if is_module:
            raise ImageError("the module carries no BTF (built without CONFIG_DEBUG_INFO_BTF_MODULES)")
        raise ImageError("the kernel carries no BTF (built without CONFIG_DEBUG_INFO_BTF)")
    ids = file.section(".BTF_ids")
    if is_module:
        values = dict(_modinfo(info or b""))
        name = values.get("name", path.name.split(".")[0])
        return Image(
            path, types, ids, values.get("vermagic", "").split(" ")[0] or None, name, file.section(".BTF.base")
        )
    return Image(path, types, ids, release or _banner_release(file.section(".rodata") or b""))


def _modinfo(section: bytes) -> Iterator[tuple[str, str]]:
    for entry in section.split(b"\0"):
        key, _, value = entry.decode("utf-8", "replace").partition("=")
        yield key, value


def _banner_release(data: bytes) -> str | None:
    found = _BANNER.search(data)
    return found[1].decode() if found else None


def _bzimage_release(data: bytes) -> str | None:
    """The release from the version string that the x86 boot header points to (Documentation/arch/x86/boot.rst)."""
    (offset,) = struct.unpack_from("<H", data, 0x20E)
    if not offset:
        return None
    text = data[0x200 + offset : 0x200 + offset + 128].split(b"\0")[0].split(b" ")[0]
    return text.decode() if re.fullmatch(rb"\d{1,3}\.\d{1,3}[\w.+~-]{0,80}", text) else None


def _from_flat(path: Path, data: bytes, release: str | None) -> Image | None:
    """A kernel without section headers: BTF is found by its header, `.BTF_ids` lies behind it."""
    for order in "<>":
        magic = re.escape(struct.pack(order + "HBB", MAGIC, 1, 0))
        for match in itertools.islice(re.finditer(magic, data), _GUESSES):
            position = match.start()
            length = blob_length(data[position : position + 32])
            types = data[position : position + length] if length else b""
            if length and len(types) == length and _opens(types):
                after = (position + length + 3) // 4 * 4
                return Image(path, types, data[after : after + _BTF_IDS_LIMIT], release or _banner_release(data))
    return None


def _opens(types: bytes) -> bool:
    try:
        return Btf(types).end > 1
    except BtfError:
        return False


def _bzimage_payload(data: bytes) -> bytes:
    """The compressed kernel in an x86 boot image; its place is in the header since Linux 2.6.26."""
    offset, length = struct.unpack_from("<II", data, 0x248)
    start = ((data[0x1F1] or 4) + 1) * 512 + offset
    if not length or start + length > len(data):
        raise ImageError("the boot image does not say where its kernel is, or is cut off")
    return data[start : start + length]


def _guess_payloads(data: bytes) -> Iterator[bytes]:
    """What looks like the start of compressed data, for boot images whose header does not tell."""
    places = sorted(
        match.start() for magic in _GUESSED for match in itertools.islice(re.finditer(re.escape(magic), data), _GUESSES)
    )
    for position in places[:_GUESSES]:
        yield data[position:]


def _unpacker(data: bytes) -> Callable[[bytes], bytes] | None:
    return next((unpack for magic, unpack in _UNPACKERS if data.startswith(magic)), None)


def _check_size(data: bytes) -> bytes:
    if len(data) > _MAX_UNPACKED_BYTES:
        raise ImageError(f"unpacks to more than {_MAX_UNPACKED_BYTES >> 20} MB")
    return data


def _unpack_gzip(data: bytes) -> bytes:
    try:
        return _check_size(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _MAX_UNPACKED_BYTES + 1))
    except zlib.error as error:
        raise ImageError(f"damaged gzip data: {error}") from error


def _unpack_bzip2(data: bytes) -> bytes:
    try:
        return _check_size(bz2.BZ2Decompressor().decompress(data, _MAX_UNPACKED_BYTES + 1))
    except OSError as error:
        raise ImageError(f"damaged bzip2 data: {error}") from error


def _unpack_xz(data: bytes) -> bytes:
    try:
        return _check_size(
            lzma.LZMADecompressor(memlimit=_MAX_XZ_MEMORY_BYTES).decompress(data, _MAX_UNPACKED_BYTES + 1)
        )
    except (lzma.LZMAError, MemoryError) as error:
        raise ImageError(f"damaged xz data: {error}") from error


def _unpack_zstd(data: bytes) -> bytes:
    import zstandard

    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 28).stream_reader(data) as reader:
            return _check_size(reader.read(_MAX_UNPACKED_BYTES + 1))
    except (zstandard.ZstdError, MemoryError) as error:
        raise ImageError(f"damaged zstd data: {error}") from error


def _unpack_lz4(data: bytes) -> bytes:
    """The legacy frame, the only one that the kernel's build makes: a magic number, then blocks of 8 MB."""
    try:
        import lz4.block
    except ImportError as error:
        raise ImageError("compressed with lz4: reading it needs the Python package lz4") from error
    unpacked, position = bytearray(), 4
    while position + 4 <= len(data) and len(unpacked) <= _MAX_UNPACKED_BYTES:
        (length,) = struct.unpack_from("<I", data, position)
        block = data[position + 4 : position + 4 + length]
        if not length or len(block) < length:
            break  # behind the last block the kernel's build puts the unpacked size
        try:
            unpacked += lz4.block.decompress(block, uncompressed_size=8 << 20)
        except (lz4.block.LZ4BlockError, ValueError) as error:
            raise ImageError(f"damaged lz4 data: {error}") from error
        position += 4 + length
    return _check_size(bytes(unpacked))


_UNPACKERS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\x28\xb5\x2f\xfd", _unpack_zstd),
    (b"\xfd7zXZ\0", _unpack_xz),
    (b"\x1f\x8b\x08", _unpack_gzip),
    (b"\x02\x21\x4c\x18", _unpack_lz4),
    (b"\x5d\0\0\0", _unpack_xz),
    (b"\x5d\0\0\x80", _unpack_xz),
    (b"BZh9", _unpack_bzip2),
)
# To be looked for in the middle of a file. The magic numbers of lzma and bzip2 are too short for that; that of gzip is
# lengthened by fields which the kernel's build leaves empty.
_GUESSED = (b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"\x02\x21\x4c\x18", b"\x1f\x8b\x08\0\0\0\0\0")
