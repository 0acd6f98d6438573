"""KF411: a list or tree touched without the spin lock beside it, or a lock mixed up with another.

Two look-ups of one element are two elements to the verifier, so they are here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.LOCK_NOT_HELD: Sentence(
        "{callee}({subject}) without the bpf_spin_lock that lies in the same memory",
        "take the lock in the same map value, object or data section around the call",
        "bpf_spin_lock must be held for {type}",
    ),
    Case.OTHER_LOCK_HELD: Sentence(
        "{callee}({subject}) under {held} (line {opened}), which is not in the same memory",
        "take the lock that lies in the same map value, object or data section; two look-ups are two values",
        "held lock and object are not in the same allocation",
    ),
    Case.LOCKS_NESTED: Sentence(
        "{subject} is locked while {other} (line {opened}) is held",
        "unlock first; only one bpf_spin_lock may be held",
        "Locking two bpf_spin_locks are not allowed",
    ),
    Case.LOCKED_TWICE: Sentence(
        "{callee}({subject}) again while it is held",
        "unlock first",
        "Acquiring the same lock again, AA deadlock detected",
    ),
    Case.OTHER_LOCK_UNLOCKED: Sentence(
        "{callee}({subject}), but {other} is what line {opened} locked",
        "unlock the lock that is held, through the same pointer",
        "unlock of different lock",
    ),
    Case.UNLOCKED_OUT_OF_ORDER: Sentence(
        "{callee}({subject}) before {other}, which was locked later",
        "unlock in the reverse order of locking",
        "unlock cannot be out of order",
    ),
    Case.NOT_A_LOCK: Sentence(
        "{subject} is not a struct {type}, which {callee}() needs",
        "pass the address of the lock member",
        "has no valid {type}",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
