"""KF109: a `__weak` declaration that fits no kernel, so libbpf takes the kfunc for absent everywhere.

The program loads and the code behind `bpf_ksym_exists()` never runs. Quiet about a declaration that fits at least
one known kernel: that is how flavours for several kernels are written.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._declarations import conflict, extern, rewrite
from bpflint.checks._kfuncs import documentation, is_judged, references
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each weak declaration that no kernel can resolve."""
    for reference in references(context):
        declaration = reference.declaration
        if declaration is None or not is_judged(declaration) or not declaration.is_weak:
            continue
        found = conflict(context, reference)
        if found is None or found.fits:
            continue
        # The kernel has this very name, but libbpf looks for what comes before the last `___`.
        shadowed = reference.written != reference.name and reference.written in context.facts.kfuncs
        prototype = extern(found.kfunc.prototype, reference.written, weak=True)
        flavour = f"{reference.written}___compat"
        yield Found(
            span=declaration.span,
            message=f"the weak declaration of {reference.written}() never resolves: {found.why}",
            help=f"name it {flavour} to mean the kernel's {reference.written}()"
            if shadowed
            else f"declare it as: {prototype};",
            fix=None if shadowed else rewrite(declaration, found.kfunc.prototype),
            docs=documentation(found.kfunc),
            key=reference.written,
        )
