#!/usr/bin/env python3
"""How long do people wait for `bpflint lsp`, measured in the server?

    python benchmarks/lsp.py scx/scheds/rust/scx_layered/src/bpf/main.bpf.c tools/memleak.bpf.c

Opens each file in a server that is new, as it was opened before, then puts a line into the bodies of some of its
functions, one after the other, as somebody who types does. Prints the seconds for opening it, for the middle and the
slowest of these edits, for a new function, for a line that does not parse, for a new include, for the look at the
whole file that follows when nobody types, and for what is told at that look before any path is followed. Seconds are
of the clock and, in parentheses, of the processor, which other work on the machine does not count in. Without files,
a program of 500 lines is made up.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path
from statistics import median_low
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])

from bpflint.lsp.analysis_process import AnalysisProcess  # noqa: E402

BODY = re.compile(r"^[\w][^;{}#]*\)\n?\s*\{\n", re.MULTILINE)
"""The head of a function, its opening brace and the end of that line."""
HEAD = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, u32);
    __type(value, u64);
} counts SEC(".maps");

char _license[] SEC("license") = "GPL";
"""
PROGRAM = """
static int count_{n}(u32 key, u64 more)
{{
    u64 *count = bpf_map_lookup_elem(&counts, &key);

    if (!count)
        return bpf_map_update_elem(&counts, &key, &more, BPF_ANY);
    *count += more;
    return 0;
}}

SEC("tp_btf/task_newtask")
int program_{n}(u64 *ctx)
{{
    struct task_struct *task = bpf_task_from_pid({n});
    int result = 0;

    if (!task)
        return 0;
    for (int i = 0; i < 4; i++) {{
        if (task->pid > i)
            result += count_{n}(task->tgid, i);
    }}
    bpf_task_release(task);
    return result < 0;
}}
"""


def made_up(lines: int) -> str:
    """A program of so many lines."""
    text, number = HEAD, 0
    while text.count("\n") + PROGRAM.count("\n") <= lines:
        text += PROGRAM.format(n=number)
        number += 1
    return text


def edits_of(text: str, most: int) -> list[str]:
    """The text with a line more in the body of one function each."""
    ends = [match.end() for match in BODY.finditer(text)]
    step = max(len(ends) // most, 1)
    return [f"{text[:end]}\t(void)0;\n{text[end:]}" for end in ends[::step][:most]]


def larger_edits(text: str) -> dict[str, str]:
    """What else somebody types: by name, the text then."""
    end = next((match.end() for match in BODY.finditer(text)), len(text))
    start = text.rfind("\n\n", 0, end) + 2
    return {
        "function": f"{text[:start]}static int one_more(int x)\n{{\n\treturn x + 1;\n}}\n\n{text[start:]}",
        "broken": f"{text[:end]}\tif (\n{text[end:]}",
        "include": f"#include <bpf/bpf_endian.h>\n{text}",
    }


async def measure(path: Path, most: int) -> dict[str, list[dict[str, Any]]]:
    """The answers to opening a file, to edits of it, and to linting the text as a whole."""
    process = AnalysisProcess()
    text = path.read_text(errors="replace")
    name = str(path.absolute())
    try:
        await process.ask(name, text, {})
        await process.ask(name, text, {}, fresh=False)  # keeps what edits are compared with, if only a report was kept
        await process.stop()
        opened = [await process.ask(name, text, {})]
        edited = [await process.ask(name, each, {}, fresh=False, partly=True) for each in edits_of(text, most)]
        more = {
            kind: [await process.ask(name, each, {}, fresh=False, partly=True)]
            for kind, each in larger_edits(text).items()
        }
        ahead: list[dict[str, Any]] = []
        whole = [await process.ask(name, text, {}, fresh=False, tell=ahead.append)]
    finally:
        await process.stop()
    return {"opened": opened, "edited": edited, **more, "whole": whole, "ahead": ahead or whole}


def shown(answer: dict[str, Any]) -> str:
    return f"{answer['seconds']:6.2f} ({answer['processor_seconds']:.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--edits", type=int, default=12, help="so many in each file (default: 12)")
    options = parser.parse_args()
    if absent := [path for path in options.files if not path.is_file()]:
        parser.error(f"{absent[0]} does not exist")
    columns = ("opened", "edit, middle", "edit, slowest", "function", "broken", "include", "whole", "ahead")
    print(f"{'lines':>6} {' '.join(f'{each:>14}' for each in columns)}  file")
    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder) / "example.bpf.c"
        example.write_text(made_up(500))
        for path in options.files or [example]:
            found = asyncio.run(measure(path, options.edits))
            if problems := [each["error"] for answers in found.values() for each in answers if each.get("error")]:
                raise SystemExit(f"{path}: {problems[0]}")
            times = sorted(found["edited"] or found["whole"], key=lambda each: each["processor_seconds"])
            middle = median_low(range(len(times)))
            row = [found["opened"][0], times[middle], times[-1]]
            row += [found[each][0] for each in columns[3:]]
            lines = path.read_text(errors="replace").count("\n")
            print(f"{lines:>6} {' '.join(f'{shown(each):>14}' for each in row)}  {path.name}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
