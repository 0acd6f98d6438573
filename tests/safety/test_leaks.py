"""No line of a file outside the repository reaches a report that others read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.boundary import Boundary
from bpflint.cli.main import main

SECRET = "hunter2_is_my_password"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / ".git" / "config").write_text(f"{SECRET} {SECRET};\n")
    (tmp_path / "outside.h").write_text(f"{SECRET} {SECRET};\n")
    monkeypatch.chdir(repository)
    return repository


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
@pytest.mark.parametrize("name", ["../outside.h", ".git/config", "inside.h"])
def test_an_included_file_outside_is_not_quoted(
    repository: Path, form: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "inside.h").symlink_to("../outside.h")
    (repository / "a.bpf.c").write_text(f'#include "{name}"\nint x;\n')
    main(["--no-cache", "--format", form, "-v", "a.bpf.c"])
    shown = capsys.readouterr()
    assert "hunter2" not in shown.out + shown.err
    assert "not understood" in shown.out + shown.err


@pytest.mark.parametrize("form", ["text", "sarif"])
def test_nor_is_a_source_that_is_a_link(repository: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "a.bpf.c").symlink_to("../outside.h")
    main(["--no-cache", "--format", form, "-v", "a.bpf.c"])
    shown = capsys.readouterr()
    assert "hunter2" not in shown.out + shown.err


def test_what_the_boundary_holds(repository: Path) -> None:
    (repository / "deep").mkdir()
    boundary = Boundary.around([str(repository / "deep" / "a.bpf.c")])
    assert boundary.holds(str(repository / "own.h"))
    assert boundary.holds("/usr/include/stdio.h")
    for path in ("/etc/shadow", "/usr/include/../../etc/shadow", str(repository) + "2/a.h", str(repository / "../x.h")):
        assert not boundary.holds(path)
