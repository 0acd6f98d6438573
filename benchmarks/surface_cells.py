"""Is the database of the kernels' surface right? Compares random cells of it with what bpftool reads in the kernels.

    python benchmarks/surface_cells.py FOLDER --cells 60 --seed 1

FOLDER holds the BTF that rules/surface.bin was made from (`6.12.117-cloud-amd64.btf.xz`; tools/generate_surface.py). A
cell is a function, a member of a struct or an enumerator, at one release: half of the names come from that release,
half from the one before. Wrong is "present" where no build has it, and "absent" where one does.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from bpflint.kernel import Facts, Presence, Version, load_facts

_NAME = re.compile(r"(?P<release>\d+\.\d+)[\w.+~]*-\w+-(?P<arch>\w+)\.btf(?:\.xz)?")
_TYPE = re.compile(r"\[\d+\] (?P<kind>FUNC|STRUCT|ENUM|ENUM64) '(?P<name>\w+)'")
_MEMBER = re.compile(r"\t'(?P<name>\w+)' ")

Cell = tuple[str, str]
"""What it is, and its name: `("field", "task_struct.pid")`."""


def read_cells(lines: Iterable[str]) -> set[Cell]:
    """Everything that `bpftool btf dump file FILE format raw` lists and that the database answers for."""
    cells: set[Cell] = set()
    kind = name = ""
    for line in lines:
        if match := _TYPE.match(line):
            kind, name = match["kind"], match["name"]
            if kind == "FUNC":
                cells.add(("function", name))
        elif line.startswith("["):
            kind = ""
        elif kind and (member := _MEMBER.match(line)):
            cells.add(("field", f"{name}.{member['name']}") if kind == "STRUCT" else ("enumerator", member["name"]))
    return cells


def dump(path: Path) -> set[Cell]:
    """What bpftool says of one kernel."""
    with tempfile.NamedTemporaryFile(suffix=".btf") as plain:
        plain.write(lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes())
        plain.flush()
        command = ["bpftool", "btf", "dump", "file", plain.name, "format", "raw"]
        return read_cells(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())


def ask(facts: Facts, release: Version, cell: Cell) -> Presence:
    """What the database says."""
    surface, (kind, name) = facts.at(release).surface, cell
    if kind == "function":
        return surface.function(name).presence
    if kind == "enumerator":
        return surface.enumerator(name).presence
    struct, _, member = name.partition(".")
    return surface.field(f"struct {struct}", member).presence


def truth(builds: list[set[Cell]], cell: Cell) -> Presence:
    """Present or absent where all builds of a release agree."""
    having = sum(cell in build for build in builds)
    return Presence.PRESENT if having == len(builds) else Presence.UNKNOWN if having else Presence.ABSENT


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cells", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    files = defaultdict[Version, list[Path]](list)
    for path in sorted(options.folder.iterdir()):
        match = _NAME.fullmatch(path.name)
        if match and match["arch"] == "amd64":
            files[Version.parse(match["release"])].append(path)
    facts, chosen = load_facts(()), random.Random(options.seed)
    share = Counter(chosen.choices(sorted(files), k=options.cells))
    counted, wrong, before = Counter[str](), 0, set[Cell]()
    for release in sorted(files):
        builds = [dump(path) for path in files[release]]
        here = set().union(*builds)
        for number in range(share[release]):
            cell = chosen.choice(sorted(before if number % 2 and before else here))
            said, is_so = ask(facts, release, cell), truth(builds, cell)
            counted[f"{is_so.name.lower()}, said {said.name.lower()}"] += 1
            if Presence.UNKNOWN not in (said, is_so) and said is not is_so:
                wrong += 1
                print(f"wrong: {release} {cell[0]} {cell[1]}: {said.name.lower()}, but {is_so.name.lower()}")
        before = here
    print(f"{options.cells} cells, wrong {wrong}: " + "; ".join(f"{name}: {n}" for name, n in sorted(counted.items())))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
