"""What the benchmarks share: the text of BPF C programs, and running bpflint, clang and veristat."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

THIS_CHECKOUT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
THIS_CHECKOUT.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has been compiled, so this is measured as well
"""The environment in which `python -m bpflint` is the bpflint of this checkout, wherever it runs."""

COMPILERS = ("clang", "clang-21", "clang-20", "clang-19", "clang-18")


Report = dict[str, Any]
"""A report of bpflint, as JSON has it."""


def find_compiler() -> str:
    """The first clang there is; plain `clang` where there is none, to be named in the complaint."""
    return next((name for name in COMPILERS if shutil.which(name)), COMPILERS[0])


def running_release() -> str:
    """The release of the kernel that runs here (`6.18`), for bpflint; "" where it is none."""
    match = re.match(r"\d+\.\d+", Path("/proc/sys/kernel/osrelease").read_text())
    return match[0] if match else ""


def missing(programs: Sequence[str], files: Sequence[Path]) -> str:
    """What a measurement lacks, in one sentence; "" where nothing."""
    lacking = [f"{name} is not installed" for name in programs if not shutil.which(name)]
    lacking += [f"{path} does not exist" for path in files if not path.is_file()]
    return "; ".join(lacking)


_SECTION = re.compile(r'\bSEC\(\s*"([^"]*)"[^)\n]*\)')
_WRAPPED = re.compile(r"\bBPF_[A-Z0-9_]+\s*\(\s*(\w+)")
_FUNCTION = re.compile(r"(\w+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*$")
_MESSAGE = re.compile(r'\b__msg\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(slots=True)
class TextProgram:
    """A program as the text shows it. Lines are 1-based; `expected` is what its annotation says, None without one."""

    name: str
    section: str
    start: int
    end: int
    body: str
    expected: bool | None = None
    messages: list[str] = field(default_factory=list)


def blank(text: str) -> str:
    """`text` with comments and the insides of strings replaced by spaces, every character at its old place."""

    def spaces(match: re.Match[str]) -> str:
        found = match[0]
        if found[0] in "\"'":
            return found[0] + " " * (len(found) - 2) + found[-1]
        return re.sub(r"[^\n]", " ", found)

    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', spaces, text, flags=re.DOTALL)


def closing(clean: str, start: int) -> int:
    """The offset just behind the brace or parenthesis that closes the one at `start`."""
    opening, shut = ("{", "}") if clean[start] == "{" else ("(", ")")
    depth = 0
    for offset in range(start, len(clean)):
        depth += (clean[offset] == opening) - (clean[offset] == shut)
        if not depth:
            return offset + 1
    return len(clean)


def function_name(head: str) -> str:
    """The function that is defined behind `head`, wrapped in a BPF_PROG() or not; "" where it is none."""
    name = _WRAPPED.search(head) or _FUNCTION.search(head.rstrip())
    return name[1] if name else ""


def find_programs(text: str) -> Iterator[TextProgram]:
    """Every function behind a SEC(), with what its annotations expect."""
    clean = blank(text)
    for match in _SECTION.finditer(text):
        if clean[match.start() : match.start() + 3] != "SEC":
            continue
        brace, semicolon = clean.find("{", match.end()), clean.find(";", match.end())
        if brace < 0 or 0 <= semicolon < brace:
            continue
        head = clean[match.end() : brace]
        name = function_name(head)
        if not name:
            continue
        end = closing(clean, brace)
        before = text.rfind("\n\n", 0, match.start()) + 1
        marks = clean[max(before, match.start() - 400) : match.start()] + head
        start_of_marks = max(before, match.start() - 400)
        expected = None
        if re.search(r"\b__failure(_unpriv)?\b", marks) or re.search(r"\b__success\b", marks):
            expected = not re.search(r"\b__failure\b", marks)
        yield TextProgram(
            name=name,
            section=match[1],
            start=text.count("\n", 0, match.start()) + 1,
            end=text.count("\n", 0, end) + 1,
            body=clean[brace:end],
            expected=expected,
            messages=["".join(_STRING.findall(found)) for found in _MESSAGE.findall(text[start_of_marks:brace])],
        )


def run_bpflint(files: Sequence[Path], options: Sequence[str], clang_args: Sequence[str], output: Path) -> Report:
    """Run this checkout's bpflint where we are; its JSON report. Raises RuntimeError with its words if it gave none."""
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bpflint", "--no-config", "--format", "json", "--output", str(output)]
    command += [*options, *map(str, files), *(["--", *clang_args] if clang_args else [])]
    done = subprocess.run(command, env=THIS_CHECKOUT, capture_output=True, text=True, errors="replace", check=False)
    if not output.exists():
        raise RuntimeError(done.stderr.strip() or f"bpflint gave no report (exit code {done.returncode})")
    report: Report = json.loads(output.read_text())
    return report


def compile_object(clang: str, source: Path, target: Path, args: Sequence[str]) -> str:
    """Compile for BPF; the compiler's complaint, "" if it worked."""
    done = subprocess.run(
        [clang, "-g", "-O2", "-target", "bpf", "-w", *args, "-c", str(source), "-o", str(target)],
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stderr


def ask_verifier(veristat: str, target: Path) -> dict[str, tuple[bool, str]]:
    """What the running kernel says of every program of an object: accepted, and its last words, else the loader's.

    Programs that are refused with -EPERM and no word are left out: this kernel loads them in no form.
    """
    done = subprocess.run(
        [veristat, "-v", "-l", "4", str(target)], capture_output=True, text=True, errors="replace", check=False
    )
    verdicts: dict[str, tuple[bool, str]] = {}
    name = ""
    lines: list[str] = []
    for line in done.stdout.splitlines():
        header = re.match(r"PROCESSING \S+/([^/,]+), DURATION US: \d+, VERDICT: (\w+)", line)
        if header:
            name, lines = header[1], []
            verdicts[name] = (header[2] == "success", "")
        elif re.match(r"File +Program", line):
            break
        elif name and line.strip() and not re.match(r"(verification time|stack depth|processed \d+)", line):
            lines.append(line.strip())
            verdicts[name] = (verdicts[name][0], lines[-1])
    return dict(_with_words_of_the_loader(verdicts, done.stderr))


def _with_words_of_the_loader(
    verdicts: dict[str, tuple[bool, str]], complaints: str
) -> Iterator[tuple[str, tuple[bool, str]]]:
    for name, (loads, words) in verdicts.items():
        if loads or words:
            yield name, (loads, words)
            continue
        about = [line for line in complaints.splitlines() if f"'{name}'" in line]
        if not any("-EPERM" in line for line in about):
            yield name, (False, about[0] if about else "")
