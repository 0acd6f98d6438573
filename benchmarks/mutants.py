#!/usr/bin/env python3
"""A mutation test: which of the mistakes that the verifier rejects does bpflint find?

Takes BPF C files, keeps the programs that the running kernel accepts, and breaks them one edit at a time: a release,
unlock or destroy dropped or doubled, an acquire or lock dropped, a NULL check dropped, two calls swapped, a section
changed; with `--every-kind` the edits of edits.py as well. Every mutant is compiled and shown to the verifier (loaded,
never attached) and to bpflint.

    sudo python benchmarks/mutants.py progs/*.c --per-file 4 --sample 400 -- -I... -D__TARGET_ARCH_x86

Prints, by kind of edit, how many mutants the kernel rejects, how many of those bpflint finds (an error or warning about
a program that the kernel rejects), and how often it accuses a mutant that the kernel still accepts. Files that do not
compile, or of which nothing loads, are left out. Needs clang, veristat and the right to load programs.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

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


WITHOUT_TARGET = frozenset({"socket", "tc", "xdp"})
"""Behind these names libbpf takes nothing."""
BATCH = 50
"""So many mutants are given to one run of bpflint."""


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
    parser.add_argument(
        "--per-file", type=int, default=0, help="at most so many of one file, of any kind alike; 0: all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-kind", action="store_true", help="also small edits of all kinds, not of kfuncs alone")
    parser.add_argument("--misses", action="store_true", help="list rejected mutants that bpflint does not find")
    options = parser.parse_args(argv[:at])
    if lack := missing((options.clang, options.veristat), options.files):
        parser.error(lack)
    args = argv[at + 1 :]

    with tempfile.TemporaryDirectory() as work:
        return _Trial(options, args, Path(work)).run()


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A mutant of a file: which programs `before` the edit loads, and what the kernel says of them behind it."""

    path: Path
    mutant: Mutant
    before: frozenset[str]
    source: Path = Path()
    verdicts: dict[str, tuple[bool, str]] = field(default_factory=dict)

    @property
    def broken(self) -> list[str]:
        return [name for name, (loads, _) in self.verdicts.items() if not loads]


class _Trial:
    def __init__(self, options: argparse.Namespace, args: list[str], work: Path) -> None:
        self.options, self.args, self.work = options, args, work
        self.random = random.Random(options.seed)
        self.number = 0
        self.originals: list[_Loaded] = []
        self.score: Counter[tuple[str, str]] = Counter()
        self.skipped: list[str] = []
        self.misses: list[str] = []
        self.false: list[str] = []

    def run(self) -> int:
        files = list(self.options.files)
        if self.options.per_file:
            self.random.shuffle(files)
        trials: list[_Loaded] = []
        for path in files:
            if self.options.per_file and 0 < self.options.sample <= len(trials):
                break
            trials += self.of_file(path)
        if self.options.sample and len(trials) > self.options.sample:
            trials = self.random.sample(trials, self.options.sample)
        trials = [*self.originals, *(loaded for loaded in map(self.load, trials) if loaded)]
        for start in range(0, len(trials), BATCH):
            batch = trials[start : start + BATCH]
            for loaded, accused in zip(batch, self.lint(batch), strict=True):
                self.count(loaded, accused)
        self.show(len(trials))
        return 0

    def of_file(self, path: Path) -> list[_Loaded]:
        """The mutants to try of a file, none of them loaded yet."""
        text = path.read_text(errors="replace")
        original = self.load(_Loaded(path, Mutant("unmutated", 0, "", text), frozenset()))
        loading = frozenset(name for name, (loads, _) in (original.verdicts if original else {}).items() if loads)
        if not original or not loading:
            self.skipped.append(f"{path}: {'none of its programs loads' if original else 'does not compile'}")
            return []
        mutants = list(mutate(text, loading))
        if self.options.every_kind:
            mutants += mutate_anyhow(text, loading)
        if self.options.per_file:
            mutants = _of_every_kind(mutants, self.options.per_file, self.random)
        kept = {name: verdict for name, verdict in original.verdicts.items() if verdict[0]}
        self.originals.append(replace(original, verdicts=kept))
        return [_Loaded(path, mutant, loading) for mutant in mutants]

    def load(self, trial: _Loaded) -> _Loaded | None:
        """The trial with what the kernel says of each of its programs; None where it does not compile."""
        self.number += 1
        folder = self.work / f"{self.number:05d}"
        folder.mkdir()
        source, target = folder / trial.path.name, folder / "mutant.bpf.o"
        source.write_text(trial.mutant.text)
        if compile_object(self.options.clang, source, target, [f"-I{trial.path.resolve().parent}", *self.args]):
            self.score[trial.mutant.kind, "does not compile"] += 1
            return None
        verdicts = ask_verifier(self.options.veristat, target)
        target.unlink()
        if trial.before:
            refused = dict.fromkeys(trial.before, (False, "the loader cannot open it"))
            verdicts = {name: verdict for name, verdict in (verdicts or refused).items() if name in trial.before}
        return _Loaded(trial.path, trial.mutant, trial.before, source, verdicts)

    def lint(self, batch: list[_Loaded]) -> Iterator[dict[str, str]]:
        """For each of a batch, what bpflint says of the programs that it accuses.

        One run says which of them have findings. What is said of a header does not tell whose it is, and a miss has to
        be sure: such mutants are linted once more, alone.
        """
        of_folder: dict[str, list[dict[str, Any]]] = {each.source.parent.name: [] for each in batch}
        in_headers: set[str] = set()
        for finding in self.findings([each.source for each in batch], batch):
            folder = of_folder.get(Path(finding["path"]).parent.name)
            if folder is not None:
                folder.append(finding)
            else:
                in_headers.update(finding["programs"])
        for each in batch:
            told = of_folder[each.source.parent.name]
            if not in_headers.isdisjoint(each.verdicts) or (not told and each.broken):
                told = self.findings([each.source], [each])
            yield _accused(told, each)

    def findings(self, sources: list[Path], batch: list[_Loaded]) -> list[dict[str, Any]]:
        folders = sorted({f"-I{each.path.resolve().parent}" for each in batch})
        kernel = ["--kernel", self.options.kernel] if self.options.kernel else []
        options = [*kernel, "--jobs", "1"]
        report = run_bpflint(sources, options, [*folders, *self.args], self.work / "report.json")
        return [finding for finding in report["findings"] if finding["level"] != "note"]

    def count(self, loaded: _Loaded, accused: dict[str, str]) -> None:
        mutant = loaded.mutant
        broken = loaded.broken
        place = f"{loaded.path.name}:{mutant.line} {mutant.kind} {mutant.what}"
        for name, (loads, _) in loaded.verdicts.items():
            if loads and name in accused:
                self.score[mutant.kind, "false errors" if accused[name].startswith("error") else "warned"] += 1
                self.false.append(f"{place} {name}: {accused[name]}")
        if not broken:
            self.score[mutant.kind, "accepted"] += 1
            return
        self.score[mutant.kind, "rejected"] += 1
        words = [accused[name] for name in broken if name in accused]
        if words:
            self.score[mutant.kind, "found"] += 1
            self.score[mutant.kind, "as errors"] += any(each.startswith("error") for each in words)
        else:
            self.misses.append(f"{place} {broken[0]}: {loaded.verdicts[broken[0]][1]}")

    def show(self, tried: int) -> None:
        columns = ("rejected", "found", "as errors", "accepted", "warned", "false errors")
        print(f"{tried} mutants\n\n{'edit':<18}" + "".join(f"{name:>14}" for name in columns))
        for kind in [*sorted({kind for kind, _ in self.score}), "all"]:
            row = {
                name: sum(n for (k, w), n in self.score.items() if w == name and kind in (k, "all")) for name in columns
            }
            cells = [
                f"{n} ({100 * n // row['rejected']} %)" if name in columns[1:3] and n else str(n)
                for name, n in row.items()
            ]
            print(f"{kind:<18}" + "".join(f"{cell:>14}" for cell in cells))
        print(f"\nfiles left out: {len(self.skipped)}")
        if self.false:
            print(f"\nprograms accused that the kernel accepts ({len(self.false)}):", *self.false, sep="\n  ")
        if self.options.misses:
            print(*(f"left out: {each}" for each in self.skipped), sep="\n")
            print(f"\nrejected mutants not found ({len(self.misses)}):", *self.misses, sep="\n  ")


def mutate(text: str, accepted: frozenset[str]) -> Iterator[Mutant]:
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
        if program.name in accepted:
            family = program.section.lstrip("?").split("/")[0]
            if family in SECTIONS:
                start = text.find(f'"{program.section}"', _offset(text, program.start))
                if not re.match(r"\s*\)", text[start + len(program.section) + 2 :]):
                    continue  # more of the section stands behind it: SEC("kprobe/" NAME)
                other = SECTIONS[family]
                target = "" if other in WITHOUT_TARGET else program.section.lstrip("?")[len(family) :]
                new = f'"{other}{target}"'
                what = f"{program.section} to {new}"
                yield edit("change section", start, start + len(program.section) + 2, new, what)


def mutate_anyhow(text: str, accepted: frozenset[str]) -> Iterator[Mutant]:
    """Every small edit of a file, of any kind, that can concern a program which is accepted."""
    reaching: dict[str, bool] = {}
    for edit in every_edit(text):
        if edit.function not in reaching:
            reaching[edit.function] = not accepted.isdisjoint(affected(text, edit))
        if reaching[edit.function]:
            yield Mutant(edit.kind, text.count("\n", 0, edit.start) + 1, edit.what, edit.apply(text))


def _of_every_kind(mutants: list[Mutant], count: int, chance: random.Random) -> list[Mutant]:
    """So many of the mutants, each of a kind chosen first, so that rare kinds are measured as well."""
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    for of_kind in kinds.values():
        chance.shuffle(of_kind)
    chosen: list[Mutant] = []
    while kinds and len(chosen) < count:
        kind = chance.choice(sorted(kinds))
        chosen.append(kinds[kind].pop())
        if not kinds[kind]:
            del kinds[kind]
    return chosen


def _accused(told: list[dict[str, Any]], loaded: _Loaded) -> dict[str, str]:
    """What is said of each program of a mutant: where the finding names it, or stands inside it."""
    accused: dict[str, str] = {}
    spans = {program.name: program for program in find_programs(loaded.mutant.text)}
    for finding in told:
        here = Path(finding["path"]).name == loaded.source.name
        inside = [name for name, span in spans.items() if here and span.start <= finding["line"] <= span.end]
        for name in {*finding["programs"], *inside} or loaded.verdicts:
            words = f"{finding['level']} {finding['rule']} line {finding['line']}: {finding['message']}"
            if not accused.get(name, "").startswith("error"):
                accused[name] = words
    return accused


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
