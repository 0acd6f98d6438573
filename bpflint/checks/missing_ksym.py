"""KF103: a kfunc declared without `__ksym`, so that libbpf does not look for it in the kernel.

Only functions that are called or passed, have a known kfunc's name and no body in the unit. May miss a kfunc of a
module that bpflint does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from bpflint.base.finding import Edit, Fix, Found, Level, Step
from bpflint.base.span import Span
from bpflint.checks._kfuncs import documentation, history, kept_functions, references
from bpflint.checks.context import Context
from bpflint.flow.static.kept_calls import uses_parameter
from bpflint.libbpf.ksym import essential_name
from bpflint.source.model import Call, FunctionRef
from bpflint.source.unit import Declaration


def check(context: Context) -> Iterator[Found]:
    """Yield each such declaration."""
    told: set[str] = set()
    for reference in references(context):
        declaration = reference.declaration
        if declaration is not None and _lacks_ksym(declaration):
            told.add(reference.written)
            yield _found(context, declaration, reference.call, "called here")
    kfuncs, declarations = context.facts.kfuncs, context.unit.declarations.values()
    plain = {each.name: each for each in declarations if _lacks_ksym(each) and essential_name(each.name) in kfuncs}
    for name, call in _passed(context, plain.keys() - told - context.unit.functions.keys()).items():
        # What it is passed to may call it or not.
        yield replace(_found(context, plain[name], call, "passed here"), level=Level.WARNING)


def _lacks_ksym(declaration: Declaration) -> bool:
    return not (declaration.is_ksym or declaration.from_vmlinux or declaration.section)


def _passed(context: Context, names: Set[str]) -> Mapping[str, Call]:
    """Which of these functions calls pass to functions of the unit that make something of them."""
    found: dict[str, Call] = {}
    for function in kept_functions(context.unit) if names else ():
        for call in function.calls():
            callee = context.unit.functions.get(call.callee) if isinstance(call.callee, str) else None
            if callee is None:
                continue
            for index, passed in enumerate(call.args[: len(callee.params)]):
                if isinstance(passed, FunctionRef) and passed.name in names and uses_parameter(callee, index):
                    found.setdefault(passed.name, call)
    return found


def _found(context: Context, declaration: Declaration, call: Call, how: str) -> Found:
    span, name = declaration.span, declaration.name
    end = Span(span.path, span.end_line, span.end_column, span.end_line, span.end_column)
    return Found(
        span=span,
        message=f"{name}() is a kfunc, but its declaration lacks __ksym",
        help="add __ksym after the parameters",
        steps=(Step(call.span, how),),
        fix=Fix("add __ksym", (Edit(end, " __ksym"),)),
        docs=documentation(history(context, essential_name(name))),
        key=name,
    )
