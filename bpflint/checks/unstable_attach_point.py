"""BP608: programs on functions inside the kernel that some release renamed, inlined or removed, or may soon.

Once a file, for functions that one known kernel has and another lacks. Quiet for those that all have, for names that
none has (the loader puts the function it wants in their place), and where another program does the same where it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import note
from bpflint.checks._targets import having, is_in_no_kernel, own_functions
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.kernel.kernel_facts import KernelFacts
from bpflint.libbpf.attach_targets import Target, presence, target_of
from bpflint.libbpf.programs import Program

_UNSTABLE: Final = re.compile(
    r"\??(?P<kind>kprobe|kretprobe|fentry|fexit|fmod_ret|fsession|kprobe\.multi|kretprobe\.multi)(?:\.s)?/(?P<target>\w+)"
)
_STABLE: Final = re.compile(
    r"(?:__(?:x64|arm64|riscv|s390x?)_)?(?:compat_)?sys_|bpf_prog_test|bpf_fentry_test|security_"
)
"""System calls, what is there for tests, and the LSM's functions, for which there are LSM programs."""


def check(context: Context) -> Iterator[Found]:
    """Yield the first such program whose function this kernel has."""
    found = []
    for program in context.programs:
        match = _UNSTABLE.fullmatch(program.section)
        if match and not _STABLE.match(match["target"]) and not program.function.in_header:
            target = Target("function", match["target"], loads=True)
            if _comes_and_goes(context, program, target):
                found.append((program, match["kind"], target))
    if found:
        program, kind, target = found[0]
        holders = having(context, target)
        yield note(
            program.body.name_span,
            f"{kind} program {program.name} hangs on {target.name}(), which not every kernel has: {holders}",
            "a tracepoint, an LSM hook or a syscall stays; `bpflint surface NAME` shows which kernels have a function",
            len(found),
            function=program.body.name,
            programs=dict.fromkeys(program.name for program, *_ in found),
        )


def _comes_and_goes(context: Context, program: Program, target: Target) -> bool:
    """True if this kernel has a function and another surely lacks it, where no other program takes its place."""
    if presence(context.kernel, target) is not Presence.PRESENT:
        return False
    kernels = map(context.facts.at, context.facts.versions)
    lacking = [kernel for kernel in kernels if presence(kernel, target) is Presence.ABSENT]
    return bool(lacking) and not _is_replaced(context, program, lacking)


def _is_replaced(context: Context, program: Program, lacking: list[KernelFacts]) -> bool:
    """True if each of the kernels may have what another program hangs on that calls the same functions."""
    mine = own_functions(context, program)
    others = [
        target
        for other in context.programs
        if other.section != program.section and mine & own_functions(context, other)
        if (target := target_of(other.kind)) is not None and not is_in_no_kernel(context, target)
    ]
    return all(any(presence(kernel, each) is not Presence.ABSENT for each in others) for kernel in lacking)
