"""KF106: a value that varies where the kernel wants a constant, or a type id that is no struct's.

Only values that the program computes or reads are held against it; one that the interpreter lost is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.VARIABLE_AS_CONSTANT: Sentence(
        "{subject}, argument {argument} of {callee}(), is not a constant",
        "pass a compile-time constant, or test the value so that only one is left",
        "R{argument} must be a known constant",
    ),
    Case.FLAGS_NOT_ZERO: Sentence(
        "{callee}() takes no flags, and {subject} is not known to be 0",
        "pass 0",
        "get_local_storage() doesn't support non-zero flags",
    ),
    Case.BAD_TYPE_ID: Sentence(
        "{subject} is not the id of a type, which {callee}() needs",
        "pass the type to the macro: bpf_obj_new(struct name)",
        "local type ID argument must be in range",
    ),
    Case.TYPE_IS_NO_STRUCT: Sentence(
        "{callee}() needs a struct, {type} is none",
        "put the value into a struct",
        "type ID argument must be of a struct",
    ),
    Case.TYPE_IS_NOT_SET: Sentence(
        "{callee}() needs the type id of a struct, and {subject} is 0 unless the loader sets it",
        "use bpf_core_type_id_local(struct ...)",
        "type ID argument must be of a struct",
    ),
    Case.PERCPU_STRUCT_SPECIAL: Sentence(
        "{callee}() cannot make a {type}: it has members that only ordinary objects may have",
        "use bpf_obj_new(), or leave locks, lists and kptrs out of the struct",
        "must not contain special fields",
    ),
    Case.PERCPU_STRUCT_WITH_POINTER: Sentence(
        "{callee}() cannot make a {type}: it has members that are not integers",
        "keep only integers in a per-CPU object",
        "must be of a struct of scalars",
    ),
    Case.PERCPU_STRUCT_TOO_LARGE: Sentence(
        "{callee}() cannot make a {type} of {size} bytes; the limit is 512",
        "make the struct smaller, or use a per-CPU map",
        "type size ({size}) is greater than 512",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
