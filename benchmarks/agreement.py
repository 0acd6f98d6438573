#!/usr/bin/env python3
"""Does bpflint agree with the kernel's own BPF selftests?

Takes a kernel source tree, lints `tools/testing/selftests/bpf/progs` and compares with what each program's annotation
says the verifier does: `__failure` programs that call a kfunc should have a finding (error or warning), `__success`
programs should have none. Programs without annotation are counted apart: code elsewhere decides their fate.

    python benchmarks/agreement.py ~/src/linux
    python benchmarks/agreement.py ~/src/linux --only 'rbtree*' --misses
    python benchmarks/agreement.py ~/src/linux --kernel 6.12 -- -I/path/with/vmlinux.h
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from _common import THIS_CHECKOUT, TextProgram, blank, find_programs, run_bpflint

LEVELS = ("error", "warning")


def main() -> int:
    own, _, clang_args = _split(sys.argv[1:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path, help="a kernel source tree")
    parser.add_argument("--only", default="*", help="file names to look at, e.g. 'iters*'")
    parser.add_argument(
        "--kernel", default="", help="judge for this kernel; without it, for every kernel bpflint knows"
    )
    parser.add_argument("--chunk", type=int, default=40, help="files a run of bpflint (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--misses", action="store_true", help="list rejected programs without a finding")
    parser.add_argument("--no-false", action="store_true", help="do not list accepted programs with a finding")
    options = parser.parse_args(own)

    selftests = options.tree / "tools/testing/selftests/bpf"
    files = sorted(path for path in (selftests / "progs").glob("*.c") if fnmatch.fnmatch(path.name, options.only))
    if not files:
        parser.error(f"no selftests in {selftests / 'progs'}")
    include = [selftests, selftests / "progs", selftests / "libarena/include", options.tree / "tools/include/uapi"]
    arguments = [
        *clang_args,
        *(f"-I{path}" for path in include if path.is_dir()),
        "-D__TARGET_ARCH_x86",
        "-fms-extensions",
    ]
    extra = ["--jobs", str(options.jobs), *(["--kernel", options.kernel] if options.kernel else [])]

    kfuncs = known_kfuncs()
    score: Counter[str] = Counter()
    misses: list[str] = []
    false: list[str] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        for at in range(0, len(files), options.chunk):
            chunk = files[at : at + options.chunk]
            report = run_bpflint(chunk, extra, arguments, Path(work) / "report.json")
            score.update(f"file {entry['status']}" for entry in report["files"])
            found: dict[str, list[dict[str, Any]]] = {}
            for finding in report["findings"]:
                found.setdefault(Path(finding["path"]).name, []).append(finding)
            for path in chunk:
                text = path.read_text(errors="replace")
                for program in find_programs(text):
                    hits = [f for f in found.get(path.name, ()) if f["level"] in LEVELS and concerns(f, program)]
                    uses = calls_kfunc(text, program, kfuncs)
                    count(score, path, program, uses, hits, misses, false)
    show(score, time.monotonic() - began)
    if options.misses:
        print(f"\nrejected programs without a finding ({len(misses)}):", *misses, sep="\n  ")
    if not options.no_false and false:
        print(f"\naccepted programs with a finding ({len(false)}):", *false, sep="\n  ")
    return 0


def _split(argv: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in argv:
        return argv, "", []
    at = argv.index("--")
    return argv[:at], "--", argv[at + 1 :]


def known_kfuncs() -> frozenset[str]:
    done = subprocess.run(
        [sys.executable, "-m", "bpflint", "kfunc", "--all", "--format", "json"],
        env=THIS_CHECKOUT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return frozenset(entry["name"] for entry in json.loads(done.stdout)["kfuncs"])


def calls_kfunc(text: str, program: TextProgram, kfuncs: frozenset[str]) -> bool:
    """True if the program, or a function of the file that it calls, names a kfunc (the `_impl` of a macro included)."""
    clean = blank(text)
    seen: set[str] = set()
    work = [program.body]
    while work:
        names = set(re.findall(r"\b\w+\b", work.pop())) - seen
        seen |= names
        if any(name in kfuncs or f"{name}_impl" in kfuncs for name in names):
            return True
        for name in names:
            match = re.search(rf"^[^\n;#]*\b{name}\s*\([^;{{]*\)\s*\{{", clean, re.MULTILINE)
            if match:
                end = clean.find("\n}", match.end())
                work.append(clean[match.end() : end if end > 0 else len(clean)])
    return False


def concerns(finding: dict[str, Any], program: TextProgram) -> bool:
    return program.name in finding["programs"] or program.start <= finding["line"] <= program.end


def count(
    score: Counter[str],
    path: Path,
    program: TextProgram,
    uses: bool,
    hits: list[dict[str, Any]],
    misses: list[str],
    false: list[str],
) -> None:
    kind = {None: "unannotated", True: "success", False: "failure"}[program.expected]
    group = f"{kind} {'kfunc' if uses else 'other'}"
    score[group] += 1
    score[f"{group} found"] += bool(hits)
    score[f"{group} error"] += any(hit["level"] == "error" for hit in hits)
    place = f"{path.name}:{program.start} {program.name}"
    if program.expected is False and uses and not hits:
        misses.append(f"{place}: {program.messages[-1] if program.messages else ''}")
    if program.expected is not False:
        false += [
            f"{place} ({kind}): {hit['level']} {hit['rule']} line {hit['line']}: {hit['message']}"
            for hit in hits
            if hit["level"] == "error" or program.expected
        ]


def show(score: Counter[str], seconds: float) -> None:
    files = ", ".join(f"{score[key]} {key.removeprefix('file ')}" for key in sorted(score) if key.startswith("file "))
    print(f"files: {files}; {seconds:.0f} s\n")
    print(f"{'programs':<34}{'all':>6}{'error or warning':>19}{'error':>8}")
    for kind, say in (
        ("failure", "rejected (__failure)"),
        ("success", "accepted (__success)"),
        ("unannotated", "no annotation"),
    ):
        for group in ("kfunc", "other"):
            key = f"{kind} {group}"
            total, found, error = score[key], score[f"{key} found"], score[f"{key} error"]
            share = f" ({100 * found / total:.1f} %)" if total else ""
            name = f"{say}, {'with kfuncs' if group == 'kfunc' else 'without'}"
            print(f"{name:<34}{total:>6}{f'{found}{share}':>19}{error:>8}")


if __name__ == "__main__":
    sys.exit(main())
