"""KF414: bpf_throw() where it cannot unwind, and exception callbacks that do not fit.

What other functions throw counts where they are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.THROW_IN_CALLBACK: Sentence(
        "bpf_throw() in {where}(), which is a callback of {callee}()",
        "return an error instead; a callback cannot be unwound",
        "cannot be called from callback subprog",
    ),
    Case.THROW_OUT_OF_RANGE: Sentence(
        "bpf_throw({value}) makes {value} the program's result, where its hook takes {takes}",
        "throw a value that the program may return, or name an exception callback",
        "At program exit the register R1 has smin={value} smax={value}",
    ),
    Case.SEVERAL_EXCEPTION_CALLBACKS: Sentence(
        "{subject}() names more than one exception callback",
        "keep one __exception_cb()",
        "multiple exception callback tags for main subprog",
    ),
    Case.EXCEPTION_CALLBACK_HIDDEN: Sentence(
        "exception callback {callee}() is not visible outside of its file, so nobody finds it",
        "make it a global function: neither static nor __hidden",
        "cannot find exception callback '{callee}'",
    ),
    Case.EXCEPTION_CALLBACK_ARGUMENTS: Sentence(
        "exception callback {callee}() has to take one integer",
        "declare it as int {callee}(u64 cookie)",
        "exception cb only supports single integer argument",
    ),
    Case.EXCEPTION_CALLBACK_VOID: Sentence(
        "exception callback {callee}() returns nothing; its result becomes the program's",
        "return an integer",
        "exception cb cannot return void",
    ),
    Case.EXCEPTION_CALLBACK_POINTER: Sentence(
        "exception callback {callee}() returns a pointer; its result becomes the program's",
        "return an integer",
        "return value not void or scalar",
    ),
    Case.EXCEPTION_CALLBACK_THROWS: Sentence(
        "exception callback {callee}() may throw itself",
        "return an error instead",
        "cannot be called from callback subprog",
    ),
    Case.EXCEPTION_CALLBACK_RANGE: Sentence(
        "exception callback {callee}() returns anything, where the hook takes {takes}",
        "return a constant in that range",
        "At program exit the register R0 has unknown scalar value",
    ),
    Case.EXCEPTION_CALLBACK_CALLED: Sentence(
        "exception callback {callee}() is called directly",
        "call another function",
        "cannot call exception cb directly",
    ),
    Case.REFERENCE_HELD_AT_THROW: Sentence(
        "{owned} from {origin}() (line {opened}) is still held where the program may throw",
        "release it before",
        "bpf_throw would lead to reference leak",
    ),
    Case.ITERATOR_ACTIVE_AT_THROW: Sentence(
        "iterator {name} (line {opened}) is still active where the program may throw",
        "destroy it before",
        "bpf_throw would lead to reference leak",
    ),
    Case.DYNPTR_HELD_AT_THROW: Sentence(
        "dynptr {name} (line {opened}) is still held where the program may throw",
        "submit or discard it before",
        "bpf_throw would lead to reference leak",
    ),
    Case.RCU_OPEN_AT_THROW: Sentence(
        "the RCU read side that line {opened} opened is still open where the program may throw",
        "close it before",
        "bpf_throw cannot be used inside bpf_rcu_read_lock-ed region",
    ),
    Case.PREEMPTION_OFF_AT_THROW: Sentence(
        "the region with preemption off that line {opened} opened is still open where the program may throw",
        "close it before",
        "bpf_throw cannot be used inside bpf_preempt_disable-ed region",
    ),
    Case.IRQS_OFF_AT_THROW: Sentence(
        "the region with interrupts off that line {opened} opened is still open where the program may throw",
        "close it before",
        "bpf_throw cannot be used inside bpf_local_irq_save-ed region",
    ),
    Case.LOCK_HELD_AT_THROW: Sentence(
        "{subject} (line {opened}) is still held where the program may throw",
        "unlock it before",
        "function calls are not allowed while holding a lock",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
