"""KF411: a list or tree touched without the spin lock beside it, or a lock mixed up with another.

Two look-ups of one element are two elements to the verifier, so they are here too.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "not_held": (
        "{callee}({subject}) without the bpf_spin_lock that lies in the same memory",
        "take the lock in the same map value, object or data section around the call",
        "bpf_spin_lock must be held for {type}",
    ),
    "other_lock": (
        "{callee}({subject}) under {held} (line {opened}), which is not in the same memory",
        "take the lock that lies in the same map value, object or data section; two look-ups are two values",
        "held lock and object are not in the same allocation",
    ),
    "nested": (
        "{subject} is locked while {other} (line {opened}) is held",
        "unlock first; only one bpf_spin_lock may be held",
        "Locking two bpf_spin_locks are not allowed",
    ),
    "again": (
        "{callee}({subject}) again while it is held",
        "unlock first",
        "Acquiring the same lock again, AA deadlock detected",
    ),
    "wrong_unlock": (
        "{callee}({subject}), but {other} is what line {opened} locked",
        "unlock the lock that is held, through the same pointer",
        "unlock of different lock",
    ),
    "unordered": (
        "{callee}({subject}) before {other}, which was locked later",
        "unlock in the reverse order of locking",
        "unlock cannot be out of order",
    ),
    "no_lock": (
        "{subject} is not a struct {type}, which {callee}() needs",
        "pass the address of the lock member",
        "has no valid {type}",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF411", _TEXTS)
