"""What the kernel marks its kfuncs and their parameters with: KF_ flags, and suffixes of parameter names.

This is the one place that knows their names. A new one is a row here; what the verifier does about it, where that is
more than the columns say, stands where the walk does it (bpflint/flow/effects). A mark in the facts that has no row
fails a test, because a mark nobody knows is a rule of the verifier that nobody follows.

Source: include/linux/btf.h and kernel/bpf/verifier.c of 6.1, 6.12 and 7.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Flag:
    """A KF_ flag: its bit in a set of kfuncs, and what it says of the function."""

    bit: int
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Suffix:
    """The end of a parameter's name that the verifier reads."""

    name: str
    says: str
    """What the parameter is, for people."""
    pointer: str = ""
    """The kind of argument that a pointer has to be (bpflint/flow/static/kfunc_arguments.py)."""
    number: str = ""
    """Likewise for a number."""
    nullable: bool = False
    """NULL is fine."""
    unchecked: bool = False
    """The verifier does not look at the pointer: any one will do."""
    uninitialised: bool = False
    """What it points to is made by the call."""
    non_owning: bool = False
    """A non-owning reference is enough."""
    is_size: bool = False
    """It is the size of the buffer in the parameter before it."""


# No bit ever changed its meaning. Bit 3 is known to 6.1 only; bit 4 is gone from 7.0 on.
FLAGS: Final = (
    Flag(0, "KF_ACQUIRE", "returns a reference that the program must release"),
    Flag(1, "KF_RELEASE", "releases the reference passed to it"),
    Flag(2, "KF_RET_NULL", "may return NULL; the result must be tested before use"),
    Flag(3, "KF_KPTR_GET", "takes a reference from a kptr in a map"),
    Flag(4, "KF_TRUSTED_ARGS", "pointers must be trusted: unmodified, from the kernel or an acquiring call"),
    Flag(5, "KF_SLEEPABLE", "may sleep; only sleepable programs can call it"),
    Flag(6, "KF_DESTRUCTIVE", "can take the system down; needs CAP_SYS_BOOT"),
    Flag(7, "KF_RCU", "pointers must be trusted or protected by RCU, and not NULL"),
    Flag(8, "KF_ITER_NEW", "starts an iterator, which the program must destroy"),
    Flag(9, "KF_ITER_NEXT", "returns the next element of an iterator, NULL at the end"),
    Flag(10, "KF_ITER_DESTROY", "ends an iterator"),
    Flag(11, "KF_RCU_PROTECTED", "must be called inside an RCU read section"),
    Flag(12, "KF_FASTCALL", "keeps caller-saved registers (a hint for compilers)"),
    Flag(13, "KF_ARENA_RET", "returns a pointer into an arena"),
    Flag(14, "KF_ARENA_ARG1", "the first argument points into an arena"),
    Flag(15, "KF_ARENA_ARG2", "the second argument points into an arena"),
    Flag(
        16,
        "KF_IMPLICIT_ARGS",
        "has a last argument that the verifier fills in; it is not declared",
    ),
    Flag(17, "KF_SPINLOCK_SAFE", "may be called while a bpf_spin_lock is held"),
    Flag(18, "KF_PERFMON", "needs CAP_PERFMON"),
)

# Longer ones first: `__szk` is not `__sz`.
SUFFIXES: Final = (
    Suffix("__nonown_allowed", "a non-owning reference is enough", non_owning=True),
    Suffix("__nullable", "may be NULL", nullable=True),
    Suffix("__const_map", "a map of this program", pointer="map"),
    Suffix("__uninit", "need not be initialised", uninitialised=True),
    Suffix("__arena", "points into an arena", nullable=True, unchecked=True),
    Suffix("__alloc", "an object allocated with bpf_obj_new", pointer="alloc"),
    Suffix("__refcounted_kptr", "an object with a bpf_refcount", pointer="refcounted"),
    Suffix("__iter", "an iterator on the stack", pointer="iter"),
    Suffix("__prog", "filled in by the verifier; pass NULL", unchecked=True),
    Suffix("__irq_flag", "the state from saving the interrupt flags", pointer="irq"),
    Suffix("__szk", "the size of the buffer before it, a constant", number="constant_size", is_size=True),
    Suffix("__str", "a constant string", pointer="string"),
    Suffix("__ign", "not checked by the verifier", unchecked=True),
    Suffix("__map", "a map of this program", pointer="map"),
    Suffix("__opt", "may be NULL", nullable=True),
    Suffix("__sz", "the size of the buffer before it, in bytes", number="size", is_size=True),
    Suffix("__k", "must be a constant", number="constant"),
)

FLAG_NAMES: Final[Mapping[str, Flag]] = {flag.name: flag for flag in FLAGS}

_LOOKS_LIKE_A_SUFFIX: Final = re.compile(r".__[a-z][a-z0-9_]*$")


@lru_cache(maxsize=4096)
def split_name(name: str) -> tuple[str, tuple[Suffix, ...]]:
    """A parameter's name without its suffixes, and those suffixes in the order of SUFFIXES."""
    found: set[Suffix] = set()
    while match := next((each for each in SUFFIXES if name.endswith(each.name) and name != each.name), None):
        found.add(match)
        name = name.removesuffix(match.name)
    return name, tuple(each for each in SUFFIXES if each in found)


def unknown_marks(parameters: Iterable[str], flags: Iterable[str]) -> list[str]:
    """A sentence for each suffix of a parameter's name and each flag that has no row here."""
    problems: list[str] = []
    for name in sorted(set(parameters)):
        rest = split_name(name)[0]
        found = _LOOKS_LIKE_A_SUFFIX.search(rest)
        if found:
            problems.append(
                f"the parameter {name!r} ends in {found[0][1:]}, which bpflint does not know: add it to SUFFIXES in "
                "bpflint/kernel/marks.py (docs/contributing/new-mark.md)"
            )
    problems += [
        f"bpflint does not know the flag {flag}: add it to FLAGS in bpflint/kernel/marks.py "
        "(docs/contributing/new-mark.md)"
        for flag in sorted(set(flags) - FLAG_NAMES.keys())
    ]
    return problems
