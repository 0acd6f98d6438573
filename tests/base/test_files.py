"""Paths as reports name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.files import plain_path


def test_dots_are_taken_out_of_a_path() -> None:
    assert plain_path("src/./bpf/../a.h") == "src/a.h"
    assert plain_path("/src/../a.h") == "/a.h"


def test_a_link_before_two_dots_leads_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theirs" / "bpf").mkdir(parents=True)
    (tmp_path / "theirs" / "a.h").touch()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "bpf").symlink_to("../theirs/bpf")
    monkeypatch.chdir(tmp_path)
    assert plain_path("mine/bpf/../a.h") == "theirs/a.h"
    assert plain_path(str(tmp_path / "mine/bpf/../a.h")) == str(tmp_path.resolve() / "theirs/a.h")
