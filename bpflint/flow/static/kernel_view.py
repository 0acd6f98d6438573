"""What the paths of a program can tell of a kernel by the functions that it calls: to those alike it is followed once.

A kfunc changes in much that no path depends on: how its prototype is spelt, who else may call it, flags that are
checked elsewhere; and what no path comes to does not matter. So paths ask of each function that they come to what it
looks like (a question, see kernel_queries.py), and the answers tell kernels apart.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final

from bpflint.flow.static.kfunc_arguments import asks_for_trust, wants
from bpflint.flow.static.per_function import per_kfunc
from bpflint.kernel import KernelFacts
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.program_types import ProgramKind

FLAGS: Final = frozenset(
    {
        "KF_ACQUIRE",
        "KF_ITER_DESTROY",
        "KF_ITER_NEW",
        "KF_ITER_NEXT",
        "KF_RCU",
        "KF_RCU_PROTECTED",
        "KF_RELEASE",
        "KF_RET_NULL",
        "KF_SLEEPABLE",
    }
)
"""The flags that decide what a call does along a path."""
OF_ARENAS: Final = "KF_ARENA"
"""What flags about arenas begin with."""


def callee_view(kernel: KernelFacts, name: str) -> int:
    """What a call of a function looks like to a path: equal for two kernels on which it does the same.

    A hash, so that processes that share work have the same one.
    """
    kfunc = kernel.kfunc(name)
    if kfunc is None:
        return hash((kernel.presence(name).value, kernel.helper(name) is not None))
    return _kfunc_view(kfunc)


@per_kfunc
def _kfunc_view(kfunc: KfuncAt) -> int:
    flags = frozenset(flag for flag in kfunc.flags if flag in FLAGS or flag.startswith(OF_ARENAS))
    # Of a map that is read of a kernel object, more is asked than of other pointers.
    wanted = [(want, asks_for_trust(kfunc, want), want.kind == "map" and kfunc.trusted_args) for want in wants(kfunc)]
    takes_const = [param.type.target is not None and param.type.target.const for param in kfunc.prototype.params[:1]]
    returns, target = kfunc.prototype.returns, kfunc.prototype.returns.target
    returned = returns.kind, target and (target.kind, target.name if target.kind != "int" else "", target.size)
    return hash((kfunc.name, flags, tuple(wanted), tuple(takes_const), returned))


def calls_view(
    kernel: KernelFacts, names: Iterable[str], declared: Container[str], kind: ProgramKind | None
) -> tuple[int, ...]:
    """What is asked of all functions that a program of `kind` calls, whether or not a path comes to them.

    Those that are `declared` (or flavours of them) are known to be kfuncs, whatever the kernel has.
    """
    return tuple([_bits(kernel, name, kind, name in declared) for name in sorted(names) if kernel.knows(name)])


def _bits(kernel: KernelFacts, name: str, kind: ProgramKind | None, is_declared: bool) -> int:
    kfunc = kernel.kfunc(name)
    if kfunc is not None:
        is_refused = not kfunc.callable or kind is None or kfunc.allows(kind) is False
        return is_refused | kfunc.sleepable << 1 | (not is_declared) << 2
    # Only of few helpers the program types that get them have prototypes of their own.
    contract = kernel.facts.helper_contracts.get(name)
    is_typed = contract is not None and any(form.program_types for form in contract.forms)
    helper = kernel.helper(name) if is_typed and kind is not None else None
    return bool(helper is not None and kind is not None and helper.allows(kind)) << 3
