"""BP501: a helper that this kernel does not let programs of this type call.

Measured on running kernels, like the allow-lists of kfuncs; where nobody measured, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.checks._helpers import helper_calls
from bpflint.checks._kfuncs import listing, programs_of, story
from bpflint.checks._permission import describe
from bpflint.checks.context import Context
from bpflint.finding import Found


def check(context: Context) -> Iterator[Found]:
    """Yield each call from a program of the wrong type."""
    for call in helper_calls(context):
        helper = call.helper
        if helper is None:
            continue
        ways = tuple(way for way in call.ways if way[0].kind and helper.allows(way[0].kind) is False)
        if not ways or ways[0][0].kind is None:
            continue
        programs = programs_of(ways)
        yield Found(
            span=call.call.span,
            message=(
                f"helper {call.name}() may not be called from {describe(ways[0][0].kind)} programs such as "
                f"{listing(programs, limit=1)}"
            ),
            help="call it from a program of a type that may, or use another helper",
            steps=story(ways[0]),
            function=call.function,
            programs=programs,
            docs=helper.docs or "",
            key=call.name,
        )
