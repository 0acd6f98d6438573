#!/usr/bin/env python3
"""How many small mistakes in the code would the tests notice? A seeded sample of mutants, each run against its tests.

    python tools/mutation_sample.py --count 60 [--seed 1] [--only bpflint/flow/domain] [--output survivors.txt]

First runs the tests once with coverage, to know which of them execute which line (kept in --coverage, and read from
there the next time: take it away after code or tests have changed, since a test that fails without a mutant kills all
that it sees). Then changes one thing at a time in a copy of the checkout and runs the tests that execute the
changed line, until one fails. The sample is spread evenly over the code. What no test notices is printed with its line:
write the test, or say why none can. Needs pytest-cov.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import itertools
import os
import random
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CODE = ("bpflint/flow", "bpflint/checks", "bpflint/engine")
TESTS = (
    "tests/test_testdata.py",
    "tests/test_verdicts.py",
    "tests/walks",
    "tests/flow",
    "tests/checks",
    "tests/engine",
    "tests/differential",
)
SELECTED = ("-k", "not running_kernel")
"""Nothing is loaded into this kernel."""
COPIED = ("bpflint", "rules", "testdata", "tests", "tools", "benchmarks", "pyproject.toml", "hatch_build.py", "docs")
MAX_VERDICTS = 100
"""Tests that are tried on one mutant of those that lint a fixture a second time, for the kernel of its verdict."""
SECONDS = 900
_FIXTURE = "tests/test_testdata.py::test_says_what_the_comments_say["
_VERDICT = "tests/test_verdicts.py::"
_WALK = "tests/walks/"
PRELOADED = (
    "pytest",
    "hypothesis",
    "click",
    "yaml",
    "bpflint.kernel",
    "bpflint.libbpf",
    "bpflint.policy.rules",
    "bpflint.source.front",
)
"""What every run needs and no mutant is in: rooms below `CODE`."""

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift,
}  # fmt: skip
_LEFT_ALONE = frozenset({"__repr__", "__hash__"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the `number`-th of those possible in a file, the line it is on, and what it does."""

    path: Path
    number: int
    line: int
    what: str

    @property
    def place(self) -> str:
        """What is printed of it."""
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


class _Mutator(ast.NodeTransformer):
    """Counts what can be changed, and changes the one with the number `wanted`."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted = wanted
        self.found: list[tuple[int, str]] = []

    def offer(self, node: ast.AST, what: str) -> bool:
        """Notes a possible change at `node`; True if it is the one to make."""
        self.found.append((getattr(node, "lineno", 0), what))
        return len(self.found) - 1 == self.wanted

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name in _LEFT_ALONE:
            return node
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        # Whether a dataclass has slots, or can be changed by who does not, is for type checkers to notice.
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node
        self.generic_visit(node)
        for constant in (True, False):
            if self.offer(node, f"condition is always {constant}"):
                node.test = ast.Constant(constant)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        other = _COMPARISONS[type(node.ops[0])]
        if self.offer(node, f"{type(node.ops[0]).__name__} becomes {other.__name__}"):
            node.ops[0] = other()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self.offer(node, "and becomes or, or or becomes and"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.Not) and self.offer(node, "not is dropped") else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = _ARITHMETIC.get(type(node.op))
        if other is not None and self.offer(node, f"{type(node.op).__name__} becomes {other.__name__}"):
            node.op = other()
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            return ast.Constant(not node.value) if self.offer(node, f"{node.value} is negated") else node
        if isinstance(node.value, int) and self.offer(node, f"{node.value} becomes {node.value + 1}"):
            return ast.Constant(node.value + 1)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        self.generic_visit(node)
        return ast.Pass() if isinstance(node.value, ast.Call) and self.offer(node, "call is dropped") else node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        self.generic_visit(node)
        into = isinstance(node.targets[0], ast.Attribute | ast.Subscript)
        return ast.Pass() if into and self.offer(node, "assignment is dropped") else node


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every change that can be made in a file, module constants left out where they are not code."""
    mutator = _Mutator()
    mutator.visit(ast.parse(path.read_text()))
    for number, (line, what) in enumerate(mutator.found):
        yield Mutant(path, number, line, what)


def mutated(mutant: Mutant) -> str:
    """The file with the change made."""
    tree = _Mutator(mutant.number).visit(ast.parse(mutant.path.read_text()))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], help="files or directories instead of all")
    parser.add_argument("--coverage", type=Path, default=Path(tempfile.gettempdir()) / "bpflint-mutation.coverage")
    parser.add_argument("--output", type=Path, help="also write the survivors here")
    parser.add_argument("--again", type=Path, help="the survivors that an earlier run wrote, instead of a sample")
    options = parser.parse_args()
    if not options.coverage.exists():
        measure(options.coverage)
    files = [path for name in (options.only or CODE) for path in _python_files(ROOT / name)]
    every = [mutant for path in files for mutant in mutants_of(path)]
    if options.again:
        lines = set(options.again.read_text().splitlines())
        sample = [mutant for mutant in every if mutant.place in lines]
    else:
        sample = spread(every, options.count, options.seed)
        random.Random(options.seed).shuffle(sample)  # so that a run cut short is a smaller sample of all
    survivors: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bpflint-mutants-") as name:
        runner = _Runner(_copy(Path(name)))
        tests = _Tests(options.coverage, runner.collected())
        for index, mutant in enumerate(sample, 1):
            fate = runner.fate(mutant, tests.of(mutant))
            print(f"{index}/{len(sample)} {fate:9}{mutant.place}", flush=True)
            if fate in ("SURVIVED", "unseen"):
                survivors.append(mutant.place)
    print(f"{len(sample) - len(survivors)} of {len(sample)} killed")
    if options.output:
        options.output.write_text("".join(f"{line}\n" for line in survivors))
    return 1 if len(survivors) > len(sample) * 0.15 else 0


def spread(every: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """`count` of the mutants, one from each stretch of the code of the same length."""
    choose = random.Random(seed)
    count = min(count, len(every))
    bounds = [len(every) * number // count for number in range(count + 1)]
    return [every[choose.randrange(start, end)] for start, end in itertools.pairwise(bounds)]


def measure(coverage: Path) -> None:
    """Run the tests once, noting which of them execute which line."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS, *SELECTED, "--cov=bpflint"]
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as settings:
        settings.write("[run]\nrelative_files = true\n")
        settings.flush()
        command += ["--cov-context=test", "--cov-report=", f"--cov-config={settings.name}"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "COVERAGE_FILE": str(coverage)}, check=True)


class _Tests:
    """Which tests execute a line, by coverage's contexts."""

    def __init__(self, coverage: Path, existing: frozenset[str]) -> None:
        from coverage import CoverageData

        self._data: Any = CoverageData(str(coverage))
        self._data.read()
        self._existing = existing
        self._known: dict[Path, dict[int, list[str]]] = {}

    def of(self, mutant: Mutant) -> list[str]:
        """Those of a mutant's line, or of the lines just before it where the line itself is the middle of something.

        What runs on import, or in a process of its own, is left to the tests of the whole file or room.
        """
        if mutant.path not in self._known:
            self._known[mutant.path] = self._data.contexts_by_lineno(str(mutant.path.relative_to(ROOT)))
        lines = self._known[mutant.path]
        for line in range(mutant.line, max(mutant.line - 8, 0), -1):
            if line in lines:
                names = self._names(lines[line]) or self._names(name for each in lines.values() for name in each)
                return names or self._of_room(mutant)
        return self._of_room(mutant)

    def _names(self, contexts: Iterable[str]) -> list[str]:
        names = sorted({context.partition("|")[0] for context in contexts} & self._existing)
        verdicts = [name for name in names if name.startswith(_VERDICT)]
        others = [name for name in names if not name.startswith(_VERDICT)]
        return others + random.Random(0).sample(verdicts, min(len(verdicts), MAX_VERDICTS))

    def _of_room(self, mutant: Mutant) -> list[str]:
        room = Path("tests") / mutant.path.relative_to(ROOT / "bpflint").parts[0]
        return self._names(name for name in self._existing if Path(name.partition("::")[0]).is_relative_to(room))


class _Runner:
    """Runs tests in a copy of the checkout, each time in a child that has loaded what no mutant is in."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        os.environ |= {"PYTHONPATH": str(copy), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        # By content, since a change may come within a second and leave the size.
        compiled = ["-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "bpflint", "tests"]
        subprocess.run([sys.executable, *compiled], cwd=copy, check=True)
        os.chdir(copy)
        sys.path[:] = [
            str(copy),
            str(copy / "tests/support"),
            *(each for each in sys.path if each not in (str(ROOT), str(ROOT / "tools"))),
        ]
        for name in PRELOADED:
            importlib.import_module(name)
        importlib.import_module("bpflint.kernel").load_facts()

    def collected(self) -> frozenset[str]:
        """The names of all tests."""
        command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", *TESTS, *SELECTED]
        done = subprocess.run(command, cwd=self.copy, capture_output=True, text=True, check=True)
        names = frozenset(line for line in done.stdout.splitlines() if "::" in line)
        if not names:
            raise SystemExit(f"no tests are named by: {' '.join(command)}")
        return names

    def fate(self, mutant: Mutant, tests: list[str]) -> str:
        """What becomes of a mutant; one that no test executes is unseen, and lives."""
        target = self.copy / mutant.path.relative_to(ROOT)
        original = target.read_text()
        target.write_text(mutated(mutant))
        try:
            return self._run(tests) if tests else "unseen"
        finally:
            target.write_text(original)

    def _run(self, tests: list[str]) -> str:
        child = os.fork()
        if child == 0:
            os.setsid()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            os._exit(_result(tests))
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return "SURVIVED" if status == 0 else "killed"
            time.sleep(0.05)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "stuck"


def _result(tests: list[str]) -> int:
    """0 if all tests pass. Those that notice most come first: fixtures, which need no pytest, and dumps of walks."""
    fixtures = [name.removeprefix(_FIXTURE)[:-1] for name in tests if name.startswith(_FIXTURE)]
    try:
        testdata = runpy.run_path("tests/test_testdata.py")
        for name in fixtures:
            testdata["test_says_what_the_comments_say"](testdata["TESTDATA"] / name)
    except BaseException:
        return 1
    others = sorted((name for name in tests if not name.startswith(_FIXTURE)), key=lambda name: _WALK not in name)
    return int(importlib.import_module("pytest").main(["-q", "-x", "-p", "no:cacheprovider", *others])) if others else 0


def _copy(directory: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, directory / name)
    return directory


def _python_files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


if __name__ == "__main__":
    raise SystemExit(main())
