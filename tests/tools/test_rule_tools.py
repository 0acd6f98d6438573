"""Every rule page loads, the generated pages are fresh, and a new rule starts out loadable."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bpflint.base.finding import Level
from bpflint.policy.rules import load_catalog, read_page

ROOT = Path(__file__).resolve().parents[2]


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


def test_the_compiled_rules_are_current(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["compile_rules.py", "--check"])
    assert tool("compile_rules").main() == 0, capsys.readouterr().out


def test_stale_compiled_rules_are_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    compiler = tool("compile_rules")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.setattr(compiler, "ROOT", tmp_path)
    page = tmp_path / "rules/checks/call-order.md"
    page.write_text(page.read_text().replace("level: error", "level: warning"))
    monkeypatch.setattr(sys, "argv", ["compile_rules.py", "--check"])
    assert compiler.main() == 1
    assert capsys.readouterr().out == "rules/checks/compiled.json is not current: run tools/compile_rules.py\n"
    stale = load_catalog(page.parent)
    monkeypatch.setattr(sys, "argv", ["compile_rules.py"])
    assert compiler.main() == 0
    assert capsys.readouterr().out == "rules/checks/compiled.json\n"
    load_catalog.__globals__["_load"].cache_clear()
    fresh = load_catalog(page.parent)
    assert stale["KF401"].level is fresh["KF401"].level is Level.WARNING
    page.write_text(page.read_text().replace("level: warning", "level: fatal"))
    with pytest.raises(SystemExit, match=r"call-order\.md:4: 'level' is 'fatal'"):
        compiler.main()


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
