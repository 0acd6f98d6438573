#!/usr/bin/env python3
"""A mutation test: which of the mistakes that the verifier rejects does bpflint find?

Takes BPF C files, keeps the programs that the running kernel accepts, and breaks them one edit at a time: a release,
unlock or destroy dropped or doubled, an acquire or lock dropped, a NULL check dropped, two calls swapped, a section
changed; with `--every-kind` the edits of edits.py as well. Every mutant is compiled and shown to the verifier (loaded,
never attached) and to bpflint.

    sudo python benchmarks/mutants.py progs/rbtree.c progs/iters.c --sample 100 -- -I... -D__TARGET_ARCH_x86

Prints, by kind of edit, how many mutants the kernel rejects, how many of those bpflint finds (an error or warning about
a program that the kernel rejects), and how often it accuses a mutant that the kernel still accepts. Needs clang,
veristat and the right to load programs.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from _common import (
    ROOT,
    ask_verifier,
    blank,
    closing,
    compile_object,
    find_compiler,
    find_programs,
    missing,
    run_bpflint,
    running_release,
)
from edits import affected, every_edit

sys.path.insert(0, str(ROOT))
from bpflint.kernel.compile_protocols import load_protocols
from bpflint.kernel.protocol import Enforced

SECTIONS = {
    "tc": "xdp", "xdp": "tc", "syscall": "tc", "raw_tp": "socket", "fentry.s": "fentry", "fentry": "kprobe",
    "iter.s": "iter", "lsm.s": "lsm", "tp_btf": "kprobe", "kprobe": "socket",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    kind: str
    line: int
    what: str
    text: str


def main() -> int:
    argv = sys.argv[1:]
    at = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--clang", default=find_compiler())
    parser.add_argument("--veristat", default="veristat")
    parser.add_argument(
        "--kernel", default=running_release(), help="the running kernel, for bpflint (default: %(default)s)"
    )
    parser.add_argument("--sample", type=int, default=0, help="so many mutants, chosen at random; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-kind", action="store_true", help="also small edits of all kinds, not of kfuncs alone")
    parser.add_argument("--misses", action="store_true", help="list rejected mutants that bpflint does not find")
    options = parser.parse_args(argv[:at])
    if lack := missing((options.clang, options.veristat), options.files):
        parser.error(lack)
    args = argv[at + 1 :]

    with tempfile.TemporaryDirectory() as work:
        return _Trial(options, args, Path(work)).run()


class _Trial:
    def __init__(self, options: argparse.Namespace, args: list[str], work: Path) -> None:
        self.options, self.args, self.work = options, args, work
        self.score: Counter[tuple[str, str]] = Counter()
        self.complaint = ""
        self.misses: list[str] = []
        self.false: list[str] = []

    def run(self) -> int:
        todo: list[tuple[Path, dict[str, tuple[bool, str]], Mutant]] = []
        for path in self.options.files:
            text = path.read_text(errors="replace")
            accepted, accused = self.judge(path, text)
            if accepted is None:
                print(f"{path}: skipped, it does not compile: {self.complaint}")
                continue
            wrong = sorted(name for name, (loads, _) in accepted.items() if loads and name in accused)
            self.false += [f"{path.name} {name}, unmutated: {accused[name]}" for name in wrong]
            if any(loads for loads, _ in accepted.values()):
                todo += [(path, accepted, mutant) for mutant in mutate(text, accepted)]
            if self.options.every_kind:
                todo += [(path, accepted, mutant) for mutant in mutate_anyhow(text, accepted)]
        if self.options.sample and len(todo) > self.options.sample:
            todo = random.Random(self.options.seed).sample(todo, self.options.sample)
        for path, accepted, mutant in todo:
            self.try_one(path, accepted, mutant)
        self.show(len(todo))
        return 0

    def judge(self, path: Path, text: str) -> tuple[dict[str, tuple[bool, str]] | None, dict[str, str]]:
        """What the kernel says of each program (None: does not compile), and what bpflint says of those it accuses."""
        source, target = self.work / path.name, self.work / "mutant.bpf.o"
        source.write_text(text)
        args = [f"-I{path.resolve().parent}", *self.args]
        self.complaint = next(iter(compile_object(self.options.clang, source, target, args).splitlines()), "")
        if self.complaint:
            return None, {}
        verdicts = ask_verifier(self.options.veristat, target)
        kernel = ["--kernel", self.options.kernel] if self.options.kernel else []
        report = run_bpflint([source], [*kernel, "--jobs", "1"], args, self.work / "report.json")
        accused: dict[str, str] = {}
        spans = {program.name: program for program in find_programs(text)}
        for finding in report["findings"]:
            if finding["level"] == "note":
                continue
            here = Path(finding["path"]).name == source.name
            inside = [name for name, span in spans.items() if here and span.start <= finding["line"] <= span.end]
            for name in {*finding["programs"], *inside}:
                accused.setdefault(name, f"{finding['rule']} line {finding['line']}: {finding['message']}")
        return verdicts, accused

    def try_one(self, path: Path, before: dict[str, tuple[bool, str]], mutant: Mutant) -> None:
        verdicts, accused = self.judge(path, mutant.text)
        if verdicts is None:
            self.score[mutant.kind, "does not compile"] += 1
            return
        broken = [name for name, (loads, _) in verdicts.items() if not loads and before.get(name, (False, ""))[0]]
        place = f"{path.name}:{mutant.line} {mutant.kind} {mutant.what}"
        for name, (loads, _) in verdicts.items():
            if loads and name in accused and before.get(name, (False, ""))[0]:
                self.score[mutant.kind, "false"] += 1
                self.false.append(f"{place} {name}: {accused[name]}")
        if not broken:
            self.score[mutant.kind, "accepted"] += 1
            return
        self.score[mutant.kind, "rejected"] += 1
        if any(name in accused for name in broken):
            self.score[mutant.kind, "found"] += 1
        else:
            self.misses.append(f"{place} {broken[0]}: {verdicts[broken[0]][1]}")

    def show(self, tried: int) -> None:
        print(f"{tried} mutants\n\n{'edit':<18}{'rejected':>10}{'found':>14}{'accepted':>10}{'accused wrongly':>17}")
        kinds = sorted({kind for kind, _ in self.score})
        for kind in [*kinds, "all"]:
            row = {
                what: sum(n for (k, w), n in self.score.items() if w == what and kind in (k, "all"))
                for what in ("rejected", "found", "accepted", "false")
            }
            share = f" ({100 * row['found'] / row['rejected']:.0f} %)" if row["rejected"] else ""
            found = f"{row['found']}{share}"
            print(f"{kind:<18}{row['rejected']:>10}{found:>14}{row['accepted']:>10}{row['false']:>17}")
        if self.false:
            print(f"\nprograms accused that the kernel accepts ({len(self.false)}):", *self.false, sep="\n  ")
        if self.options.misses:
            print(f"\nrejected mutants not found ({len(self.misses)}):", *self.misses, sep="\n  ")


def mutate(text: str, accepted: dict[str, tuple[bool, str]]) -> Iterator[Mutant]:
    """Every single edit of a file. Edits of functions that no accepted program reaches show as accepted mutants."""
    clean = blank(text)
    enders, starters = _roles()
    bodies = [(match.end() - 1, closing(clean, match.end() - 1)) for match in re.finditer(r"^\{", clean, re.MULTILINE)]

    def edit(kind: str, start: int, end: int, new: str, what: str) -> Mutant:
        return Mutant(kind, text.count("\n", 0, start) + 1, what, text[:start] + new + text[end:])

    for begin, finish in bodies:
        calls = []
        for match in re.finditer(r"(?<=[;{})])\s*\b(\w+)\(", clean[begin:finish]):
            start, opening = begin + match.start(1), begin + match.end() - 1
            end = closing(clean, opening)
            if clean[end : end + 1] == ";":
                calls.append((match[1], start, end + 1))
        for name, start, end in calls:
            if name in enders:
                yield edit("drop release", start, end, ";", name)
                yield edit("double release", end, end, f" {text[start:end]}", name)
            elif name in starters:
                yield edit("drop acquire", start, end, ";", name)
        for (name, start, end), (other, begin_other, end_other) in pairwise(calls):
            known = enders | starters
            if name in known and other in known and name != other and not clean[end:begin_other].strip():
                swapped = text[begin_other:end_other] + text[end:begin_other] + text[start:end]
                yield edit("swap order", start, end_other, swapped, f"{name}, {other}")
        for match in re.finditer(
            r"\bif\s*\(\s*!\s*[\w>.-]+\s*\)\s*(?:return\b[^;]*;|goto\s+\w+;|\{)", clean[begin:finish]
        ):
            start, end = begin + match.start(), begin + match.end()
            if clean[end - 1] == "{":
                end = closing(clean, end - 1)
            if not clean[end:].lstrip().startswith("else"):
                yield edit("drop check", start, end, ";", text[start:end].split("\n")[0].strip())
    for program in find_programs(text):
        if accepted.get(program.name, (False, ""))[0]:
            family = program.section.lstrip("?").split("/")[0]
            if family in SECTIONS:
                start = text.find(f'"{program.section}"', _offset(text, program.start))
                new = f'"{SECTIONS[family]}{program.section.lstrip("?")[len(family) :]}"'
                what = f"{program.section} to {new}"
                yield edit("change section", start, start + len(program.section) + 2, new, what)


def mutate_anyhow(text: str, accepted: dict[str, tuple[bool, str]]) -> Iterator[Mutant]:
    """Every small edit of a file, of any kind, that can concern a program which is accepted."""
    loading = {name for name, (loads, _) in accepted.items() if loads}
    reaching: dict[str, bool] = {}
    for edit in every_edit(text):
        if edit.function not in reaching:
            reaching[edit.function] = not loading.isdisjoint(affected(text, edit))
        if reaching[edit.function]:
            yield Mutant(edit.kind, text.count("\n", 0, edit.start) + 1, edit.what, edit.apply(text))


def _offset(text: str, line: int) -> int:
    return sum(len(part) for part in text.splitlines(keepends=True)[: line - 1])


def _roles() -> tuple[frozenset[str], frozenset[str]]:
    """Functions that end what may not be left behind, and those that begin it, by the protocols."""
    enders: set[str] = set()
    starters: set[str] = set()
    for protocol in load_protocols():
        if protocol.enforced is not Enforced.VERIFIER:
            continue
        for name, transitions in protocol.calls.items():
            for transition in transitions:
                if transition.to in protocol.may_end_in and not transition.origins & protocol.may_end_in:
                    enders.add(name)
                elif transition.to is not None and transition.to not in protocol.may_end_in:
                    starters.add(name)
    return frozenset(enders), frozenset(starters - enders)


if __name__ == "__main__":
    sys.exit(main())
