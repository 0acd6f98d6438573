"""Advice about calls is for who wrote them: a macro of the file itself, not one of a header that it includes."""

from __future__ import annotations

from pathlib import Path

import pytest
from forked import bpflint

MACROS = """
#define OLD_READ(to, from) bpf_probe_read(&(to), sizeof(to), from)
#define THIS_TASK() ((struct task_struct *)bpf_get_current_task())
"""
PROGRAM = """
char LICENSE[] SEC("license") = "GPL";
SEC("kprobe/do_nanosleep") int reads(struct pt_regs *ctx)
{
	long value = 0;

	OLD_READ(value, (void *)ctx->di);
	return value == (long)THIS_TASK()->pid;
}
"""
HEADERS = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n'


@pytest.mark.parametrize(("in_header", "told"), [(True, set()), (False, {"BP602", "BP604"})])
def test_who_wrote_the_call(tmp_path: Path, *, in_header: bool, told: set[str]) -> None:
    (tmp_path / "macros.h").write_text(MACROS)
    included = '#include "macros.h"\n' if in_header else MACROS
    (tmp_path / "x.bpf.c").write_text(HEADERS + included + PROGRAM)
    ran = bpflint("--select", "BP602,BP604", "--format", "concise", "--no-config", "x.bpf.c", cwd=tmp_path)
    assert {each for each in ("BP602", "BP604") if each in ran.stdout} == told, ran.stdout + ran.stderr
