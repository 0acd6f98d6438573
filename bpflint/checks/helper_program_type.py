"""BP501: a helper that this kernel does not let programs of this type call.

Measured on running kernels, like the allow-lists of kfuncs; where nobody measured, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._helpers import helper_calls
from bpflint.checks._kfuncs import kind_of, level_of, listing, programs_of, story, untested
from bpflint.checks.context import Context
from bpflint.kernel.helper import HelperAt
from bpflint.kernel.program_types import ProgramKind

MEASURED_HOOKS = ("file_open", "socket_sendmsg")
MEASURED_ITERATORS = ("task",)


def check(context: Context) -> Iterator[Found]:
    """Yield each call from a program of the wrong type."""
    for call in helper_calls(context):
        helper = call.helper
        if helper is None:
            continue
        ways = untested(context, [way for way in call.ways if _refused(helper, kind_of(way[0]))])
        if not ways:
            continue
        programs = programs_of(ways)
        yield Found(
            span=call.call.span,
            message=(
                f"helper {call.name}() may not be called from {ways[0][0].label} programs such as "
                f"{listing(programs, limit=1)}"
            ),
            help="call it from a program of a type that may, or use another helper",
            steps=story(ways[0]),
            level=level_of(context, ways),
            function=call.function,
            programs=programs,
            docs=helper.docs or "",
            key=call.name,
        )


def _refused(helper: HelperAt, kind: ProgramKind | None) -> bool:
    """True if it was measured that programs of the kind may not call the helper.

    Some helpers are open to single LSM hooks or iterators, and few of these were measured.
    """
    if kind is None or helper.allows(kind) is not False:
        return False
    if kind.type == "BPF_PROG_TYPE_LSM":
        return kind.target in MEASURED_HOOKS
    return kind.attach != "BPF_TRACE_ITER" or kind.target in MEASURED_ITERATORS
