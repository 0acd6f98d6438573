"""A copy of the checkout from which bpflint is built and installed without a network."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

from documented import ROOT

BUILT_FROM = ("README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "hatch_build.py", "bpflint", "rules")


def packages() -> str:
    """Where those are that these tests run with."""
    return os.pathsep.join(
        path for path in (*site.getsitepackages(), site.getusersitepackages()) if Path(path).is_dir()
    )


def environment(place: Path, folder: Path) -> dict[str, str]:
    """That of somebody in `place`, with an index that has what was built in `folder` and nothing else."""
    bin_folders = [place / ".venv" / "bin", Path(sys.executable).parent]
    given = {
        **{name: text for name, text in os.environ.items() if not name.startswith(("PIP_", "UV_", "PYTHON"))},
        "HOME": str(place),
        "PATH": os.pathsep.join([*map(str, bin_folders), os.environ["PATH"]]),
        "PYTHONPATH": packages(),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_IGNORE_INSTALLED": "1",  # the one that these tests have
        "PIP_FIND_LINKS": str(folder / "dist"),
        "PIP_NO_BUILD_ISOLATION": "0",  # as pip reads it: there is none
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_PYTHON": str(place / ".venv/bin/python") if (place / ".venv").exists() else "",
    }
    return {name: text for name, text in given.items() if text}


def run(command: str, place: Path, folder: Path, codes: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=place,
        env=environment(place, folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in codes, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def build(folder: Path) -> Path:
    """Fill a folder with what bpflint is built from, and the wheel in `dist`."""
    folder.mkdir(exist_ok=True)
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs/bpflint.1", folder / "docs/bpflint.1")
    for place in ("testdata/call-order", "src"):
        shutil.copytree(ROOT / "testdata/call-order", folder / place)
    run(f"{sys.executable} -m pip wheel -q -w dist .", folder, folder)
    return folder
