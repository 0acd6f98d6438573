"""KF413: a buffer smaller than the size passed along, or an access beyond the end of an object.

Sizes that the interpreter does not know exactly are not held against anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.BUFFER_TOO_SMALL: Sentence(
        "{callee}() is told {wanted} bytes, but {subject} has {available}",
        "pass sizeof() of the buffer",
        "memory, len pair leads to invalid memory access",
    ),
    Case.MEMORY_TOO_SMALL: Sentence(
        "{callee}() takes {wanted} bytes at {subject}, which has {available}",
        "pass an object of the size that the map or the prototype gives",
        "is outside of the allowed memory range",
    ),
    Case.CONTEXT_AS_BUFFER: Sentence(
        "{subject} is the context, which is no memory for {callee}()",
        "pass a buffer on the stack, or NULL with a size of 0",
        "R{argument} type=ctx expected=fp",
    ),
    Case.CONTEXT_IN_PART_AS_MEMORY: Sentence(
        "{subject} points into the program's context, which goes to {callee}() as memory from its beginning on only",
        "copy what {callee}() needs to the stack, and pass that",
        "dereference of modified ctx ptr",
    ),
    Case.BUFFER_PERHAPS_TOO_SMALL: Sentence(
        "{callee}() may be told {wanted} bytes, but {subject} has {available}",
        "test {size} against the size of the buffer",
        "invalid access to memory",
    ),
    Case.SIZE_ZERO: Sentence(
        "{size} may be 0 where {callee}() takes it as the size of {subject}",
        "test it for 0 too",
        "invalid zero-sized read",
    ),
    Case.SIZE_IS_ZERO: Sentence(
        "{callee}() is given 0 as the size of {subject}",
        "pass the size of the buffer, or leave the call out where there is nothing to do",
        "invalid zero-sized read",
    ),
    Case.SIZE_NEGATIVE: Sentence(
        "{size} may be negative where {callee}() takes it as the size of {subject}",
        "use an unsigned type, or test it first",
        "min value is negative, either use unsigned or 'var &= const'",
    ),
    Case.SIZE_UNBOUNDED: Sentence(
        "{size} has no upper bound where {callee}() takes it as the size of {subject}",
        "test it against the buffer's size first",
        "unbounded memory access, use 'var &= const' or 'if (var < const)'",
    ),
    Case.DATA_IN_PARTS: Sentence(
        "{callee}() takes its arguments as an array of 8 bytes each, and is told {wanted}",
        "pass the size of an array of __u64",
    ),
    Case.ACCESS_BEYOND_END: Sentence(
        "{subject} reaches beyond its object: {width} bytes at {offset}, and it has {size}",
        "access only what lies inside",
        "is outside of the allowed memory range",
    ),
    Case.INDEX_UNBOUNDED: Sentence(
        "{subject} lies at an index without an upper bound",
        "test the index against the number of elements first, or mask it",
        "unbounded memory access, make sure to bounds check any such access",
    ),
    Case.INDEX_NEGATIVE: Sentence(
        "{subject} lies at an index that may be negative",
        "use an unsigned type, or test the index first",
        "min value is negative, either use unsigned index or do a if (index >=0) check",
    ),
    Case.INDEX_TOO_LARGE: Sentence(
        "{subject} may reach beyond its object: {width} bytes at up to {offset}, and it has {size}",
        "test the index against the number of elements first, or mask it",
        "max value is outside of the allowed memory range",
    ),
    Case.INDEX_INTO_OBJECT: Sentence(
        "{subject} lies in a kernel object at an index that the verifier does not know",
        "read it with bpf_probe_read_kernel() or BPF_CORE_READ(), or copy the array first",
        "invalid variable offset",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
