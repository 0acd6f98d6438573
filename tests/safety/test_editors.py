"""What a repository supplies keeps neither the language server busy for ever nor fills its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec

from bpflint.base.errors import BpflintError
from bpflint.kernel import profile
from bpflint.lsp.analysis import Analyst
from bpflint.lsp.positions import Positions

SECONDS = 100


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def for_ever(*_given: object, **_named: object) -> None:
    while True:
        pass


def test_a_kernel_image_that_takes_for_ever_is_given_up(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpflint.base.supplied._SECONDS", 1)
    monkeypatch.setattr(profile, "import_image", for_ever)
    (repository / "image").write_bytes(b"\x7fELF")
    (repository / "bpflint.toml").write_text('kernel-profile = "image"\n')
    with pytest.raises(BpflintError, match="takes more than 1 seconds"):
        Analyst().analyse(str(repository / "a.bpf.c"), "int x;\n", {})


@pytest.mark.parametrize(
    "settings", ['rules = ["rules"]\n', 'kernel-profile = "rules/x.yaml"\n', f"{'a.' * 20_000}a = 1\n"]
)
def test_hostile_settings_cost_one_answer(repository: Path, settings: str) -> None:
    (repository / "rules").mkdir()
    (repository / "rules" / "x.yaml").symlink_to("/dev/zero")
    (repository / "bpflint.toml").write_text(settings)
    hostile = {"id": 1, "path": str(repository / "a.bpf.c"), "text": "int x;\n"}
    elsewhere = {"id": 2, "path": str(repository.parent / "b.bpf.c"), "text": "int x;\n"}
    done = subprocess.run(
        [sys.executable, "-m", "bpflint.lsp.analysis"],
        input="".join(json.dumps(each) + "\n" for each in (hostile, elsewhere)),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["error"]
    assert "error" not in second


@pytest.mark.parametrize("kind", ["fifo", "zero"])
def test_a_place_in_what_never_ends_is_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "header.h"
    os.mkfifo(path) if kind == "fifo" else path.symlink_to("/dev/zero")
    place = {"path": str(path), "start": (1, 1), "end": (1, 2)}
    assert Positions(PositionCodec(), {}).range(place).start == types.Position(0, 0)
