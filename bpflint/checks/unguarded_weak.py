"""KF306: a `__weak` kfunc called without a test on a kernel that lacks it, or that has it with another prototype.

Weak is what any declaration calls so, also one in vmlinux.h. Libbpf poisons such a call, and the verifier refuses every
program that reaches it. The test may stand anywhere on the way: `bpf_ksym_exists()`, a CO-RE existence test, a kernel
version; the guards are evaluated for the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import (
    documentation,
    history,
    kfunc_calls,
    level_of,
    programs_of,
    story,
    untested,
)
from bpflint.checks._presence import Era, Missing, missing
from bpflint.checks.context import Context
from bpflint.checks.kfunc_removed import cure, ended
from bpflint.libbpf.ksym import mismatch
from bpflint.source.bundled import KFUNC_HEADER


def check(context: Context) -> Iterator[Found]:
    """Yield each call that a guard should have kept away."""
    for use in missing(context):
        if use.weak:
            yield Found(
                span=use.span,
                message=_message(context, use),
                help=cure(use) if use.lack.reason else f"call it only if bpf_ksym_exists({use.name})",
                steps=use.steps,
                level=use.level,
                function=use.function,
                programs=use.programs,
                docs=documentation(use.lack.kfunc),
                key=use.name,
            )
    yield from _other_prototypes(context)


def _message(context: Context, use: Missing) -> str:
    if use.lack.era is Era.BEFORE:
        return f"{use.name}() is __weak and called without a test, but exists only since kernel {use.since(context)}"
    if use.lack.reason:
        return ended(use)
    return f"{use.name}() is __weak and called without a test, but {ended(use).split(' ', 1)[1]}"


def _other_prototypes(context: Context) -> Iterator[Found]:
    for call in kfunc_calls(context):
        declaration, kfunc = call.declaration, context.kernel.kfunc(call.name)
        if declaration is None or kfunc is None or not (declaration.is_weak and declaration.is_ksym):
            continue
        if not kfunc.prototype_certain or (why := mismatch(context.unit, declaration.type, kfunc.prototype)) is None:
            continue
        is_stand_in = declaration.span.path == str(KFUNC_HEADER)
        if is_stand_in and len(declaration.type.params) == len(kfunc.prototype.params):
            continue  # the vmlinux.h that is missing may declare it as this kernel does
        ways = untested(context, call.ways)
        if not ways:
            continue
        who = "vmlinux.h declares it otherwise than this kernel" if declaration.from_vmlinux else "does not resolve"
        yield Found(
            span=call.call.span,
            message=f"{call.written}() is __weak and called without a test, but {who}: {why}",
            help=f"call it only if bpf_ksym_exists({call.written})",
            steps=story(ways[0]),
            level=level_of(context, ways),
            function=call.function,
            programs=programs_of(ways),
            docs=documentation(history(context, call.name)),
            key=call.written,
        )
