"""KF414: bpf_throw() where it cannot unwind, and exception callbacks that do not fit.

What other functions throw counts where they are called.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "in_callback": (
        "bpf_throw() in {where}(), which is a callback of {callee}()",
        "return an error instead; a callback cannot be unwound",
        "cannot be called from callback subprog",
    ),
    "cookie": (
        "bpf_throw({value}) makes {value} the program's result, which has to be between {low} and {high}",
        "throw a value that the program may return, or name an exception callback",
        "At program exit the register R1 has smin={value} smax={value} should have been in [{low}, {high}]",
    ),
    "several_callbacks": (
        "{subject}() names more than one exception callback",
        "keep one __exception_cb()",
        "multiple exception callback tags for main subprog",
    ),
    "callback_argument": (
        "exception callback {callee}() has to take one integer",
        "declare it as int {callee}(u64 cookie)",
        "exception cb only supports single integer argument",
    ),
    "callback_void": (
        "exception callback {callee}() returns nothing; its result becomes the program's",
        "return an integer",
        "exception cb cannot return void",
    ),
    "callback_pointer": (
        "exception callback {callee}() returns a pointer; its result becomes the program's",
        "return an integer",
        "return value not void or scalar",
    ),
    "callback_throws": (
        "exception callback {callee}() may throw itself",
        "return an error instead",
        "cannot be called from callback subprog",
    ),
    "callback_range": (
        "exception callback {callee}() returns anything, but the result has to be between {low} and {high}",
        "return a constant in that range",
        "At program exit the register R0 has unknown scalar value",
    ),
    "callback_called": (
        "exception callback {callee}() is called directly",
        "call another function",
        "cannot call exception cb directly",
    ),
    "reference_throw": (
        "{owned} from {origin}() (line {opened}) is still held where the program may throw",
        "release it before",
        "bpf_throw would lead to reference leak",
    ),
    "iterator_throw": (
        "iterator {name} (line {opened}) is still active where the program may throw",
        "destroy it before",
        "bpf_throw would lead to reference leak",
    ),
    "dynptr_throw": (
        "dynptr {name} (line {opened}) is still held where the program may throw",
        "submit or discard it before",
        "bpf_throw would lead to reference leak",
    ),
    "rcu_throw": (
        "the RCU read side that line {opened} opened is still open where the program may throw",
        "close it before",
        "bpf_throw cannot be used inside bpf_rcu_read_lock-ed region",
    ),
    "preempt_throw": (
        "the region with preemption off that line {opened} opened is still open where the program may throw",
        "close it before",
        "bpf_throw cannot be used inside bpf_preempt_disable-ed region",
    ),
    "irq_throw": (
        "the region with interrupts off that line {opened} opened is still open where the program may throw",
        "close it before",
        "bpf_throw cannot be used inside bpf_local_irq_save-ed region",
    ),
    "lock_throw": (
        "{subject} (line {opened}) is still held where the program may throw",
        "unlock it before",
        "function calls are not allowed while holding a lock",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF414", _TEXTS)
