"""The commands that answer questions, as a person types them."""

from __future__ import annotations

import io
import json

import pytest

from bpflint.cli.main import main


def test_helper_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["helper", "bpf_loop"]) == 0
    page = capsys.readouterr().out
    assert "long bpf_loop(" in page
    assert ">= 5.17" in page
    assert "UNSPEC" not in page


def test_helper_on_a_kernel_that_lacks_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["helper", "bpf_loop", "--kernel", "5.10"]) == 0
    assert "5.10: absent" in capsys.readouterr().out


def test_surface_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["surface", "do_unlinkat"]) == 0
    page = capsys.readouterr().out
    assert "do_unlinkat (function)" in page and "<7.0: have it" in page
    assert "int do_unlinkat(int dfd, struct filename *name);" in page


@pytest.mark.parametrize(
    ("name", "kernel", "text"),
    [
        ("inode.i_atime", "6.12", "6.12: absent"),
        ("inode.i_atime", "6.1", "struct timespec64 i_atime;"),
        ("block_io_start", "6.1", "6.1: absent"),
        ("sched_ext_ops.dispatch", "7.3", "struct task_struct *prev__nullable"),
        ("struct bpf_iter__task", "6.6", "8  struct task_struct *task;"),
        ("BPF_MAP_TYPE_ARENA", "7.0", "BPF_MAP_TYPE_ARENA = 33"),
        ("vfs_unlin*", "7.3", "vfs_unlink (function)"),
        ("inode->i_atime", "6.1", "struct timespec64 i_atime;"),
        ("vfs_read()", "6.12", "vfs_read (function)"),
        ("iter/task", "6.12", "task (iterator)"),
        ("fentry.s/vfs_read", "6.12", "vfs_read (function)"),
        ("tracepoint/sched/sched_switch", "6.12", "sched_switch (tracepoint)"),
        ("lsm.s/file_open", "6.12", "file_open (LSM hook)"),
    ],
)
def test_surface_on_one_kernel(name: str, kernel: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["surface", name, "--kernel", kernel]) == 0
    assert text in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("do_unlinkatt", "do_unlinkat"),
        ("tp_btf/block_io_strat", "block_io_start"),
        ("struct task_strukt", "task_struct"),
        ("BPF_MAP_TYPE_ARENNA", "BPF_MAP_TYPE_ARENA"),
        ("lsm/file_ioctll", "file_ioctl"),
    ],
)
def test_surface_proposes_what_may_be_meant(name: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["surface", name]) == 2
    assert f"did you mean '{meant}'?" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["iter/vfs_read", "fentry/file_open", "nonsense/task", "iter/", "/", "vfs_reed"])
def test_surface_knows_no_such_target(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["surface", name]) == 2
    assert f"no kernel bpflint knows has '{name}'" in capsys.readouterr().err


def test_surface_records(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["surface", "file_open", "--format", "json"]) == 0
    (hook,) = json.loads(capsys.readouterr().out)["surface"]
    assert hook["what"] == "LSM hook" and set(hook["kernels"].values()) == {"present"}
    assert hook["forms"][0]["text"] == ["int file_open(struct file *file);"]


def test_helper_records_by_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["helper", "bpf_ringbuf_*", "--format", "json"]) == 0
    names = {each["name"] for each in json.loads(capsys.readouterr().out)["helpers"]}
    assert {"bpf_ringbuf_reserve", "bpf_ringbuf_submit"} <= names
    assert all(name.startswith("bpf_ringbuf_") for name in names)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["helper", "bpf_lop"], "did you mean 'bpf_loop'"),
        (["helper", "bpf_wq_start"], "it is a kfunc: bpflint kfunc bpf_wq_start"),
        (["surface", "no_kernel_has_this"], "no kernel bpflint knows has 'no_kernel_has_this'"),
        (["helper", "zzz*"], "matches no name"),
        (["kfunc", "zzz*"], "matches no name"),
    ],
)
def test_mistakes_are_told(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_kfuncs_by_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kfunc", "bpf_wq_*", "--format", "json"]) == 0
    names = {each["name"] for each in json.loads(capsys.readouterr().out)["kfuncs"]}
    assert {"bpf_wq_init", "bpf_wq_start"} <= names


@pytest.mark.parametrize("words", [["explain", "-"], ["explain"]])
def test_a_log_piped_in_is_explained(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = b"libbpf: map 'events': failed to create: Invalid argument(-22)\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(log)))
    assert main(words) == 0
    assert "rule: BP507" in capsys.readouterr().out


def test_nothing_to_explain(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(["explain"]) == 2
    assert "missing argument 'RULE|MESSAGE|-'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("sched_ext_ops.cgroup_*", {"sched_ext_ops.cgroup_init (struct_ops member)"}),
        ("struct inode->i_?time*", {"inode.i_atime (member)", "inode.i_mtime_sec (member)"}),
    ],
)
def test_members_by_pattern(pattern: str, names: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["surface", pattern]) == 0
    assert names <= {line.strip() for line in capsys.readouterr().out.splitlines()}


def test_no_member_is_of_a_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["surface", "inode.zzz*"]) == 2
    assert "has 'inode.zzz*'" in capsys.readouterr().err
