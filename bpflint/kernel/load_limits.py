"""What a kernel asks of a program or map before it looks inside: types, attach types and flags that it has to know.

Answers are releases: the first that takes what older ones refuse. None where this kernel takes it, or nobody knows.
"""

from __future__ import annotations

from bpflint.kernel.kernel_facts import KernelFacts
from bpflint.kernel.presence import Presence
from bpflint.kernel.program_types import ProgramKind
from bpflint.kernel.verifier_change import Change
from bpflint.kernel.version import Version


def _later(kernel: KernelFacts, since: Version | None) -> Version | None:
    return since if since is not None and since > kernel.version else None


def enumerator_since(kernel: KernelFacts, name: str) -> Version | None:
    """The release that brought a program, attach or map type which this kernel lacks."""
    record = kernel.facts.store.enumerator(name)
    if record is None or kernel.program_type(name) is not Presence.ABSENT:
        return None
    return _later(kernel, record.since)


def checks_attach_type(kernel: KernelFacts, program_type: str) -> bool:
    """True if a program of this type with an attach type that the kernel does not know is refused at load.

    With the others it loads, and only cannot be attached.
    """
    return program_type in kernel.facts.store.load_limits.attach_type_checked


def sleepable_since(kernel: KernelFacts, kind: ProgramKind) -> Version | None:
    """The release from which on programs of this kind may be declared sleepable, where this kernel refuses it."""
    if kind.attach == "BPF_TRACE_RAW_TP" and not kernel.has(Change.TRACEPOINTS_AWAKE):
        return None
    sleepable = kernel.facts.store.load_limits.sleepable
    return _later(kernel, sleepable.get(kind.attach or "")) or _later(kernel, sleepable.get(kind.type))


def sleepable_before(kernel: KernelFacts, kind: ProgramKind) -> Version | None:
    """The release that was the first to refuse such programs, where those before took them."""
    return kernel.facts.store.verifier_changes[Change.TRACEPOINTS_AWAKE] if kind.attach == "BPF_TRACE_RAW_TP" else None


def program_flag_since(kernel: KernelFacts, flag: str) -> Version | None:
    """The release that took this flag of BPF_PROG_LOAD first, where this kernel refuses it."""
    return _later(kernel, kernel.facts.store.load_limits.program_flags.get(flag))


def map_type(kernel: KernelFacts, number: int) -> tuple[str, Version] | None:
    """The map type of this number and the release that brought it, where this kernel lacks it."""
    name = kernel.facts.store.load_limits.map_types.get(number)
    since = enumerator_since(kernel, name) if name is not None else None
    return (name.removeprefix("BPF_MAP_TYPE_").lower(), since) if name is not None and since is not None else None


def never_inner(kernel: KernelFacts, number: int) -> str | None:
    """The name of the map type of this number, if no kernel takes maps of it for inner maps."""
    limits = kernel.facts.store.load_limits
    name = limits.map_types.get(number)
    return name if name in limits.never_inner else None


def inner_locks_since(kernel: KernelFacts) -> Version | None:
    """The release that took a lock in the values of an inner map first, where this kernel refuses it."""
    return _later(kernel, kernel.facts.store.verifier_changes[Change.INNER_VALUES_LOCKED])


def map_flags(kernel: KernelFacts, flags: int) -> list[tuple[str, Version]]:
    """The flags for creating a map that this kernel lacks, and the releases that brought them."""
    table = kernel.facts.store.load_limits.map_flags
    return [(name, since) for name, value, since in table if flags & value and since > kernel.version]
