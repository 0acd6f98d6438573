"""The commands by which bpflint is installed, as README.md and docs/ show them, in a copy of the checkout.

Nothing comes from a network: bpflint is built from the copy, and what it needs is what these tests have.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from documented import COMMANDS, INSTALLS, reason_not_to_run
from installing import build, run

INSTALLING = [command for _, command in COMMANDS if INSTALLS.search(command) and not reason_not_to_run(command)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize("command", INSTALLING)
def test_a_documented_installation_works(command: str, built: Path, tmp_path: Path) -> None:
    place = tmp_path / "checkout"
    place.mkdir()
    for each in built.iterdir():
        (place / each.name).symlink_to(each)
    if command.startswith("pip "):
        run(f"{sys.executable} -m venv --without-pip .venv", place, built)
    finds = ".venv/bin/bpflint" in command
    out = run(command, place, built, (1,) if finds else (0,))
    if "-m zipfile" in command:
        assert "bpflint/__main__.py" in out
        return
    if "activate" in command:
        return
    if not finds:
        out = run("bpflint testdata/call-order/bad_start_before_init.bpf.c", place, built, (1,))
    assert "error[KF401]" in out
    where = run("command -v bpflint", place, built)
    assert Path(where.strip()).is_relative_to(place)
