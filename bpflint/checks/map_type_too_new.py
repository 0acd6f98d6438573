"""BP507: a map whose type or flags came after the kernel in question.

libbpf creates the maps of an object before it loads any program, so nothing of the object loads. A doubt where the
map is in a section with `?`, which libbpf leaves out by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level
from bpflint.checks._too_new import too_new
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each such map."""
    for each in too_new(context):
        if not each.program:
            yield Found(
                span=each.span,
                message=f"{each.what} exists since kernel {each.since}",
                help="let the loader leave it out on older kernels, with bpf_map__set_autocreate()",
                level=Level.WARNING if each.loads else None,
                key=each.what,
            )
