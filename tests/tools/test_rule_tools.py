"""Every rule page loads, the generated pages are fresh, and a new rule starts out loadable."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bpflint.base.errors import BpflintError
from bpflint.base.finding import Level
from bpflint.kernel import load_facts
from bpflint.kernel.compile_facts import load as facts_in
from bpflint.policy.rules import load_catalog, read_page

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> ModuleType:
    """A script of tools/ as a module."""
    return load_module(ROOT / "tools" / f"{name}.py")


def load_module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
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


def test_the_build_hook_compiles_every_part_of_the_rules(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    hook = load_module(ROOT / "hatch_build.py")
    written = hook.write_compiled(ROOT / "rules", tmp_path)
    assert sorted(written.values()) == ["checks/compiled.json", "compiled.json", "protocols/compiled.json"]
    packaged = tmp_path / "_rules"
    shutil.copytree(ROOT / "rules", packaged)
    for path, place in written.items():
        shutil.copyfile(path, packaged / place)
    assert facts_in(packaged)["kfuncs"].keys() == load_facts().kfuncs.keys()
    page = packaged / "checks/call-order.md"
    page.write_text(page.read_text().replace("level: error", "level: warning"))
    assert load_catalog(page.parent)["KF401"].level is Level.WARNING, "a changed page is read itself"
    page.write_text(page.read_text().replace("level: warning", "level: fatal"))
    with pytest.raises(BpflintError, match=r"call-order\.md:4: 'level' is 'fatal'"):
        hook.write_compiled(packaged, tmp_path)


def test_an_editable_install_leaves_the_compiled_form_beside_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("hatchling")
    hook = load_module(ROOT / "hatch_build.py")
    rules, cache = tmp_path / "rules", tmp_path / "cache"
    shutil.copytree(ROOT / "rules", rules, ignore=shutil.ignore_patterns("compiled.json"))
    hook.leave_compiled(rules)
    monkeypatch.setenv("BPFLINT_CACHE_DIR", str(cache))
    assert facts_in(rules)["kfuncs"].keys() == load_facts().kfuncs.keys()
    assert not list(cache.rglob("*.json")), "it was made anew"


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
    program = texts["testdata/stale-pointer/good_example.bpf.c"].partition('SEC("tc")')[2]
    assert texts["rules/checks/stale-pointer.md"].count(program) == 2, "the page quotes the files"


def test_a_taken_name_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    scaffold = tool("new_rule")
    monkeypatch.setattr(sys, "argv", ["new_rule.py", "KF999", "call-order"])
    with pytest.raises(SystemExit):
        scaffold.main()
    assert "taken already by KF401 call-order" in capsys.readouterr().err
