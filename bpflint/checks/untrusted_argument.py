"""KF108: a pointer that the kernel does not trust enough, passed to a kfunc or helper.

A pointer whose trust is unknown is taken as trusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.WALKED_POINTER_PASSED: Sentence(
        "{subject} was read through another pointer; {callee}() needs a trusted or referenced struct {type}",
        "get a reference first (an acquire kfunc, or bpf_kptr_xchg() for one kept in a map)",
        "R{argument} must be referenced or trusted",
    ),
    Case.PLAIN_POINTER_PASSED: Sentence(
        "{subject} is not trusted: the hook does not vouch for it; {callee}() needs a trusted struct {type}",
        "use a tp_btf, LSM or struct_ops program, whose arguments are trusted, or get a reference first",
        "R{argument} must be referenced or trusted",
    ),
    Case.WALKED_POINTER_NEEDS_RCU: Sentence(
        "{subject} was read outside RCU protection; {callee}() needs a trusted or RCU-protected struct {type}",
        "read it inside bpf_rcu_read_lock()/bpf_rcu_read_unlock() and call {callee}() there",
        "R{argument} must be a rcu pointer",
    ),
    Case.PLAIN_POINTER_NEEDS_RCU: Sentence(
        "{subject} is neither trusted nor RCU-protected; {callee}() needs a struct {type} that is",
        "use a hook whose arguments are trusted, or read a member that RCU protects inside bpf_rcu_read_lock()",
        "R{argument} must be a rcu pointer",
    ),
    Case.POINTER_OUTLIVED_RCU: Sentence(
        "{subject} was read in an RCU read side that has ended, so {callee}() cannot take it any more",
        "call {callee}() before the read side ends, or get a reference there",
        "R{argument} must be a rcu pointer",
    ),
    Case.RCU_POINTER_NOT_TRUSTED: Sentence(
        "{subject} is protected only by RCU; {callee}() needs a trusted or referenced struct {type}",
        "get a reference first, and release it afterwards",
        "R{argument} must be referenced or trusted",
    ),
    Case.UNTRUSTED_TO_HELPER: Sentence(
        "{subject} is not trusted, and {callee}() needs a struct {type} that is",
        "read it inside bpf_rcu_read_lock()/bpf_rcu_read_unlock(), or get a reference first",
        "R{argument} type=untrusted_ptr_",
    ),
    Case.NOT_PER_CPU: Sentence(
        "{subject} is not a per-CPU pointer, which {callee}() needs",
        "pass an object from bpf_percpu_obj_new(), read inside an RCU read side where it is kept in a map",
        "expected=percpu_ptr_",
    ),
    Case.UNTRUSTED_TO_GLOBAL_FUNCTION: Sentence(
        "{subject} is not trusted, and global function {callee}() declares argument {argument} as trusted",
        "pass a trusted pointer, or mark the parameter __arg_untrusted",
        "Caller passes invalid args into func",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
