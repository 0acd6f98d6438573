"""Tries mutated inputs for a while: `python -m tests.fuzz --minutes 10 --seed 1`. Failures are kept in a directory."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from fuzz_kinds import KINDS
from fuzz_runner import Score, fuzz, fuzz_parsers


def main() -> int:
    """Fuzz for some minutes; exit code 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=[*KINDS, "parsers"], default=[], help="only this kind")
    parser.add_argument("--failures", type=Path, default=Path(tempfile.gettempdir()) / "bpflint-fuzz")
    given = parser.parse_args()
    score = Score()
    commands = [name for name in given.kind if name != "parsers"]
    with tempfile.TemporaryDirectory() as folder:
        tries = []
        if commands or not given.kind:
            tries.append(fuzz(given.seed, Path(folder) / "commands", score, commands))
        if "parsers" in given.kind or not given.kind:
            tries.append(fuzz_parsers(given.seed, Path(folder) / "parsers", score))
        ends, told = time.monotonic() + 60 * given.minutes, 0
        while time.monotonic() < ends:
            for each in tries:
                next(each)
            while told < len(score.failures):
                kind, problem, data = score.failures[told]
                given.failures.mkdir(parents=True, exist_ok=True)
                path = given.failures / f"{kind}-{given.seed}-{told}"
                path.write_bytes(data)
                path.with_suffix(".txt").write_text(problem, encoding="utf-8")
                print(f"{path}: {problem.strip().splitlines()[-1][:200]}", flush=True)
                told += 1
    given.failures.mkdir(parents=True, exist_ok=True)
    (given.failures / f"slowest-{given.seed}").write_bytes(score.slowest[2])
    print(score)
    return 1 if score.failures else 0


if __name__ == "__main__":
    sys.exit(main())
