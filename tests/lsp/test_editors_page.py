"""What docs/editors.md says for editors that no machine of ours has: it is well-formed, and fits what is printed."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bpflint.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")


def quoted(title: str, language: str) -> list[str]:
    """The blocks of a language in the section of an editor."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def test_helix_starts_the_server_beside_clangd() -> None:
    (text,) = quoted("Helix", "toml")
    settings = tomllib.loads(text)
    server = settings["language-server"]["bpflint"]
    assert [server["command"], *server["args"]] == ["bpflint", "lsp"]
    assert server["config"].keys() == {"bpflint"}, "the section that the server asks for"
    (language,) = settings["language"]
    assert language["name"] == "c" and language["language-servers"] == ["clangd", "bpflint"]


def test_vs_code_makes_problems_of_every_finding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, tasks = (json.loads(text) for text in quoted("VS Code", "json"))
    assert [client["glspc.server.command"], *client["glspc.server.commandArguments"]] == ["bpflint", "lsp"]
    task: dict[str, Any]
    (task,) = tasks["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    monkeypatch.chdir(ROOT)
    source = "testdata/leaked-reference/bad_early_return.bpf.c"
    arguments = [source if word == "${relativeFile}" else word for word in task["args"]]
    assert main(arguments) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if source in line]
    found = [re.search(pattern["regexp"], line) for line in lines]
    assert len(found) == (ROOT / source).read_text().count("expect: KF403")
    for each in found:
        assert each is not None
        assert each[pattern["file"]] == source
        assert (each[pattern["severity"]], each[pattern["code"]]) == ("error", "KF403")
