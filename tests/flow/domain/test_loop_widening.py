"""What follows a loop of many rounds is walked, with its counter at the exact last value; and nothing is made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import walk

from bpflint.flow.domain.cases import Case

LEAK = Case.REFERENCE_LEAKED

# A loop whose branches make more paths than are followed, to a constant end.
LOOP = "for (int i = 0; i < 64; i++) { if (task->pid == i) odd++; if (bpf_get_prandom_u32() > 3) continue; even++; }"
TAKE = "struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0;"
GIVE = "bpf_task_release(p);"

FOUND = {
    "leaked after the loop": f"u32 odd = 0, even = 0; {LOOP} {TAKE}",
    "leaked across the loop": f"u32 odd = 0, even = 0; {TAKE} {LOOP}",
    "leaked after a loop in a loop": f"""
        u32 odd = 0, even = 0;
        for (u32 round = 0; round != 50; ++round) {{ {LOOP} }}
        {TAKE}""",
    "leaked after a loop down to zero": f"""
        int odd = 0;
        for (int i = 99; i >= 0; i--) {{ if (task->pid == i) odd++; if (task->pid > 9) odd--; if (odd == 5) odd = 1; }}
        {TAKE}""",
    "leaked after a while": f"""
        u64 i = 0; u32 odd = 0;
        while (i <= 40) {{ if (bpf_get_prandom_u32() > 3) odd++; if (bpf_get_prandom_u32() > 3) odd++; i += 1; }}
        {TAKE}""",
    "leaked where the loop is broken off": f"""
        u32 odd = 0, even = 0;
        {TAKE}
        for (int i = 0; i < 64; i++) {{ if (bpf_get_prandom_u32() > 3) even++; if (task->pid == i) return 1; }}
        {GIVE}""",
}

SILENT = {
    "the counter's last value is known": f"""
        u32 odd = 0, even = 0; int i;
        {TAKE}
        for (i = 0; i < 64; i++) {{ if (task->pid == i) odd++; if (bpf_get_prandom_u32() > 3) even++; }}
        if (i != 64) return 1;
        {GIVE}""",
    "the last round went well": f"""
        int error = 0; u32 odd = 0;
        {TAKE}
        for (int i = 0; i < 64; i++) {{
            if (bpf_get_prandom_u32() > 3) odd++;
            error = bpf_get_prandom_u32();
            if (error) break;
        }}
        if (error) {{ {GIVE} return 1; }}
        {GIVE}""",
    "each round gives back one of an array": """
        struct task_struct *taken[8] = {};
        int i;
        for (i = 0; i < 8; i++) {
            if (bpf_get_prandom_u32() > 3) taken[i] = bpf_task_from_pid(1);
            else taken[i] = bpf_task_from_pid(2);
        }
        for (i = 0; i < 8; i++)
            if (taken[i]) bpf_task_release(taken[i]);""",
}

UNSURE = {
    "rounds are counted": f"""
        u32 rounds = 0, odd = 0;
        {TAKE}
        for (int i = 0; i < 64; i++) {{ rounds++; if (task->pid == i) odd++; if (bpf_get_prandom_u32() > 3) odd++; }}
        if (rounds == 64) {GIVE}""",
    "one round does something else": f"""
        u32 odd = 0;
        {TAKE}
        for (int i = 0; i < 64; i++) {{
            if (bpf_get_prandom_u32() > 3) odd++;
            if (bpf_get_prandom_u32() > 3) odd++;
            if (i == 63) {GIVE}
        }}""",
}


@pytest.mark.parametrize("name", FOUND)
def test_what_follows_is_walked(tmp_path: Path, name: str) -> None:
    assert {event.case for event in walk(tmp_path, FOUND[name])} == {LEAK}


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_made_up(tmp_path: Path, name: str) -> None:
    assert not walk(tmp_path, SILENT[name])


@pytest.mark.parametrize("name", UNSURE)
def test_rounds_that_are_left_out_make_unsure(tmp_path: Path, name: str) -> None:
    assert not any(event.sure for event in walk(tmp_path, UNSURE[name]))
