"""How libbpf resolves a `__ksym` function: which kernel function a declaration means, and whether their types fit.

libbpf compares the number of parameters and, through pointers, the BTF kind of each type; names and members of structs
and the width of integers are not compared (`bpf_core_types_are_compat`). A strong declaration that does not fit stops
the whole object from loading; a weak one counts as absent.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bpflint.kernel import KernelFacts, Presence
from bpflint.kernel.ctype import CType
from bpflint.kernel.kfunc import Prototype
from bpflint.source.problems import Status
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Unit

_FLAVOUR = re.compile(r"^(.*[^_])___[^_].*$", re.DOTALL)

_KINDS = {
    Kind.VOID: "void",
    Kind.INT: "int",
    Kind.ENUM: "enum",
    Kind.FLOAT: "float",
    Kind.POINTER: "pointer",
    Kind.ARRAY: "pointer",  # a parameter written as an array is a pointer
    Kind.STRUCT: "struct",
    Kind.UNION: "union",
    Kind.FUNCTION: "function",
}


@lru_cache(maxsize=4096)
def essential_name(name: str) -> str:
    """The kernel's name for a declaration: the text before the last `___` that has a non-underscore on both sides.

    `scx_bpf_dsq_insert___v2___compat` looks for `scx_bpf_dsq_insert___v2` (libbpf's `bpf_core_essential_name_len`).
    """
    match = _FLAVOUR.match(name)
    return match[1] if match else name


def exists(unit: Unit, kernel: KernelFacts, name: str) -> bool | None:
    """What `bpf_ksym_exists(name)` is on `kernel`; None where nobody knows."""
    declaration = unit.declarations.get(name)
    kfunc = kernel.kfunc(essential_name(name))
    if kfunc is None:
        return False if kernel.presence(essential_name(name)) is Presence.ABSENT else None
    if declaration is not None and mismatch(unit, declaration.type, kfunc.prototype) is not None:
        return False
    # A module may be loaded or not; a profile has those that were read, but the tests' come with no kernel.
    return None if kfunc.module and (kfunc.test or kernel.is_release) else True


def mismatch(unit: Unit, declared: Type, prototype: Prototype) -> str | None:
    """Why libbpf finds `declared` incompatible with the kernel's prototype, in words; None where it does not.

    Nothing is said of types that `unit` lacks, or may lack.
    """
    if len(declared.params) != len(prototype.params):
        return f"it takes {_count(len(declared.params))}, the kernel's takes {_count(len(prototype.params))}"
    if unit.lacks_declarations:
        return None
    for index, (ours, theirs) in enumerate(zip(declared.params, prototype.params, strict=True), 1):
        if not compatible(unit, ours, theirs.type):
            name = f" ({theirs.name})" if theirs.name else ""
            return f"parameter {index}{name} is {_contrast(ours, theirs.type, 'is')}"
    if declared.target is not None and not compatible(unit, declared.target, prototype.returns):
        return f"it returns {_contrast(declared.target, prototype.returns, 'returns')}"
    return None


def compatible(unit: Unit, ours: Type, theirs: CType) -> bool:
    """True if libbpf takes the two types for each other. Unknown types are given the benefit of the doubt."""
    left: Type | None = ours
    right: CType | None = theirs
    while left is not None and right is not None:
        if left.kind is Kind.UNKNOWN or right.kind == "unknown":
            return True
        if _KINDS[left.kind] != right.kind:
            return False
        if left.kind is Kind.FUNCTION:
            return _functions_compatible(unit, left, right)
        if left.is_record and not left.complete:
            # BTF kind FWD, where the kernel has the struct itself; unless a header that was not found defines it.
            return unit.status is not Status.OK
        if left.kind not in (Kind.POINTER, Kind.ARRAY):
            return left.kind is not Kind.FLOAT
        left, right = left.target, right.target
    return True


def _functions_compatible(unit: Unit, ours: Type, theirs: CType) -> bool:
    if len(ours.params) != len(theirs.params):
        return False
    pairs = zip(ours.params, theirs.params, strict=True)
    if not all(compatible(unit, left, right) for left, right in pairs):
        return False
    return ours.target is None or theirs.target is None or compatible(unit, ours.target, theirs.target)


def _contrast(ours: Type, theirs: CType, verb: str) -> str:
    """What is declared, and what the kernel has in its place. Two types may be written alike and not be the same."""
    spelled, kernel = _spelled(ours), repr(str(theirs))
    if spelled.replace(" ", "") != kernel.replace(" ", ""):
        return f"{spelled}, the kernel's {verb} {kernel}"
    left, right = ours, theirs
    while left.target is not None and right.target is not None and _KINDS[left.kind] == right.kind != "function":
        left, right = left.target, right.target
    if _KINDS[left.kind] == right.kind:
        return f"{spelled}, and the kernel's {verb} one with other arguments"
    return f"{spelled} with {_KINDS[left.kind]} for what is {right.kind} in the kernel"


def _spelled(ctype: Type) -> str:
    inner = ctype
    while inner.target is not None and inner.kind in (Kind.POINTER, Kind.ARRAY):
        inner = inner.target
    known = not inner.is_record or inner.complete
    return repr(ctype.spelling) if known else f"{ctype.spelling!r}, which is only declared"


def _count(number: int) -> str:
    return "1 argument" if number == 1 else f"{number} arguments"
