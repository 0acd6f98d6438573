"""KF106: a value that varies where the kernel wants a constant, or a type id that is no struct's.

Only values that the program computes or reads are held against it; one that the interpreter lost is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "variable": (
        "{subject}, argument {argument} of {callee}(), is not a constant",
        "pass a compile-time constant, or test the value so that only one is left",
        "R{argument} must be a known constant",
    ),
    "type_id": (
        "{subject} is not the id of a type, which {callee}() needs",
        "pass the type to the macro: bpf_obj_new(struct name)",
        "local type ID argument must be in range",
    ),
    "no_struct": (
        "{callee}() needs a struct, {type} is none",
        "put the value into a struct",
        "type ID argument must be of a struct",
    ),
    "percpu_special": (
        "{callee}() cannot make a {type}: it has members that only ordinary objects may have",
        "use bpf_obj_new(), or leave locks, lists and kptrs out of the struct",
        "must not contain special fields",
    ),
    "percpu_pointer": (
        "{callee}() cannot make a {type}: it has members that are not integers",
        "keep only integers in a per-CPU object",
        "must be of a struct of scalars",
    ),
    "percpu_size": (
        "{callee}() cannot make a {type} of {size} bytes; the limit is 512",
        "make the struct smaller, or use a per-CPU map",
        "type size ({size}) is greater than 512",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF106", _TEXTS)
