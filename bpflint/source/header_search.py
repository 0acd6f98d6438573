"""The headers that a source brings in, and the directories of its project in which missing ones lie."""

# Paths are strings here, as the compiler takes them.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bpflint.source import bundled, templates
from bpflint.source.includes import Missing, SearchPath, is_large, read, walk
from bpflint.source.project import find_header, find_kernel_types
from bpflint.source.search_path import is_vmlinux, search_path

_MAX_FOUND: Final = 64
"""Directories that are added, then it is enough."""
_OURS: Final = (bundled.LIBBPF, bundled.LIBBPF / "bpf", bundled.SYSTEM, bundled.UAPI, bundled.HEADERS)
_SYSTEM: Final = tuple(f"{each}{os.sep}" for each in (bundled.SYSTEM, bundled.UAPI, bundled.COMPILER))


@dataclass(slots=True)
class Headers:
    """What looking for headers came to."""

    places: list[tuple[str, str]]
    search: SearchPath
    made: dict[str, str]
    """Headers made from templates, by path."""
    stand_ins: list[str]
    """Their names, as included."""
    vmlinux: str | None = None
    kernel_headers: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    is_late: bool = False
    """Whether stand-ins of ours come before vmlinux.h."""

    def add(self, header: str) -> None:
        """Note a header that is included."""
        if self.vmlinux is None and header.startswith(_SYSTEM):
            self.is_late = True
        if is_vmlinux(header):
            self.kernel_headers.append(header)
            # A vmlinux.h may only choose among the real ones.
            if self.vmlinux is None or (is_large(header) and not is_large(self.vmlinux)):
                self.vmlinux = header


@dataclass(frozen=True, slots=True)
class HeaderSearch:
    """Where to look for the headers of the source at `path`.

    `kernel` is our vmlinux.h, `is_real` whether it is there as a file.
    """

    path: str
    root: Path
    machine: str
    kernel: Path
    is_real: bool
    texts: Mapping[str, str]

    def run(self, places: Sequence[tuple[str, str]]) -> Headers:
        """Follow the includes, and add directories of the project in which missing headers lie."""
        ours = [
            ("-isystem", str(bundled.COMPILER)),
            *(("-idirafter", str(each)) for each in (*_OURS, self.kernel.parent)),
        ]
        in_memory = frozenset() if self.is_real else frozenset({str(self.kernel)})
        found: list[tuple[str, str]] = []
        made: dict[str, str] = {}
        stand_ins: list[str] = []
        while True:
            everything = [*places, *found, *ours]
            search = replace(search_path(everything), made=in_memory.union(made))
            headers = Headers(everything, search, made, stand_ins)
            directories = list(self._directories(headers))
            # A directory that is added can bring includes in reach that have includes of their own.
            new = [("-I", each) for each in dict.fromkeys(directories) if ("-I", each) not in everything]
            if not new or len(found) > _MAX_FOUND:
                headers.is_late &= headers.vmlinux is not None
                return headers
            found += new

    def _directories(self, headers: Headers) -> Iterator[str]:
        """Directories of the project with headers that are missing, or that go before ours."""
        for item in walk(self.path, headers.search, {**self.texts, **headers.made}):
            if isinstance(item, Missing):
                headers.missing.append(item)
                place = self._place_of(item, headers)
                if place:
                    yield place
            else:
                headers.add(item)
                yield from filter(None, self._own_copies(item))

    def _place_of(self, missing: Missing, headers: Headers) -> str | None:
        """The directory of a missing header, or of the template that it is made from."""
        name, beside = missing.include.name, missing.beside
        look = find_kernel_types if os.path.basename(name) == "vmlinux.h" else find_header
        place = look(name, beside, self.root, self.machine)
        if place is None and (place := find_header(name + templates.ENDING, beside, self.root, self.machine)):
            header = os.path.join(place, name)
            headers.made[header] = templates.filled(read(header + templates.ENDING).decode(errors="replace"))
            headers.stand_ins.append(name)
        return place

    def _own_copies(self, header: str) -> Iterator[str | None]:
        """The project's own copy of a header of ours goes before it, whether included as <bpf/x.h> or "x.h"."""
        beside = os.path.dirname(self.path)
        if header == str(self.kernel):
            yield find_kernel_types("vmlinux.h", beside, self.root, self.machine)
        elif header.startswith(f"{bundled.LIBBPF}{os.sep}"):
            for name in (os.path.relpath(header, bundled.LIBBPF), os.path.basename(header)):
                yield find_header(name, beside, self.root, self.machine)
