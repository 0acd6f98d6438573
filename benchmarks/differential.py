#!/usr/bin/env python3
"""A differential test: what do the running kernel and bpflint say of random programs around kfuncs?

    sudo python benchmarks/differential.py --count 3000 --seed 1 -- -I/path/to/headers

Programs come from random_programs.py, always the same for a seed; several share a file. They are compiled, loaded
(never attached) and linted for the running kernel. Prints how many rejected programs bpflint finds, how many as errors,
and how many accepted ones it accuses. Needs clang, veristat and the right to load programs. `--keep DIR` leaves the
files there, with a list of verdicts. `--slice DIR` writes the programs into one file and the verdicts beside it, which
is how tests/differential was made.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from _common import ask_verifier, compile_object, find_compiler, missing, run_bpflint, running_release
from random_programs import PRELUDE, Program, make_program

PER_FILE = 6
BATCH = 40
"""Files that one run of bpflint gets."""
NO_VERDICT = (
    "BPF program is too large",
    "unreachable insn",
    "combined stack size",
    "processed 1000001 insns",
)
"""What the verifier says that has nothing to do with kfuncs, and that nobody can read off the source."""


@dataclass
class Outcome:
    program: Program
    file: Path
    accepted: bool
    words: str
    level: str = ""
    """The gravest level of what bpflint says of it: error, warning or nothing."""
    rules: tuple[str, ...] = ()


def main() -> int:
    argv = sys.argv[1:]
    at = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the number of the first program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clang", default=find_compiler())
    parser.add_argument("--veristat", default="veristat")
    parser.add_argument(
        "--kernel", default=running_release(), help="the running kernel, for bpflint (default: %(default)s)"
    )
    parser.add_argument("--keep", type=Path, help="leave files and verdicts in this directory")
    parser.add_argument("--slice", type=Path, help="write programs.bpf.c and programs.verdict into this directory")
    parser.add_argument("--list", action="store_true", help="list what bpflint and the kernel see differently")
    options = parser.parse_args(argv[:at])
    if lack := missing((options.clang, options.veristat), []):
        parser.error(lack)
    args = argv[at + 1 :]
    with contextlib.suppress(OSError, ValueError):  # kernels that do not account memory to cgroups count what is locked
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with tempfile.TemporaryDirectory() as work:
        directory = options.keep or Path(work)
        directory.mkdir(parents=True, exist_ok=True)
        outcomes = _run(options, args, directory)
        if options.keep:
            rows = [[each.program.name, each.accepted, each.words] for each in outcomes]
            (directory / "verdicts.json").write_text(json.dumps({"kernel": options.kernel, "programs": rows}, indent=0))
    if options.slice:
        _write_slice(options, outcomes)
    return _report(outcomes, options.list)


def _write_slice(options: argparse.Namespace, outcomes: list[Outcome]) -> None:
    """Writes what tests compare with later: the programs, and what the kernel said of each."""
    numbers = f"--seed {options.seed} --first {options.first} --count {options.count}"
    made = f"// Made by: benchmarks/differential.py {numbers} --slice DIR"
    judged = [each for each in outcomes if _is_judged(each)]
    text = "\n".join(each.program.text for each in judged)
    (options.slice / "programs.bpf.c").write_text(f"{made}\n{PRELUDE}\n{text}")
    lines = [f"kernel: {options.kernel}"]
    for each in judged:
        lines.append(f"{each.program.name}: {'accepted' if each.accepted else 'rejected'}")
        lines += [] if each.accepted else [f"    {each.words}"]
    (options.slice / "programs.verdict").write_text("\n".join(lines) + "\n")


def _is_judged(outcome: Outcome) -> bool:
    """False where the kernel refused a program for what has nothing to do with kfuncs."""
    return outcome.accepted or not any(word in outcome.words for word in NO_VERDICT)


def _run(options: argparse.Namespace, args: list[str], directory: Path) -> list[Outcome]:
    numbers = range(options.first, options.first + options.count)
    programs = [make_program(options.seed, number) for number in numbers]
    outcomes: dict[str, Outcome] = {}
    for start in range(0, len(programs), PER_FILE):
        group = programs[start : start + PER_FILE]
        together = _ask_kernel(options, args, directory / f"{group[0].name}.bpf.c", group)
        for found in together if len(together) == len(group) else _one_by_one(options, args, directory, group):
            outcomes[found.program.name] = found
    files = sorted({each.file for each in outcomes.values()})
    for start in range(0, len(files), BATCH):
        _ask_bpflint(options, args, files[start : start + BATCH], directory / "report.json", outcomes)
    return list(outcomes.values())


def _one_by_one(
    options: argparse.Namespace, args: list[str], directory: Path, group: list[Program]
) -> Iterator[Outcome]:
    """What the kernel says of programs of which one keeps the others from being loaded."""
    for each in group:
        yield from _ask_kernel(options, args, directory / f"{each.name}_alone.bpf.c", [each])


def _ask_kernel(options: argparse.Namespace, args: list[str], path: Path, programs: list[Program]) -> list[Outcome]:
    """The programs of one file that got a verdict; all of none if it does not compile."""
    path.write_text(PRELUDE + "\n" + "\n".join(each.text for each in programs))
    target = path.with_suffix(".o")
    if compile_object(options.clang, path, target, args):
        return []
    verdicts = ask_verifier(options.veristat, target)
    known = [each for each in programs if each.name in verdicts and any(verdicts[each.name])]
    return [Outcome(each, path, *verdicts[each.name]) for each in known]


def _ask_bpflint(
    options: argparse.Namespace, args: list[str], files: list[Path], output: Path, outcomes: dict[str, Outcome]
) -> None:
    """Puts down what bpflint says of the programs of some files."""
    report = run_bpflint(files, ["--kernel", options.kernel, "--jobs", "2"], args, output)
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for finding in report["findings"]:
        for name in finding["programs"] or [finding["function"]]:
            said[name][finding["level"]].add(finding["rule"])
    for name, levels in said.items():
        if name in outcomes:
            level = next((each for each in ("error", "warning") if levels.get(each)), "")
            outcomes[name].level = level
            outcomes[name].rules = tuple(sorted(levels[level])) if level else ()


def _report(outcomes: list[Outcome], listed: bool) -> int:
    judged = [each for each in outcomes if _is_judged(each)]
    rejected = [each for each in judged if not each.accepted]
    accepted = [each for each in judged if each.accepted]
    found = [each for each in rejected if each.level]
    as_errors = [each for each in rejected if each.level == "error"]
    false = [each for each in accepted if each.level == "error"]
    doubted = [each for each in accepted if each.level == "warning"]
    print(f"programs {len(outcomes)}, without a verdict about kfuncs {len(outcomes) - len(judged)}")
    print(f"rejected {len(rejected)}: found {_share(found, rejected)}, as errors {_share(as_errors, rejected)}")
    print(f"accepted {len(accepted)}: errors {len(false)}, warnings {len(doubted)}")
    if listed:
        for title, some in (
            ("error on what loads", false),
            ("warning on what loads", doubted),
            ("missed", [each for each in rejected if not each.level]),
            ("rejected, a warning only", [each for each in found if each.level != "error"]),
        ):
            kinds = Counter((each.words[:70], each.rules) for each in some)
            for (words, rules), count in kinds.most_common():
                names = [f"{each.program.name}" for each in some if (each.words[:70], each.rules) == (words, rules)]
                print(f"{title}: {count} x {words!r} {' '.join(rules)}: {' '.join(names[:5])}")
    return 1 if false else 0


def _share(some: list[Outcome], of: list[Outcome]) -> str:
    return f"{len(some)} ({100 * len(some) / len(of):.1f} %)" if of else "0"


if __name__ == "__main__":
    sys.exit(main())
