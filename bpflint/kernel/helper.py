"""Helpers: the functions with a number in `enum bpf_func_id`, on one kernel."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from bpflint.kernel.ctype import EncodedPrototype
from bpflint.kernel.kfunc import Prototype
from bpflint.kernel.program_types import AllowList, Measured, ProgramKind
from bpflint.kernel.version import Version


@dataclass(frozen=True)
class HelperAt:
    """One helper on one kernel."""

    name: str
    number: int
    version: Version
    since: Version
    """The release that brought it (may be older than the oldest release of the facts)."""
    gpl_only: bool | None
    """True if only programs with a GPL-compatible licence may call it; None where it could not be measured."""
    docs: str | None
    measured: bool
    """True if this release was measured; else the allow-list is inferred from its neighbours."""
    _prototype: EncodedPrototype = field(repr=False)
    _allow: AllowList | None = field(repr=False)
    _measured: Measured = field(repr=False)
    left_out: bool = False
    """True if the kernel, whose release has it, lets none of the programs that were tried call it."""

    @cached_property
    def prototype(self) -> Prototype:
        return Prototype.decode(self._prototype)

    def allows(self, kind: ProgramKind) -> bool | None:
        """Whether a program of `kind` may call it; None where nobody measured."""
        if self._allow is None or (self.left_out and not self._measured.tried(kind)):
            return None
        answer = self._measured.answer(self._allow, kind)
        # Each struct of struct_ops brings its own list of helpers, so the lists of others do not refuse one.
        return None if answer is False and not self._measured.has_struct(kind) else answer
