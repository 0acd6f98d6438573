"""The schemas that ship say what bpflint writes and reads."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from bpflint.base.errors import ConfigError
from bpflint.cli.main import main
from bpflint.policy.config_file import _KEYS, load_config

SCHEMAS = Path(__file__).parents[1] / "bpflint" / "schemas"
EXAMPLE = Path(__file__).parents[1] / "testdata/call-order/bad_start_before_init.bpf.c"


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return document


def schema(name: str) -> Draft202012Validator:
    document = read(name)
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


@pytest.mark.parametrize("arguments", [[], ["--kernel", "6.6"], ["missing.bpf.c"]])
def test_reports(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    main(["--no-config", "--format", "json", *arguments, str(EXAMPLE)])
    report = json.loads(capsys.readouterr().out)
    assert report["findings"]
    schema("report").validate(report)


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
