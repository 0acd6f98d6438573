"""BP505: programs in a unit without a licence. The kernel then takes them for proprietary.

No error: the licence may come from another object when several are linked.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.checks._kfuncs import kfunc_calls
from bpflint.checks._license import license_of
from bpflint.checks.context import Context
from bpflint.finding import Found


def check(context: Context) -> Iterator[Found]:
    """Yield once, at the first program."""
    if not context.programs or license_of(context.unit) is not None:
        return
    program = context.programs[0]
    kfunc = next(iter(kfunc_calls(context)), None)
    refused = f", so {kfunc.name}() will be refused" if kfunc else ""
    yield Found(
        span=program.body.name_span,
        message=f"no licence is given{refused}",
        help='add: char _license[] SEC("license") = "GPL";',
        function=program.body.name,
    )
