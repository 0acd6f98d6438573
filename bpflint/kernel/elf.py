"""The sections of an ELF file, by name: all that reading kernel facts asks of ELF.

pyelftools reads the headers. The contents are cut out here, within the bounds of the file, so that a hostile section
header can neither reach outside nor have anything decompressed.
"""

from __future__ import annotations

import io
import mmap
from dataclasses import dataclass
from typing import IO, cast

from elftools.common.exceptions import ELFError
from elftools.construct import ConstructError
from elftools.elf.elffile import ELFFile

_MAX_SECTIONS = 65_535  # a kernel module built with -ffunction-sections has thousands
_SHT_NOBITS = "SHT_NOBITS"


class ElfError(ValueError):
    """The data is not ELF, or is damaged."""


@dataclass(frozen=True, slots=True)
class Section:
    """Where the contents of a section are in the file."""

    name: str
    offset: int
    size: int


class Elf:
    """An ELF file in memory, or mapped from disk."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        self._data = data
        # pyelftools only seeks, reads and tells, which a mapped file does as well.
        stream = io.BytesIO(data) if isinstance(data, bytes) else cast(IO[bytes], data)
        try:
            self.sections = _sections(ELFFile(stream), len(data))
        except (ELFError, ConstructError, ValueError, OverflowError, AttributeError, KeyError, TypeError) as error:
            # Which of these pyelftools raises depends on the field that is damaged.
            raise ElfError(f"damaged ELF file: {error or type(error).__name__}") from error

    def section(self, name: str) -> bytes | None:
        """The contents of the first section of this name; None if there is none."""
        for section in self.sections:
            if section.name == name:
                return bytes(self._data[section.offset : section.offset + section.size])
        return None


def _sections(elf: ELFFile, length: int) -> tuple[Section, ...]:
    count = elf.num_sections()
    if count > _MAX_SECTIONS or count * elf["e_shentsize"] > length:
        raise ElfError(f"{count} sections do not fit into the file")
    found = []
    for section in elf.iter_sections():
        header = section.header
        if header["sh_type"] == _SHT_NOBITS:
            continue
        if header["sh_offset"] + header["sh_size"] > length:
            raise ElfError(f"section {section.name!r} reaches beyond the file")
        found.append(Section(section.name, header["sh_offset"], header["sh_size"]))
    return tuple(found)
