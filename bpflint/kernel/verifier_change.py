"""What the verifier does from a release on: the names; rules/verifier.yaml says what each is, and since when.

A user's own rules may say otherwise of a kernel that carries a change earlier or not at all.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, Final

from bpflint.kernel.rules_yaml import Mapping, Problems
from bpflint.kernel.version import Version

FILE: Final = "verifier.yaml"
_KEYS: Final = frozenset({"since", "what", "asked", "source"})


class Change(Enum):
    """A change of the verifier that the analysis knows."""

    INNER_VALUES_LOCKED = "inner_values_locked"
    VALUES_LOOK_ALIKE = "values_look_alike"
    OBJECTS_ARE_NO_MEMORY = "objects_are_no_memory"
    OBJECTS_NEED_GPL = "objects_need_gpl"
    DYNPTRS_WATCHED = "dynptrs_watched"
    KPTRS_COUNTED = "kptrs_counted"
    GLOBALS_WHEN_CALLED = "globals_when_called"
    GLOBAL_ARGUMENTS_TAGGED = "global_arguments_tagged"
    GLOBALS_RETURN_NOTHING = "globals_return_nothing"
    LSM_RESULTS_CHECKED = "lsm_results_checked"
    GLOBALS_MOVE_PACKETS = "globals_move_packets"
    GLOBALS_WITHOUT_PREEMPTION = "globals_without_preemption"
    LOOPS_UNDER_LOCKS = "loops_under_locks"
    REMOVE_ANYTHING = "remove_anything"
    THROWS_FREELY = "throws_freely"
    UNTYPED_CASTS = "untyped_casts"
    THROWS_CHECKED_PERHAPS = "throws_checked_perhaps"
    THROWS_CHECKED = "throws_checked"
    GLOBALS_THROW = "globals_throw"
    CONSTANT_KEYS_FOUND = "constant_keys_found"
    RCU_NESTS = "rcu_nests"
    NEGATIVE_DENTRIES = "negative_dentries"
    TRACING_TIMERS = "tracing_timers"
    TRACING_RES_LOCKS = "tracing_res_locks"
    CONTEXTS_ARE_NO_MEMORY = "contexts_are_no_memory"
    CONTEXTS_AS_THEY_ARE = "contexts_as_they_are"
    SYSCALL_CONTEXTS_ARE_MEMORY = "syscall_contexts_are_memory"
    CLONES_COUNT = "clones_count"
    ENDS_COUNT = "ends_count"
    FRAMES_END = "frames_end"
    POINTERS_READ_WHOLE = "pointers_read_whole"
    NONNULL_REFUSES_NULL = "nonnull_refuses_null"
    MEMORY_MAY_BE_NULL = "memory_may_be_null"
    NMI_CHECKED = "nmi_checked"
    OBJECTS_CHECKED = "objects_checked"
    PRUNES_ITERATORS = "prunes_iterators"
    STACKS_SLEEP = "stacks_sleep"
    ALL_POINTERS_READ = "all_pointers_read"
    CONST_VOID_READ = "const_void_read"
    NUMBERS_READ = "numbers_read"
    STRUCTS_PASSED = "structs_passed"
    UNIONS_PASSED = "unions_passed"
    TRACEPOINTS_AWAKE = "tracepoints_awake"
    UNLOCKING_ENDS_RCU = "unlocking_ends_rcu"
    HELPER_WRITES_MARKED_PERHAPS = "helper_writes_marked_perhaps"
    HELPER_WRITES_MARKED = "helper_writes_marked"
    VALUES_TOLD_APART = "values_told_apart"
    REGISTERS_WRITTEN = "registers_written"
    RCU_BY_REGION = "rcu_by_region"
    LOOPS_MAY_END = "loops_may_end"


def read_changes(path: Path, content: Mapping, problems: Problems) -> dict[str, str]:
    """The releases by the name of the change."""
    found: dict[str, str] = {}
    changes = content.get("changes")
    if not isinstance(changes, Mapping):
        problems.add(path, content.line, "has no mapping `changes`")
        return found
    known = {change.value for change in Change}
    for name, record in changes.items():
        line = changes.line_of(name)
        if name not in known:
            problems.add(path, line, f"{name!r} is no change of the verifier that bpflint knows")
        elif not isinstance(record, Mapping) or not _is_version(record.get("since")):
            problems.add(path, line, f'{name}: has no `since` such as "6.12"')
        elif unknown := sorted(set(record) - _KEYS):
            problems.add(path, record.line_of(unknown[0]), f"{name}: unknown key {unknown[0]!r}")
        else:
            found[name] = record["since"]
    return found


def read_types(path: Path, content: Mapping, problems: Problems) -> list[str]:
    """The map types that no kernel takes for an inner map."""
    section = content.get("never_inner")
    names = section.get("types") if isinstance(section, Mapping) and section.get("source") else None
    if not isinstance(names, list):
        problems.add(path, content.line, "has no mapping `never_inner` with `types` and their `source`")
        return []
    for name in names:
        if not isinstance(name, str) or not name.startswith("BPF_MAP_TYPE_"):
            problems.add(path, content.line_of("never_inner"), f"{name!r} is no map type")
    return list(names)


def _is_version(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(Version.parse(value))
    except ValueError:
        return False
