"""BP602: `bpf_probe_read()`, which does not say whose memory it reads.

On machines where user and kernel addresses overlap it cannot know. Once a file, for calls that the file itself writes:
what a header's macro makes (`BPF_CORE_READ()` of an old libbpf) is not the file's to change.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, has_better, is_written_here, one_of
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield the first call, if this kernel has the helpers that say it."""
    calls = [
        call
        for call in calls_of(context, "bpf_probe_read", "bpf_probe_read_str")
        if has_better(context, call) and is_written_here(context, call)
    ]
    if calls:
        name = calls[0].name
        stem = name.removesuffix("_str")
        tail = name.removeprefix(stem)
        yield from one_of(
            calls,
            f"{name}() does not say whether it reads the kernel's memory or a user's",
            f"use {stem}_kernel{tail}() or {stem}_user{tail}(), since kernel 5.5",
        )
