#!/usr/bin/env python3
"""How long does bpflint take, against `clang -fsyntax-only` on the same files, the same cores, in one run?

    python benchmarks/speed.py --jobs 2 ~/src/linux/tools/testing/selftests/bpf/progs/*.c -- -I... -D__TARGET_ARCH_x86

Measures clang once for every file, JOBS at a time, then bpflint three times: with an empty cache, with precompiled
headers but no reports kept, and where nothing has changed since. Both get the same arguments behind `--` and run where
you are. Files that clang cannot parse count too: both have to try.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from _common import THIS_CHECKOUT, find_compiler, missing


def main() -> int:
    argv = sys.argv[1:]
    at = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--clang", default=find_compiler())
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kernel", default="", help="hand this on to bpflint")
    options = parser.parse_args(argv[:at])
    if lack := missing((options.clang,), options.files):
        parser.error(lack)
    clang_args = argv[at + 1 :]

    clang = time_clang(options.clang, options.files, clang_args, options.jobs)
    print(f"{len(options.files)} files, {options.jobs} at a time")
    print(f"clang -fsyntax-only          {clang:8.2f} s")
    with tempfile.TemporaryDirectory() as cache:
        compile_modules(options.files[0], options.kernel)
        for name in ("empty cache", "headers precompiled", "nothing changed"):
            if name != "nothing changed":
                shutil.rmtree(Path(cache) / "reports", ignore_errors=True)
            seconds, in_part = time_bpflint(options.files, clang_args, options.jobs, options.kernel, cache)
            note = f"   ({in_part} understood in part or not at all)" if in_part else ""
            print(f"bpflint, {name:<19} {seconds:8.2f} s   {seconds / clang:5.2f} x clang{note}")
    return 0


def time_clang(clang: str, files: list[Path], args: list[str], jobs: int) -> float:
    def parse(path: Path) -> None:
        command = [clang, "-target", "bpf", "-fsyntax-only", "-w", *args, str(path)]
        subprocess.run(command, capture_output=True, check=False)

    began = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(parse, files))
    return time.monotonic() - began


def compile_modules(some_file: Path, kernel: str) -> None:
    """Have the modules of this checkout compiled, as those of an installed bpflint are."""
    with tempfile.TemporaryDirectory() as cache:
        time_bpflint([some_file], [], 1, kernel, cache)


def time_bpflint(files: list[Path], args: list[str], jobs: int, kernel: str, cache: str) -> tuple[float, int]:
    """Seconds, and how many files were not understood as a whole."""
    output = Path(cache) / "report.json"
    command = [sys.executable, "-m", "bpflint", "--no-config", "--jobs", str(jobs), "--format", "json"]
    command += ["--output", str(output), *(["--kernel", kernel] if kernel else [])]
    command += [*map(str, files), *(["--", *args] if args else [])]
    environment = {**THIS_CHECKOUT, "BPFLINT_CACHE_DIR": cache}
    began = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    if done.returncode not in (0, 1, 2):
        raise SystemExit(f"bpflint failed: {done.stderr}")
    statuses = [file["status"] for file in json.loads(output.read_text())["files"]]
    return seconds, sum(status != "ok" for status in statuses)


if __name__ == "__main__":
    sys.exit(main())
