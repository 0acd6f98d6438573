"""Every command that README.md and docs/ show runs, in a project made up for them, as somebody would copy it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_kernel as tiny
from documented import BLOCK, COMMANDS, INSTALLS, PAGES, ROOT, reason_not_to_run
from tiny_kernel import TinyBtf

DEVELOPS = re.compile(r"\bpytest\b|\bruff\b|\bmypy\b")
WATCHED_S = 10
"""Until somebody types Ctrl-C."""
SOURCE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;

SEC("tp_btf/task_newtask")
int leaks(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	return task != 0;
}

char _license[] SEC("license") = "GPL";
"""
ANNOTATED = SOURCE.replace("int leaks", '__failure __msg("Unreleased reference")\nint leaks').replace(
    "extern", "#define __failure\n#define __msg(text)\nextern", 1
)
VERIFIER_LOG = """\
PROCESSING x.bpf.o/leaks, DURATION US: 22, VERDICT: failure, VERIFIER LOG:
; return 0;
3: (95) exit
Unreleased reference id=2 alloc_insn=1
processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
"""


WITH_BLOCKS = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands name: sources, a kernel; and programs that they call besides bpflint."""
    folder = tmp_path_factory.mktemp("documented")
    (folder / ".git").mkdir()
    (folder / "include").mkdir()
    for place in (folder, folder / "src", folder / "scheds/rust/scx_layered"):
        place.mkdir(parents=True, exist_ok=True)
        (place / "x.bpf.c").write_text(SOURCE, encoding="utf-8")
    types = TinyBtf()
    types.add_kfunc("bpf_wq_start", types.add_int("int"))
    image = tiny.elf(
        {".BTF": types.bytes(), ".BTF_ids": tiny.kfunc_set("<", {3: 32}), ".rodata": tiny.banner("6.12.43-x")}
    )
    (folder / "boot").mkdir()
    (folder / "boot/vmlinuz").write_bytes(tiny.bzimage(image, "6.12.43-x"))
    (folder / "bin").mkdir()
    for name in ("linux/tools/testing/selftests/bpf/progs", "third_party/libbpf", "inc", "testdata"):
        (folder / name).mkdir(parents=True)
    (folder / "linux/tools/testing/selftests/bpf/progs/iters.c").write_text(ANNOTATED, encoding="utf-8")
    shutil.copytree(ROOT / "testdata/call-order", folder / "testdata/call-order")
    for own in ("benchmarks", "tools", "tests"):
        (folder / own).symlink_to(ROOT / own)
    programs = {
        "reviewdog": "cat >/dev/null; echo no news",
        "python": f'exec {sys.executable} "$@"',
        "bpflint": f'exec {sys.executable} -m bpflint "$@"',
        "sudo": 'exec "$@"',
        "veristat": f"cat <<'END'\n{VERIFIER_LOG}END",
        "clang": "exit 0",
    }
    for name, text in programs.items():
        program = folder / "bin" / name
        program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        program.chmod(0o755)
    return folder


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=[f"{page}: {command}" for page, command in COMMANDS])
def test_a_documented_command_runs(page: str, command: str, project: Path) -> None:
    if reason := reason_not_to_run(command):
        checked = subprocess.run(["sh", "-n", "-c", command], capture_output=True, text=True, check=False)
        assert not checked.stderr
        pytest.skip(reason)
    if INSTALLS.search(command):
        pytest.skip("tests/test_documented_installs.py runs it")
    environment = {
        **os.environ,
        "PATH": f"{project / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    command = re.sub(r"/boot/vmlinuz\S+", "boot/vmlinuz", command)
    profile = re.search(r"--kernel-profile (\S+)", command)
    if profile is not None and not (project / profile[1]).exists():
        command = f"bpflint kernel import boot/vmlinuz -o {profile[1]} && {command}"
    if command.startswith("BPFLINT_"):
        command += " bpflint src/"
    folder = project
    if DEVELOPS.search(command):
        # Which tests there are is enough: they run themselves.
        command, folder = re.sub(r"\.venv/bin/", "", command), ROOT
        environment["PYTEST_ADDOPTS"] = "--collect-only"
    done = subprocess.run(
        ["bash", "-c", f"timeout --preserve-status -s INT {WATCHED_S} {command}" if "--watch" in command else command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "kernel probe" in command and ("not permitted" in done.stderr or "denied" in done.stderr):
        pytest.skip("needs the right to load programs")
    assert "Traceback" not in done.stderr
    # 1: there are findings. 2 is for what could not be done, 130 for Ctrl-C.
    allowed = (0, 1, 130) if "--watch" in command else (0, 1)
    assert done.returncode in allowed, f"{page}: {command}\n{done.stdout}{done.stderr}"
    assert done.stdout or re.search(r" (?:-o|--output|--output-format|cc|x) |ruff", command)


def test_commands_are_found_and_most_of_them_run() -> None:
    run = [command for _, command in COMMANDS if not reason_not_to_run(command)]
    assert len(run) > 45
    assert any(command.startswith("bpflint compat") for command in run)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=[path.relative_to(ROOT).as_posix() for path in WITH_BLOCKS])
def test_blocks_for_a_shell_are_its_language(page: Path) -> None:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        checked = subprocess.run(["bash", "-n", "-c", block[3]], capture_output=True, text=True, check=False)
        assert not checked.stderr, block[0]
