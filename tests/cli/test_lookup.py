"""The commands that answer questions, as a person types them."""

from __future__ import annotations

import json

import pytest

from bpflint.cli.main import main


def test_helper_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["helper", "bpf_loop"]) == 0
    page = capsys.readouterr().out
    assert "long bpf_loop(" in page
    assert ">= 5.17" in page
    assert "UNSPEC" not in page


def test_helper_on_a_kernel_that_lacks_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["helper", "bpf_loop", "--kernel", "5.10"]) == 0
    assert "5.10: absent" in capsys.readouterr().out


def test_helper_records_by_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["helper", "bpf_ringbuf_*", "--format", "json"]) == 0
    names = {each["name"] for each in json.loads(capsys.readouterr().out)["helpers"]}
    assert {"bpf_ringbuf_reserve", "bpf_ringbuf_submit"} <= names
    assert all(name.startswith("bpf_ringbuf_") for name in names)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["helper", "bpf_lop"], "did you mean 'bpf_loop'"),
        (["helper", "bpf_wq_start"], "it is a kfunc: bpflint kfunc bpf_wq_start"),
        (["helper", "zzz*"], "matches no name"),
        (["kfunc", "zzz*"], "matches no name"),
    ],
)
def test_mistakes_are_told(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_kfuncs_by_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kfunc", "bpf_wq_*", "--format", "json"]) == 0
    names = {each["name"] for each in json.loads(capsys.readouterr().out)["kfuncs"]}
    assert {"bpf_wq_init", "bpf_wq_start"} <= names
