"""Who loads the object that a source becomes, as the project's own files tell: its section names are read accordingly.

What names the source itself counts most (bpf2go's `//go:generate` line), then the nearest go.mod or Cargo.toml that
depends on a loader. Where two are named side by side, or none is, nobody can tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bpflint.base.run_caches import kept_for_a_run
from bpflint.source.build_files import bpf2go_line, is_inside, text_of, upwards
from bpflint.source.project import find_root

# Programs on libbpfgo set the type of sections of their own (`perf_event/type=0`) before they load the object.
_GO: Final = {"github.com/cilium/ebpf": "ebpf-go", "github.com/aquasecurity/libbpfgo": "auto"}
_CRATES: Final = {"libbpf-rs": "libbpf", "libbpf-cargo": "libbpf", "libbpf-sys": "libbpf", "aya": "aya"}
_REQUIRED: Final = re.compile(
    rf"^(?:require)?[ \t]*({'|'.join(map(re.escape, _GO))})[ \t]+v(?![^\n]*//[ \t]*indirect)", re.M
)
_DEPENDED: Final = re.compile(
    rf"""^[ \t]*(?:"?({"|".join(_CRATES)})"?[ \t]*[.=]|\[[\w.-]*dependencies\.({"|".join(_CRATES)})[ \t]*\])""", re.M
)


@dataclass(frozen=True, slots=True)
class Loader:
    """`name` is a value of the setting `loader`, `reason` the file that tells; "auto" and "" where none does."""

    name: str = "auto"
    reason: str = ""


def loader_of(path: str) -> Loader:
    """The loader of a source, by the files of its project."""
    source = Path(path).absolute()
    root = find_root(source)
    for directory in upwards(source.parent, root):
        line = bpf2go_line(directory, source, root)
        if line is not None:
            return Loader("ebpf-go", str(line))
        found = _named(directory, root)
        if found:
            name, reason = found[0]
            return Loader(name, reason) if all(each == name for each, _ in found) else Loader("auto", reason)
    return Loader()


@kept_for_a_run(256)
def _named(directory: Path, root: Path) -> tuple[tuple[str, str], ...]:
    """The loaders that the manifests in `directory` depend on, each with the manifest."""
    found: list[tuple[str, str]] = []
    manifest = directory / "go.mod"
    if is_inside(manifest, root):
        found += [(_GO[match], str(manifest)) for match in _REQUIRED.findall(text_of(manifest))]
    manifest = directory / "Cargo.toml"
    if is_inside(manifest, root):
        for key, table in _DEPENDED.findall(text_of(manifest)):
            found.append((_CRATES[key or table], str(manifest)))
    return tuple(dict.fromkeys(found))
