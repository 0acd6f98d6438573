"""BP511: a variable of the kernel (`__ksym`) or a value (`__kconfig`) that libbpf does not find, so nothing loads.

Also one that is declared as another kind of thing than the kernel has it.

Quiet about variables of no known kernel, which a module may have, about those of type void, which are looked up in
kallsyms, and about how a kernel is configured.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Step
from bpflint.checks._holders import who_has
from bpflint.checks._symbols import Use, lacking_symbols, other_symbols
from bpflint.checks.context import Context
from bpflint.libbpf.externs import KCONFIG, VIRTUAL, presence
from bpflint.source.model import Global


def check(context: Context) -> Iterator[Found]:
    """Yield the first use of each such variable."""
    for use in lacking_symbols(context):
        variable = use.variable
        is_value = variable.section == KCONFIG
        yield Found(
            span=use.span,
            message=_no_value(variable) if is_value else _no_variable(context, use),
            help=f"libbpf knows CONFIG_... and {', '.join(VIRTUAL)}"
            if is_value
            else f"declare it __weak, and use it only if bpf_ksym_exists(&{variable.name})",
            steps=(Step(variable.span, _declared(variable)),),
            function=use.function.removeprefix("____"),
            key=variable.name,
        )
    for other in other_symbols(context):
        variable = other.use.variable
        ours = variable.type.spelling
        yield Found(
            span=other.use.span,
            message=f"{variable.name} is declared as '{ours}', and the kernel's variable is a '{other.theirs}'",
            help="declare it as the kernel has it: libbpf refuses the object, even if the declaration is __weak",
            steps=(Step(variable.span, "declared here"),),
            function=other.use.function.removeprefix("____"),
            key=f"{variable.name} {ours}",
        )


def _no_value(variable: Global) -> str:
    return f"libbpf refuses the object: it has no value for {variable.name}"


def _no_variable(context: Context, use: Use) -> str:
    holders = who_has(context, lambda kernel: presence(kernel, use.variable))
    return f"the variable {use.variable.name} is not there: {holders}"


def _declared(variable: Global) -> str:
    if variable.section == KCONFIG:
        return "declared here"
    return "declared here, and not __weak: without it nothing of the object loads"
