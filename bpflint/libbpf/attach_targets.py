"""What a program attaches to, and whether a kernel has it: functions, tracepoints, hooks, iterators, struct_ops.

A kernel's answer is doubt or certainty. What is in no kernel's vmlinux may be in a module: nothing is said of it.
Functions are looked up in BTF, as the kernel does for fentry and its kin; a kprobe finds more than that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from bpflint.kernel import Facts, KernelFacts, Presence
from bpflint.kernel.program_types import STRUCT_OPS, ProgramKind
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.hook_prototypes import returns_nothing, unsupported

TRAMPOLINES = {
    "BPF_TRACE_FENTRY": "fentry",
    "BPF_TRACE_FEXIT": "fexit",
    "BPF_MODIFY_RETURN": "fmod_ret",
    "BPF_TRACE_FSESSION": "fsession",
}
_LSM = "BPF_PROG_TYPE_LSM"


@dataclass(frozen=True, slots=True)
class Target:
    """What a program attaches to. `category` says what `name` is: function, tracepoint, hook, iterator, member ..."""

    category: str
    name: str
    loads: bool
    """False where a program without its target does not load; True where it only cannot be attached."""

    @property
    def text(self) -> str:
        """How to name it in a sentence."""
        return {
            "function": f"the function {self.name}()",
            "tracepoint": f"the tracepoint {self.name}",
            "hook": f"the LSM hook {self.name}",
            "iterator": f"the iterator {self.name}",
            "member": f"the struct_ops member {self.name}",
            "type": f"the struct_ops type {self.name}",
        }[self.category]


def target_of(kind: ProgramKind | None) -> Target | None:
    """What a program of this kind attaches to; None where its section does not say, or no kernel's BTF would."""
    if kind is None:
        return None
    if kind.type == STRUCT_OPS:
        return Target("member", kind.member, loads=False) if kind.member else None
    name = kind.target
    if not name or not name.isidentifier():
        # Modules (`module:function`), addresses (`function+0x10`) and patterns are not looked up in vmlinux alone.
        return _tracepoint_event(kind.type, name)
    match kind.type, kind.attach:
        case "BPF_PROG_TYPE_TRACING", attach if attach in TRAMPOLINES:
            return Target("function", name, loads=False)
        case "BPF_PROG_TYPE_TRACING", "BPF_TRACE_RAW_TP":
            return Target("tracepoint", name, loads=False)
        case "BPF_PROG_TYPE_TRACING", "BPF_TRACE_ITER":
            return Target("iterator", name, loads=False)
        case "BPF_PROG_TYPE_LSM", _:
            return Target("hook", name, loads=False)
        case (("BPF_PROG_TYPE_RAW_TRACEPOINT" | "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE"), _):
            return Target("tracepoint", name, loads=True)
        case "BPF_PROG_TYPE_KPROBE", None:
            return Target("function", name, loads=True)
    return None


def _tracepoint_event(program_type: str, name: str | None) -> Target | None:
    """`tracepoint/block/block_io_start`. The events of system calls are made apart, and have no tracepoint."""
    category, _, event = (name or "").partition("/")
    if program_type != "BPF_PROG_TYPE_TRACEPOINT" or not event.isidentifier() or category == "syscalls":
        return None
    return Target("tracepoint", event, loads=True)


_MANY = 1 << 16
"""Answers that are kept: of a thousand programs on every kernel."""


@lru_cache(maxsize=_MANY)  # asked of every kernel for each class of kernels
def presence(kernel: KernelFacts, target: Target) -> Presence:
    """Whether a kernel has a target."""
    surface = kernel.surface
    match target.category:
        case "function":
            return surface.function(target.name).presence
        case "tracepoint":
            return surface.tracepoint(target.name).presence
        case "hook":
            return surface.lsm_hook(target.name).presence
        case "iterator":
            return surface.iterator(target.name).presence
        case "type":
            return surface.struct_ops(target.name).presence
    struct, _, member = target.name.partition(".")
    whole = surface.struct_ops(struct).presence
    return whole if whole is not Presence.PRESENT else surface.struct_ops_member(struct, member).presence


@lru_cache(maxsize=4096)  # asked on every kernel
def has_holder(facts: Facts, target: Target) -> bool:
    """True if some known kernel has a target."""
    return any(presence(facts.at(version), target) is Presence.PRESENT for version in facts.versions)


def narrowed(kernel: KernelFacts, target: Target) -> Target:
    """The struct_ops type where it is the whole type that a kernel lacks, else the target."""
    struct = target.name.partition(".")[0]
    if target.category == "member" and kernel.surface.struct_ops(struct).is_absent:
        return Target("type", struct, target.loads)
    return target


class Refusal(Enum):
    """Why a kernel takes no such program on a target that it has."""

    SLEEPS = "sleeps"
    MODIFIES = "modifies"
    CLOSED = "closed"
    UNSUPPORTED = "unsupported"


@lru_cache(maxsize=_MANY)
def refusal(kernel: KernelFacts, kind: ProgramKind) -> Refusal | None:
    """Why a kernel surely takes no such program on its target, which it has; None where it may take it."""
    if unsupported(kernel, kind):
        return Refusal.UNSUPPORTED
    lists = kernel.facts.store.attach_functions
    if kind.type == STRUCT_OPS:
        if lists.member_is_closed(kind.member or ""):
            return Refusal.CLOSED
        sleeps = lists.member_sleeps(kernel.version, kind.member or "") if kind.sleepable else None
        return Refusal.SLEEPS if sleeps is False else None
    if not kind.target or (kind.type != _LSM and kind.type != "BPF_PROG_TYPE_TRACING"):
        return None
    name = kind.target
    if kind.type == _LSM:
        if not kernel.surface.lsm_hook(name).is_present:
            return None
        if kernel.lsm_hook_is_closed(name):
            return Refusal.CLOSED
        return Refusal.SLEEPS if kind.sleepable and kernel.lsm_hook_sleeps(name) is False else None
    if kind.attach == "BPF_TRACE_ITER":
        sleeps = lists.iterator_sleeps(kernel.version, name)
        return (
            Refusal.SLEEPS if kind.sleepable and sleeps is False and kernel.surface.iterator(name).is_present else None
        )
    if kind.attach == "BPF_TRACE_RAW_TP" and kind.sleepable:
        # Nothing is asked before 6.3; what no kernel up to 7.0 takes is told of as too new.
        asked = kernel.has(Change.TRACEPOINTS_AWAKE) and name not in lists.faultable
        return Refusal.SLEEPS if asked and kernel.surface.tracepoint(name).is_present else None
    if kind.attach not in TRAMPOLINES or not kernel.surface.function(name).is_present:
        return None
    if kind.sleepable:
        return Refusal.SLEEPS if lists.may_sleep(kernel.version, name) is False else None
    if kind.attach == "BPF_MODIFY_RETURN":
        return Refusal.MODIFIES if lists.is_modifiable(kernel.version, name) is False else None
    return None


def helper_is_closed(kernel: KernelFacts, helper: str, kind: ProgramKind | None) -> bool | None:
    """True if programs of this kind may call a helper, but surely not those on this target; None where nobody knows."""
    lists = kernel.facts.store.attach_functions
    if kind is None or not kind.target:
        return False
    if kind.type == _LSM and helper in lists.helpers_of_results:
        return returns_nothing(kernel, kind)
    if kind.type == _LSM:
        since = lists.helper_hooks_since.get(helper)
        if since is None:
            return False
        if not kernel.surface.lsm_hook(kind.target).is_present:
            return None  # a loader's own name, most likely
        sleeps = kernel.lsm_hook_sleeps(kind.target)
        oldest = min(kernel.facts.store.sleepable_lsm_hooks)
        if sleeps is None and kernel.version < oldest and kind.target in kernel.facts.store.sleepable_lsm_hooks[oldest]:
            sleeps = True  # no hook ever left the list soon after it had come
        return None if sleeps is None or kernel.version < since else not sleeps
    targets = lists.helper_targets.get(helper)
    # What an fentry program on another program, or a loader's own target, is asked about nobody knows here.
    if targets is None or (kind.attach not in TRAMPOLINES and kind.attach != "BPF_TRACE_RAW_TP"):
        return False
    return kind.target not in targets


def closed_helpers(
    kernel: KernelFacts, helpers: Iterable[str], kinds: Iterable[ProgramKind]
) -> tuple[bool | None, ...]:
    """The answers of `helper_is_closed()` for some helpers and programs; nothing where all are open everywhere."""
    lists = kernel.facts.store.attach_functions
    listed = {*lists.helper_targets, *lists.helper_hooks_since, *lists.helpers_of_results}
    choosy = [name for name in helpers if name in listed]
    return tuple(helper_is_closed(kernel, name, kind) for kind in kinds for name in choosy) if choosy else ()
