"""BP608: programs on functions inside the kernel that some release renamed, inlined or removed, or may soon.

Once a file, for functions that one known kernel has and another lacks. Quiet for those that all have, and for names
that none has: the loader puts the function it wants in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import note
from bpflint.checks._targets import having
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.attach_targets import Target, presence

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
            if _comes_and_goes(context, target):
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


def _comes_and_goes(context: Context, target: Target) -> bool:
    """True if this kernel has a function and another surely lacks it."""
    if presence(context.kernel, target) is not Presence.PRESENT:
        return False
    facts = context.facts
    return any(presence(facts.at(version), target) is Presence.ABSENT for version in facts.versions)
