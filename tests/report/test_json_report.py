"""The JSON report keeps to the schema that DESIGN and the docs give."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import samples

from bpflint import __version__
from bpflint.base.finding import FileReport
from bpflint.report.json_report import render
from bpflint.report.outcome import Outcome


def document(*reports: FileReport) -> dict[str, Any]:
    outcome = Outcome()
    for report in reports:
        outcome.add(report)
    loaded: dict[str, Any] = json.loads(render(outcome))
    return loaded


def test_every_field() -> None:
    result = document(samples.report())
    assert result["version"] == 1
    assert result["tool"] == {"name": "bpflint", "version": __version__, "kernel": None}
    assert result["files"] == [{"path": "src/wq.bpf.c", "status": "ok", "seconds": 0.25, "problems": [], "assumed": []}]
    first, second = result["findings"]
    assert first == {
        "rule": "KF303",
        "name": "allowed-later",
        "level": "warning",
        "path": "src/wq.bpf.c",
        "line": 14,
        "column": 3,
        "end_line": 14,
        "end_column": 35,
        "function": "helper",
        "programs": ["wq_main", "other"],
        "message": "bpf_wq_init() may be called by tc programs since 6.10",
        "help": "",
        "docs": "https://docs.ebpf.io/linux/kfuncs/bpf_wq_init/",
        "related": [],
        "fix": {
            "description": "drop the call",
            "safe": True,
            "edits": [{"path": "src/wq.bpf.c", "line": 14, "column": 3, "end_line": 14, "end_column": 36, "text": ";"}],
        },
        "variants": [],
        "kernels": "<6.10",
    }
    assert second["fix"] is None
    assert second["kernels"] is None
    assert second["related"][1] == {"path": "src/wq.bpf.c", "line": 13, "column": 6, "message": "this is false"}


def test_no_files_no_findings() -> None:
    result = document()
    assert result["findings"] == []
    assert result["files"] == []


def test_names_that_are_not_unicode_still_give_valid_json() -> None:
    report = replace(samples.report(), path="a\udcff.bpf.c")
    assert document(report)["files"][0]["path"] == "a\\udcff.bpf.c"


def test_absolute_paths_become_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = replace(samples.report(), path=f"{tmp_path}/src/x.bpf.c")
    assert document(report)["files"][0]["path"] == "src/x.bpf.c"
