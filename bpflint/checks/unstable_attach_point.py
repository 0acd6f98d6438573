"""BP608: programs on functions inside the kernel, which any release may rename, inline or remove.

Once a file. Quiet for system calls, which stay, and for programs whose section names no function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import note
from bpflint.checks.context import Context

_UNSTABLE: Final = re.compile(
    r"\??(?P<kind>kprobe|kretprobe|fentry|fexit|fmod_ret|fsession|kprobe\.multi|kretprobe\.multi)(?:\.s)?/(?P<target>.+)"
)
_STABLE: Final = re.compile(
    r"(?:__(?:x64|arm64|riscv|s390x?)_)?(?:compat_)?sys_|bpf_prog_test|bpf_fentry_test|security_"
)
"""System calls, what is there for tests, and the LSM's functions, for which there are LSM programs."""


def check(context: Context) -> Iterator[Found]:
    """Yield the first such program."""
    found = []
    for program in context.programs:
        match = _UNSTABLE.fullmatch(program.section)
        if match and not _STABLE.match(match["target"]) and not program.function.in_header:
            found.append((program, match))
    if found:
        program, match = found[0]
        yield note(
            program.body.name_span,
            f"{match['kind']} program {program.name} hangs on {match['target']}(), which may be renamed or inlined",
            "a tracepoint, an LSM hook or a syscall stays; `bpflint surface NAME` shows which kernels have a function",
            len(found),
            function=program.body.name,
            programs=dict.fromkeys(program.name for program, _ in found),
        )
