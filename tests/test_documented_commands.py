"""Every command that README.md and docs/ show runs, in a project made up for them, as somebody would copy it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_kernel as tiny
from tiny_kernel import TinyBtf

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "benchmarks/README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
BLOCK = re.compile(r"^( *)```(sh|console|bash)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
PROGRAM = r"[a-z./]*(?:bpflint|benchmarks/|pytest|tools/)"
INDENTED = re.compile(
    rf"^[- ]? {{2,}}(?:- )?((?:(?:sudo|python3?|git) )*{PROGRAM}\S* .*|pip install .*)$", re.MULTILINE
)
"""A command in a block without a language, in a recipe, or in the script of a pipeline."""
NOT_RUN = {
    r"\bpip install\b|\bpipx\b|\buvx\b|python3 -m venv": "needs the network",
    r"\bgit clone\b": "needs the network",
    r"\bpytest\b": "runs these tests",
    r"\bruff\b|\bmypy\b|\blint-imports\b|\.ci/run": "looks at the checkout, as CI does",
    r"\bbpflint --watch\b": "goes on until Ctrl-C; tests/cli/test_watch.py",
    r"\bkernel probe\b": "needs the right to load programs; tests/kernel/test_probe.py",
    r"benchmarks/": "needs a kernel's sources or takes minutes; tests/test_benchmarks.py",
    r"tools/new_\w+\.py": "writes into the checkout; tests/tools",
    r"^BPFLINT_\w+=": "sets variables; tests/cli/test_environment.py",
}
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
VERIFIER_LOG = """\
PROCESSING x.bpf.o/leaks, DURATION US: 22, VERDICT: failure, VERIFIER LOG:
; return 0;
3: (95) exit
Unreleased reference id=2 alloc_insn=1
processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
"""


def commands() -> Iterator[tuple[str, str]]:
    """Each with the page that it is on."""
    seen: set[str] = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown = [line for block in BLOCK.finditer(text) for line in block[3].replace("\\\n", " ").splitlines()]
        shown += [match[1] for match in INDENTED.finditer(BLOCK.sub("", text).replace("\\\n", " "))]
        for line in shown:
            command = re.sub(r"\s+#\s.*$", "", line).strip().removeprefix("$ ")
            if command and command not in seen:
                seen.add(command)
                yield page.relative_to(ROOT).as_posix(), command


COMMANDS = list(commands())
WITH_BLOCKS = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


def reason_not_to_run(command: str) -> str:
    return next((reason for pattern, reason in NOT_RUN.items() if re.search(pattern, command)), "")


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
    programs = {
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
    command = re.sub(r"/boot/vmlinuz\S+", "boot/vmlinuz", command)
    profile = re.search(r"--kernel-profile (\S+)", command)
    if profile is not None and not (project / profile[1]).exists():
        command = f"bpflint kernel import boot/vmlinuz -o {profile[1]} && {command}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=project,
        env={
            **os.environ,
            "PATH": f"{project / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    # 1: there are findings. 2 is for what could not be done.
    assert done.returncode in (0, 1), f"{page}: {command}\n{done.stdout}{done.stderr}"
    assert done.stdout or re.search(r" (?:-o|--output|--output-format|cc|x) ", command)


def test_commands_are_found_and_most_of_them_run() -> None:
    run = [command for _, command in COMMANDS if not reason_not_to_run(command)]
    assert len(run) > 20
    assert any(command.startswith("bpflint compat") for command in run)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=[path.relative_to(ROOT).as_posix() for path in WITH_BLOCKS])
def test_blocks_for_a_shell_are_its_language(page: Path) -> None:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        checked = subprocess.run(["bash", "-n", "-c", block[3]], capture_output=True, text=True, check=False)
        assert not checked.stderr, block[0]
