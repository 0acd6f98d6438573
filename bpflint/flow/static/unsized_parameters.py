"""Parameters of global functions of which the verifier cannot tell how large what they take is.

Source: btf_prepare_func_args() in kernel/bpf/btf.c. Tags may say what else is passed.
"""

from __future__ import annotations

from bpflint.kernel.program_contexts import is_context
from bpflint.source.control_flow import Function
from bpflint.source.types import Kind, Type


def has_unsized(function: Function) -> bool:
    """True for a function with such a parameter."""
    return any(unsized(param.type) for param in function.params)


def unsized(ctype: Type) -> str:
    """What a parameter is that is neither a number nor a pointer to something of a known size; "" if it may be."""
    if ctype.is_record:
        return "a struct passed by value"
    target = ctype.target if ctype.kind is Kind.POINTER else None
    if target is None or target.is_stand_in:
        return ""
    if target.kind is Kind.VOID:
        return "a pointer to memory of no known size"
    if target.kind is Kind.FUNCTION:
        return "a pointer to a function"
    if target.is_record and not target.complete and not is_context("", target.name):
        return f"a pointer to struct {target.name}, which is not defined"
    return ""
