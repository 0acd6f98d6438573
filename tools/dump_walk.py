#!/usr/bin/env python3
"""Shows what the walks of a file's programs know: behind each expression, at each call and at each end of a path.

    python tools/dump_walk.py testdata/leaked-reference/bad_early_return.bpf.c [--program leak] [--kernel 6.12]

How to read it says tests/support/walk_dump.py. Where kernels are walked alike, one stands for them. To see what a
change does to a walk, compare the texts before and after it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from walk_dump import recording, shown  # noqa: E402

from bpflint.engine.lint import Engine  # noqa: E402
from bpflint.policy.settings import Settings  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--program", help="the function of one program instead of all")
    parser.add_argument("--kernel", help="as bpflint has it")
    given = parser.parse_args()
    with recording() as walks:
        report = Engine(Settings(kernel=given.kernel)).lint_file(str(given.file))
    source = given.file.read_text(encoding="utf-8")
    seen: set[str] = set()
    for walk in walks:
        if walk.text not in seen and given.program in (None, walk.program):
            seen.add(walk.text)
            print(f"on {walk.kernel}: {shown(walk, source)}")
    for problem in report.problems:
        print(f"{given.file}: {problem.message}", file=sys.stderr)
    return int(report.status != "ok")


if __name__ == "__main__":
    sys.exit(main())
