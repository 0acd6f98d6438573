"""Headers of ours in the place of those that are not there: a build makes them, or they lie in an absent submodule.

The include stays as the project wrote it. Where its directory exists, the header is given from memory; where not, a
directory of the cache has one of that name, or the including files are read with a name that we have.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH112, PTH117, PTH118, PTH120

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bpflint.base.cache import cache_folder, is_sound, publish
from bpflint.base.files import is_file
from bpflint.source import bundled
from bpflint.source.includes import Include, Missing, SearchPath, read, walk

_FOLDERS: Final = {
    "linux": bundled.UAPI,
    "asm": bundled.UAPI,
    "asm-generic": bundled.UAPI,
    "bpf": bundled.LIBBPF,
    "xdp": bundled.SYSTEM,
    "iproute2": bundled.SYSTEM,
}
"""Directories whose name says whose headers they have."""

_OF_THE_KERNEL: Final = ("linux/", "asm/", "net/", "uapi/", "asm-generic/", "trace/", "crypto/")


def is_of_the_kernel(name: str) -> bool:
    """Whether the name of a header is one of the kernel's own tree."""
    return name.startswith(_OF_THE_KERNEL)


def header_meant(name: str) -> str | None:
    """Our header that a longer name means, as it is included: `bpf/bpf_helpers.h` for `libbpf/src/bpf_helpers.h`."""
    words = [word for word in name.split("/") if word not in ("", os.curdir, os.pardir)]
    if len(words) > 1 and is_file(bundled.LIBBPF / "bpf" / words[-1]):
        return f"bpf/{words[-1]}"
    for start, word in enumerate(words[:-1]):
        end = "/".join(words[start:])
        if word in _FOLDERS and is_file(_FOLDERS[word] / end):
            return end
    return None


def path_of(header: str) -> str:
    """Where our header is that `header_meant` names."""
    return str(_FOLDERS[header.split("/")[0]] / header)


@dataclass(slots=True)
class StandIns:
    """What stands in for the headers that the source `path` and its headers miss."""

    path: str
    search: SearchPath
    texts: dict[str, str]
    """Contents of files, which are changed where a header has to be included by another name."""
    use_cache: bool
    made: dict[str, str] = field(default_factory=dict)
    """Headers, and files that include them otherwise, by path."""
    directories: list[str] = field(default_factory=list)
    """Where else to search."""
    names: list[str] = field(default_factory=list)
    """What is stood in for, as included."""

    def add(self, missing: Missing, target: str, plain: str, *more: str) -> None:
        """The file `target` in place of a missing one, and `more`; `plain` is a name by which it is found."""
        name = missing.include.name
        if name != plain:
            self.names.append(name)
        text = "".join(f'#include "{each}"\n' for each in (target, *more))
        place = self._place(missing.include, missing.beside)
        if os.path.isdir(os.path.dirname(place)):
            self.made[place] = text
        # libclang finds no file from memory in a directory that does not exist.
        elif (directory := _kept(name, text) if self.use_cache else None) is not None:
            self.directories.append(directory)
        else:
            self.made.update(self._renamed(name, plain))

    def _place(self, include: Include, beside: str) -> str:
        places = [beside] if include.quoted else [str(bundled.UAPI), str(bundled.SYSTEM)]
        found = [os.path.normpath(os.path.join(place, include.name)) for place in places]
        return next((each for each in found if os.path.isdir(os.path.dirname(each))), found[0])

    def _renamed(self, name: str, plain: str) -> Iterator[tuple[str, str]]:
        """The files that include `name`, with `plain` in its place; everything else stays where it is."""
        written = os.fsencode(name)
        pattern = re.compile(rb"(#[ \t]*include[ \t]*)([\"<])" + re.escape(written) + rb"([\">])")
        blanks = b" " * (len(written) - len(plain))
        texts = {**self.texts, **self.made}
        for file in walk(self.path, self.search, texts):
            if isinstance(file, str) and not bundled.is_bundled(file):
                text = read(file, texts)
                if (changed := pattern.sub(rb"\g<1>\g<2>" + plain.encode() + rb"\g<3>" + blanks, text)) != text:
                    yield file, changed.decode(errors="surrogateescape")


def _kept(name: str, text: str) -> str | None:
    """A directory in which the header `name` holds `text`; None if there is no place to keep one."""
    cache = cache_folder("stand-ins")
    name = os.path.normpath(name)
    if cache is None or os.path.isabs(name) or name.startswith(os.pardir):
        return None
    directory = cache / hashlib.sha256(f"{name}\0{text}".encode(errors="replace")).hexdigest()[:16]
    path = directory / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return str(directory) if is_sound(path) or publish(path, text.encode(errors="surrogateescape")) else None
