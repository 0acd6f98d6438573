"""Which maps may hold which objects."""

from __future__ import annotations

import re

from bpflint.flow.static import map_fields
from bpflint.source import bundled

HEADER = (bundled.UAPI / "linux/bpf.h").read_text(encoding="utf-8")


def test_types_have_the_numbers_of_the_kernel() -> None:
    numbers: dict[str, int] = {}
    for line in HEADER.partition("enum bpf_map_type {")[2].partition("};")[0].splitlines():
        found = re.match(r"\s*BPF_MAP_TYPE_(\w+)(?:\s*=\s*BPF_MAP_TYPE_(\w+))?,", line)
        if found:
            numbers[found[1]] = numbers[found[2]] if found[2] else max(numbers.values(), default=-1) + 1
    assert numbers["ARENA"] == map_fields._NEWEST
    for ours, theirs in {
        "_HASH": "HASH", "_ARRAY": "ARRAY", "_PERCPU_HASH": "PERCPU_HASH", "_PERCPU_ARRAY": "PERCPU_ARRAY",
        "_LRU_HASH": "LRU_HASH", "_LRU_PERCPU_HASH": "LRU_PERCPU_HASH", "_CGROUP_STORAGE": "CGROUP_STORAGE_DEPRECATED",
        "_SK_STORAGE": "SK_STORAGE", "_INODE_STORAGE": "INODE_STORAGE", "_TASK_STORAGE": "TASK_STORAGE",
        "_CGRP_STORAGE": "CGRP_STORAGE",
    }.items():  # fmt: skip
        assert getattr(map_fields, ours) == numbers[theirs], theirs
