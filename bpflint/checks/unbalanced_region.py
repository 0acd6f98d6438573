"""KF407: an RCU, preemption, interrupt or lock region left open at the end of a path, or closed without being open.

Only regions that the path itself opens or closes count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.RCU_OPEN_AT_RETURN: Sentence(
        "the RCU read side that line {opened} opened is not closed on this path",
        "call bpf_rcu_read_unlock() on every path",
        "cannot be used inside",
    ),
    Case.RCU_OPEN_AT_TAIL_CALL: Sentence(
        "the RCU read side that line {opened} opened is still open at the tail call",
        "call bpf_rcu_read_unlock() before bpf_tail_call()",
        "tail_call cannot be used inside",
    ),
    Case.PREEMPTION_OFF_AT_RETURN: Sentence(
        "the region with preemption off that line {opened} opened is not closed on this path",
        "call bpf_preempt_enable() on every path",
        "cannot be used inside",
    ),
    Case.PREEMPTION_OFF_AT_TAIL_CALL: Sentence(
        "the region with preemption off that line {opened} opened is still open at the tail call",
        "call bpf_preempt_enable() before bpf_tail_call()",
        "tail_call cannot be used inside",
    ),
    Case.IRQS_OFF_AT_RETURN: Sentence(
        "the region with interrupts off that line {opened} opened is not closed on this path",
        "call bpf_local_irq_restore() on every path",
        "cannot be used inside",
    ),
    Case.IRQS_OFF_AT_TAIL_CALL: Sentence(
        "the region with interrupts off that line {opened} opened is still open at the tail call",
        "call bpf_local_irq_restore() before bpf_tail_call()",
        "tail_call cannot be used inside",
    ),
    Case.LOCK_HELD_AT_RETURN: Sentence(
        "{subject}, locked on line {opened}, is not unlocked on this path",
        "unlock it on every path",
        "cannot be used inside bpf_spin_lock-ed region",
    ),
    Case.RCU_CLOSED_UNOPENED: Sentence(
        "{callee}() closes an RCU read side that this path never opened",
        "remove it, or open one on every path that leads here",
        "unmatched rcu read unlock",
    ),
    Case.RCU_NESTED: Sentence(
        "{callee}() opens an RCU read side inside the one that line {opened} opened",
        "close the outer one first; kernels from 6.19 on nest them",
        "nested rcu read lock",
    ),
    Case.PREEMPTION_ENABLED_TWICE: Sentence(
        "{callee}() enables preemption that this path never disabled",
        "remove it, or disable preemption on every path that leads here",
        "unmatched attempt to enable preemption",
    ),
    Case.UNLOCKED_UNHELD: Sentence(
        "{callee}({subject}) on a path that holds no lock",
        "remove it, or lock on every path that leads here",
        "unlock without taking a lock",
    ),
    Case.IRQ_FLAGS_UNSAVED: Sentence(
        "{callee}() restores {subject}, which no bpf_local_irq_save() filled on this path",
        "save the flags into the same variable first",
        "expected an initialized irq flag",
    ),
    Case.IRQ_FLAGS_SAVED_TWICE: Sentence(
        "{callee}() saves into {subject}, which still holds flags",
        "use another variable, or restore first",
        "expected uninitialized irq flag",
    ),
    Case.IRQ_FLAGS_READ: Sentence(
        "{subject} holds saved flags, which may not be read",
        "leave the variable to the functions that save and restore",
        "invalid read from stack",
    ),
    Case.IRQ_FLAGS_OF_OTHER_KIND: Sentence(
        "{callee}() restores {subject}, which the other kind of call saved",
        "restore flags with the function that fits the one that saved them",
        "irq flag acquired by",
    ),
    Case.IRQ_FLAGS_OUT_OF_ORDER: Sentence(
        "{callee}() restores {subject} before {other}, which was saved later",
        "restore in the reverse order of saving",
        "cannot restore irq state out of order",
    ),
    Case.CALL_NEEDS_RCU: Sentence(
        "{callee}() needs an RCU read side, and this path opened none",
        "call it between bpf_rcu_read_lock() and bpf_rcu_read_unlock()",
        "requires RCU critical section protection",
    ),
    Case.ITERATOR_OUTLIVED_RCU: Sentence(
        "iterator {subject} was begun in an RCU read side that has ended",
        "keep one RCU read side open from new to destroy",
        "expected an RCU CS when using {callee}",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
