"""The schemas that ship say what bpflint writes and reads."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, ValidationError

from bpflint.base.errors import ConfigError
from bpflint.cli.main import main
from bpflint.policy.config_file import _KEYS, load_config

SCHEMAS = Path(__file__).parents[1] / "bpflint" / "schemas"
EXAMPLE = Path(__file__).parents[1] / "testdata/call-order/bad_start_before_init.bpf.c"


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return document


def schema(name: str, *, closed: bool = False) -> Draft7Validator:
    """The schema that ships; `closed`, nothing but what it names is valid. Editors of TOML know none after draft 7."""
    document = read(name)
    Draft7Validator.check_schema(document)
    return Draft7Validator(without_more(document) if closed else document)


def without_more(part: Any) -> Any:
    if isinstance(part, list):
        return [without_more(each) for each in part]
    if not isinstance(part, dict):
        return part
    more = {"additionalProperties": False} if isinstance(part.get("properties"), dict) else {}
    return {key: without_more(value) for key, value in part.items()} | more


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main([*arguments, "--format", "json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


VARIANTS = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
extern int bpf_nope(void) __ksym;
SEC("tc")
int one(struct __sk_buff *skb)
{
#ifdef V6
	return bpf_nope();
#endif
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One with a file of each kind: found in one way to build it, silenced, half understood, and none at all."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.bpf.c").write_text(VARIANTS, encoding="utf-8")
    (tmp_path / "silent.bpf.c").write_text(
        EXAMPLE.read_text(encoding="utf-8") + "/* bpflint: disable-file=KF401 */\n", encoding="utf-8"
    )
    (tmp_path / "degraded.bpf.c").write_text('#include "gone.h"\n' + VARIANTS, encoding="utf-8")
    (tmp_path / "bpflint.toml").write_text(
        '[[files]]\nmatch = "v.bpf.c"\nvariants = [{name = "v6", defines = ["V6"]}, {name = "v4"}]\n', encoding="utf-8"
    )


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("arguments", [[], ["--kernel", "7.3"], ["--profile", "audit", "--kernel", ">=5.15"]])
def test_reports(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    found = report(capsys, *arguments, str(EXAMPLE), "v.bpf.c", "silent.bpf.c", "degraded.bpf.c", "missing.bpf.c")
    schema("report", closed=True).validate(found)
    assert {file["status"] for file in found["files"]} == {"ok", "degraded", "failed"}
    assert any(finding["variants"] == ["v6"] for finding in found["findings"])
    assert found["silenced"]["comments"] == 1


def test_reports_on_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """The fixtures of some rules: fixes, ranges of kernels, and a story in each."""
    data = EXAMPLE.parents[1]
    names = ("signature-mismatch", "missing-ksym", "kernel-too-old", "leaked-reference", "map-padding")
    found = report(capsys, "--no-config", "--profile", "audit", *(str(data / name) for name in names))
    schema("report", closed=True).validate(found)
    assert {True, False} == {finding["fix"] is None for finding in found["findings"]}
    assert any(finding["related"] for finding in found["findings"])


def test_tables(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compat", "--no-config", "--format", "json", str(EXAMPLE), str(EXAMPLE.parents[1] / "field-missing")])
    tables = json.loads(capsys.readouterr().out)
    schema("compat", closed=True).validate(tables)
    loads = {kernel["loads"] for program in tables["programs"] for kernel in program["kernels"].values()}
    assert loads == {True, False, None}
    tables["programs"][0]["minimum"] = 6.1
    assert not schema("compat").is_valid(tables)


def test_reports_that_are_none() -> None:
    with pytest.raises(ValidationError):
        schema("report").validate({"version": 2, "tool": {}, "findings": [], "files": []})


def test_settings_have_the_same_keys() -> None:
    assert set(read("settings")["properties"]) == set(_KEYS)


def test_settings_are_taken_alike(tmp_path: Path) -> None:
    good = tmp_path / "bpflint.toml"
    good.write_text(
        'kernel = [">=6.1"]\nselect = ["KF4"]\nfail-on = "error"\nloader = "auto"\nfail-on-degraded = true\n'
        'files = ["bpf/*.c", {match = "a.c", variants = [{name = "v6"}]}, {match = ["b.c"], variant = "x"}]\n'
        '[severity]\nKF305 = "note"\n[per-file-ignores]\n"tests/**" = ["KF4"]\n',
        encoding="utf-8",
    )
    assert load_config(good).fail_on == "error"
    schema("settings").validate(tomllib.loads(good.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        'kernl = "6.6"',
        'select = "KF4"',
        'fail-on = "eror"',
        '[severity]\nKF4 = "fatal"',
        '[[files]]\nmatch = []\ndefines = ["A"]',
        '[[files]]\nmatch = "a.c"',
        '[[files]]\nmatch = "a.c"\ndefine = ["A"]',
        '[[files]]\nmatch = "a.c"\nvariants = [{defines = ["A"]}]',
    ],
)
def test_settings_are_refused_alike(tmp_path: Path, text: str) -> None:
    bad = tmp_path / "bpflint.toml"
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        load_config(bad)
    assert not schema("settings").is_valid(tomllib.loads(text))


def documented() -> list[str]:
    blocks: list[str] = []
    for page in sorted((SCHEMAS.parents[1] / "docs").glob("*.md")):
        if page.name == "editors.md":  # settings of an editor
            continue
        blocks += re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    return blocks


@pytest.mark.parametrize("block", documented())
def test_settings_in_the_docs_are_valid(block: str) -> None:
    document = tomllib.loads(block)
    settings = document.get("tool", {}).get("bpflint", document)
    schema("settings").validate(settings)
