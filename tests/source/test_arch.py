"""The machine that a source is read for: `--arch`, else the build's flags, else this machine."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from bpflint.cli.main import main
from bpflint.policy.settings import Settings
from bpflint.source import bundled
from bpflint.source.compiler_arguments import Arguments, arguments_for
from bpflint.source.front import Source
from bpflint.source.problems import Status

REGISTERS = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
SEC("kprobe/do_unlinkat")
int BPF_KPROBE(unlinked, int dfd, struct filename *name)
{
	bpf_printk("%lx %lx", PT_REGS_PARM1(ctx), PT_REGS_PARM5_CORE_SYSCALL(ctx));
	bpf_printk("%lx %lx %lx", PT_REGS_IP(ctx), PT_REGS_SP_CORE(ctx), PT_REGS_RC(ctx));
	return 0;
}
SEC("kretprobe/do_unlinkat")
int BPF_KRETPROBE(left, long result)
{
	return result ? 1 : 0;
}
SEC("ksyscall/openat")
int BPF_KSYSCALL(opened, int dfd, const char *name)
{
	return bpf_printk("%d", dfd);
}
char _license[] SEC("license") = "GPL";
"""
OF_ARM64 = """\
SEC("kprobe/vfs_read")
int own_registers(struct pt_regs *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();
	struct user_pt_regs *regs = &ctx->user_regs;
	return task->thread.uw.tp_value + regs->regs[0] + regs->pstate;
}
"""
OF_X86 = """\
SEC("kprobe/vfs_read")
int own_registers(struct pt_regs *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();
	return task->thread.fsbase + ctx->di;
}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "registers.bpf.c"
    path.write_text(REGISTERS, encoding="utf-8")
    return path


def machine(source: Path, **given: object) -> tuple[str, list[str]]:
    """The machine that a source is read for, and the macros that say so."""
    arguments: Arguments = arguments_for(source, **given)  # type: ignore[arg-type]
    return arguments.machine, [word for word in arguments.args if "TARGET_ARCH" in word]


@pytest.mark.parametrize("arch", ["x86_64", "arm64", "arm", "riscv64", "s390x", "ppc64le", "loongarch64", "mips64"])
def test_macros_of_registers(source: Path, arch: str) -> None:
    settings = Settings(arch=arch)
    unit = Source.of(str(source), {}, settings).parse()
    assert [problem.message for problem in unit.problems] == []
    assert {"unlinked", "left", "opened"} <= unit.functions.keys()


@pytest.mark.parametrize(
    ("arch", "own", "status"),
    [
        ("arm64", OF_ARM64, Status.OK),
        ("aarch64", OF_ARM64, Status.OK),
        ("x86_64", OF_X86, Status.OK),
        ("x86_64", OF_ARM64, Status.DEGRADED),
    ],
)
def test_kernel_types_of_the_machine(source: Path, arch: str, own: str, status: Status) -> None:
    source.write_text(REGISTERS + own, encoding="utf-8")
    for cache in (True, False):
        assert Source.of(str(source), {}, Settings(arch=arch, cache=cache)).parse().status is status


def test_types_of_modules_are_taken_from_x86(source: Path) -> None:
    source.write_text(
        "#include <vmlinux.h>\nint bus(struct hid_bpf_ctx *ctx) { return ctx->size; }\n", encoding="utf-8"
    )
    read = Source.of(str(source), {}, Settings(arch="arm64"))
    assert read.parse().status is Status.OK
    assert read.assumed == [
        "read with the bundled vmlinux.h in place of the bundled vmlinux.h of arm64, "
        "with which parts of it are not understood"
    ]


def test_what_the_build_says(source: Path, tmp_path: Path) -> None:
    assert machine(source, clang_args=["-D__TARGET_ARCH_arm64"]) == ("arm64", ["-D__TARGET_ARCH_arm64"])
    assert machine(source, defines=["__aarch64__"]) == ("arm64", ["-D__TARGET_ARCH_arm64"])
    assert machine(source, defines=["__x86_64__", "__TARGET_ARCH_arm64"])[0] == "arm64"
    database = f'[{{"directory": "{tmp_path}", "command": "clang -target aarch64-linux-gnu -c x", "file": "{source}"}}]'
    (tmp_path / "compile_commands.json").write_text(database, encoding="utf-8")
    assert machine(source) == ("arm64", ["-D__TARGET_ARCH_arm64"])


def test_what_is_asked_for_goes_before_the_build(source: Path) -> None:
    given = {"clang_args": ["-D__TARGET_ARCH_x86", "-D__x86_64__=1", "-DX=1"], "arch": "arm64"}
    assert machine(source, **given) == ("arm64", ["-D__TARGET_ARCH_arm64"])
    arguments = arguments_for(source, clang_args=["-D__x86_64__=1", "-DX=1"], arch="arm64")
    assert "-D__x86_64__=1" not in arguments.args and "-DX=1" in arguments.args


@pytest.mark.parametrize(
    ("host", "wanted"), [("aarch64", "arm64"), ("arm64", "arm64"), ("x86_64", "x86"), ("s390x", "x86"), ("", "x86")]
)
def test_this_machine_where_nobody_says(source: Path, host: str, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: host)
    assert machine(source) == (wanted, [f"-D__TARGET_ARCH_{wanted}"])


def test_a_bundled_file_is_known_by_its_machine(tmp_path: Path) -> None:
    for name in ("x86", "arm64"):
        for cache in (True, False):
            path = str(bundled.vmlinux_path(cache, name)[0])
            assert bundled.is_bundled(path)
            assert bundled.machine_of_types(path) == name
    assert bundled.machine_of_types(str(tmp_path / "vmlinux.h")) is None


def test_setting_and_option(source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(source.parent)
    (source.parent / "bpflint.toml").write_text('arch = "arm64"\n', encoding="utf-8")
    main(["doctor", source.name])
    assert "arm64 (bpflint.toml)" in capsys.readouterr().out
    main(["doctor", "--arch", "x86_64", source.name])
    assert "x86 (the command line)" in capsys.readouterr().out
    assert main(["--arch", "vax", source.name]) == 2
    assert "'vax' is not one of x86_64, aarch64" in capsys.readouterr().err
    (source.parent / "other.toml").write_text('arch = "arm46"\n', encoding="utf-8")
    assert main(["--config", "other.toml", source.name]) == 2
    assert "'arch' should be one of x86_64, aarch64" in capsys.readouterr().err
