"""A survey tells what a kernel says otherwise than is recorded, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import survey_kernel
from ask_verifier import Verdict, object_name, verdict_path

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "testdata" / "attach-point" / "bad_not_an_iterator.bpf.c"


def differences(old: dict[str, str | None], new: dict[str, str | None], *, words: bool = False) -> list[str]:
    return list(survey_kernel.differences(Verdict("6.18", old), Verdict("7.4", new), words=words))


def test_the_same_answers_are_no_difference() -> None:
    assert differences({"a": None, "b": "R1 must be"}, {"a": None, "b": "R2 must be"}, words=True) == []


def test_a_program_that_is_taken_now() -> None:
    assert differences({"a": "unsafe"}, {"a": None}) == ["a: 6.18 refuses it (unsafe), 7.4 takes it"]
    assert differences({"a": None}, {"a": ""}) == ["a: 6.18 takes it, 7.4 refuses it (without a word)"]


def test_other_words_are_told_on_request_only() -> None:
    assert differences({"a": "unsafe"}, {"a": "unreliable"}) == []
    assert len(differences({"a": "unsafe"}, {"a": "unreliable"}, words=True)) == 1


def test_an_object_that_does_not_load_any_more() -> None:
    new = Verdict("7.4", object_error="extern is unresolved")
    (line,) = survey_kernel.differences(Verdict("6.18", {"a": None}), new)
    assert line == "the object: 6.18 'loads', 7.4 'extern is unresolved'"


def test_programs_of_one_side_only() -> None:
    assert differences({"a": None, "b": None}, {"a": None}) == ["b: only 6.18 was asked about it"]


@pytest.mark.parametrize("same", [True, False])
def test_a_log_of_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], same: bool
) -> None:
    recorded = Verdict.parse(verdict_path(FIXTURE).read_text())
    lines = [f"OBJECT {object_name(FIXTURE)}"]
    for name, message in recorded.programs.items():
        outcome = "success" if (message is None) is same else "failure"
        lines += [f"PROCESSING x/{name}, DURATION US: 3, VERDICT: {outcome}, VERIFIER LOG:", message or ""]
    log = tmp_path / "log"
    log.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(sys, "argv", ["survey_kernel.py", "--log", str(log), "--kernel", "7.4", str(FIXTURE)])
    assert survey_kernel.main() == (0 if same else 1)
    out = capsys.readouterr().out
    assert f"{len(recorded.programs)} programs asked, {0 if same else len(recorded.programs)} differences" in out


def test_what_was_never_asked_is_no_survey(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["survey_kernel.py", str(tmp_path)])
    with pytest.raises(SystemExit):
        survey_kernel.main()


def test_a_folder_stands_for_its_fixtures() -> None:
    assert FIXTURE.resolve() in list(survey_kernel.fixtures([FIXTURE.parent]))
    assert list(survey_kernel.fixtures([FIXTURE])) == [FIXTURE.resolve()]
