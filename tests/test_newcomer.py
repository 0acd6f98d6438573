"""Somebody's first ten minutes: README.md alone, on a machine without compiler, headers and kernel types.

The machine is this one, seen from a mount namespace in which compilers and headers are not there.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from documented import ROOT
from installing import build, environment

HIDDEN = """\
/usr/include /usr/local/include /usr/src /usr/lib/gcc /usr/lib/llvm-* /usr/lib/clang /usr/libexec/gcc
/boot /lib/modules /sys/kernel/btf /opt
"""
COMPILERS = "cc c++ cpp gcc g++ c89 c99 clang clang++ tcc ld ld.lld ld.bfd as bpftool veristat"
SCRIPT = f"""\
set -eu
mask=$(mktemp -d)
for folder in {" ".join(HIDDEN.split())} "$PYTHON_PREFIX/include"; do
    if [ -d "$folder" ]; then mount --bind "$mask" "$folder"; fi
done
for name in {COMPILERS}; do
    for program in /usr/bin/$name /usr/bin/$name-* /usr/local/bin/$name /usr/local/bin/$name-*; do
        if [ -x "$program" ]; then mount --bind /dev/null "$(readlink -f "$program")"; fi
    done
done
. "$1"
"""
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST = re.search(r"^python3 -m venv .*$", README, re.MULTILINE)
USES = (
    "bpflint src/",
    "bpflint --kernel '>=6.6' src/*.bpf.c",
    "bpflint doctor src/bad_start_before_init.bpf.c",
    "bpflint --show-files .",
    "bpflint --show-settings .",
    "bpflint compat src/",
    "bpflint explain KF403",
    "bpflint kfunc bpf_task_from_pid",
    "bpflint surface inode.i_atime",
    "bpflint kfunc --program-type xdp --kernel 6.6",
)
"""What README.md shows next, without the parts that need a kernel or somebody at the keyboard."""


def may_unshare() -> bool:
    program = shutil.which("unshare")
    check = "mount --bind /tmp /opt"
    return (
        program is not None
        and subprocess.run([program, "-m", "sh", "-c", check], capture_output=True, check=False).returncode == 0
    )


def test_the_readme_is_enough_without_compiler_and_headers(tmp_path: Path) -> None:
    if sys.platform != "linux" or not may_unshare():
        pytest.skip("needs the right to make a mount namespace")
    assert FIRST is not None
    built = build(tmp_path / "checkout")
    steps = [
        FIRST[0],
        "! (cc --version || gcc --version || clang --version || clang-19 --version)",
        "! ls /usr/include/linux /usr/include/stdio.h",
        *USES,
    ]
    lines = ["cd " + shlex.quote(str(built)), "set +e"]
    for each in steps:
        lines += [f"echo {shlex.quote('=== ' + each)}", each, 'echo "--- $?"']
    script = tmp_path / "steps.sh"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "mask.sh").write_text(SCRIPT, encoding="utf-8")
    given = environment(built, built)
    path = os.pathsep.join([str(built / ".venv/bin"), str(tmp_path / "python"), "/usr/bin", "/bin"])
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "python3").symlink_to(sys.executable)
    cache = {"BPFLINT_CACHE_DIR": str(tmp_path / "cache"), "PYTHON_PREFIX": sys.base_prefix, "PATH": path}
    done = subprocess.run(
        ["unshare", "-m", "bash", str(tmp_path / "mask.sh"), str(script)],
        env={**given, **cache},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = dict(re.findall(r"^=== (.*)\n((?:(?!===).*\n)*)", done.stdout, re.MULTILINE))
    codes = {step: int(re.findall(r"^--- (\d+)$", text, re.MULTILINE)[-1]) for step, text in told.items()}
    assert list(codes) == steps, done.stderr
    said = f"{done.stdout}\n{done.stderr}"
    findings = {FIRST[0], USES[0], USES[1]}
    assert {step for step, code in codes.items() if code == 1} == findings, said
    assert set(codes.values()) == {0, 1}, said
    assert "error[KF401]" in told[FIRST[0]]
    assert "error[KF401]" in told[USES[0]]
    assert "needs >= 7.0" in told[FIRST[0]]
