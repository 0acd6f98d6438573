"""Arguments that a project's own files give, and the machine that a source is read for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpflint.base.run_caches import forget
from bpflint.policy.settings import Settings
from bpflint.source.build_files import found_commands, upwards
from bpflint.source.compiler_arguments import arguments_for
from bpflint.source.front import Source
from bpflint.source.machines import machine_macros, machine_of
from bpflint.source.problems import Status

HEAD = (
    "#include <vmlinux.h>\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_core_read.h>\n#include <bpf/bpf_tracing.h>\n"
)
BODY = """SEC("tp_btf/sched_switch") int p(void *ctx)
{
	struct task_struct *t = bpf_get_current_task_btf();
	return t->pid;
}
"""


@pytest.fixture(autouse=True)
def repository_of_its_own(tmp_path: Path) -> None:
    """Headers are looked for in the whole repository, which must not be what other tests have left beside."""
    (tmp_path / ".git").mkdir(exist_ok=True)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def read(path: Path, text: str) -> Source:
    source = Source.of(str(put(path, text)), {}, Settings())
    unit = source.parse()
    assert unit.status is Status.OK, unit.problems
    return source


@pytest.mark.parametrize("where", ["", "build/"])
def test_a_compilation_database_is_found(tmp_path: Path, where: str) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    source = put(tmp_path / "src/a.bpf.c", BODY)
    entry = {"directory": str(tmp_path), "file": "src/a.bpf.c", "command": "clang -target bpf -DMINE=1 -c src/a.bpf.c"}
    database = put(tmp_path / f"{where}compile_commands.json", json.dumps([entry]))
    arguments = arguments_for(source)
    assert "-DMINE=1" in arguments.args
    assert arguments.origin == str(database)


def test_the_database_that_ninja_writes_of_a_custom_target_of_meson(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    build = str(tmp_path / "builddir")
    command = f"/usr/bin/clang-19 -target bpf -g -DLIMIT=3 -I{tmp_path}/inc -c ../src/a.c -o a.bpf.o"
    entries = [
        {"directory": build, "command": "", "file": "meson-internal__test", "output": "test"},
        {"directory": build, "command": "/usr/bin/meson test", "file": "all", "output": "meson-internal__test"},
        {"directory": build, "command": command, "file": "../src/a.c", "output": "a.bpf.o"},
    ]
    put(tmp_path / "builddir/compile_commands.json", "[]")
    put(tmp_path / "compile_commands.json", json.dumps(entries))
    arguments = arguments_for(put(tmp_path / "src/a.c", BODY))
    assert "-DLIMIT=3" in arguments.args and str(tmp_path / "inc") in arguments.args
    assert arguments.origin == str(tmp_path / "compile_commands.json")


def test_a_broken_database_that_nobody_named_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    put(tmp_path / "compile_commands.json", "{")
    read(tmp_path / "a.bpf.c", HEAD + BODY)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compile_flags.txt", "-DMINE\n-Iinc\n"),
        (".clangd", "CompileFlags:\n  Add: [-DMINE, -Iinc]\n"),
        (
            "gen.go",
            "package x\n//go:generate go run github.com/cilium/ebpf/cmd/bpf2go -target amd64 x a.c -- -DMINE -Iinc\n",
        ),
    ],
)
def test_flags_of_the_project(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    put(tmp_path / "go.mod", "module x\n")
    put(tmp_path / "bpf" / name, text)
    arguments = arguments_for(put(tmp_path / "bpf/a.c", BODY))
    assert "-DMINE" in arguments.args
    assert str(tmp_path / "bpf/inc") in arguments.args
    assert arguments.origin.endswith(name)


def test_bpf2go_is_run_from_anywhere_in_the_module(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    put(tmp_path / "go.mod", "module x\n")
    line = "//go:generate go run github.com/cilium/ebpf/cmd/bpf2go x {} -- -D{}\n"
    put(tmp_path / "pkg/loader/gen.go", line.format("../../bpf/a.c", "MINE") + line.format("../../bpf/b.c", "OTHERS"))
    put(tmp_path / "vendor/gen.go", line.format("../bpf/a.c", "VENDOR"))
    arguments = arguments_for(put(tmp_path / "bpf/a.c", BODY))
    assert "-DMINE" in arguments.args and "-DOTHERS" not in arguments.args and "-DVENDOR" not in arguments.args
    assert arguments.origin.endswith("pkg/loader/gen.go")
    forget()
    put(tmp_path / "bpf/gen.go", line.format("a.c", "NEARER"))
    assert "-DNEARER" in arguments_for(tmp_path / "bpf/a.c").args


def test_what_is_for_editors_does_not_cost_the_file(tmp_path: Path) -> None:
    put(tmp_path / ".clangd", "CompileFlags:\n  Add: [-DLSP]\n")
    include = '#ifdef LSP\n#include "../generated/for_editors.h"\n#else\n#include "vmlinux.h"\n#endif\n'
    source = read(tmp_path / "bpf/a.bpf.c", include + HEAD.split("\n", 1)[1] + BODY)
    assert source.assumed[-1] == "read without the flags of .clangd, which is for editors"
    assert "-DLSP" not in source.arguments.args


def test_what_is_for_editors_serves_where_the_build_tells_nothing(tmp_path: Path) -> None:
    put(tmp_path / ".clangd", "CompileFlags:\n  Add: [-Iinc]\n")
    put(tmp_path / "inc/own.h", "#define MINE 1\n")
    source = read(tmp_path / "bpf/a.bpf.c", '#include "own.h"\n' + HEAD + BODY)
    assert source.assumed == []
    assert str(tmp_path / "inc") in source.arguments.args


def test_a_machine_is_chosen_where_the_source_insists(tmp_path: Path) -> None:
    text = "#if defined(__aarch64__)\n#elif defined(MY_ARCH_amd64)\n#else\n#error Unsupported\n#endif\n"
    source = read(tmp_path / "a.bpf.c", HEAD + text + BODY)
    assert source.assumed == ["taken as built for x86: MY_ARCH_amd64 defined"]


OWN_TYPES = '#include "types.h"\n#include <bpf/bpf_helpers.h>\nconst volatile bool on = true;\n'


def test_keywords_of_c23_are_keywords(tmp_path: Path) -> None:
    put(tmp_path / "types.h", "typedef unsigned int __u32;\ntypedef unsigned long long __u64;\n")
    source = read(tmp_path / "a.bpf.c", OWN_TYPES)
    assert source.assumed == ["read with -std=gnu2x, since it uses keywords of C23"]


def test_the_c_that_a_build_names_is_kept(tmp_path: Path) -> None:
    put(tmp_path / "types.h", "typedef unsigned int __u32;\ntypedef unsigned long long __u64;\n")
    put(tmp_path / "compile_flags.txt", "-std=gnu17\n")
    source = Source.of(str(put(tmp_path / "a.bpf.c", OWN_TYPES)), {}, Settings())
    assert source.parse().status is Status.DEGRADED


def test_maps_as_libbpf_had_them_before_1_0(tmp_path: Path) -> None:
    older = 'struct bpf_map_def SEC("maps") seen = {.type = 1, .key_size = 4, .value_size = 8, .max_entries = 1};\n'
    source = read(tmp_path / "a.bpf.c", HEAD + older + BODY)
    assert source.assumed == ["read with the struct bpf_map_def that libbpf had before 1.0"]
    (found,) = source.parse().maps.values()
    assert (found.type, found.key_size, found.value_size) == (1, 4, 8)


def test_nothing_is_assumed_where_nothing_is_lost(tmp_path: Path) -> None:
    assert read(tmp_path / "a.bpf.c", HEAD + "#ifdef __x86_64__\n#error no\n#endif\n" + BODY).assumed == []


def test_a_host_target_brings_its_macro(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir(exist_ok=True)
    put(tmp_path / "compile_flags.txt", "-target\naarch64-linux-gnu\n")
    assert "-D__aarch64__=1" in arguments_for(put(tmp_path / "a.bpf.c", BODY)).args


def test_a_generated_header_in_a_directory_to_be_made(tmp_path: Path) -> None:
    source = read(tmp_path / "a.bpf.c", '#include "gen/vmlinux.h"\n#include <bpf/bpf_helpers.h>\n' + BODY)
    assert source.arguments.stand_ins == ("gen/vmlinux.h",)


def test_names_of_libbpf_that_programs_borrow(tmp_path: Path) -> None:
    text = """
#if !defined(bpf_target_x86)
#error no machine
#endif
#define READ(src, a, ...) ({ ___type((src), a, ##__VA_ARGS__) __r; __r = ___arrow((src), a, ##__VA_ARGS__); __r; })
int f(struct task_struct *t)
{
	int pid = 0;

	___core_read(bpf_core_read, bpf_core_read, &pid, t, group_leader, pid);
	return READ(t, group_leader, pid) + ___apply(___last, 2)(1, 2) + ___narg(1, 2, 3) + pid;
}
"""
    read(tmp_path / "a.bpf.c", HEAD + text)


def test_headers_of_the_kernel_tree_and_of_a_long_source(tmp_path: Path) -> None:
    put(tmp_path / "beside.h", "#define BESIDE 1\n")
    long = "/* " + "x" * 250_000 + " */\n#include <beside.h>\nint g(void) { return BESIDE; }\n"
    read(tmp_path / "a.bpf.c", "#include <uapi/linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n" + long)


def test_machines_by_any_name() -> None:
    assert [machine_of(word) for word in ("x86_64-linux-gnu", "AMD64", "aarch64", "z80")] == [
        "x86",
        "x86",
        "arm64",
        None,
    ]
    text = b"#ifdef CONFIG_X86_64\n#elif defined(ARCH_arm64) /* x86 */\n#endif\n#ifndef X86_H\n"
    assert machine_macros([text], "x86", ()) == ("CONFIG_X86_64",)
    assert machine_macros([text], "arm64", ("ARCH_arm64",)) == ()
    refusal = b"#ifndef __x86_64__\n#error\n#endif\n#ifndef UTIL_X86_\n\n#define UTIL_X86_\n"
    assert machine_macros([refusal], "x86", ()) == ("__x86_64__",), "the second is a guard"


def test_headers_that_programs_borrow_from_elsewhere(tmp_path: Path) -> None:
    text = """#include <bits/socket_type.h>
#include <iproute2/bpf_elf.h>
#include <linux/eventpoll.h>
#include <linux/futex.h>
#include <xdp/xdp_helpers.h>
struct { __uint(priority, 10); __uint(XDP_PASS, 1); } XDP_RUN_CONFIG(p);
struct bpf_elf_map SEC(ELF_SECTION_MAPS) m = { .type = 1, .size_key = 4, .pinning = PIN_GLOBAL_NS };
int f(void) { return FUTEX_WAIT + EPOLLIN + SOCK_STREAM; }
"""
    read(tmp_path / "a.bpf.c", HEAD + text)


CLANGD = """\
CompileFlags:
  Add: -Iinc
---
If:
  PathMatch: [src/.*\\.bpf\\.c, other/.*]
  PathExclude: .*/old/.*
CompileFlags:
  Add: [-DMINE]
---
If: {PathMatch: .*}
CompileFlags: {Add: -DALL}
---
If: {PathMatch: (.*)*x}
CompileFlags: {Add: -DSLOW}
---
If: {PathMatch: 7}
CompileFlags: {Add: -DNUMBER}
"""


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("src/x.bpf.c", ("-Iinc", "-DMINE", "-DALL")),
        ("src/old/x.bpf.c", ("-Iinc", "-DALL")),
        ("src/x.c", ("-Iinc", "-DALL")),
    ],
)
def test_fragments_of_clangd_count_where_they_apply(tmp_path: Path, name: str, flags: tuple[str, ...]) -> None:
    put(tmp_path / ".clangd", CLANGD)
    (command,) = found_commands(put(tmp_path / name, ""), tmp_path)
    assert command.arguments == flags


def test_directories_without_end_are_not_gone_through(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 1000)
    assert len(list(upwards(deep, tmp_path))) < 100
    assert list(upwards(tmp_path / "a" / "b", tmp_path)) == [tmp_path / "a" / "b", tmp_path / "a", tmp_path]
