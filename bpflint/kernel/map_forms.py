"""What kernels take of the maps that they are asked to create, by type. Source: rules/map_forms.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bpflint.kernel.version import Version

FLAGS: Final = (
    "NO_PREALLOC", "NO_COMMON_LRU", "NUMA_NODE", "RDONLY", "WRONLY", "STACK_BUILD_ID", "ZERO_SEED", "RDONLY_PROG",
    "WRONLY_PROG", "CLONE", "MMAPABLE", "PRESERVE_ELEMS", "INNER_MAP", "LINK", "PATH_FD", "VTYPE_BTF_OBJ_FD",
    "TOKEN_FD", "SEGV_ON_FAULT", "NO_USER_CONV", "RB_OVERWRITE",
)  # fmt: skip
"""The flags for creating maps (`BPF_F_...`), by their bits. Source: include/uapi/linux/bpf.h of 7.3."""
EXCLUSIVE: Final = (("RDONLY", "WRONLY"), ("RDONLY_PROG", "WRONLY_PROG"))
"""Flags of which no map takes both. Source: bpf_get_file_flag(), bpf_map_flags_access_ok()."""
_MOST: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes in bytes that a key or value may have."""

    listed: tuple[int, ...] = ()
    """Exactly these; none where `least` and `most` say it."""
    least: int = 0
    most: int = _MOST
    multiple: int = 1

    def takes(self, size: int) -> bool:
        if self.listed:
            return size in self.listed
        return self.least <= size <= self.most and size % self.multiple == 0

    @property
    def text(self) -> str:
        """`4 or 8 bytes`."""
        if self.listed:
            return f"{' or '.join(str(each) for each in self.listed)} bytes"
        if self.most == 0:
            return "nothing"
        if self.multiple > 1:
            return f"a multiple of {self.multiple} bytes"
        if self.most == _MOST:
            return "at least 1 byte" if self.least == 1 else f"at least {self.least} bytes"
        return f"{self.least} to {self.most} bytes"


@dataclass(frozen=True, slots=True)
class MapForm:
    """What a type of map may look like."""

    name: str
    """As people say it: `lru_hash`."""
    flags: frozenset[str]
    needs: frozenset[str]
    key: Sizes
    value: Sizes
    typed: bool
    """True if the kernel wants to know the types of key and value, and an int for a key."""
    unbounded: bool
    """True if it has to be created without a number of entries."""
    sleepable: Version | None
    """Since when programs that may sleep use such maps; None where no known kernel lets them."""

    @classmethod
    def of(cls, name: str, data: Mapping[str, Any]) -> MapForm:
        bounds = {key: data[key] for key in ("least", "most") if key in data}
        return cls(
            name.removeprefix("BPF_MAP_TYPE_").lower(),
            frozenset(data["flags"]),
            frozenset(data.get("needs", ())),
            _sizes(data["key"], bounds),
            _sizes(data["value"], {"multiple": data.get("multiple", 1)}),
            data.get("typed", False),
            data.get("unbounded", False),
            _since(data.get("sleepable", "0.0")),
        )


def _since(said: str) -> Version | None:
    return None if said == "never" else Version.parse(said)


def _sizes(said: Any, bounds: Mapping[str, int]) -> Sizes:
    if said == "none":
        return Sizes(most=0)
    if said != "some":
        return Sizes(tuple(said))
    return Sizes((), bounds.get("least", 1), bounds.get("most", _MOST), bounds.get("multiple", 1))


def flag_names(flags: int) -> tuple[list[str], int]:
    """The names of flags without `BPF_F_`, and the bits that no kernel knows."""
    names = [name for bit, name in enumerate(FLAGS) if flags >> bit & 1]
    return names, flags & ~((1 << len(FLAGS)) - 1)
