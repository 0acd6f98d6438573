"""What is noted of uses of objects, wherever in a program they stand and whatever stands before them."""

from __future__ import annotations

from pathlib import Path

import paths_of_objects
import pytest
import uses_of_objects
from objects import USES
from walked import HEAD, follow, walk

from bpflint.flow.domain.cases import About, Case
from bpflint.source.parse import parse_unit

ROWS = uses_of_objects.ROWS | paths_of_objects.ROWS
WRONG = [body for body in ROWS if ROWS[body]]
ABOUT = {case.key: case.about for case in Case}
CERTAIN_ONLY = {"null-variable-used", "null-variable-used?"}
"""Not noted at all where the way there is in doubt."""
IN_LOOP = {"reference-leaked": "reference-lost-in-loop"}
"""What a round leaves behind is lost before the program returns."""

FUNCTION = "static __attribute__((noinline)) int inner(u64 *ctx, struct task_struct *task) { %s\nreturn 0; }"


def keys(tmp_path: Path, body: str, before: str = "", version: str = "7.1") -> set[str]:
    events = walk(tmp_path, body, before=USES + before, version=version)
    return {event.case.key + ("" if event.sure else "?") for event in events}


@pytest.mark.parametrize("body", ROWS)
def test_what_is_noted(tmp_path: Path, body: str) -> None:
    assert keys(tmp_path, body) == ROWS[body]


@pytest.mark.parametrize(("body", "version", "expected"), uses_of_objects.OTHERS)
def test_what_is_noted_on_another_kernel(tmp_path: Path, body: str, version: str, expected: set[str]) -> None:
    assert expected != ROWS[body]
    assert keys(tmp_path, body, version=version) == expected


@pytest.mark.parametrize("body", ROWS)
def test_a_function_of_its_own_changes_nothing(tmp_path: Path, body: str) -> None:
    assert keys(tmp_path, "return inner(ctx, task);", FUNCTION % body) == ROWS[body]


@pytest.mark.parametrize("body", WRONG)
def test_paths_that_met_before_change_nothing(tmp_path: Path, body: str) -> None:
    start = "if (bpf_get_prandom_u32() > 4) count++; if (bpf_get_prandom_u32() > 4) count--;"
    assert keys(tmp_path, f"{start} {body}", "static int count;") == ROWS[body]


@pytest.mark.parametrize("body", WRONG)
def test_the_one_round_of_a_loop_changes_nothing_but_what_is_lost_with_it(tmp_path: Path, body: str) -> None:
    noted = keys(tmp_path, f"for (int once = 0; once < 1; once++) {{ {body} }}")
    sure = ({IN_LOOP.get(key, key) for key in each if not key.endswith("?")} for each in (noted, ROWS[body]))
    assert next(sure) == next(sure)


@pytest.mark.parametrize("body", WRONG)
def test_behind_what_the_loader_decides_all_is_in_doubt(tmp_path: Path, body: str) -> None:
    noted = keys(tmp_path, f"if (wanted) {{ {body} }}", "const volatile int wanted;")
    assert noted == {key.rstrip("?") + "?" for key in ROWS[body] - CERTAIN_ONLY}


@pytest.mark.parametrize("body", WRONG)
def test_behind_what_was_lost_in_parsing_nothing_is_noted_of_what_is_held(tmp_path: Path, body: str) -> None:
    path = tmp_path / "unit.bpf.c"
    start = 'SEC("tp_btf/task_newtask") int program(u64 *ctx) { struct task_struct *task = (void *)ctx[0]; lost(task); '
    path.write_text(f"{HEAD}{USES}\n{start}{body}\nreturn 0; }}\n")
    unit = parse_unit(str(path), ["-target", "bpf", "-std=gnu11", "-Wno-everything"])
    noted = {event.case.key + ("" if event.sure else "?") for event in follow(unit, "7.1").events}
    assert noted == {key for key in ROWS[body] if not ABOUT[key.rstrip("?")] & About.HELD}
