"""Every rule page loads, the generated pages are fresh, and a new rule starts out loadable."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bpflint.catalog import load_catalog, read_page

ROOT = Path(__file__).resolve().parent.parent


def tool(name: str) -> ModuleType:
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_rule_page_loads_and_says_something() -> None:
    catalog = load_catalog()
    assert catalog.find("call-order") is not None
    for rule in catalog:
        assert 10 < len(rule.summary) <= 200, rule.name
        assert "\n" not in rule.summary


def test_generated_pages_are_fresh() -> None:
    generator = tool("generate_rule_docs")
    for path, text in generator.pages(load_catalog()).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: run tools/generate_rule_docs.py"


def test_a_new_rule_starts_with_files_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scaffold = tool("new_rule")
    monkeypatch.setattr(scaffold, "ROOT", tmp_path)
    texts = {str(path.relative_to(tmp_path)): text for path, text in scaffold.files("KF999", "stale-pointer").items()}
    assert sorted(texts) == [
        "bpflint/checks/stale_pointer.py",
        "rules/checks/stale-pointer.md",
        "testdata/stale-pointer/bad_example.bpf.c",
        "testdata/stale-pointer/good_example.bpf.c",
    ]
    assert "// expect: KF999" in texts["testdata/stale-pointer/bad_example.bpf.c"]
    page = tmp_path / "stale-pointer.md"
    page.write_text(texts["rules/checks/stale-pointer.md"], encoding="utf-8")
    assert read_page(page).id == "KF999"
    compile(texts["bpflint/checks/stale_pointer.py"], "stale_pointer.py", "exec")


def test_a_taken_name_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    scaffold = tool("new_rule")
    monkeypatch.setattr(sys, "argv", ["new_rule.py", "KF999", "call-order"])
    with pytest.raises(SystemExit):
        scaffold.main()
    assert "taken already by KF401 call-order" in capsys.readouterr().err
