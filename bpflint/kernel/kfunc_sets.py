"""Finds the kfunc sets of a kernel in its `.BTF_ids` section: which functions are kfuncs, and with which KF_ flags.

The section is a row of 32-bit words without names: lists of type numbers, sets (count, numbers) and sets with flags
(count, mark, pairs of number and flags, ascending). From 6.9 on kfunc sets carry a mark. Before, a set with flags is
known by its form only: short sets of other functions are told apart by name where they are known. Before 6.0 sets had
no flags, and kfuncs can't be told from other functions at all: nothing is found there.

Source of the format: include/linux/btf_ids.h and include/linux/btf.h of 6.1, 6.12 and 7.3.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from bpflint.kernel.btf import Btf, Kind
from bpflint.kernel.btf_header import BtfError
from bpflint.kernel.marks import FLAGS

FLAG_BITS: Mapping[int, str] = {flag.bit: flag.name for flag in FLAGS}
_KFUNC_MARK = 1  # BTF_SET8_KFUNCS
_MAX_MEMBERS = 1024  # the kernel takes 256 for a program type, all its sets together
_MAX_SECTION_BYTES = 1 << 18  # 7.3 has 11 kB
_MAX_FLAGS = 1 << 24
_MAX_FLAGS_UNMARKED = 1 << 13

# Sets with flags that name the functions fmod_ret programs may attach to, not kfuncs. They look the same before 6.9.
_NOT_KFUNCS = frozenset(
    {
        "__hid_bpf_tail_call",
        "bpf_fentry_test1",
        "bpf_fentry_test10",
        "bpf_modify_return_test",
        "bpf_modify_return_test2",
        "bpf_modify_return_test_tp",
        "hid_bpf_device_event",
        "hid_bpf_rdesc_fixup",
        "update_socket_protocol",
    }
)


def find_kfunc_sets(ids: bytes, btf: Btf) -> list[dict[int, int]]:
    """The kfunc sets in section order; each maps the type number of a function to its flags as bits.

    `ids` may go on behind the end of the section.
    """
    order = "<" if btf.little_endian else ">"
    count = min(len(ids), _MAX_SECTION_BYTES) // 4
    words = struct.unpack(f"{order}{count}I", ids[: count * 4])
    marked = _scan(words, btf, _KFUNC_MARK, _MAX_FLAGS)
    if marked:
        return marked
    sets = _scan(words, btf, 0, _MAX_FLAGS_UNMARKED)
    return [found for found in sets if not any(btf.name(function) in _NOT_KFUNCS for function in found)]


def _scan(words: tuple[int, ...], btf: Btf, mark: int, max_flags: int) -> list[dict[int, int]]:
    found: list[dict[int, int]] = []
    position = 0
    while position + 2 < len(words):
        members = _set_at(words, position, btf, mark, max_flags)
        if members:
            found.append(members)
            position += 2 + 2 * words[position]
        else:
            position += 1
    return found


def _set_at(words: tuple[int, ...], position: int, btf: Btf, mark: int, max_flags: int) -> dict[int, int] | None:
    """The set that starts at this word, if its every part has the form of one."""
    count = words[position]
    first, end = position + 2, position + 2 + 2 * count
    if words[position + 1] != mark or not 0 < count <= _MAX_MEMBERS or end > len(words):
        return None
    members: dict[int, int] = {}
    previous = 0
    for index in range(first, end, 2):
        function, flags = words[index], words[index + 1]
        # A function that the configuration leaves out stays 0, and is sorted to the front.
        if function == 0 and previous == 0 and flags < max_flags and mark:
            continue
        if function <= previous or flags >= max_flags or not _is_function(btf, function):
            return None
        members[function] = flags
        previous = function
    return members


def _is_function(btf: Btf, type_id: int) -> bool:
    try:
        return btf.kind(type_id) == Kind.FUNC
    except BtfError:
        return False


def flag_names(bits: int) -> list[str]:
    """The names of the flags that are set, sorted; bits newer than this table are left out."""
    return sorted(name for bit, name in FLAG_BITS.items() if bits >> bit & 1)


def unknown_bits(bits: int) -> int:
    """The flags that this table does not name."""
    return bits & ~sum(1 << bit for bit in FLAG_BITS)
