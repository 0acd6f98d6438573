"""Writes rules/surface.bin from a folder of kernels: images (vmlinux, boot images) or BTF, also compressed (.btf.xz).

    tools/generate_surface.py ../shared/btf [--output FILE] [--check]

The release, configuration and architecture come from the file's name, `6.12.117-cloud-amd64.btf.xz`. The same input
gives the same file; --check says whether it is the one that is there. That takes a minute, so what the file was made of
is written beside it (surface.sum), and as long as neither that nor the file nor this code has changed, nothing is read.
"""

from __future__ import annotations

import argparse
import hashlib
import inspect
import lzma
import multiprocessing
import re
import sys
from pathlib import Path

from bpflint.base.compiled_rules import rules_directory
from bpflint.base.files import write_atomically
from bpflint.kernel.btf import Btf
from bpflint.kernel.image import open_image
from bpflint.kernel.surface import FILE
from bpflint.kernel.surface_rows import Row, rows_of
from bpflint.kernel.surface_writer import SurfaceWriter

NAME = re.compile(
    r"(?:vmlinu[xz]-)?(?P<kernel>(?P<release>\d+\.\d+)[\w.+~]*)-(?P<config>\w+)-(?P<arch>[a-z0-9_]+?)(?:\.btf)?(?:\.xz)?"
)

SWITCHED_OFF = {
    "6.12": {"scx": "CONFIG_SCHED_CLASS_EXT", "ext": "CONFIG_SCHED_CLASS_EXT", "hid": "CONFIG_HID_BPF"},
    "6.16": {"qdisc": "CONFIG_NET_SCH_BPF"},
}
"""Words in the names of what a release has and Debian's builds of it were configured without, and the option."""
SUM = "surface.sum"
CODE = ("btf", "btf_c", "btf_header", "image", "surface_rows", "surface_writer")
"""The modules of bpflint/kernel that decide what the file holds."""


def kernels(folder: Path) -> list[tuple[Path, re.Match[str]]]:
    """The kernels of a folder: the main architecture first, then by version and configuration."""
    found = [(path, match) for path in folder.iterdir() if (match := NAME.fullmatch(path.name))]

    def order(item: tuple[Path, re.Match[str]]) -> tuple[bool, list[int], str, str]:
        match = item[1]
        return (
            match["arch"] != "amd64",
            [int(each) for each in re.findall(r"\d+", match["kernel"])],
            match["config"],
            item[0].name,
        )

    return sorted(found, key=order)


def rows(path: Path) -> list[Row]:
    """The rows of the kernel in a file."""
    if path.name.endswith(".btf.xz"):
        with lzma.open(path) as file:
            return list(rows_of(Btf(file.read())))
    return list(rows_of(Btf(open_image(path).btf)))


def generate(folder: Path, processes: int = 2) -> bytes:
    """The database of all kernels in a folder."""
    chosen = kernels(folder)
    if not chosen:
        raise SystemExit(f"{folder}: no file is named like 6.12.117-cloud-amd64.btf.xz")
    writer = SurfaceWriter()
    with multiprocessing.Pool(processes) as pool:
        for (_, match), found in zip(chosen, pool.imap(rows, [path for path, _ in chosen]), strict=True):
            writer.add(
                match["kernel"],
                match["release"],
                match["config"],
                match["arch"],
                found,
                SWITCHED_OFF.get(match["release"], {}),
            )
    return writer.bytes()


def digest(folder: Path, output: Path) -> str:
    """Names the kernels, this code and the file."""
    code = [Path(inspect.getfile(Btf)).with_name(f"{name}.py") for name in CODE]
    total = hashlib.sha256()
    for path in (Path(__file__), *code, *(path for path, _ in kernels(folder)), output):
        total.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"{total.hexdigest()}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--output", type=Path, default=rules_directory() / FILE)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the file would change")
    options = parser.parse_args()
    total = options.output.with_name(SUM)
    known = options.check and options.output.is_file() and total.is_file()
    if known and total.read_text(encoding="utf-8") == digest(options.folder, options.output):
        print(f"{options.output}: as generated")
        return 0
    data = generate(options.folder)
    if options.check:
        same = options.output.is_file() and options.output.read_bytes() == data
        print(f"{options.output}: {'as generated' if same else 'differs from what the kernels give'}")
        return 0 if same else 1
    write_atomically(options.output, data)
    write_atomically(total, digest(options.folder, options.output).encode())
    print(f"{options.output}: {len(data)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
