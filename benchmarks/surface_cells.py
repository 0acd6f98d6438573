"""Is the database of the kernels' surface right? Compares random cells of it with what bpftool reads in the kernels.

    python benchmarks/surface_cells.py FOLDER --cells 60 --seed 1

FOLDER holds the BTF that rules/surface.bin was made from (`6.12.117-cloud-amd64.btf.xz`; tools/generate_surface.py). A
cell is a function, a member of a struct or an enumerator, at one release. A third of the cells are drawn from what
every build of that release has, a third from what none has though another release does, and a third from what some of
its builds have. Wrong is "present" where no build has it, and "absent" where one does.
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
from collections.abc import Iterable, Iterator
from pathlib import Path

from bpflint.kernel import Facts, Presence, Version, load_facts

_NAME = re.compile(r"(?P<release>\d+\.\d+)[\w.+~]*-\w+-(?P<arch>\w+)\.btf(?:\.xz)?")
_TYPE = re.compile(r"\[(?P<number>\d+)\] (?P<kind>FUNC|STRUCT|UNION|ENUM|ENUM64) '(?:(?P<name>\w+)|\(anon\))'")
_MEMBER = re.compile(r"\t'(?:(?P<name>\w+)|\(anon\))' (?:type_id=(?P<type>\d+))?")

Cell = tuple[str, str]
"""What it is, and its name: `("field", "task_struct.pid")`."""


Builds = dict[Version, list[set[Cell]]]
"""What the builds of each release have."""


def read_cells(lines: Iterable[str]) -> set[Cell]:
    """Everything that `bpftool btf dump file FILE format raw` lists and that the database answers for.

    The members of a member without a name are members of the struct around it, as in C.
    """
    cells: set[Cell] = set()
    structs: dict[str, str] = {}
    members: dict[str, list[tuple[str, str]]] = defaultdict(list)
    kind = number = ""
    for line in lines:
        if match := _TYPE.match(line):
            kind, number, name = match["kind"], match["number"], match["name"]
            if kind == "FUNC":
                cells.add(("function", name))
            elif kind == "STRUCT" and name:
                structs[number] = name
        elif line.startswith("["):
            kind = ""
        elif kind and (member := _MEMBER.match(line)):
            if kind in ("STRUCT", "UNION"):
                members[number].append((member["name"] or "", member["type"] or ""))
            else:
                cells.add(("enumerator", member["name"] or ""))
    for number, name in structs.items():
        work = [number]
        while work:
            for member_name, type_number in members.get(work.pop(), ()):
                if member_name:
                    cells.add(("field", f"{name}.{member_name}"))
                else:
                    work.append(type_number)
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


def draw(builds: Builds, number: int, chosen: random.Random) -> Iterator[tuple[Version, Cell]]:
    """Cells whose truth is present, absent and unknown in turn, each of a kind and at a release chosen by chance."""
    everything = set().union(*(build for some in builds.values() for build in some))
    drawn = set[tuple[Version, Cell]]()
    sorts = (Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN)
    pools: dict[tuple[Version, Presence], dict[str, list[Cell]]] = {}
    for turn in range(number * 100):
        release, wanted = chosen.choice(sorted(builds)), sorts[turn % len(sorts)]
        if (release, wanted) not in pools:
            pools[release, wanted] = _by_kind(builds[release], wanted, everything)
        pool = pools[release, wanted]
        one = release, chosen.choice(pool[chosen.choice(sorted(pool))]) if pool else ("", "")
        if pool and one not in drawn:
            drawn.add(one)
            yield one
        if len(drawn) == number:
            return


def _by_kind(builds: list[set[Cell]], wanted: Presence, everything: set[Cell]) -> dict[str, list[Cell]]:
    """All cells of one release with a truth, by what they are."""
    in_all, in_some = set[Cell].intersection(*builds), set[Cell].union(*builds)
    cells = {
        Presence.PRESENT: in_all,
        Presence.ABSENT: everything - in_some,
        Presence.UNKNOWN: in_some - in_all,
    }[wanted]
    pool = defaultdict[str, list[Cell]](list)
    for cell in sorted(cells):
        pool[cell[0]].append(cell)
    return pool


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
    builds = {release: [dump(path) for path in paths] for release, paths in sorted(files.items())}
    facts, counted, wrong = load_facts(()), Counter[str](), 0
    cells = list(draw(builds, options.cells, random.Random(options.seed)))
    for release, cell in cells:
        said, is_so = ask(facts, release, cell), truth(builds[release], cell)
        counted[f"{is_so.name.lower()}, said {said.name.lower()}"] += 1
        if Presence.UNKNOWN not in (said, is_so) and said is not is_so:
            wrong += 1
            print(f"wrong: {release} {cell[0]} {cell[1]}: {said.name.lower()}, but {is_so.name.lower()}")
    print(f"{len(cells)} cells, wrong {wrong}: " + "; ".join(f"{name}: {n}" for name, n in sorted(counted.items())))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
