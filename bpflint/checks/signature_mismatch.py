"""KF102: a strong declaration that libbpf compares with the kernel's prototype and refuses.

The whole object then fails to load, also where the call is dead code. Only what libbpf compares counts; a
declaration that fits some kernel and not this one is KF304.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.files import relative_path
from bpflint.base.finding import Found, Step
from bpflint.checks._declarations import conflict, extern, rewrite
from bpflint.checks._kfuncs import documentation, is_judged, references
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each strong declaration that fits no kernel."""
    for reference in references(context):
        declaration = reference.declaration
        if declaration is None or not is_judged(declaration) or declaration.is_weak:
            continue
        found = conflict(context, reference)
        if found is None or found.fits:
            continue
        own = context.unit.own_kfuncs().get(reference.name)
        yield Found(
            span=declaration.span,
            message=f"the declaration of {reference.written}() does not fit the kernel's: {found.why}",
            help=f"give the kfunc of {relative_path(own)} a name of its own: libbpf takes the kernel's"
            if own
            else f"declare it as: {extern(found.kfunc.prototype, reference.written)};",
            steps=(Step(reference.call.span, f"{reference.written}() is called here, so libbpf looks for it"),),
            fix=None if own else rewrite(declaration, found.kfunc.prototype),
            docs=documentation(found.kfunc),
            key=reference.written,
        )
