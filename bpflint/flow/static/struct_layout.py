"""What lies where in a struct: special BPF members, kptrs, and whether a member of a certain type is at an offset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from bpflint.source.types import Field, Kind, Type

SPECIAL = frozenset(
    {
        "bpf_spin_lock",
        "bpf_res_spin_lock",
        "bpf_list_head",
        "bpf_list_node",
        "bpf_rb_root",
        "bpf_rb_node",
        "bpf_refcount",
        "bpf_timer",
        "bpf_wq",
        "bpf_task_work",
    }
)
KPTR_TAGS = frozenset({"kptr", "percpu_kptr", "kptr_untrusted", "uptr"})
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A member that the verifier treats specially: an opaque struct, or a kptr."""

    offset: int
    name: str
    """`bpf_list_head` ..., or `kptr`, `percpu_kptr`, `kptr_untrusted`, `uptr`."""
    type: Type
    contains: tuple[str, str] | None = None
    """For a list head or tree root: the struct its nodes are in, and the member that is the node."""


def special_members(ctype: Type | None) -> tuple[Member, ...]:
    """Every special member of a struct, nested ones and array elements included."""
    if ctype is None:
        return ()
    if ctype.layout is None:
        found: list[Member] = []
        _collect(ctype, 0, (), found, 0)
        ctype.layout = tuple(found)
    return cast("tuple[Member, ...]", ctype.layout)


def special_at(ctype: Type | None, offset: int, size: int = 1) -> Member | None:
    """The special member that `size` bytes at `offset` touch."""
    for member in special_members(ctype):
        if member.offset < offset + size and offset < member.offset + max(member.type.size, 1):
            return member
    return None


def _collect(ctype: Type, offset: int, tags: tuple[str, ...], found: list[Member], depth: int) -> None:
    if depth > MAX_DEPTH or len(found) > 64:
        return
    if ctype.kind is Kind.STRUCT and ctype.name in SPECIAL:
        found.append(Member(offset, ctype.name, ctype, contains_of(tags)))
    elif ctype.kind is Kind.POINTER:
        tag = next((tag for tag in ctype.tags if tag in KPTR_TAGS), "")
        if tag:
            found.append(Member(offset, tag, ctype))
    elif ctype.is_record:
        for member in ctype.fields:
            _collect(member.type, offset + member.offset, member.decl_tags, found, depth + 1)
    elif ctype.kind is Kind.ARRAY and ctype.target is not None and 0 < ctype.count <= 16:
        inside: list[Member] = []
        _collect(ctype.target, 0, tags, inside, depth + 1)
        size = ctype.target.size
        found.extend(
            Member(offset + index * size + one.offset, one.name, one.type, one.contains)
            for index in range(ctype.count if inside else 0)
            for one in inside
        )


def contains_of(tags: tuple[str, ...]) -> tuple[str, str] | None:
    """What `__contains(struct, member)` says."""
    for tag in tags:
        if tag.startswith("contains:"):
            parts = tag.split(":")
            if len(parts) == 3:
                return parts[1], parts[2]
    return None


def member_offset(ctype: Type | None, name: str) -> int | None:
    """The offset of a member, anonymous structs looked into."""
    if ctype is None:
        return None
    for member in ctype.fields:
        if member.name == name:
            return member.offset
        if not member.name and member.type.is_record:
            inner = member_offset(member.type, name)
            if inner is not None:
                return member.offset + inner
    return None


def struct_at(ctype: Type | None, offset: int, name: str) -> bool | None:
    """Whether a struct `name` lies at `offset`; None where the type is not known well enough to tell."""
    if ctype is None or not ctype.is_record or ctype.name.partition("___")[0] != ctype.name:
        return None
    if offset == 0 and ctype.name == name:
        return True
    if not ctype.complete or not ctype.fields:
        return None
    unsure = False
    for member in _covering(ctype, offset):
        inner = member.type
        place = offset - member.offset
        while inner.kind is Kind.ARRAY and inner.target is not None and inner.target.size:
            place %= inner.target.size
            inner = inner.target
        if inner.is_record:
            found = struct_at(inner, place, name) if inner.name or inner.fields else None
            if found:
                return True
            unsure = unsure or found is None
    return None if unsure else False


def _covering(ctype: Type, offset: int) -> list[Field]:
    return [member for member in ctype.fields if member.offset <= offset < member.offset + max(member.type.size, 1)]


def is_integers(ctype: Type) -> bool:
    """True for an integer, and for an array of integers."""
    while ctype.kind is Kind.ARRAY and ctype.target is not None:
        ctype = ctype.target
    return ctype.kind is Kind.INT


def is_scalar_struct(ctype: Type | None, depth: int = 0) -> bool | None:
    """True if the struct holds nothing but integers, so that plain memory will do for it; None if unknown."""
    if ctype is None or not ctype.is_record or not ctype.complete or not ctype.fields or depth > 4:
        return None
    known: bool | None = True
    for member in ctype.fields:
        inner = member.type
        while inner.kind is Kind.ARRAY and inner.target is not None:
            inner = inner.target
        nested = is_scalar_struct(inner, depth + 1) if inner.is_record else inner.kind in (Kind.INT, Kind.ENUM)
        if nested is False:
            return False
        known = known and nested
    return known
