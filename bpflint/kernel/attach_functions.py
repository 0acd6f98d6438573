"""Functions of the kernel whose result a program may change, and what else takes programs that sleep.

What any release lists is taken for listed everywhere: a kernel is asked only about what no release ever listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpflint.kernel.version import Version


@dataclass(frozen=True, slots=True)
class AttachFunctions:
    """Answers are False where no kernel allows it, None for kernels of which nothing is known, else True."""

    since: Version
    injected: frozenset[str]
    """Functions that may fail on purpose."""
    not_sleepable: frozenset[str]
    modifiable: frozenset[str]
    modifiable_and_sleepable: frozenset[str]
    iterators: frozenset[str]
    faultable: frozenset[str]
    """Tracepoints of which a program may sleep."""
    system_calls: tuple[str, ...]
    modifiable_prefix: str
    struct_ops_since: Version
    members: Mapping[str, frozenset[str]]
    """The members of struct_ops types that may sleep, for the types that are choosy."""
    closed: Mapping[str, frozenset[str]]
    """The members of struct_ops types that take no program."""
    helper_targets: Mapping[str, frozenset[str]]
    """The functions whose programs may call a helper that is not open to all."""
    helper_hooks_since: Mapping[str, Version]
    """Helpers that programs on LSM hooks may call where such programs may sleep, with the first kernel for which."""
    helpers_of_results: frozenset[str]
    """Helpers that programs on LSM hooks may call where the hook returns something."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> AttachFunctions:
        """From rules/attach_functions.yaml."""
        return cls(
            Version.parse(data["since"]),
            frozenset(data["error_injection"]),
            frozenset(data["not_sleepable"]),
            frozenset(data["modifiable"]),
            frozenset(data["modifiable_and_sleepable"]),
            frozenset(data["sleepable_iterators"]),
            frozenset(data["faultable_tracepoints"]),
            tuple(data["system_calls"]),
            data["modifiable_prefix"],
            Version.parse(data["struct_ops_since"]),
            {struct: frozenset(members) for struct, members in data["sleepable_members"].items()},
            {struct: frozenset(members) for struct, members in data["closed_members"].items()},
            {helper: frozenset(targets) for helper, targets in data["helper_targets"].items()},
            {helper: Version.parse(since) for helper, since in data["helper_hooks_since"].items()},
            frozenset(data["helpers_of_results"]),
        )

    def is_modifiable(self, version: Version, function: str) -> bool | None:
        """Whether an fmod_ret program may attach to a function."""
        if version < self.since:
            return None
        listed = self._may_fail(function) or function in self.modifiable | self.modifiable_and_sleepable
        return listed or function.startswith(self.modifiable_prefix)

    def may_sleep(self, version: Version, function: str) -> bool | None:
        """Whether a sleepable program may attach to a function."""
        if version < self.since:
            return None
        listed = self._may_fail(function) and function not in self.not_sleepable
        return listed or function in self.modifiable_and_sleepable

    def is_only_injected(self, function: str, *, changes: bool) -> bool:
        """Whether a function takes a program that changes its result, or sleeps, only as it may fail on purpose."""
        listed = function in self.modifiable_and_sleepable
        if changes:
            listed = listed or function in self.modifiable or function.startswith(self.modifiable_prefix)
        return self._may_fail(function) and not listed

    def iterator_sleeps(self, version: Version, target: str) -> bool | None:
        """Whether a sleepable program may be attached to an iterator."""
        return None if version < self.since else target in self.iterators

    def member_sleeps(self, version: Version, member: str) -> bool | None:
        """Whether a sleepable program may be the member of a struct_ops type (`sched_ext_ops.init`)."""
        struct, _, name = member.partition(".")
        if version < self.struct_ops_since or struct not in self.members:
            return None
        return name in self.members[struct]

    def member_is_closed(self, member: str) -> bool:
        """Whether no program can be the member of a struct_ops type (`tcp_congestion_ops.get_info`)."""
        struct, _, name = member.partition(".")
        return name in self.closed.get(struct, ())

    def _may_fail(self, function: str) -> bool:
        return function in self.injected or function.startswith(self.system_calls)
