"""Programs and maps of a kind that came after a kernel: what libbpf asks of it and it does not know.

Follows what libbpf makes of a section (`xdp.frags`, `fentry.s`, `.struct_ops.link`) and of a map definition. A program
whose attach type the kernel does not compare at load time still loads there; it only cannot be attached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.kernel import KernelFacts, Version
from bpflint.kernel.load_limits import (
    checks_attach_type,
    enumerator_since,
    inner_locks_since,
    map_flags,
    map_type,
    program_flag_since,
    sleepable_before,
    sleepable_since,
)
from bpflint.libbpf.programs import STRUCT_OPS_LINK_SECTIONS, Program
from bpflint.source.unit import Map, Unit

SLEEPABLE = "a sleepable program of this type"

LINK_FLAG = 1 << 13
"""BPF_F_LINK, which libbpf sets for maps in `.struct_ops.link`."""

LOCKED_TYPES = (1, 2)
"""The hash and the array, of the types whose values may hold locks."""


@dataclass(frozen=True, slots=True)
class TooNew:
    """A program or map that asks for more than the kernel has. Equal for kernels that lack the same."""

    what: str
    """What is missing: `program type netfilter`, `attach type BPF_TCX_INGRESS`."""
    since: Version
    span: Span
    program: str = ""
    """The program; "" for a map, without which nothing of the object loads."""
    section: str = ""
    loads: bool = False
    """True if the kernel loads it all the same, and only does not attach it."""
    before: Version | None = None
    """The first release that refused it, where those before took it."""


def programs_too_new(programs: tuple[Program, ...], kernel: KernelFacts) -> Iterator[TooNew]:
    """The first thing that `kernel` lacks for each program."""
    for program in programs:
        found = _of_program(program, kernel)
        if found is not None:
            what, since, loads = found
            before = sleepable_before(kernel, program.kind) if program.kind and what == SLEEPABLE else None
            yield TooNew(what, since, program.body.name_span, program.name, program.section, loads, before)


def _of_program(program: Program, kernel: KernelFacts) -> tuple[str, Version, bool] | None:
    kind = program.kind
    if kind is None:
        return None
    since = enumerator_since(kernel, kind.type)
    if since is not None:
        return f"program type {program.label.split()[0]}", since, False
    attach = enumerator_since(kernel, kind.attach) if kind.attach else None
    if attach is not None and checks_attach_type(kernel, kind.type):
        return f"attach type {kind.attach}", attach, False
    since = sleepable_since(kernel, kind) if kind.sleepable else None
    if since is not None:
        return SLEEPABLE, since, False
    if attach is not None:
        return f"attach type {kind.attach}", attach, True
    for flag in program.flags:
        since = program_flag_since(kernel, flag)
        if since is not None:
            return f"flag {flag}", since, False
    return None


def maps_too_new(unit: Unit, kernel: KernelFacts) -> Iterator[TooNew]:
    """The first thing that `kernel` lacks for each map."""
    for name, one in unit.maps.items():
        lacking = _of_map(one, kernel)
        if lacking is not None:
            yield TooNew(f"map {name}: {lacking[0]}", lacking[1], one.span)
    for variable in unit.globals.values():
        if variable.section in STRUCT_OPS_LINK_SECTIONS:
            for flag, since in map_flags(kernel, LINK_FLAG):
                optional = variable.section.startswith("?")
                what = f"flag {flag}, set by libbpf for section '{variable.section}',"
                yield TooNew(what, since, variable.span, section=variable.section, loads=optional)


def _of_map(one: Map, kernel: KernelFacts) -> tuple[str, Version] | None:
    later = map_type(kernel, one.type) if one.type is not None else None
    if later is not None:
        return f"map type {later[0]}", later[1]
    for flag, since in map_flags(kernel, one.flags):
        return f"flag {flag}", since
    if one.inner is None:
        return None
    locks_since = inner_locks_since(kernel)
    if locks_since is not None and _is_locked(one.inner):
        return "a bpf_spin_lock in the values of an inner map", locks_since
    return _of_map(one.inner, kernel)


def _is_locked(inner: Map) -> bool:
    """True if the kernel sees a lock in the values; libbpf creates maps of other types without their types then."""
    if inner.type not in LOCKED_TYPES or inner.value is None or not inner.value.is_record:
        return False
    return any(member.type.name == "bpf_spin_lock" for member in inner.value.fields)
