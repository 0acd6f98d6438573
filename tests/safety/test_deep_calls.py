"""Chains of calls may be longer than Python's own stack, and that stack small."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bpflint.__main__ import LEAST_STACK_BYTES
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

CALLS = 600
HEAD = "#include <vmlinux.h>\n#include <bpf/bpf_helpers.h>\nextern void bpf_rcu_read_lock(void) __ksym;\n"
PROGRAM = (
    'SEC("tp_btf/task_newtask") int p(u64 *ctx) {{ return f{0}({1}); }}\nchar _license[] SEC("license") = "GPL";\n'
)


@pytest.mark.parametrize(
    ("first", "each", "given"),
    [
        ("f0(u64 *x) { return *x; }", "f{0}(u64 *x) {{ return f{1}(x); }}", "ctx"),
        ("f0(int x) { bpf_rcu_read_lock(); return x; }", "f{0}(int x) {{ return f{1}(x + 1) + 1; }}", "ctx[0]"),
    ],
)
def test_a_long_chain_of_calls(tmp_path: Path, first: str, each: str, given: str) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "a.bpf.c"
    chain = "".join(f"static __noinline int {each.format(number, number - 1)}\n" for number in range(1, CALLS))
    path.write_text(f"{HEAD}static __noinline int {first}\n{chain}{PROGRAM.format(CALLS - 1, given)}")
    report = Engine(Settings(cache=False)).lint_file(str(path))
    assert (report.status, report.problems) == ("ok", [])


@pytest.mark.skipif(sys.platform != "linux", reason="others have no such limit, or heed it elsewhere")
@pytest.mark.parametrize("can_be_raised", [False, True])
def test_a_small_stack_is_said(can_be_raised: bool) -> None:
    def limit() -> None:
        hard = resource.getrlimit(resource.RLIMIT_STACK)[1] if can_be_raised else LEAST_STACK_BYTES // 2
        resource.setrlimit(resource.RLIMIT_STACK, (LEAST_STACK_BYTES // 2, hard))

    command = [sys.executable, "-m", "bpflint", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)
    said = "" if can_be_raised else "bpflint: needs a stack of 256 KiB (see ulimit -s)\n"
    assert (done.returncode, done.stderr) == (0 if can_be_raised else 2, said)
