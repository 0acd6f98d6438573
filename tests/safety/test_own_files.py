"""What belongs to the person who runs bpflint is not written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.cli.main import main

FINDS = """\
void bpf_rcu_read_lock(void);
__attribute__((section("xdp"))) int f(void *c)
{
	bpf_rcu_read_lock();
	return 0;
}
"""
FORMATS = ["text", "json", "sarif", "github", "concise", "gitlab", "junit", "rdjson"]
OTHERS = {
    "Makefile": "lint:\n\tbpflint --format sarif -o x.sarif src\n",
    "bpflint.toml": 'ignore = ["KF104"]\n',
    "package.json": '{\n  "name": "bpflint",\n  "version": "1.0.0"\n}\n',
    "other.sarif": '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "CodeQL"}}}]}\n',
    "notes.md": "# Notes\n\nx.bpf.c:1:2: error[KF104] is wrong\nFound 2 errors in 1 file, later more.\n",
    "list.json": "[1]\n",
    "binary": "\x7fELF\0\0",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a source that has findings and one that has none."""
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    monkeypatch.chdir(repository)
    Path("bad.bpf.c").write_text(FINDS)
    Path("good.bpf.c").write_text("int x;\n")
    return repository


@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
def test_a_report_is_not_written_over_a_source(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("link").symlink_to("good.bpf.c")
    for target in ("bad.bpf.c", "good.bpf.c", "./good.bpf.c", "link"):
        for force in ([], ["--force"]):
            assert main([*force, option, target, "good.bpf.c"]) == 2
            assert "a report is not written over a source" in capsys.readouterr().err
    assert (Path("bad.bpf.c").read_text(), Path("good.bpf.c").read_text()) == (FINDS, "int x;\n")


@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
@pytest.mark.parametrize("name", OTHERS)
def test_nor_over_what_is_no_report(option: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_text(OTHERS[name])
    arguments = ["--no-config", option, name, "good.bpf.c"]
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"bpflint: {name}: this file is no report of bpflint; --force writes over it\n"
    assert Path(name).read_text() == OTHERS[name]
    assert main(["--force", *arguments]) == 0
    assert Path(name).read_text() != OTHERS[name]


@pytest.mark.parametrize("form", FORMATS)
def test_the_next_report_takes_the_place_of_the_last(form: str) -> None:
    for source in ("bad.bpf.c", "good.bpf.c", "bad.bpf.c"):
        for extra in (["-o", "report"], ["--output-format", f"{form}:report"]):
            assert main(["--format", form, *extra, source]) in (0, 1)


@pytest.mark.parametrize("extra", [["--format", form] for form in ("text", "json", "html", "markdown")] + [["--min"]])
def test_so_does_the_next_table_of_kernels(extra: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for source in ("bad.bpf.c", "good.bpf.c", "bad.bpf.c"):
        main(["compat", *extra, "-o", "report", source])
    assert capsys.readouterr().err == ""
    Path("report").write_text("precious\n")
    assert main(["compat", *extra, "-o", "report", "bad.bpf.c"]) == 2
    assert Path("report").read_text() == "precious\n"


def test_so_does_the_next_baseline() -> None:
    for source in ("bad.bpf.c", "good.bpf.c", "bad.bpf.c"):
        assert main(["--write-baseline", "known.json", source]) == 0


@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
def test_a_link_in_the_repository_is_not_followed(option: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = here.parent / "outside"
    outside.mkdir()
    (outside / ".git").mkdir()
    Path("out").symlink_to("../outside")
    Path("report").symlink_to("../outside/authorized_keys")
    Path("inner").symlink_to("bpflint.toml")
    for target, reason in (
        ("report", "it is a link in the repository, which a report does not follow"),
        ("inner", "it is a link in the repository, which a report does not follow"),
        ("out/authorized_keys", "a link of the repository leads outside"),
    ):
        assert main(["--force", option, target, "good.bpf.c"]) == 2
        assert capsys.readouterr().err == f"bpflint: {target}: {reason}\n"
    assert sorted(each.name for each in outside.iterdir()) == [".git"]
    assert not Path("bpflint.toml").exists()


def test_links_of_the_person_are_followed(here: Path) -> None:
    (here.parent / "latest").symlink_to("report-1")
    assert main(["-o", str(here.parent / "latest"), "good.bpf.c"]) == 0
    assert (here.parent / "report-1").read_text().startswith("No findings")


@pytest.mark.parametrize("command", [["rules"], ["kfunc", "bpf_wq_start"], ["helper", "bpf_map_lookup_elem"]])
def test_the_other_commands_spare_them_too(command: list[str], here: Path) -> None:
    Path("report").symlink_to("../outside")
    for target in ("report", "good.bpf.c"):
        assert main([*command, "-o", target]) == 2
    assert Path("good.bpf.c").read_text() == "int x;\n"
    assert not (here.parent / "outside").exists()
