#!/usr/bin/env python3
"""What does a kernel say otherwise than is recorded? Loads every fixture and prints where its verifier has changed.

    python tools/survey_kernel.py                        ask the running kernel (root, clang, bpftool and veristat)
    python tools/survey_kernel.py --log LOG --kernel 7.4 read what veristat printed elsewhere, as ask_verifier.py does

Beside each fixture stands what some kernel said of its programs (FILE.verdict, written by ask_verifier.py). A program
that this kernel takes and that one refused, or the reverse, is a change of the verifier: a row for
rules/verifier.yaml or for the facts. Other words for the same refusal are listed with --words.
Nothing is written and nothing is attached. Exit code 1 says that something differs.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools")]

import ask_verifier as ask  # noqa: E402
from ask_verifier import Verdict  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="fixtures, or folders of them, instead of all")
    parser.add_argument("--log", type=Path, help="what veristat printed, with lines 'OBJECT name' between the objects")
    parser.add_argument("--kernel", help="the release that --log comes from")
    parser.add_argument("--vmlinux", type=Path, help="the vmlinux.h to compile with, not the running kernel's")
    parser.add_argument("--words", action="store_true", help="also list what is refused with other words")
    options = parser.parse_args()
    if bool(options.log) != bool(options.kernel):
        parser.error("--log and --kernel belong together")
    files = sorted(fixtures(options.files or [ROOT / "testdata"]))
    recorded = {path: Verdict.parse(ask.verdict_path(path).read_text()) for path in files if has_record(path)}
    if not recorded:
        parser.error("no fixture that some kernel was asked about is among these")
    if options.log:
        kernel, answers = options.kernel, read_answers(options.log.read_text(), options.kernel, list(recorded))
    else:
        if why := ask.missing_tools():
            print(f"survey_kernel: {why}", file=sys.stderr)
            return 2
        kernel, answers = ask.running_kernel(), ask_all(list(recorded), options.vmlinux)
    asked, differing = 0, 0
    for path, answer in answers:
        asked += len(answer.programs)
        for line in differences(recorded[path], answer, words=options.words):
            differing += 1
            print(f"{path.relative_to(ROOT)}: {line}")
    print(f"{kernel}: {asked} programs asked, {differing} differences")
    return 1 if differing else 0


def fixtures(places: list[Path]) -> Iterator[Path]:
    """The files among `places`, and those in its folders."""
    for place in (each.resolve() for each in places):
        yield from place.rglob("*.bpf.c") if place.is_dir() else [place]


def has_record(path: Path) -> bool:
    """True for a fixture that some kernel was asked about."""
    return ask.verdict_path(path).exists()


def differences(recorded: Verdict, answer: Verdict, *, words: bool = False) -> Iterator[str]:
    """A sentence for each program, or the whole object, of which the two kernels say different things."""
    if bool(recorded.object_error) != bool(answer.object_error):
        was, now = recorded.object_error or "loads", answer.object_error or "loads"
        yield f"the object: {recorded.kernel} {was!r}, {answer.kernel} {now!r}"
        return
    for name in sorted(recorded.programs.keys() & answer.programs.keys()):
        old, new = recorded.programs[name], answer.programs[name]
        if (old is None) != (new is None) or (words and _plain(old) != _plain(new)):
            yield f"{name}: {_said(recorded.kernel, old)}, {_said(answer.kernel, new)}"
    for name in sorted(recorded.programs.keys() ^ answer.programs.keys()):
        yield f"{name}: only {(recorded if name in recorded.programs else answer).kernel} was asked about it"


def _said(kernel: str, words: str | None) -> str:
    return f"{kernel} takes it" if words is None else f"{kernel} refuses it ({words or 'without a word'})"


def _plain(words: str | None) -> str:
    """The verifier's words without numbers of registers, instructions and references."""
    return re.sub(r"\d+", "N", words or "")


def ask_all(files: list[Path], vmlinux: Path | None) -> Iterator[tuple[Path, Verdict]]:
    """What the running kernel says of each fixture that is about it; one that does not compile is left out."""
    with tempfile.TemporaryDirectory() as scratch:
        include = [ask.make_include(Path(scratch) / "include", vmlinux), *ask.default_include()]
        for path in files:
            target = Path(scratch) / ask.object_name(path)
            if ask.concerns(path, ask.running_kernel()):
                if error := ask.compile_file(path, target, include):
                    print(f"{path.relative_to(ROOT)}: does not compile: {error}", file=sys.stderr)
                    continue
                yield path, ask.ask_running_kernel(target)


def read_answers(log: str, kernel: str, files: list[Path]) -> Iterator[tuple[Path, Verdict]]:
    """What a log of several objects says of the fixtures that are in it."""
    parts = re.split(r"^OBJECT (\S+)$", log, flags=re.MULTILINE)
    logs = dict(zip(parts[1::2], parts[2::2], strict=True))
    for path in files:
        text = logs.get(ask.object_name(path))
        if text is not None and ask.concerns(path, kernel):
            yield path, ask.read_log(text, kernel)


if __name__ == "__main__":
    raise SystemExit(main())
