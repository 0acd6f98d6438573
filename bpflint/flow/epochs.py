"""Releases at which the verifier changed in a way that the interpreter knows and no fact about a function tells.

Two kernels of different epochs are never judged as one, even if they say the same of every function a unit names.
"""

from __future__ import annotations

from bpflint.flow.graph import REMOVE_ANYTHING
from bpflint.flow.helpers import STACKS_SLEEP
from bpflint.flow.objects import NMI_CHECKED
from bpflint.flow.trust import NEGATIVE_DENTRIES
from bpflint.kernel.version import Version

CHANGES = tuple(sorted({NEGATIVE_DENTRIES, REMOVE_ANYTHING, NMI_CHECKED, STACKS_SLEEP}))


def epoch(version: Version) -> int:
    """How many of the changes `version` has; equal for kernels that the interpreter treats alike."""
    return sum(version >= change for change in CHANGES)
