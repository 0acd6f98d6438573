"""Headers of a project are found where they lie, and nothing outside of it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.source.project import find_header


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    for name in ("src", "deep/down/x86", "deep/down/arm64"):
        (project / name).mkdir(parents=True)
    return project


def found(project: Path, name: str, machine: str = "x86") -> str | None:
    place = find_header(name, str(project / "src"), project, machine)
    return None if place is None else str(Path(place).relative_to(project))


def test_a_header_far_away(project: Path) -> None:
    (project / "deep" / "down" / "far.h").touch()
    assert found(project, "far.h") == "deep/down"
    assert found(project, "down/far.h") == "deep"
    assert found(project, "up/far.h") is None


@pytest.mark.parametrize("machine", ["x86", "arm64"])
def test_that_of_the_machine(project: Path, machine: str) -> None:
    for each in ("x86", "arm64"):
        (project / "deep" / "down" / each / "asm.h").touch()
    assert found(project, "asm.h", machine) == f"deep/down/{machine}"


def test_a_link_out_of_the_project_is_none_of_its_headers(project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.h").touch()
    (project / "deep" / "away.h").symlink_to(tmp_path / "outside.h")
    (project / "src" / "beside.h").symlink_to(tmp_path / "outside.h")
    (project / "deep" / "broken.h").symlink_to(tmp_path / "nowhere.h")
    assert [found(project, name) for name in ("away.h", "beside.h", "broken.h")] == [None, None, None]


def test_a_link_within_it_is(project: Path) -> None:
    (project / "src" / "real.h").touch()
    (project / "deep" / "link.h").symlink_to(project / "src" / "real.h")
    assert found(project, "link.h") == "deep"


def test_no_link_to_a_directory_is_followed(project: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "there.h").touch()
    (project / "deep" / "other").symlink_to(tmp_path / "other")
    assert found(project, "there.h") is None
