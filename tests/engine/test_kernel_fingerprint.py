"""What checks that follow no path ask of a kernel tells its class: else they would speak for kernels they never saw."""

from __future__ import annotations

import re
from pathlib import Path

import bpflint
from bpflint.engine.kernel_fingerprint import _CHANGES

LOOKING = re.compile(r"\bkernel\.version\b(?! import)")
PACKAGE = Path(bpflint.__file__).parent

ANSWERED = {
    "ALL_POINTERS_READ": "misfits()",
    "CONST_VOID_READ": "misfits()",
    "CONSTANT_KEYS_FOUND": "asked of paths alone",
    "INNER_VALUES_LOCKED": "too_new()",
    "NUMBERS_READ": "misfits()",
    "STRUCTS_PASSED": "misfits() and missing_targets()",
    "TRACING_RES_LOCKS": "maps_awake()",
    "TRACING_TIMERS": "maps_awake()",
    "UNIONS_PASSED": "misfits() and missing_targets()",
}
"""Changes of the verifier that an answer which tells classes apart hangs on."""

LOOKS_AT_THE_RELEASE = {
    "checks/_map_users.py": "maps_awake()",
    "checks/_permission.py": "only in words: from which release on a refused call is taken",
    "checks/_presence.py": "KernelFacts.place_in_history()",
    "checks/context.py": "tests of the unit, which are asked one by one",
    "checks/guard_too_new.py": "the release itself is among the answers",
    "checks/helper_too_old.py": "helpers that are not there yet are in KernelFacts.signature()",
    "libbpf/attach_targets.py": "missing_targets()",
}


def test_each_change_that_a_check_asks_for_tells_classes_apart() -> None:
    files = [*PACKAGE.glob("checks/*.py"), *PACKAGE.glob("libbpf/*.py"), PACKAGE / "kernel/load_limits.py"]
    asked = {name for path in files for name in re.findall(r"\bChange\.([A-Z_]+)\b", path.read_text())}
    assert asked == {change.name for change in _CHANGES} | ANSWERED.keys()


def test_each_check_that_looks_at_the_release_is_known() -> None:
    files = [*PACKAGE.glob("checks/*.py"), *PACKAGE.glob("libbpf/*.py")]
    looking = {path.relative_to(PACKAGE).as_posix() for path in files if LOOKING.search(path.read_text())}
    assert looking == LOOKS_AT_THE_RELEASE.keys()
