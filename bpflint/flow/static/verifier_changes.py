"""Releases at which the verifier changed in a way that the interpreter knows and no fact about a function tells.

Each name says what kernels do from that release on. All were measured: of two kernels that behave differently the newer
one is named, unless another was between them that nobody asked; then the first that may behave differently, where the
older kernel is the stricter one, so that nobody is accused for what is not known. Fixes are carried back to long-term
kernels, so that a late 6.12 may refuse what 6.16 to 7.1 accept.

Where point releases of one version differ, because of such a fix, a name says from which release on kernels have the
change and ends in `_PERHAPS`, and another from which on all have it. Between the two nobody is accused, only warned.

Two kernels of different epochs are never judged as one, even if they say the same of every function a unit names.
"""

from __future__ import annotations

from typing import Final

from bpflint.kernel.version import Version

VALUES_LOOK_ALIKE: Final = Version(6, 2)
"""Locks are told apart by map and value, and the values that callbacks are given have no identity. 6.1 knows no map,
and refuses to unlock such a value; from 6.2 on ("bpf: Allow locking bpf_spin_lock global variables") nobody was asked
before 6.12, which takes all values of one map for one."""
DYNPTRS_WATCHED: Final = Version(6, 3)
"""Slices end where a dynptr is written over, paths that differ only in their dynptrs are all followed, and what is lent
to a callback cannot be made anew. Never to 6.1, always in 6.12; 6.3 came with "bpf: Invalidate slices on destruction
of dynptrs on stack" and the fixes around it."""
GLOBALS_WITHOUT_PREEMPTION: Final = Version(6, 13)
"""A global function may be called with preemption off. Refused by 6.12, accepted by 6.16."""
LOOPS_UNDER_LOCKS: Final = Version(6, 13)
"""`bpf_for()` may run under a spin lock. Refused by 6.12, accepted by 6.16."""
REMOVE_ANYTHING: Final = Version(6, 13)
"""An object that is in no tree may be removed from one, which gives NULL. Refused by 6.12, accepted by 6.16."""
THROWS_FREELY: Final = Version(6, 13)
"""A subprogram may throw whatever regions its callers have open. Refused by 6.12, accepted by 6.16 and 6.17."""
UNTYPED_CASTS: Final = Version(6, 17)
"""`bpf_rdonly_cast(p, 0)` gives plain memory. Refused by 6.16."""
THROWS_CHECKED_PERHAPS: Final = Version(6, 18)
"""That may have ended. Accepted by 6.18.15, refused by 6.18.44."""
THROWS_CHECKED: Final = Version(6, 19)
"""That has ended. Refused by 6.19."""
RCU_NESTS: Final = Version(6, 19)
"""RCU read sides may be nested. Refused by 6.18."""
NEGATIVE_DENTRIES: Final = Version(7, 0)
"""`dentry->d_inode` may be NULL. Never to 6.12; between the two nobody looked when that changed."""
TRACING_TIMERS: Final = Version(7, 0)
"""Programs that may run anywhere may use maps with timers and work queues. Refused by 6.19."""
TRACING_RES_LOCKS: Final = Version(7, 1)
"""They may use maps with resilient spin locks. Refused by 7.0, accepted by 7.3."""
CONTEXTS_ARE_NO_MEMORY: Final = Version(7, 1)
"""No bytes at all may be read from a context either, whose accesses are not rewritten. Accepted by 6.12 to 7.0."""
CLONES_COUNT: Final = Version(7, 1)
"""A dynptr may be overwritten while a clone holds its memory. Refused by 7.0."""
ENDS_COUNT: Final = Version(7, 2)
"""Accesses to the array without a size at an object's end are refused. Accepted by 7.1."""
FRAMES_END: Final = Version(7, 2)
"""An iterator past the end of the stack frame is refused. 7.1 takes it for another."""
MEMORY_MAY_BE_NULL: Final = Version(7, 2)
"""What `bpf_rdonly_cast(p, 0)` gives may be NULL, and what is found equal to it. Never to 7.1."""
NMI_CHECKED: Final = Version(7, 2)
"""Objects with certain members cannot be dropped in programs that may run in an NMI. Accepted by 7.1."""
OBJECTS_CHECKED: Final = Version(7, 2)
"""What is stored in a per-CPU kptr has to be per-CPU, and `bpf_refcount_acquire()` minds where a pointer points and how
long it lives, and may fail. 7.1 accepts all of that."""
PRUNES_ITERATORS: Final = Version(7, 2)
"""A path that differs from another only in that its iterator's RCU read side ended is followed.
7.1 may leave it out."""
STACKS_SLEEP: Final = Version(7, 2)
"""Helpers that walk stacks sleep, where the program may. Accepted with preemption off by 7.1."""
UNLOCKING_ENDS_RCU: Final = Version(7, 2)
"""What was read under a spin lock, in a program that may sleep, ends with the lock. Accepted after it by 7.1."""
VALUES_TOLD_APART: Final = Version(7, 3)
"""The values that callbacks are given are told apart, as lock and unlock see them. 7.2 takes all of one map for one."""
RCU_BY_REGION: Final = Version(7, 3)
"""Preemption or interrupts off are as good as an RCU read side. Not to 7.2."""

CHANGES: Final = tuple(sorted({each for each in list(globals().values()) if isinstance(each, Version)}))


def epoch(version: Version) -> int:
    """How many of the changes `version` has; equal for kernels that the interpreter treats alike."""
    return sum(version >= change for change in CHANGES)
