"""A tree of directories that is deeper than Python's recursion costs nothing but what lies that deep."""

from __future__ import annotations

import os
from pathlib import Path

from bpflint.cli.watch import files_at
from bpflint.source.project import files_of


def test_what_is_near_is_found_beside_what_is_too_deep(tmp_path: Path) -> None:
    (tmp_path / "near.h").write_text("")
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(1500):
            os.mkdir("d", dir_fd=here)
            deeper = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        assert [Path(path).name for path in files_of(tmp_path)] == ["near.h"]
        assert [Path(path).name for path in files_at([str(tmp_path)]) if path.endswith(".h")] == ["near.h"]
    finally:
        os.close(here)
        os.system(f"rm -rf '{tmp_path}/d'")
