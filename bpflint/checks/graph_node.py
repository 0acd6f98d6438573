"""KF412: lists and trees: a node that is not owned, of another type or member; a less() that does what it must not.

An object of unknown type passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.NODE_NOT_OWNED: Sentence(
        "{subject} is not owned any more, so {callee}() cannot add it (again)",
        "add an object once; take it out before adding it elsewhere",
        "R{argument} expected pointer to allocated object",
    ),
    Case.NODE_NOT_ALLOCATED: Sentence(
        "{subject} is not in an object that bpf_obj_new() made, which {callee}() needs",
        "add only objects from bpf_obj_new()",
        "R{argument} expected pointer to allocated object",
    ),
    Case.NODE_AT_VARYING_OFFSET: Sentence(
        "{subject} is at a varying place, where {callee}() needs the node itself",
        "pass the address of the node member",
        "has to be at the constant offset",
    ),
    Case.NOT_A_NODE: Sentence(
        "{subject} is not a node, which {callee}() needs",
        "pass the address of the bpf_list_node or bpf_rb_node member",
        "not found at offset",
    ),
    Case.NODE_OF_OTHER_TYPE: Sentence(
        "{subject} is in a struct {actual}, but the list or tree holds struct {wanted}",
        "add only what __contains() names",
        "operation expects node in struct {wanted}",
    ),
    Case.NODE_IS_OTHER_MEMBER: Sentence(
        "{subject} is not the member that the list or tree links by: {wanted} of struct {struct}",
        "pass the member that __contains() names",
        "but expected node at offset",
    ),
    Case.ROOT_MISPLACED: Sentence(
        "{subject} is not in a map value, a global or an object of the program's own, where {callee}() needs it",
        "move it there, beside its bpf_spin_lock",
        "expected pointer to map value or allocated object",
    ),
    Case.ROOT_AT_VARYING_OFFSET: Sentence(
        "{subject} is at a varying place, where {callee}() needs the {type} itself",
        "pass the address of the member",
        "has to be at the constant offset",
    ),
    Case.CONTENTS_UNKNOWN: Sentence(
        "{subject} does not say what it holds, so the kernel knows no {type} there",
        "declare it with __contains(struct, member)",
        "has no valid bpf_spin_lock",
    ),
    Case.CONTENTS_MISSING: Sentence(
        "{subject} is to hold struct {struct} by its member {node}, which there is not",
        "name the struct and the member that is the node in __contains()",
        "has no valid bpf_spin_lock",
    ),
    Case.NOT_A_ROOT: Sentence(
        "{subject} is not a {type}, which {callee}() needs",
        "pass the address of the {type} member",
        "{type} not found at offset",
    ),
    Case.NODE_IN_NO_TREE: Sentence(
        "{subject} is in no tree, so {callee}() cannot take it out",
        "take out only what bpf_rbtree_first() and the like gave, under the same lock",
        "can only take non-owning or refcounted bpf_rb_node pointer",
    ),
    Case.CALL_IN_TREE_CALLBACK: Sentence(
        "{callee}() is called inside the less() of a tree",
        "only compare the two nodes there",
        "not allowed in rbtree cb",
    ),
    Case.LOCK_IN_TREE_CALLBACK: Sentence(
        "{callee}() is called inside the less() of a tree, which runs under the tree's lock",
        "only compare the two nodes there",
        "can't spin_{{lock,unlock}} in rbtree cb",
    ),
    Case.NOT_REFCOUNTED: Sentence(
        "{subject} has no struct bpf_refcount, which {callee}() needs",
        "add a struct bpf_refcount member to the struct",
        "doesn't point to a type with bpf_refcount field",
    ),
    Case.NODE_IN_TWO_GRAPHS: Sentence(
        "a {type} has a node for lists and one for trees but no struct bpf_refcount, so the kernel takes no types of "
        "the object, and {callee}() is refused",
        "add a struct bpf_refcount member to the struct",
        "bpf_obj_new/bpf_percpu_obj_new requires prog BTF",
    ),
    Case.NODE_OUTLIVED_RCU: Sentence(
        "{subject} was read in an RCU read side that has ended, so {callee}() cannot take it any more",
        "read it again inside an RCU read side, or hold a reference",
        "can only take non-owning or refcounted bpf_rb_node pointer",
    ),
    Case.REFCOUNT_OUTLIVED_RCU: Sentence(
        "{subject} was read in an RCU read side that has ended, so {callee}() cannot take it any more",
        "call {callee}() before the read side ends",
        "is neither owning or non-owning ref",
    ),
    Case.SPECIAL_MEMBER_ACCESSED: Sentence(
        "{subject} is read or written directly, but it is a struct {type}",
        "use the functions for it",
        "direct access to {type} is disallowed",
    ),
    Case.USED_AFTER_UNLOCK: Sentence(
        "{subject} belongs to a list or tree whose lock {freed}() gave back",
        "use it while the lock is held, or hold a reference of your own (bpf_refcount_acquire())",
        "invalid mem access 'scalar'",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
