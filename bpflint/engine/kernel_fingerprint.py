"""What tells one class of kernels from another: every answer about a kernel that a finding or a table may hang on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bpflint.checks import guard_too_new
from bpflint.checks._advice import NUMBERS_LOOP
from bpflint.checks._core import doubtful, in_no_kernel, lacking
from bpflint.checks._hooks import misfits
from bpflint.checks._map_users import maps_awake
from bpflint.checks._member_shapes import other_members
from bpflint.checks._options import left_out_kfuncs
from bpflint.checks._set_members import set_members, unfounded
from bpflint.checks._symbols import doubtful_symbols, lacking_symbols, other_symbols, symbols_of_no_kernel
from bpflint.checks._targets import missing_but_left_out, missing_targets, perhaps_closed_hooks
from bpflint.checks._test_modules import doubtful_test_kfuncs, test_modules
from bpflint.checks._too_new import too_new
from bpflint.checks.context import Context
from bpflint.flow.machine.hook_arguments import hook_arguments
from bpflint.kernel.program_types import ProgramKind
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.attach_targets import closed_helpers

_ANSWERS = (
    too_new,
    missing_targets,
    missing_but_left_out,
    perhaps_closed_hooks,
    unfounded,
    set_members,
    other_members,
    lacking,
    doubtful,
    in_no_kernel,
    lacking_symbols,
    other_symbols,
    left_out_kfuncs,
    doubtful_symbols,
    symbols_of_no_kernel,
    misfits,
    test_modules,
    doubtful_test_kfuncs,
    maps_awake,
)

_CHANGES = (
    Change.GLOBALS_WHEN_CALLED,
    Change.LOOPS_MAY_END,
    Change.TRACEPOINTS_AWAKE,
)
"""Changes of the verifier that checks ask for in person, not by way of the paths."""


def answers(context: Context, names: Sequence[str], kinds: Collection[ProgramKind]) -> object:
    """All that is asked where no path is followed.

    Equal for kernels that give the same facts for `names` and programs of `kinds`, all a unit has.
    """
    kernel = context.kernel
    return (
        id(context.reachability),
        tuple(kernel.has(change) for change in _CHANGES),
        kernel.version >= guard_too_new.SINCE,
        kernel.kfunc(NUMBERS_LOOP) is None,
        kernel.sleepable_types,
        kernel.signature(names, kinds),
        kernel.place_in_history(names),
        tuple(hook_arguments(kernel, kind) for kind in kinds),
        closed_helpers(kernel, names, kinds),
        tuple(answer(context) for answer in _ANSWERS),
    )
