"""How the time for a file grows with what is in it: generated files of 10, 100, 1,000 ... branches, calls, programs.

    python benchmarks/growth.py --most 1000

Shown are seconds of a processor without those for an empty file, and how they grow for ten times as much: 10 is linear.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

HEAD: Final = """typedef unsigned int u32; typedef unsigned long long u64;
#define SEC(name) __attribute__((section(name), used))
char license[] SEC("license") = "GPL";
static long (* const bpf_ktime_get_ns)(void) = (void *) 5;
"""
PROGRAM: Final = 'SEC("xdp") int program(u32 *ctx)\n{{\n\tu32 x = ctx[0];\n{}\treturn x;\n}}\n'
TASKS: Final = """extern void *bpf_task_from_pid(int pid) __attribute__((section(".ksyms")));
extern void bpf_task_release(void *p) __attribute__((section(".ksyms")));
"""


def _lines(line: str) -> Callable[[int], str]:
    return lambda count: "".join(line.format(n=number) for number in range(count))


KINDS: Final[dict[str, Callable[[int], str]]] = {
    "branches": lambda n: PROGRAM.format(_lines("\tif (x == {n})\n\t\tx += 3;\n")(n)),
    "else-ifs": lambda n: PROGRAM.format(_lines("\tif (x == {n})\n\t\tx = 7;\n\telse\n")(n) + "\t\tx = 1;\n"),
    "cases": lambda n: PROGRAM.format("\tswitch (x) {\n" + _lines("\tcase {n}: x += {n}; break;\n")(n) + "\t}\n"),
    "constants": lambda n: PROGRAM.format("\tu32 y = 1;\n" + _lines("\tif (ctx[1] == {n})\n\t\ty = {n};\n")(n)),
    "conditions": lambda n: PROGRAM.format(
        _lines("\tif (ctx[1] == {n} && ctx[2] && ctx[3] || x > {n})\n\t\treturn {n};\n")(n)
    ),
    "variables": lambda n: PROGRAM.format(_lines("\tu32 y{n} = ctx[{n} & 3];\n\tx += y{n};\n")(n)),
    "loops": lambda n: PROGRAM.format(_lines("\tfor (int i = 0; i < 9; i++)\n\t\tx += i + {n};\n")(n)),
    "nested": lambda n: PROGRAM.format(_lines("\tfor (int i{n} = 0; i{n} < 3; i{n}++)\n")(n) + "\t\tx++;\n"),
    "gotos": lambda n: PROGRAM.format(_lines("\tif (ctx[1] == {n})\n\t\tgoto out;\n")(n) + "out:\n"),
    "jumps": lambda n: PROGRAM.format(
        "".join(f"l{at}:\n\tx++;\n\tif (ctx[1] == {at})\n\t\tgoto l{at * 7 % n};\n" for at in range(n))
    ),
    "lookups": lambda n: (
        'struct { int (*type)[1]; u32 *key; u64 *value; int (*max_entries)[1]; } map SEC(".maps");\n'
        "static void *(* const bpf_map_lookup_elem)(void *map, const void *key) = (void *) 1;\n"
        + PROGRAM.format(_lines("\tu64 *p{n} = bpf_map_lookup_elem(&map, &x);\n\tif (p{n})\n\t\t*p{n} += 1;\n")(n))
    ),
    "leaks": lambda n: (
        TASKS
        + PROGRAM.replace("xdp", "syscall").format(
            _lines("\tvoid *t{n} = bpf_task_from_pid(x + {n});\n\tif (!t{n})\n\t\treturn 0;\n")(n)
        )
    ),
    "mistakes": lambda n: (
        "struct value { u64 a, b; };\n"
        'struct { int (*type)[1]; u32 *key; struct value *value; int (*max_entries)[1]; } map SEC(".maps");\n'
        "static long (* const bpf_map_update_elem)(void *map, void *key, void *value, u64 flags) = (void *) 2;\n"
        + PROGRAM.format(_lines("\tu64 y{n} = {n};\n\tbpf_map_update_elem(&map, &y{n}, &y{n}, 0);\n")(n))
    ),
    "references": lambda n: (
        TASKS
        + PROGRAM.replace("xdp", "syscall").format(
            _lines("\tvoid *t{n} = bpf_task_from_pid(x + {n});\n\tif (t{n})\n\t\tbpf_task_release(t{n});\n")(n)
        )
    ),
    "held": lambda n: (
        TASKS
        + PROGRAM.replace("xdp", "syscall").format(
            _lines("\tvoid *t{n};\n")(n)
            + _lines("\tt{n} = bpf_task_from_pid(x + {n});\n\tif (!t{n})\n\t\tgoto out{n};\n")(n)
            + "".join(f"\tbpf_task_release(t{at});\nout{at}:\n" for at in reversed(range(n)))
        )
    ),
    "exchanges": lambda n: (
        TASKS + "struct task_struct;\n"
        'struct value { struct task_struct __attribute__((btf_type_tag("kptr"))) *task; };\n'
        'struct { int (*type)[1]; u32 *key; struct value *value; int (*max_entries)[1]; } map SEC(".maps");\n'
        "static void *(* const bpf_map_lookup_elem)(void *map, const void *key) = (void *) 1;\n"
        "static void *(* const bpf_kptr_xchg)(void *to, void *p) = (void *) 194;\n"
        + PROGRAM.replace("xdp", "syscall").format(
            "\tstruct value *v = bpf_map_lookup_elem(&map, &x);\n\tif (!v)\n\t\treturn 0;\n"
            + _lines("\tvoid *t{n} = bpf_kptr_xchg(&v->task, (void *) 0);\n\tif (t{n})\n\t\tbpf_task_release(t{n});\n")(
                n
            )
        )
    ),
    "addresses": lambda n: PROGRAM.format(
        "\tu64 a = 1, *p = &a;\n"
        + _lines("\tu64 b{n} = {n};\n\tif (ctx[1] == {n})\n\t\tp = &b{n};\n")(n)
        + "\tx += *p;\n"
    ),
    "globals": lambda n: _lines("u32 g{n} = {n};\n")(n) + PROGRAM.format(_lines("\tx += g{n};\n")(n)),
    "inlined": lambda n: (
        _lines("static inline u32 f{n}(u32 x) {{ return x == {n} ? 1 : x; }}\n")(n)
        + PROGRAM.format(_lines("\tx += f{n}(x);\n")(n))
    ),
    "calls": lambda n: PROGRAM.format(_lines("\tx += bpf_ktime_get_ns();\n")(n)),
    "sums": lambda n: PROGRAM.format("\tu64 y = x;\n" + _lines("\ty += bpf_ktime_get_ns() + y;\n")(n) + "\tx = y;\n"),
    "unknown": lambda n: (
        _lines('extern int unknown{n}(int) __attribute__((section(".ksyms")));\n')(n)
        + PROGRAM.format(_lines("\tx += unknown{n}({n});\n")(n))
    ),
    "missing": _lines(
        'extern int unknown{n}(int) __attribute__((section(".ksyms")));\n'
        'extern int perhaps{n}(int) __attribute__((section(".ksyms"), weak));\n'
        'SEC("xdp") int program{n}(u32 *ctx) {{ return unknown{n}({n}) + perhaps{n}({n}); }}\n'
    ),
    "misspelt": _lines('SEC("lsm/file_opne{n}") int program{n}(u64 *ctx) {{ return 0; }}\n'),
    "programs": _lines('SEC("xdp") int program{n}(u32 *ctx) {{ return ctx[0] == {n} ? 1 : 2; }}\n'),
    "faults": lambda n: (
        'struct { int (*type)[1]; u32 *key; u64 *value; int (*max_entries)[1]; } map SEC(".maps");\n'
        "static void *(* const bpf_map_lookup_elem)(void *map, const void *key) = (void *) 1;\n"
        + _lines(
            'SEC("tc") int program{n}(u32 *ctx) {{ u32 k = {n}; return *(u64 *) bpf_map_lookup_elem(&map, &k); }}\n'
        )(n)
    ),
    "refusals": lambda n: (
        "struct tcp_congestion_ops { void *nothing; char name[16]; };\n"
        + _lines(
            'SEC("struct_ops/f{n}") int f{n}(u64 *ctx) {{ return 0; }}\n'
            'SEC(".struct_ops") struct tcp_congestion_ops o{n} = {{ .nothing = (void *) f{n}, .name = "a" }};\n'
        )(n)
    ),
    "statics": lambda n: _lines("static int s{n};\n")(n) + PROGRAM.format(_lines("\tx += s{n};\n")(n)),
    "functions": lambda n: (
        _lines("static __attribute__((noinline)) int f{n}(u32 x) {{ return x == {n} ? 1 : 2; }}\n")(n)
        + PROGRAM.format(_lines("\tx += f{n}(x);\n")(n))
    ),
    "maps": lambda n: (
        _lines('struct {{ int (*type)[1]; u32 *key; u64 *value; int (*max_entries)[1]; }} map{n} SEC(".maps");\n')(n)
        + PROGRAM.format("")
    ),
    "sections": _lines('SEC("nothing{n}") int program{n}(u32 *ctx) {{ return 0; }}\n'),
    "typedefs": lambda n: _lines("typedef struct s{n} {{ int a; struct s{n} *next; }} t{n};\n")(n) + PROGRAM.format(""),
}


def seconds(text: str, folder: Path) -> float:
    """Seconds of a processor for linting `text`, in a copy of this process that has everything loaded."""
    path = folder / "a.bpf.c"
    path.write_text(text)
    child = os.fork()
    if not child:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
            code = 0 if ENGINE.lint_file(str(path)).status == "ok" else 1
        finally:
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime if status == 0 else float("nan")


ENGINE: Final = Engine(Settings(cache=False))


def main() -> int:
    """Measure every kind and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=10_000)
    parser.add_argument("--kind", action="append", choices=KINDS, default=[])
    given = parser.parse_args()
    sizes = [10**power for power in range(1, 7) if 10**power <= given.most]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".git").mkdir()
        ENGINE.prepare()
        ENGINE.lint_file(str(_written(folder / "first.bpf.c", HEAD + PROGRAM.format(""))))
        empty = min(seconds(HEAD + PROGRAM.format(""), folder) for _ in range(3))
        print("| kind | " + " | ".join(f"{size:,}" for size in sizes) + " | growth at the end |")
        print("|---|" + "---:|" * (len(sizes) + 1))
        started = time.monotonic()
        for kind in given.kind or KINDS:
            found = [seconds(HEAD + KINDS[kind](size), folder) - empty for size in sizes]
            growth = found[-1] / found[-2] if len(found) > 1 and found[-2] > 0 else float("nan")
            print(f"| {kind} | " + " | ".join(f"{each:.2f}" for each in found) + f" | {growth:.1f} x |", flush=True)
        print(f"\nan empty file: {empty:.2f} s; measured in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return 0


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


if __name__ == "__main__":
    sys.exit(main())
