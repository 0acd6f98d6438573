"""Which vmlinux.h serves a file: the nearest of its project, ours where that lacks something, and which one is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.engine.lint import lint
from bpflint.policy.settings import Settings
from bpflint.source import bundled
from bpflint.source.compiler_arguments import arguments_for
from bpflint.source.front import Source
from bpflint.source.problems import Status

PROGRAM = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("tp_btf/sched_switch")
int watch(unsigned long long *ctx)
{
    struct task_struct *task = (void *)ctx[1];
    struct task_struct *kept = bpf_task_acquire(task);
    return task->pid;
}
char LICENSE[] SEC("license") = "GPL";
"""
TYPES = "#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\ntypedef unsigned int __u32;\n"


def full_size(text: str) -> str:
    """`text` as long as what bpftool writes."""
    return f"{text}// {' ' * 200_000}\n"


ENOUGH = full_size(
    TYPES
    + "typedef unsigned char __u8;typedef unsigned short __u16;typedef unsigned long long __u64;typedef int __s32;\n"
    + "typedef long long __s64;typedef __u16 __be16;typedef __u32 __be32;typedef __u32 __wsum;\n"
    + "struct task_struct { int pid; };\n#endif\n"
)
LACKING = full_size(TYPES + "struct task_struct { int state; };\n#endif\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize(
    "place",
    [
        "progs",
        "",
        "progs/include",
        "progs/x86",
        "include",
        "headers/vmlinux",
        "vmlinux.h/include/x86",
        "bpf/_amd64",
        "include/falcon/x86_64",
    ],
)
def test_one_of_the_program_s_own_serves(project: Path, place: str) -> None:
    source = write(project / "progs" / "p.bpf.c", PROGRAM)
    own = write(project / place / "vmlinux.h", ENOUGH)
    assert arguments_for(source, use_cache=False).vmlinux == own


@pytest.mark.parametrize(
    "place",
    [
        *("other", "progs/other", "examples/include", "include/arm64", "bpf/aarch64"),
        *("include/falcon", "include/falcon/arm64", "falcon/x86", "include/falcon/tests/x86"),
    ],
)
def test_one_of_something_else_does_not(project: Path, place: str) -> None:
    source = write(project / "progs" / "p.bpf.c", PROGRAM)
    write(project / place / "vmlinux.h", ENOUGH)
    assert arguments_for(source, use_cache=False).uses_bundled_vmlinux


def test_the_nearest_serves(project: Path) -> None:
    source = write(project / "a" / "b" / "p.bpf.c", PROGRAM)
    write(project / "include" / "vmlinux.h", ENOUGH)
    near = write(project / "a" / "include" / "vmlinux.h", ENOUGH)
    assert arguments_for(source, use_cache=False).vmlinux == near


@pytest.mark.parametrize("place", ["progs", "include", "other"])
def test_one_that_lacks_something_loses_nothing(project: Path, place: str) -> None:
    source = write(project / "progs" / "p.bpf.c", PROGRAM)
    bare = next(lint([write(project / "bare" / ".git" / "p.bpf.c", PROGRAM)], Settings()))
    write(project / place / "vmlinux.h", LACKING)
    (report,) = lint([source], Settings())
    assert report.status == "ok"
    assert [each.rule for each in report.findings] == [each.rule for each in bare.findings] != []
    used = [each for each in report.assumed if "bundled vmlinux.h in place of" in each]
    assert bool(used) is (place != "other")


def test_one_that_has_everything_is_left_in_place(project: Path) -> None:
    own = write(project / "vmlinux.h", ENOUGH)
    source = Source.of(write(project / "p.bpf.c", PROGRAM), {}, Settings(cache=False))
    assert source.parse().status is Status.OK
    assert source.arguments.vmlinux == own
    assert not source.assumed


def test_one_from_further_away_serves_where_ours_lacks_something(project: Path) -> None:
    gone = PROGRAM.replace("task->pid", "task->before_it_was_removed")
    far = write(project / "other" / "vmlinux.h", ENOUGH.replace("int pid;", "int before_it_was_removed;"))
    source = Source.of(write(project / "progs" / "p.bpf.c", gone), {}, Settings(cache=False))
    assert source.parse().status is Status.OK
    assert source.arguments.vmlinux == far
    assert any("in place of the bundled vmlinux.h" in each for each in source.assumed)


def test_one_that_a_person_names_is_not_replaced(project: Path) -> None:
    path = write(project / "p.bpf.c", PROGRAM)
    named = write(project / "named" / "vmlinux.h", LACKING)
    source = Source.of(path, {}, Settings(cache=False, vmlinux=Path(named)))
    assert source.parse().status is Status.DEGRADED
    assert source.arguments.vmlinux == named


def test_ours_is_bundled_wherever_it_is_kept() -> None:
    assert bundled.is_bundled(str(bundled.vmlinux_path(use_cache=False)[0]))


BY_A_BUILD = "<made/by/a/build/vmlinux_x86.h>"


@pytest.mark.parametrize(("include", "cache"), [('"gen/vmlinux.h"', True), (BY_A_BUILD, True), (BY_A_BUILD, False)])
def test_a_vmlinux_of_a_directory_that_a_build_makes(project: Path, include: str, cache: bool) -> None:
    text = PROGRAM.replace('"vmlinux.h"', include)
    assert include in text
    named = write(project / "progs" / "p.bpf.c", text)
    (report,) = lint([named], Settings(cache=cache))
    assert (report.status, report.problems) == ("ok", [])
    (typed,) = lint(["progs/q.bpf.c"], Settings(cache=cache, texts={"progs/q.bpf.c": text}))
    assert (typed.status, typed.problems) == ("ok", [])
    in_header = write(
        project / "progs" / "h.bpf.c", '#include "types.h"\n' + PROGRAM.replace('#include "vmlinux.h"', "")
    )
    write(project / "progs" / "types.h", f"#include {include}\n")
    (through,) = lint([in_header], Settings(cache=cache))
    assert (through.status, through.problems) == ("ok", [])


def test_without_a_cache_a_header_of_macros_is_not_taken_for_vmlinux(project: Path) -> None:
    write(project / "progs" / "vmlinux_macro.h", "#define MACRO 0\n")
    path = write(
        project / "progs" / "p.bpf.c", PROGRAM.replace('"vmlinux.h"', '"vmlinux.h"\n#include "vmlinux_macro.h"')
    )
    assert arguments_for(path, use_cache=False).uses_bundled_vmlinux
    (report,) = lint([path], Settings(cache=False))
    assert (report.status, report.assumed) == ("ok", [])


@pytest.mark.parametrize(
    ("own", "status"),
    [
        ("typedef unsigned int __u32; typedef long long __s64;", Status.OK),
        ("struct key { uint32_t ip; uint8_t family; };", Status.OK),
        ("typedef unsigned int __u32; int two = TWO;", Status.DEGRADED),
        ('#include <linux/bpf.h>\n#include "gone.h"', Status.DEGRADED),
    ],
)
def test_a_build_may_include_the_types_itself(project: Path, own: str, status: Status) -> None:
    """Ours come in front of a file that includes none, if that settles anything."""
    text = own + "\nint drop(struct __sk_buff *skb) { return skb->len + BPF_MAP_TYPE_HASH; }\n"
    source = Source.of(write(project / "progs" / "drop.bpf.c", text), {}, Settings())
    assert source.parse().status is status
    is_said = any("in front, since it includes no kernel types" in each for each in source.assumed)
    assert is_said is ("linux/bpf.h" not in own)
