"""Bundled headers and how they give way to a program's names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpflint.source import bundled, libclang
from bpflint.source.compiler_arguments import arguments_for

KERNEL_RECORDS = (
    *("task_struct", "sched_ext_ops", "hid_bpf_ops", "hid_bpf_ctx", "nf_conn", "bpf_ct_opts", "bpf_fou_encap"),
    *("xfrm_state", "bpf_sock_ops", "__sk_buff", "xdp_md", "bpf_iter__task", "Qdisc_ops", "tcp_congestion_ops"),
    *("bpf_wq", "bpf_timer", "bpf_dynptr", "bpf_iter_num"),
)
COLLIDING = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct task_struct { int mine; };
union bpf_attr { int mine; };
enum zone_type { MINE };
enum others { BPF_ANY = 5 };
typedef struct { int mine; } sector_t;
static long (*bpf_loop)(int) = (void *)181;
int use(struct task_struct *t, union bpf_attr *u, sector_t *s, struct bio *b, struct file *f)
{
	return t->mine + u->mine + s->mine + MINE + BPF_ANY + bpf_loop(1) + (b->bi_iter.bi_sector != 0) + f->f_flags;
}
"""


def errors(path: Path, text: str, more: tuple[tuple[str, str], ...] = ()) -> list[str]:
    path.write_text(text)
    arguments = arguments_for(path, project_root=path.parent)
    unit = libclang.parse(str(path), arguments.args, [*arguments.texts, *more])
    assert unit is not None
    return [message for _fatal, message, _location in unit.errors()]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundled")


def test_the_program_s_names_win_and_nothing_is_lost(directory: Path) -> None:
    names = {"task_struct", "bpf_attr", "zone_type", "BPF_ANY", "sector_t", "bpf_loop"}
    found = errors(directory / "a.bpf.c", COLLIDING)
    told = {bundled.colliding_name(message, "sector_t") for message in found} - {None}
    assert told == names
    assert errors(directory / "b.bpf.c", COLLIDING, tuple(bundled.without(names).items())) == []


def test_only_what_changes_is_given() -> None:
    assert bundled.without([]) == {}
    assert bundled.without(["no_kernel_has_this_name"]) == {}
    assert [Path(path).name for path in bundled.without(["hid_bpf_ops"])] == ["vmlinux.h"]


def test_a_member_of_the_same_name_keeps_it() -> None:
    text = "typedef u32 dev_t;\nstruct a {\n\tdev_t dev_t;\n\tint (*f)(dev_t, dev_t *);\n\tstruct b *dev_t[2];\n};\n"
    renamed = bundled._rename(text, frozenset({"dev_t"}))
    new = f"dev_t{bundled.RENAMED}"
    assert renamed == text.replace("u32 dev_t", f"u32 {new}").replace("\tdev_t ", f"\t{new} ").replace(
        "(dev_t, dev_t *)", f"({new}, {new} *)"
    )


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("redefinition of 'slot'", "slot"),
        ("redefinition of enumerator 'X'", "X"),
        ("typedef redefinition with different types ('int' vs 'u64')", "here"),
        ("use of 'slot' with tag type that does not match previous declaration", "slot"),
        ("conflicting types for 'f'", "f"),
        ("no member named 'x' in 'struct y'", None),
    ],
)
def test_which_name_collides(message: str, name: str | None) -> None:
    assert bundled.colliding_name(message, "here") == name


def test_the_kernel_types_are_complete() -> None:
    text = bundled.vmlinux_text()
    for name in KERNEL_RECORDS:
        assert f"\nstruct {name} {{\n" in text, name


def test_the_kernel_types_declare_no_function_and_name_no_machine() -> None:
    text = bundled.vmlinux_text()
    assert not re.search(r"^extern ", text, re.MULTILINE)
    assert "/home/" not in text
    assert "/tmp/" not in text


def test_kfuncs_that_a_program_leaves_to_its_vmlinux(directory: Path) -> None:
    header = bundled.kfunc_header(
        ["int bpf_wq_start(struct bpf_wq *wq, unsigned int flags)", "void odd(struct nobody *x)"]
    )
    path = directory / "k.bpf.c"
    text = '#include "vmlinux.h"\nint f(struct bpf_wq *wq) { return bpf_wq_start(wq, 0); }\n'
    path.write_text(text)
    arguments = arguments_for(path, project_root=directory)
    given = [*arguments.texts, (str(bundled.KFUNC_HEADER), header)]
    unit = libclang.parse(str(path), [*arguments.args, "-Werror", "-include", str(bundled.KFUNC_HEADER)], given)
    assert unit is not None
    assert list(unit.errors()) == []
    assert unit.clang.getNumDiagnostics(unit.handle) == 0


def test_without_a_cache_the_kernel_types_come_from_memory(directory: Path) -> None:
    path = directory / "m.bpf.c"
    path.write_text('#include "vmlinux.h"\nint f(struct task_struct *t) { return t->pid; }\n')
    arguments = arguments_for(path, project_root=directory, use_cache=False)
    assert arguments.uses_bundled_vmlinux
    unit = libclang.parse(str(path), arguments.args, arguments.texts)
    assert unit is not None
    assert list(unit.errors()) == []
