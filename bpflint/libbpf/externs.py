"""How libbpf resolves variables that a program only declares: `__ksym` of the kernel's and `__kconfig` values.

A `__ksym` with a type is looked up in BTF, which knows per-CPU variables only; one of type void in kallsyms, of which
we know nothing. A `__kconfig` value comes from the kernel's configuration, or from libbpf itself.
"""

from __future__ import annotations

from bpflint.kernel import KernelFacts, Presence
from bpflint.source.model import Global
from bpflint.source.types import Kind

KSYMS = ".ksyms"
KCONFIG = ".kconfig"
ALWAYS_SET = frozenset(
    {
        "CONFIG_BPF",
        "CONFIG_BPF_SYSCALL",
        "CONFIG_CC_VERSION_TEXT",
        "CONFIG_DEBUG_INFO_BTF",
        "CONFIG_DEFAULT_HOSTNAME",
        "CONFIG_HZ",
        "CONFIG_LOCALVERSION",
        "CONFIG_NET",
        "CONFIG_NR_CPUS",
        "CONFIG_PERF_EVENTS",
    }
)
"""Options that every kernel has a value for which programs with BTF can be loaded into (init/Kconfig)."""
VIRTUAL = ("LINUX_KERNEL_VERSION", "LINUX_HAS_BPF_COOKIE", "LINUX_HAS_SYSCALL_WRAPPER")
"""Values that libbpf works out by itself."""


def presence(kernel: KernelFacts, variable: Global) -> Presence:
    """Whether libbpf finds the variable on a kernel. Values of the configuration are unknown: kernels differ."""
    if variable.section == KCONFIG:
        return Presence.PRESENT if has_value(variable) else Presence.ABSENT
    if variable.section != KSYMS or is_in_kallsyms(variable):
        return Presence.UNKNOWN
    return kernel.surface.variable(variable.name).presence


def is_in_kallsyms(variable: Global) -> bool:
    """True for a variable without a type, of which libbpf asks only for the address."""
    return variable.type.kind in (Kind.VOID, Kind.UNKNOWN)


def is_needed(variable: Global) -> bool:
    """True if the object does not load where the variable is not found."""
    return variable.is_extern and not (variable.is_weak and variable.section == KSYMS)


def has_value(variable: Global) -> bool:
    """True if libbpf gives the `__kconfig` variable a value on some kernel; it refuses names that it does not know."""
    name = variable.name
    return name in VIRTUAL or name.startswith("CONFIG_") or (variable.is_weak and name.startswith("LINUX_"))


def is_option(variable: Global) -> bool:
    """True for a value that the kernel's configuration sets."""
    return variable.is_extern and variable.section == KCONFIG and variable.name.startswith("CONFIG_")


def is_always_set(variable: Global) -> bool:
    """True for an option that no kernel with BPF leaves out."""
    return variable.name in ALWAYS_SET
