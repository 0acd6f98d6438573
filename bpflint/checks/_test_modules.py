"""What only a module of the kernel's own tests brings: kfuncs, and targets that carry the module's name.

Such a module comes with no kernel. Whoever runs those tests builds it, so no rule says a word; but on kernels as
distributions build them a program that needs it does not load, and a table of kernels has to say so. Nothing is told
of profiles, which know their modules. A release whose vmlinux may have had the function before the module is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.checks._causes import Cause, by_program
from bpflint.checks._kfuncs import Need, needs, references
from bpflint.checks._targets import is_optional
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.attach_targets import Target, has_holder, presence, target_of


def test_modules(context: Context) -> tuple[Cause, ...]:
    """Every need of the unit for such a module that this kernel surely does not meet without the module."""
    return context.once(_test_modules)


def lacks_test_kfunc(context: Context, program: str) -> bool:
    """True if the program needs a kfunc that was in no module of this kernel's own tests, so that nothing has it."""
    return any(
        context.kernel.kfunc(need.name) is None and (not need.programs or program in need.programs)
        for need in context.once(_needs)
    )


def doubtful_test_kfuncs(context: Context) -> tuple[Cause, ...]:
    """The strong kfuncs that later only the module has, of which nobody knows whether this kernel still has them."""
    return context.once(_doubtful_references)


def _doubtful_references(context: Context) -> Iterator[Cause]:
    for reference in references(context) if context.kernel.is_release else ():
        kfunc = context.facts.kfuncs.get(reference.name)
        if reference.declaration is None or reference.declaration.is_weak or kfunc is None:
            continue
        target = Target("function", reference.name, loads=False)
        if kfunc.test and kfunc.module and presence(context.kernel, target) is Presence.UNKNOWN:
            message = f"nobody knows whether {reference.name}() is in the kernel or only in {kfunc.module}"
            yield Cause(reference.call.span, message, "KF101")


def _test_modules(context: Context) -> Iterator[Cause]:
    if not context.kernel.is_release:
        return
    for need in context.once(_needs):
        only_in = _module_of(context, need.name) or ""
        yield Cause(need.span, _message(f"{need.name}()", only_in), "KF101", need.programs)
    for program in context.programs:
        target = target_of(program.kind)
        if target is None or target.loads or is_optional(program) or program.left_out:
            continue
        module = _module_of_target(context, target)
        if module:
            yield Cause(program.body.name_span, _message(target.text, module), "BP508", (program.name,))


needed_test_modules = by_program(_test_modules)
"""The needs without which a program, by its name, does not load."""


def _needs(context: Context) -> Iterator[Need]:
    if context.kernel.is_release:
        yield from needs(context, lambda name: _module_of(context, name) is not None)


def _message(what: str, module: str) -> str:
    return f"{what} is only in {' or '.join(module.split())}, a module of the kernel's own tests"


def _module_of(context: Context, name: str) -> str | None:
    """The test module that alone has the kfunc on this kernel."""
    kfunc = context.facts.kfuncs.get(name)
    if kfunc is None or not kfunc.test or not kfunc.module:
        return None
    return kfunc.module if _is_nowhere(context, Target("function", name, loads=False)) else None


def _module_of_target(context: Context, target: Target) -> str | None:
    """The test module after which a target is named that no vmlinux has."""
    modules = (module for module in context.facts.test_modules if target.name.startswith(f"{module}_"))
    module = next(modules, None)
    return module if module and _is_nowhere(context, target) else None


def _is_nowhere(context: Context, target: Target) -> bool:
    here = presence(context.kernel, target)
    if here is not Presence.UNKNOWN:
        return here is Presence.ABSENT
    return not has_holder(context.facts, target)
