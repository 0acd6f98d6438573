"""What strangers may give to bpflint, each kind with inputs to begin with, and how bpflint is made to read it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import fuzz_mutation
import tiny_kernel as tiny
from fuzz_mutation import Mutate

ROOT: Final = Path(__file__).parents[2]
PROGRAM: Final = "a.bpf.c"
SOURCE: Final = """#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "own.h"
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
SEC("tp_btf/task_newtask") int program(u64 *ctx)
{
\treturn bpf_task_from_pid(OWN) != 0;
}
"""
HEADER: Final = "#pragma once\n#define OWN 1\nstatic inline int own(int x) { return x ? OWN : 0; }\n"


@dataclass(frozen=True)
class Kind:
    """One kind of input. `arguments` are for the command line; the input is written to `file` first."""

    name: str
    seeds: Callable[[], Sequence[bytes]]
    mutate: Mutate
    file: str
    arguments: Callable[[random.Random], list[str]]
    lints: bool = True
    """Whether SARIF comes of it, whose content the number of jobs and the cache do not change."""


def _lint(*more: str) -> Callable[[random.Random], list[str]]:
    return lambda _rng: ["--format", "sarif", *more, PROGRAM]


def _lint_somehow(rng: random.Random) -> list[str]:
    kernel = rng.choice(([], ["--kernel", "latest"], ["--kernel", ">=6.1"], ["--kernel", "6.6"], ["--kernel", "lts"]))
    profile = rng.choice(([], ["--profile", "pedantic"], ["--profile", "audit"], ["--ignore-comments"]))
    return ["--no-config", "--format", "sarif", *kernel, *profile, PROGRAM]


def _sources() -> list[bytes]:
    found = sorted((ROOT / "testdata").glob("*/*.bpf.c"))
    return [SOURCE.encode(), *(each.read_bytes() for each in found if each.stat().st_size < 8000)]


def _headers() -> list[bytes]:
    include = sorted((ROOT / "bpflint").rglob("bpf_helpers.h")) or sorted((ROOT / "bpflint").rglob("*.h"))
    return [HEADER.encode(), *(each.read_bytes() for each in include if each.stat().st_size < 30_000)]


def _rules() -> list[bytes]:
    found = sorted((ROOT / "rules" / "kfuncs").glob("*.yaml"))
    return [each.read_bytes() for each in found if each.stat().st_size < 6000]


_SETTINGS: Final = (
    b'kernel = ">=6.1"\nselect = ["KF", "BP"]\nignore = ["BP602"]\nfail-on = "error"\nexclude = ["build/*"]\n',
    b'[severity]\nKF403 = "note"\n[per-file-ignores]\n"*.bpf.c" = ["BP5"]\n',
    b'include-dirs = ["include"]\ndefines = ["X=1"]\nclang-args = ["-Wall"]\nprofile = "pedantic"\nloader = "libbpf"\n',
    b'rules = ["rules"]\nbaseline = "baseline.json"\nvmlinux = "vmlinux.h"\ncache = false\njobs = 2\n',
)


def _databases() -> list[bytes]:
    one = {"directory": ".", "file": PROGRAM, "command": f"clang -g -O2 -target bpf -Iinclude -DX='1 2' -c {PROGRAM}"}
    other = {"directory": "/", "file": f"./{PROGRAM}", "arguments": ["clang", "-include", "own.h", "-DY", PROGRAM]}
    return [json.dumps(each).encode() for each in ([one], [other], [one, other])]


def _profiles() -> list[bytes]:
    return [_btf(), tiny.elf({".BTF": _btf()}), _image(), tiny.bzimage(_image(), "6.12.0")]


def _btf() -> bytes:
    btf = tiny.TinyBtf()
    number = btf.add_int("int")
    task = btf.add_struct("task_struct", 16, ("pid", number, 0), ("tgid", number, 32))
    pointer = btf.add(tiny.PTR, "", task)
    btf.add_enum("bpf_prog_type", ("BPF_PROG_TYPE_UNSPEC", 0), ("BPF_PROG_TYPE_XDP", 6))
    btf.add_kfunc("bpf_task_from_pid", pointer, ("pid", number))
    btf.add_kfunc("bpf_task_release", 0, ("p", pointer))
    btf.add_array(number, 4)
    return btf.bytes()


def _image() -> bytes:
    btf = _btf()
    ids = tiny.kfunc_set("<", {6: 3, 9: 2})
    return tiny.elf({".rodata": tiny.banner("6.12.0"), ".BTF": btf, ".BTF_ids": ids})


def _baselines() -> list[bytes]:
    return [made("--write-baseline", "baseline.json", PROGRAM, gives="baseline.json")]


def _kept() -> list[bytes]:
    return [made(PROGRAM, gives="cache/reports/*")]


def _compiled_headers() -> list[bytes]:
    return [made(PROGRAM, gives="cache/precompiled/*.pch", full=True)]


def made(*arguments: str, gives: str, full: bool = False) -> bytes:
    """A file that bpflint itself writes."""
    import tempfile

    import fuzz_runner

    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        project.mkdir()
        bench = fuzz_runner.Bench(project)
        if full:
            (bench.folder / "vmlinux.h").write_text(fuzz_runner.kernel_types())
        for _ in range(2):  # a precompiled header is made for the next run
            bench.run(arguments, cache=bench.folder / "cache")
        return next(iter(sorted(bench.folder.glob(gives)))).read_bytes()


_LOGS: Final = (
    b"0: R1=ctx() R10=fp0\n; int x = foo(ctx); @ a.bpf.c:12\n3: (85) call bpf_task_from_pid#1234\n"
    b"R0 invalid mem access 'scalar'\n"
    b"processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n",
    b"libbpf: prog 'x': BPF program load failed: Permission denied\nUnreleased reference id=2 alloc_insn=3\n"
    b"calling kernel function bpf_x is not allowed\nlibbpf: failed to find BTF info for 'y'\n",
)

# fmt: off
KINDS: Final = {kind.name: kind for kind in (
    Kind("source", _sources, fuzz_mutation.as_text, PROGRAM, _lint_somehow),
    Kind("header", _headers, fuzz_mutation.as_text, "own.h", _lint_somehow),
    Kind("rules", _rules, fuzz_mutation.as_yaml, "rules/kfuncs/x.yaml", _lint("--rules", "rules")),
    Kind("settings", lambda: _SETTINGS, fuzz_mutation.as_text, "bpflint.toml", _lint()),
    Kind("database", _databases, fuzz_mutation.as_json, "compile_commands.json", _lint()),
    Kind("baseline", _baselines, fuzz_mutation.as_json, "baseline.json", _lint("--baseline", "baseline.json")),
    Kind("profile", _profiles, fuzz_mutation.mutate_bytes, "kernel", _lint("--kernel-profile", "kernel")),
    Kind("image", _profiles, fuzz_mutation.mutate_bytes, "kernel",
         lambda _rng: ["kernel", "import", "kernel", "-o", "out.json"], lints=False),
    Kind("log", lambda: _LOGS, fuzz_mutation.as_text, "log", lambda _rng: ["explain", "-"], lints=False),
    Kind("report", _kept, fuzz_mutation.mutate_bytes, "cache/reports/*", _lint()),
    Kind("precompiled", _compiled_headers, fuzz_mutation.mutate_bytes, "cache/precompiled/*.pch", _lint()),
)}
# fmt: on


class Parser(NamedTuple):
    """What reads an input in Python alone, and refuses it only with errors of its own."""

    seeds: Callable[[], Sequence[bytes]]
    mutate: Mutate
    parse: Callable[[bytes, Path], object]
    """Is given the input and a directory to write to."""


def parsers() -> dict[str, Parser]:
    """All of them, by name."""
    from bpflint.base import report_codec
    from bpflint.base.digests import DIGEST_LETTERS
    from bpflint.cli.replay_run import KeptRun
    from bpflint.kernel import rules_directory
    from bpflint.kernel.btf import Btf
    from bpflint.kernel.image import open_image
    from bpflint.kernel.verifier_messages import load_messages
    from bpflint.policy.baseline import read_baseline
    from bpflint.policy.suppressions import find_misunderstood, find_suppressions
    from bpflint.report.verifier_log import refusals

    messages = load_messages(rules_directory())

    def of_file(read: Callable[[Path], object]) -> Callable[[bytes, Path], object]:
        def check(data: bytes, folder: Path) -> object:
            path = folder / "input"
            path.write_bytes(data)
            return read(path)

        return check

    def btf(data: bytes, _folder: Path) -> object:
        return [(each.name, each) for each in Btf(data).types()]

    def comments(data: bytes, _folder: Path) -> object:
        text = data.decode("utf-8", "replace")
        return find_suppressions(text), find_misunderstood(text)

    def log(data: bytes, _folder: Path) -> object:
        return refusals(data.decode("utf-8", "replace").splitlines(), messages)

    def report(data: bytes, _folder: Path) -> object:
        decoded = report_codec.decode(data)
        assert report_codec.decode(report_codec.encode(decoded)) is not None
        return decoded

    def run(data: bytes, _folder: Path) -> object:
        try:
            kept = KeptRun.of_body(data)
        except ValueError:  # which its reader catches
            return None
        return kept and (kept.still_holds(), kept.to_bytes())

    def runs() -> list[bytes]:
        said = KeptRun(1, " in 0.1 s", [("1", "text"), ("2", "")], [("/out", "0")], ["s/a", "n/b"], "00").to_bytes()
        return [(said or b"")[DIGEST_LETTERS:]]

    return {
        "btf": Parser(lambda: [_btf()], fuzz_mutation.mutate_bytes, btf),
        "image": Parser(_profiles, fuzz_mutation.mutate_bytes, of_file(open_image)),
        "baseline": Parser(_baselines, fuzz_mutation.as_json, of_file(read_baseline)),
        "comments": Parser(_sources, fuzz_mutation.as_text, comments),
        "log": Parser(lambda: _LOGS, fuzz_mutation.as_text, log),
        "report": Parser(lambda: [_kept()[0].split(b"\n", 2)[2]], fuzz_mutation.as_json, report),
        "run": Parser(runs, fuzz_mutation.mutate_bytes, run),
    }
