"""The facts: what every known kernel release says about kfuncs, helpers and programs.

`load_facts` reads the compiled rules (milliseconds); everything else is built when first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bpflint.base.compiled_rules import rules_directory
from bpflint.kernel import compile_facts
from bpflint.kernel.all_kernels import AllKernels
from bpflint.kernel.kernel_facts import KernelFacts, UnknownKernelError
from bpflint.kernel.store import Store
from bpflint.kernel.version import Version


def load_facts(extra_rules: Sequence[Path] = ()) -> Facts:
    """The facts of bpflint with those of the given directories on top. Cached; files are read once a process.

    Raises RulesError or ProtocolError with every mistake of the extra rules, each with file, line and reason.
    """
    return _load(tuple(Path(each) for each in extra_rules))


@lru_cache(maxsize=8)
def _load(extra_rules: tuple[Path, ...]) -> Facts:
    if extra_rules:
        merged = compile_facts.merge_user_rules(_load(()).store.compiled, extra_rules)
        facts = Facts(Store(merged), extra_rules)
        _ = facts.protocols  # so that a mistake is told now
        return facts
    return Facts(Store(compile_facts.load(rules_directory())))


class Facts(AllKernels):
    """Everything known about all kernel releases, and about each of them. Immutable."""

    def __init__(self, store: Store, extra_rules: tuple[Path, ...] = ()) -> None:
        super().__init__(store, extra_rules)
        self._at: dict[Version, KernelFacts] = {}

    def at(self, version: Version, patch: int | None = None) -> KernelFacts:
        """One release, or a stable kernel of it. Raises UnknownKernelError where it is none of `versions`."""
        if version not in self._at:
            if version not in self.versions:
                raise UnknownKernelError(
                    f"nothing is known of kernel {version}: bpflint knows {self.versions[0]} to {self.newest}"
                )
            self._at[version] = KernelFacts(self, version)
        if patch is not None and self.store.has_stable_changes(version, patch):
            return KernelFacts(self, version, patch=patch)
        return self._at[version]
