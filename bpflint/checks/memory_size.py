"""KF413: a buffer smaller than the size passed along, or an access beyond the end of an object.

Sizes that the interpreter does not know exactly are not held against anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "too_large": (
        "{callee}() is told {wanted} bytes, but {subject} has {available}",
        "pass sizeof() of the buffer",
        "memory, len pair leads to invalid memory access",
    ),
    "context": (
        "{subject} is the context, and {callee}() is told that nothing of it is read",
        "pass NULL with a size of 0, or a buffer on the stack",
        "R{argument} type=ctx expected=fp",
    ),
    "negative": (
        "{size} may be negative where {callee}() takes it as the size of {subject}",
        "use an unsigned type, or test it first",
        "min value is negative, either use unsigned or 'var &= const'",
    ),
    "unbounded": (
        "{size} has no upper bound where {callee}() takes it as the size of {subject}",
        "test it against the buffer's size first",
        "unbounded memory access, use 'var &= const' or 'if (var < const)'",
    ),
    "beyond": (
        "{subject} reaches beyond its object: {width} bytes at {offset}, and it has {size}",
        "access only what lies inside",
        "is outside of the allowed memory range",
    ),
    "readonly": (
        "{subject} is read-only memory",
        "use the function that gives memory to write to, such as bpf_dynptr_slice_rdwr()",
        "cannot write into rdonly_mem",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF413", _TEXTS)
