"""KF304: a strong declaration that fits some kernels and not this one, because the kfunc's prototype changed.

The cure is one weak declaration for each prototype, told apart by a `___flavour` that libbpf drops.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Step
from bpflint.checks._declarations import conflict, extern, ranges
from bpflint.checks._kfuncs import documentation, is_judged, references
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each strong declaration of another kernel's prototype."""
    for reference in references(context):
        declaration = reference.declaration
        if declaration is None or not is_judged(declaration) or declaration.is_weak:
            continue
        found = conflict(context, reference)
        if found is None or not found.fits:
            continue
        flavour = f"{reference.name}___v{found.kfunc.version.major}_{found.kfunc.version.minor}"
        yield Found(
            span=declaration.span,
            message=f"{reference.name}() is declared as kernel {ranges(found.fits)} has it: {found.why}",
            help=(
                f"make it __weak, add '{extern(found.kfunc.prototype, flavour, weak=True)};' "
                "and choose with bpf_ksym_exists()"
            ),
            steps=(Step(reference.call.span, f"{reference.written}() is called here, so libbpf looks for it"),),
            docs=documentation(found.kfunc),
            key=reference.written,
        )
