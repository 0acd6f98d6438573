"""What can go wrong on a path: one member a kind of mistake. The checks give each its sentence.

A new case is a member here, a sentence in the module of its rule (see `bpflint/checks/_sentences.py`), and a call of
`report()` where it happens.
"""

from __future__ import annotations

from enum import Enum, Flag, auto


class About(Flag):
    """What has to be known for a case to be told."""

    VALUE = 0
    HELD = auto()
    """What is held, protects a pointer or was put into a variable: unknown where a part was lost in parsing."""
    PLACE = auto()
    """Where objects and their members lie: unknown where a declaration was lost in parsing."""
    OPEN = 4 | HELD
    """What is held that is open: known also where a loop made the walk forget what variables hold."""
    UNDEFINED = 8
    """A use of NULL: where nothing else comes to it, compilers leave it out."""
    UNSET = 16
    """A use of what nothing was written to: C does not say what becomes of the program."""


class Case(Enum):
    """One kind of mistake. `key` tells it from others at the same place, and stays the same between releases."""

    def __init__(self, key: str, about: About = About.VALUE) -> None:
        self.key = key
        self.about = about

    # What an argument is.
    OWN_MEMORY_AS_KERNEL_STRUCT = "own-memory-as-kernel-struct", About.HELD
    OTHER_STRUCT_PASSED = "other-struct-passed", About.HELD
    CALLBACK_NOT_STATIC = "callback-not-static"
    CALLBACK_TAKES_MORE = "callback-takes-more"
    OTHER_SORT_PASSED = "other-sort-passed", About.HELD
    MEMBER_PASSED = "member-passed", About.HELD
    ARENA_PASSED = "arena-passed"
    READONLY_PASSED = "readonly-passed", About.PLACE
    INTEGER_AS_POINTER = "integer-as-pointer", About.HELD
    VARIABLE_STRING = "variable-string", About.HELD
    FORMAT_REFUSED = "format-refused", About.HELD
    CONTEXT_MOVED = "context-moved", About.HELD
    OTHER_CONTEXT_PASSED = "other-context-passed", About.HELD
    NOT_ON_STACK = "not-on-stack", About.PLACE
    NOT_THE_CONTEXT = "not-the-context", About.HELD
    CONTEXT_TAKEN_FOR_OTHER = "context-taken-for-other", About.HELD
    CONTEXT_IS_NO_STRUCT = "context-is-no-struct", About.HELD
    PARAMETER_WITHOUT_SIZE = "parameter-without-size", About.PLACE

    # Constants and type ids.
    FLAGS_NOT_ZERO = "flags-not-zero"
    VARIABLE_AS_CONSTANT = "variable-as-constant"
    BAD_TYPE_ID = "bad-type-id"
    TYPE_IS_NO_STRUCT = "type-is-no-struct"
    TYPE_IS_NOT_SET = "type-is-not-set"
    PERCPU_STRUCT_SPECIAL = "percpu-struct-special"
    PERCPU_STRUCT_WITH_POINTER = "percpu-struct-with-pointer"
    PERCPU_STRUCT_TOO_LARGE = "percpu-struct-too-large"

    # NULL as an argument.
    NULL_PASSED = "null-passed", About.HELD
    RESULT_PASSED_UNCHECKED = "result-passed-unchecked"
    POINTER_PASSED_UNCHECKED = "pointer-passed-unchecked"
    NULL_PASSED_ON_PATH = "null-passed-on-path"
    NULL_TO_GLOBAL_FUNCTION = "null-to-global-function", About.HELD

    # How far the kernel trusts a pointer.
    WALKED_POINTER_PASSED = "walked-pointer-passed", About.HELD
    PLAIN_POINTER_PASSED = "plain-pointer-passed", About.HELD
    WALKED_POINTER_NEEDS_RCU = "walked-pointer-needs-rcu", About.HELD
    PLAIN_POINTER_NEEDS_RCU = "plain-pointer-needs-rcu", About.HELD
    POINTER_OUTLIVED_RCU = "pointer-outlived-rcu", About.HELD
    RCU_POINTER_NOT_TRUSTED = "rcu-pointer-not-trusted", About.HELD
    UNTRUSTED_TO_HELPER = "untrusted-to-helper", About.HELD
    NOT_PER_CPU = "not-per-cpu", About.HELD
    UNTRUSTED_TO_GLOBAL_FUNCTION = "untrusted-to-global-function", About.HELD

    # Calls in a region where they must not be made.
    KFUNC_SLEEPS = "kfunc-sleeps", About.OPEN
    HELPER_SLEEPS = "helper-sleeps", About.OPEN
    GLOBAL_FUNCTION_SLEEPS = "global-function-sleeps", About.OPEN
    CALL_UNDER_LOCK = "call-under-lock", About.OPEN
    GLOBAL_FUNCTION_WITHOUT_PREEMPTION = "global-function-without-preemption", About.OPEN
    GLOBAL_FUNCTION_UNDER_LOCK = "global-function-under-lock", About.OPEN

    # References that nobody gives back.
    REFERENCE_LEAKED = "reference-leaked", About.HELD
    REFERENCE_LEAKED_BY_CALLBACK = "reference-leaked-by-callback", About.HELD
    REFERENCE_LOST_IN_LOOP = "reference-lost-in-loop", About.HELD
    REFERENCE_HELD_AT_TAIL_CALL = "reference-held-at-tail-call", About.HELD

    # Releases.
    RELEASED_TWICE = "released-twice", About.PLACE
    RELEASED_INVALIDATED = "released-invalidated", About.PLACE
    RELEASED_UNOWNED = "released-unowned", About.PLACE
    DROPPED_UNOWNED = "dropped-unowned", About.PLACE
    RELEASED_AT_OFFSET = "released-at-offset", About.PLACE
    FOREIGN_OBJECT_DROPPED = "foreign-object-dropped", About.PLACE
    PERCPU_DROPPED_AS_PLAIN = "percpu-dropped-as-plain", About.PLACE
    PLAIN_DROPPED_AS_PERCPU = "plain-dropped-as-percpu", About.PLACE
    DROPPED_IN_NMI = "dropped-in-nmi", About.PLACE

    # Uses of what is gone.
    USED_AFTER_RELEASE = "used-after-release"
    USED_AFTER_MOVE = "used-after-move"
    USED_AFTER_INVALIDATION = "used-after-invalidation"

    # Uses of what may be NULL.
    RESULT_UNCHECKED = "result-unchecked"
    POINTER_UNCHECKED = "pointer-unchecked"
    NULL_VARIABLE_USED = "null-variable-used", About.HELD | About.UNDEFINED
    NULL_RESULT_USED = "null-result-used", About.UNDEFINED

    # Regions left open, or closed unopened.
    RCU_OPEN_AT_RETURN = "rcu-open-at-return", About.OPEN
    RCU_OPEN_AT_TAIL_CALL = "rcu-open-at-tail-call", About.OPEN
    PREEMPTION_OFF_AT_RETURN = "preemption-off-at-return", About.OPEN
    PREEMPTION_OFF_AT_TAIL_CALL = "preemption-off-at-tail-call", About.OPEN
    IRQS_OFF_AT_RETURN = "irqs-off-at-return", About.OPEN
    IRQS_OFF_AT_TAIL_CALL = "irqs-off-at-tail-call", About.OPEN
    LOCK_HELD_AT_RETURN = "lock-held-at-return", About.OPEN
    RCU_CLOSED_UNOPENED = "rcu-closed-unopened", About.OPEN
    RCU_NESTED = "rcu-nested", About.OPEN
    PREEMPTION_ENABLED_TWICE = "preemption-enabled-twice", About.OPEN
    UNLOCKED_UNHELD = "unlocked-unheld", About.OPEN
    IRQ_FLAGS_UNSAVED = "irq-flags-unsaved", About.OPEN
    IRQ_FLAGS_SAVED_TWICE = "irq-flags-saved-twice", About.OPEN
    IRQ_FLAGS_READ = "irq-flags-read", About.OPEN
    IRQ_FLAGS_OF_OTHER_KIND = "irq-flags-of-other-kind", About.OPEN
    IRQ_FLAGS_OUT_OF_ORDER = "irq-flags-out-of-order", About.OPEN
    CALL_NEEDS_RCU = "call-needs-rcu", About.OPEN
    ITERATOR_OUTLIVED_RCU = "iterator-outlived-rcu", About.OPEN

    # Iterators.
    ITERATOR_UNINITIALISED = "iterator-uninitialised"
    ITERATOR_BEGUN_TWICE = "iterator-begun-twice"
    ITERATOR_OF_OTHER_KIND = "iterator-of-other-kind"
    ITERATOR_READ = "iterator-read"
    CSS_TASK_NOT_ALLOWED = "css-task-not-allowed"
    ITERATOR_LEAKED = "iterator-leaked"
    ITERATOR_LEAKED_BY_CALLBACK = "iterator-leaked-by-callback"
    ITERATOR_ACTIVE_AT_TAIL_CALL = "iterator-active-at-tail-call"

    # Dynptrs.
    DYNPTR_UNINITIALISED = "dynptr-uninitialised"
    DYNPTR_READ = "dynptr-read"
    DYNPTR_OVERWRITTEN = "dynptr-overwritten"
    LENT_DYNPTR_RELEASED = "lent-dynptr-released"
    DYNPTR_RELEASED_UNOWNED = "dynptr-released-unowned"
    DYNPTR_OF_OTHER_KIND = "dynptr-of-other-kind"
    DYNPTR_OF_OTHER_MEMORY = "dynptr-of-other-memory"
    DYNPTR_LEAKED = "dynptr-leaked"
    DYNPTR_LEAKED_BY_CALLBACK = "dynptr-leaked-by-callback"
    DYNPTR_HELD_AT_TAIL_CALL = "dynptr-held-at-tail-call"

    # Places of objects.
    MAP_WITHOUT_TYPES = "map-without-types", About.PLACE
    MAP_REFUSES_OBJECT = "map-refuses-object", About.PLACE
    TWO_OBJECTS_IN_VALUE = "two-objects-in-value", About.PLACE
    OBJECT_OUTSIDE_MAP = "object-outside-map", About.PLACE
    OBJECT_AT_VARYING_OFFSET = "object-at-varying-offset", About.PLACE
    OBJECT_IS_OTHER_MEMBER = "object-is-other-member", About.PLACE
    NOT_A_MAP = "not-a-map", About.PLACE
    OTHER_KIND_OF_MAP = "other-kind-of-map", About.PLACE
    MAP_OF_OTHER_ELEMENT = "map-of-other-element", About.PLACE
    IRQ_FLAGS_OFF_STACK = "irq-flags-off-stack", About.PLACE
    ITERATOR_OFF_STACK = "iterator-off-stack", About.PLACE
    DYNPTR_OFF_STACK = "dynptr-off-stack", About.PLACE
    KPTR_WRITTEN = "kptr-written", About.PLACE
    KPTR_IN_PART = "kptr-in-part", About.PLACE
    KPTR_GIVEN_NUMBER = "kptr-given-number", About.PLACE
    KPTR_GIVEN_OTHER = "kptr-given-other", About.PLACE
    UNCOUNTED_KPTR_EXCHANGED = "uncounted-kptr-exchanged", About.PLACE
    SPECIAL_MEMBER_PASSED = "special-member-passed", About.PLACE
    KPTR_AT_VARYING_OFFSET = "kptr-at-varying-offset", About.PLACE
    NOT_A_KPTR = "not-a-kptr", About.PLACE
    TOO_MANY_SPECIAL_MEMBERS = "too-many-special-members", About.PLACE
    KPTR_OF_OTHER_TYPE = "kptr-of-other-type", About.PLACE
    PERCPU_OBJECT_IN_PLAIN_KPTR = "percpu-object-in-plain-kptr", About.PLACE
    PLAIN_OBJECT_IN_PERCPU_KPTR = "plain-object-in-percpu-kptr", About.PLACE

    # Locks.
    LOCK_NOT_HELD = "lock-not-held", About.PLACE | About.OPEN
    OTHER_LOCK_HELD = "other-lock-held", About.PLACE | About.OPEN
    LOCKS_NESTED = "locks-nested", About.PLACE | About.OPEN
    LOCKED_TWICE = "locked-twice", About.PLACE | About.OPEN
    OTHER_LOCK_UNLOCKED = "other-lock-unlocked", About.PLACE | About.OPEN
    UNLOCKED_OUT_OF_ORDER = "unlocked-out-of-order", About.PLACE | About.OPEN
    NOT_A_LOCK = "not-a-lock", About.PLACE | About.OPEN

    # Lists and trees.
    NODE_NOT_OWNED = "node-not-owned", About.PLACE
    NODE_NOT_ALLOCATED = "node-not-allocated", About.PLACE
    NODE_AT_VARYING_OFFSET = "node-at-varying-offset", About.PLACE
    NOT_A_NODE = "not-a-node", About.PLACE
    NODE_OF_OTHER_TYPE = "node-of-other-type", About.PLACE
    NODE_IS_OTHER_MEMBER = "node-is-other-member", About.PLACE
    ROOT_MISPLACED = "root-misplaced", About.PLACE
    CONTENTS_UNKNOWN = "contents-unknown", About.PLACE
    CONTENTS_MISSING = "contents-missing", About.PLACE
    ROOT_AT_VARYING_OFFSET = "root-at-varying-offset", About.PLACE
    NOT_A_ROOT = "not-a-root", About.PLACE
    NODE_IN_NO_TREE = "node-in-no-tree", About.PLACE
    CALL_IN_TREE_CALLBACK = "call-in-tree-callback", About.PLACE
    LOCK_IN_TREE_CALLBACK = "lock-in-tree-callback", About.PLACE
    NOT_REFCOUNTED = "not-refcounted", About.PLACE
    NODE_IN_TWO_GRAPHS = "node-in-two-graphs", About.PLACE
    NODE_OUTLIVED_RCU = "node-outlived-rcu", About.PLACE
    REFCOUNT_OUTLIVED_RCU = "refcount-outlived-rcu", About.PLACE
    SPECIAL_MEMBER_ACCESSED = "special-member-accessed", About.PLACE
    USED_AFTER_UNLOCK = "used-after-unlock", About.PLACE

    # Sizes and bounds.
    BUFFER_TOO_SMALL = "buffer-too-small", About.PLACE
    MEMORY_TOO_SMALL = "memory-too-small", About.PLACE
    CONTEXT_AS_BUFFER = "context-as-buffer", About.PLACE
    CONTEXT_IN_PART_AS_MEMORY = "context-in-part-as-memory", About.PLACE
    BUFFER_PERHAPS_TOO_SMALL = "buffer-perhaps-too-small", About.PLACE
    SIZE_ZERO = "size-zero", About.PLACE
    SIZE_IS_ZERO = "size-is-zero", About.PLACE
    SIZE_NEGATIVE = "size-negative", About.PLACE
    SIZE_UNBOUNDED = "size-unbounded", About.PLACE
    DATA_IN_PARTS = "data-in-parts", About.HELD
    ACCESS_BEYOND_END = "access-beyond-end", About.PLACE
    INDEX_UNBOUNDED = "index-unbounded", About.PLACE
    INDEX_NEGATIVE = "index-negative", About.PLACE
    INDEX_TOO_LARGE = "index-too-large", About.PLACE
    INDEX_INTO_OBJECT = "index-into-object", About.PLACE

    # Memory that does not take an access.
    CONTEXT_WRITTEN = "context-written"
    CONTEXT_READ = "context-read"
    CONTEXT_READ_IN_PART = "context-read-in-part", About.PLACE
    CONTEXT_WRITTEN_IN_PART = "context-written-in-part", About.PLACE
    PACKET_TAKEN_FOR_NUMBER = "packet-taken-for-number", About.PLACE
    CONTEXT_MISTAKEN = "context-mistaken", About.PLACE
    CONTEXT_EXCEEDED = "context-exceeded", About.PLACE
    CONTEXT_MISALIGNED = "context-misaligned", About.PLACE
    ARGUMENT_READ_IN_PART = "argument-read-in-part", About.PLACE
    CONTEXT_AT_VARYING_OFFSET = "context-at-varying-offset", About.PLACE
    CONTEXT_AT_COMPUTED_ADDRESS = "context-at-computed-address", About.PLACE
    SOCKET_MISTAKEN = "socket-mistaken", About.PLACE
    SOCKET_MOVED = "socket-moved", About.PLACE
    SOCKET_READ_IN_PART = "socket-read-in-part", About.PLACE
    COMMON_SOCKET_READ = "common-socket-read"
    PACKET_WRITTEN = "packet-written"
    PACKET_NOT_COMPARED = "packet-not-compared"
    PACKET_COMPARED_WITH_LESS = "packet-compared-with-less"
    PACKET_END_ACCESSED = "packet-end-accessed"
    PACKET_OFFSET_TOO_LARGE = "packet-offset-too-large"
    PACKET_BEGINS_LATER = "packet-begins-later"
    PACKET_TO_HELPER = "packet-to-helper"
    READONLY_WRITTEN = "readonly-written", About.PLACE
    KEY_WRITTEN = "key-written", About.PLACE
    CONSTANT_WRITTEN = "constant-written"
    READONLY_MAP_WRITTEN = "readonly-map-written", About.PLACE
    WRITEONLY_MAP_READ = "writeonly-map-read", About.PLACE
    OBJECT_CLOSED_BY_LICENCE = "object-closed-by-licence", About.PLACE
    KERNEL_OBJECT_WRITTEN = "kernel-object-written", About.PLACE
    ATOMIC_REFUSED = "atomic-refused"
    NUMBER_DEREFERENCED = "number-dereferenced"
    UNSET_USED = "unset-used", About.UNSET
    OUTSIDE_KERNEL_OBJECT = "outside-kernel-object", About.PLACE

    # Computing with pointers.
    POINTER_COMPUTED = "pointer-computed"
    POINTERS_COMBINED = "pointers-combined"
    POINTER_MOVED = "pointer-moved"

    ARENA_NOT_NAMED = "arena-not-named"

    # What a program returns.
    RETURN_OUT_OF_RANGE = "return-out-of-range"
    CALLBACK_RETURN_OUT_OF_RANGE = "callback-return-out-of-range"
    GLOBAL_FUNCTION_RETURNS_NOTHING = "global-function-returns-nothing"
    GLOBAL_FUNCTION_RETURNS_POINTER = "global-function-returns-pointer"

    # Exceptions.
    THROW_IN_CALLBACK = "throw-in-callback"
    THROW_OUT_OF_RANGE = "throw-out-of-range"
    SEVERAL_EXCEPTION_CALLBACKS = "several-exception-callbacks"
    EXCEPTION_CALLBACK_HIDDEN = "exception-callback-hidden"
    EXCEPTION_CALLBACK_ARGUMENTS = "exception-callback-arguments"
    EXCEPTION_CALLBACK_VOID = "exception-callback-void"
    EXCEPTION_CALLBACK_POINTER = "exception-callback-pointer"
    EXCEPTION_CALLBACK_THROWS = "exception-callback-throws"
    EXCEPTION_CALLBACK_RANGE = "exception-callback-range"
    EXCEPTION_CALLBACK_CALLED = "exception-callback-called"
    REFERENCE_HELD_AT_THROW = "reference-held-at-throw"
    ITERATOR_ACTIVE_AT_THROW = "iterator-active-at-throw"
    DYNPTR_HELD_AT_THROW = "dynptr-held-at-throw"
    RCU_OPEN_AT_THROW = "rcu-open-at-throw"
    PREEMPTION_OFF_AT_THROW = "preemption-off-at-throw"
    IRQS_OFF_AT_THROW = "irqs-off-at-throw"
    LOCK_HELD_AT_THROW = "lock-held-at-throw"

    # References of struct_ops members.
    ARGUMENT_REFERENCE_LEAKED = "argument-reference-leaked", About.HELD
    INTEGER_RETURNED = "integer-returned", About.HELD
    UNOWNED_RETURNED = "unowned-returned", About.HELD
    OTHER_STRUCT_RETURNED = "other-struct-returned", About.HELD
