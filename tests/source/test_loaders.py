"""Who loads the object that a source becomes, by the manifests of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base import run_caches
from bpflint.cli.main import main
from bpflint.source.loaders import loader_of

GO_MOD = "module example.org/x\n\ngo 1.22\n\nrequire (\n\t{}\n)\n"
SOURCE = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
SEC("{}")
int first(struct __sk_buff *skb)
{{
	return 0;
}}
char _license[] SEC("license") = "GPL";
"""


def project(root: Path, **files: str) -> Path:
    """A project with manifests at its root, and a source below it."""
    (root / ".git").mkdir()
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_toml", ".toml").replace("_mod", ".mod").replace("_go", ".go")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    source = root / "agent" / "bpf" / "probe.c"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(SOURCE.format("tc"), encoding="utf-8")
    return source


@pytest.mark.parametrize(
    ("files", "name", "by"),
    [
        ({}, "auto", ""),
        ({"go_mod": GO_MOD.format("github.com/cilium/ebpf v0.17.1")}, "ebpf-go", "go.mod"),
        ({"go_mod": "module x\nrequire github.com/cilium/ebpf v0.17.1\n"}, "ebpf-go", "go.mod"),
        ({"go_mod": GO_MOD.format("github.com/cilium/ebpf v0.17.1 // indirect")}, "auto", ""),
        ({"go_mod": GO_MOD.format("github.com/aquasecurity/libbpfgo v0.8.0")}, "auto", "go.mod"),
        (
            {"go_mod": GO_MOD.format("github.com/aquasecurity/libbpfgo v0.8.0\n\tgithub.com/cilium/ebpf v0.17.1")},
            "auto",
            "go.mod",
        ),
        ({"Cargo_toml": '[build-dependencies]\nlibbpf-cargo = "0.25"\n'}, "libbpf", "Cargo.toml"),
        ({"Cargo_toml": "[dependencies]\nlibbpf-rs.workspace = true\n"}, "libbpf", "Cargo.toml"),
        ({"Cargo_toml": '[target.linux.dependencies.libbpf-rs]\nversion = "0.25"\n'}, "libbpf", "Cargo.toml"),
        ({"Cargo_toml": '[dependencies]\naya = { version = "0.13" }\n'}, "aya", "Cargo.toml"),
        ({"Cargo_toml": '[dependencies]\naya-log = "0.2"\nlibbpf-rs-more = "1"\n'}, "auto", ""),
        (
            {"go_mod": GO_MOD.format("github.com/cilium/ebpf v0.17.1"), "agent__Cargo_toml": 'aya = "0.13"\n'},
            "aya",
            "agent/Cargo.toml",
        ),
        (
            {
                "go_mod": GO_MOD.format("github.com/aquasecurity/libbpfgo v0.8.0"),
                "agent__gen_go": "package agent\n//go:generate go tool bpf2go Probe bpf/probe.c\n",
            },
            "ebpf-go",
            "agent/gen.go",
        ),
    ],
)
def test_manifests(files: dict[str, str], name: str, by: str, tmp_path: Path) -> None:
    source = project(tmp_path, **files)
    loader = loader_of(str(source))
    assert loader.name == name
    assert loader.reason == (str(tmp_path / by) if by else "")


def test_a_link_out_of_the_project_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "outside.mod").write_text(GO_MOD.format("github.com/cilium/ebpf v0.17.1"), encoding="utf-8")
    root = tmp_path / "project"
    root.mkdir()
    source = project(root)
    (root / "go.mod").symlink_to("../outside.mod")
    assert loader_of(str(source)).name == "auto"


@pytest.mark.parametrize(
    ("manifest", "section", "known"),
    [
        ({}, "classifier/x", True),
        ({}, "tcp", False),
        ({"go_mod": GO_MOD.format("github.com/cilium/ebpf v0.17.1")}, "tcp", True),
        ({"Cargo_toml": 'libbpf-rs = "0.25"\n'}, "classifier/x", False),
        ({"Cargo_toml": 'aya = "0.13"\n'}, "classifier/x", True),
        ({"Cargo_toml": 'aya = "0.13"\n'}, "classifier_x", False),
    ],
)
def test_sections_are_read_as_that_loader_does(
    manifest: dict[str, str],
    section: str,
    known: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = project(tmp_path, **manifest)
    source.write_text(SOURCE.format(section), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(["--format", "concise", str(source)])
    assert ("BP504" in capsys.readouterr().out) is not known
    main(["--format", "concise", "--loader", "ebpf-go", str(source)])
    assert "BP504" not in capsys.readouterr().out


def test_the_cache_knows_another_loader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = project(tmp_path)
    source.write_text(SOURCE.format("socket1"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(["--format", "concise", str(source)])
    assert "BP504" not in capsys.readouterr().out
    (tmp_path / "Cargo.toml").write_text('[dependencies]\nlibbpf-rs = "0.25"\n', encoding="utf-8")
    run_caches.forget()
    main(["--format", "concise", str(source)])
    assert "BP504" in capsys.readouterr().out


def test_aya_takes_a_source_without_a_licence_for_gpl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = project(tmp_path)
    source.write_text(SOURCE.format("tc").partition("char _license")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for loader, silent in (("ebpf-go", False), ("aya", True)):
        main(["--format", "concise", "--loader", loader, str(source)])
        assert ("BP505" not in capsys.readouterr().out) is silent


def test_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    source = project(tmp_path, go_mod=GO_MOD.format("github.com/cilium/ebpf v0.17.1"))
    monkeypatch.chdir(tmp_path)
    main(["doctor", str(source)])
    assert "ebpf-go, by go.mod" in capsys.readouterr().out
    main(["--show-settings", str(source)])
    assert "# loader is ebpf-go for 1 file, by go.mod" in capsys.readouterr().out
    main(["--show-settings", "--loader", "libbpf", str(source)])
    assert "# loader is" not in capsys.readouterr().out
