"""Does `bpflint compat` say what kernels say? Compares its tables with what `veristat -v -l 4` printed on each kernel.

    bpflint compat --format json --output tables.json FILES -- CLANG_ARGS
    python benchmarks/compat.py tables.json --verdicts 6.1=out-6.1.txt --verdicts 7.3=out-7.3.txt

The output of veristat holds a line `OBJECT NAME.bpf.o` before each object; an object belongs to the source of its name.
Prints for each kernel how many refusals were told, by cause, and how many accepted programs were called refused.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_VERDICT = re.compile(r"PROCESSING \S+?/(?P<program>[^/]+?), DURATION US: \d+, VERDICT: (?P<verdict>\w+)")
_CAUSES = {
    "kfunc": r"calling kernel function|invalid kernel function call|kfunc '.*' (is )?referenced|extern \(func ksym\)",
    "helper": r"unknown func|invalid func|cannot use helper",
    "attach target": r"failed to find kernel BTF type ID|is not found in kernel BTF|attach_btf_id|is not sleepable",
    "map": r"map '.*': failed to create",
    "field": r"invalid CO-RE relocation|<invalid CO-RE",
    "symbol": r"extern \((var|kcfg|func)|pseudo btf_id",
}
"""What the words of libbpf and of the verifier say about the cause; anything else is the program's own mistake."""


class Verdict(NamedTuple):
    """What one kernel said of one program."""

    source: str
    program: str
    accepted: bool
    cause: str


def read_verdicts(lines: Iterable[str]) -> Iterator[Verdict]:
    """The verdicts in what veristat printed."""
    source, loader, log = "", list[str](), list[str]()
    found: tuple[str, bool] | None = None

    def finish() -> Iterator[Verdict]:
        if found is not None:
            own = [line for line in loader if f"'{found[0]}'" in line or "prog '" not in line]
            yield Verdict(source, found[0], found[1], "" if found[1] else cause_of("\n".join((*own, *log))))

    for line in lines:
        if match := _VERDICT.match(line):
            yield from finish()
            found, log = (match["program"], match["verdict"] == "success"), []
        elif line.startswith("OBJECT "):
            yield from finish()
            source, loader, found = _stem(line.split()[1]), [], None
        elif line.startswith("libbpf: "):
            loader.append(line)
        else:
            log.append(line)
    yield from finish()


def cause_of(text: str) -> str:
    """The kind of cause that a log speaks of."""
    return next((cause for cause, pattern in _CAUSES.items() if re.search(pattern, text)), "program")


def _stem(path: str) -> str:
    name = Path(path).name
    for ending in (".o", ".c", ".bpf"):
        name = name.removesuffix(ending)
    return name


def compare(kernel: str, verdicts: Iterable[Verdict], rows: dict[tuple[str, str], dict[str, bool | None]]) -> list[str]:
    """The lines of the table for one kernel, and the programs that were called refused by mistake."""
    told, missed, wrong, accepted = Counter[str](), Counter[str](), list[str](), 0
    for verdict in verdicts:
        answers = rows.get((verdict.source, verdict.program), {})
        if kernel not in answers:
            continue
        if verdict.accepted:
            accepted += 1
            if answers[kernel] is False:
                wrong.append(f"    called refused: {verdict.source} {verdict.program}")
        else:
            (told if answers[kernel] is False else missed)[verdict.cause] += 1
    causes = ", ".join(f"{cause} {told[cause]}/{told[cause] + missed[cause]}" for cause in sorted({*told, *missed}))
    return [f"{kernel}: accepted {accepted}, called refused {len(wrong)}; refusals told: {causes or 'none'}", *wrong]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", nargs="+", type=Path, help="what bpflint compat --format json wrote")
    parser.add_argument("--verdicts", action="append", default=[], metavar="KERNEL=FILE")
    options = parser.parse_args()
    rows: dict[tuple[str, str], dict[str, bool | None]] = {}
    for path in options.tables:
        for program in json.loads(path.read_text())["programs"]:
            answers = {kernel: cell["loads"] for kernel, cell in program["kernels"].items()}
            rows[_stem(program["path"]), program["name"]] = answers
    failed = False
    for text in options.verdicts:
        kernel, _, file = text.partition("=")
        lines = compare(kernel, read_verdicts(Path(file).read_text(errors="replace").splitlines()), rows)
        failed |= len(lines) > 1
        print("\n".join(lines))
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
