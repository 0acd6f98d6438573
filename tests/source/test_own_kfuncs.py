"""Kfuncs that a module of the project itself registers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base import run_caches
from bpflint.cli.main import main

PROGRAM = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
extern int bpf_strstr(const char *str, __u32 str__sz, const char *part, __u32 part__sz) __ksym;
extern int my_own_kfunc(int x) __ksym;
SEC("syscall") int p(void *ctx)
{
	char text[] = "some";
	return bpf_strstr(text, 4, text, 2) + my_own_kfunc(1);
}
char _license[] SEC("license") = "GPL";
"""
REGISTERS = """\
BTF_KFUNCS_START(my_set)
BTF_ID_FLAGS(func, bpf_strstr)
BTF_ID_FLAGS(func, my_own_kfunc, KF_SLEEPABLE)
BTF_KFUNCS_END(my_set)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    Path("module").mkdir()
    Path("a.bpf.c").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


def findings(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    run_caches.forget()
    main(["--format", "concise", *options, "a.bpf.c"])
    return [line.split(": ", 1)[1] for line in capsys.readouterr().out.splitlines() if ".bpf.c:" in line]


def test_a_declaration_unlike_the_kernels_is_a_doubt_then(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [each.split("]")[0] for each in findings(capsys)] == ["error[KF102", "note[KF101"]
    (project / "module/hello.c").write_text('MODULE_LICENSE("GPL");\n' + REGISTERS, encoding="utf-8")
    (found,) = findings(capsys)
    assert found.startswith("warning[KF102]")
    assert found.endswith("(kernels >=6.17)")
    (project / "module/hello.c").unlink()
    assert [each.split("]")[0] for each in findings(capsys)] == ["error[KF102", "note[KF101"]


def test_what_is_built_into_a_kernel_is_no_module(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "module/helpers.c").write_text(REGISTERS, encoding="utf-8")
    assert findings(capsys, "--no-cache")[0].startswith("error[KF102]")


def test_help_names_the_module(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "module/hello.c").write_text(REGISTERS + 'MODULE_LICENSE("GPL");\n', encoding="utf-8")
    main(["--no-cache", "a.bpf.c"])
    assert "give the kfunc of module/hello.c a name of its own" in capsys.readouterr().out
