"""What kernels say: releases, kfuncs, helpers, program types. Loads rules/; knows no clang.

Start with `load_facts()`, then `facts.at(version).kfunc(name)`.
"""

from __future__ import annotations

from bpflint.base.compiled_rules import rules_directory
from bpflint.kernel.facts import Facts, load_facts
from bpflint.kernel.helper import HelperAt
from bpflint.kernel.kernel_facts import KernelFacts, UnknownKernelError
from bpflint.kernel.kfunc import Kfunc, KfuncAt, Param, Prototype
from bpflint.kernel.presence import Presence
from bpflint.kernel.program_types import ProgramKind
from bpflint.kernel.rules_yaml import RulesError
from bpflint.kernel.version import Target, TargetError, Version, describe_versions

__all__ = [
    "Facts",
    "HelperAt",
    "KernelFacts",
    "Kfunc",
    "KfuncAt",
    "Param",
    "Presence",
    "ProgramKind",
    "Prototype",
    "RulesError",
    "Target",
    "TargetError",
    "UnknownKernelError",
    "Version",
    "describe_versions",
    "load_facts",
    "rules_directory",
]
