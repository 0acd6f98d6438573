"""The reports for other tools: one line a finding, GitLab, JUnit, reviewdog."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import samples
from jsonschema import Draft202012Validator

from bpflint.base.finding import Level
from bpflint.base.sources import Sources
from bpflint.report import concise, formats, gitlab, junit, rdjson
from bpflint.report.outcome import Outcome


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Outcome:
    monkeypatch.delenv("GITLAB_CI", raising=False)
    made = Outcome(sources=Sources({samples.PATH: samples.SOURCE}))
    for report in (samples.report(), samples.degraded_report(), samples.failed_report()):
        made.add(report)
    return made


def test_concise_is_a_line_a_finding_in_order(outcome: Outcome) -> None:
    lines = concise.render(outcome).splitlines()
    assert lines[0].startswith("src/wq.bpf.c:14:3: warning[KF303] ")
    assert lines[0].endswith("(kernels <6.10)")
    assert lines[1].startswith("src/wq.bpf.c:15:")
    assert lines[2:] == [
        "src/lost.bpf.c: parts could not be understood: unknown type `struct foo`",
        "src/bad.bpf.c: not analysed: is a binary file, not C source",
    ]


def test_control_characters_do_not_get_through(outcome: Outcome) -> None:
    evil = replace(samples.order_finding(), message="a\x1b[31mb\nc\x00")
    outcome.reports[0].findings = [evil]
    text = concise.render(outcome)
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3
    assert ElementTree.fromstring(junit.render(outcome)).find(".//failure") is not None


def test_gitlab_has_what_gitlab_asks_for(outcome: Outcome) -> None:
    outcome.reports[0].findings.append(samples.order_finding())
    issues = json.loads(gitlab.render(outcome))
    assert [each["severity"] for each in issues] == ["minor", "critical", "critical", "blocker"]
    assert len({each["fingerprint"] for each in issues}) == 4
    for issue in issues:
        assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(issue)
        assert not Path(issue["location"]["path"]).is_absolute()
        assert issue["location"]["lines"]["begin"] >= 1


def test_gitlab_fingerprints_survive_edits_elsewhere(outcome: Outcome) -> None:
    before = {each["fingerprint"] for each in json.loads(gitlab.render(outcome))}
    moved = Outcome(sources=Sources({samples.PATH: "\n" + samples.SOURCE}))
    shifted = [
        replace(each, span=each.span._replace(line=each.span.line + 1, end_line=each.span.end_line + 1))
        for each in samples.report().findings
    ]
    moved.add(replace(samples.report(), findings=shifted))
    assert {each["fingerprint"] for each in json.loads(gitlab.render(moved))} < before


def test_junit_counts_and_names(outcome: Outcome) -> None:
    root = ElementTree.fromstring(junit.render(outcome))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "2", "2")
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.text is not None
    assert failure.text.startswith("src/wq.bpf.c:14:3: ")


def test_junit_lets_advice_pass(outcome: Outcome) -> None:
    outcome.reports[0].findings = [replace(samples.order_finding(), level=Level.NOTE)]
    root = ElementTree.fromstring(junit.render(outcome))
    assert root.get("failures") == "0"
    assert root.find(".//system-out") is not None


def test_junit_links_files_in_gitlab(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    cases = ElementTree.fromstring(junit.render(outcome)).findall("testsuite/testcase")
    assert cases
    assert all(case.get("file") == case.get("classname") for case in cases)


def test_junit_names_no_two_findings_of_a_file_alike(outcome: Outcome) -> None:
    outcome.reports[0].findings = [replace(samples.order_finding(), message=text) for text in ("one", "two", "three")]
    names = [case.get("name") for case in ElementTree.fromstring(junit.render(outcome)).findall("testsuite/testcase")]
    assert [str(name).rpartition("line ")[2] for name in names[:3]] == ["15", "15 (2)", "15 (3)"]


def test_rdjson_counts_bytes_and_offers_the_fix(outcome: Outcome) -> None:
    document = json.loads(rdjson.render(outcome))
    fixed, order = document["diagnostics"]
    assert fixed["suggestions"] == [{"range": fixed["suggestions"][0]["range"], "text": ";"}]
    line = samples.SOURCE.splitlines()[14]
    column = len(line[: line.index("bpf_wq_start")].encode()) + 1
    assert order["location"]["range"]["start"] == {"line": 15, "column": column}
    assert order["severity"] == "ERROR"
    assert len(order["related_locations"]) == 3


JUNIT = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "time", "file", "skipped", "timestamp", "hostname", "id", "package"},
        {"testcase", "properties", "system-out", "system-err"},
    ),
    "testcase": ({"name", "classname", "time", "group"}, {"failure", "error", "skipped", "system-out", "system-err"}),
    "failure": ({"message", "type"}, set[str]()),
    "error": ({"message", "type"}, set[str]()),
    "system-out": (set[str](), set[str]()),
}
"""The attributes and children that the strictest reader takes: junit-10.xsd of Jenkins' xunit plugin."""


def test_junit_has_nothing_that_a_strict_reader_refuses(outcome: Outcome) -> None:
    outcome.reports[0].findings.append(replace(samples.order_finding(), level=Level.NOTE))
    root = ElementTree.fromstring(junit.render(outcome))
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        assert attributes.issuperset(element.keys()), element.tag
        assert children.issuperset(child.tag for child in element), element.tag
    assert all({"name", "tests", "failures", "errors"} <= set(suite.keys()) for suite in root)
    assert {each.tag for each in root.iter()} >= {"failure", "error", "system-out"}


POSITION = {"type": "object", "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"minimum": 1}}}
RANGE = {"type": "object", "properties": {"start": POSITION, "end": POSITION}, "required": ["start"]}
LOCATION = {"type": "object", "properties": {"path": {"type": "string"}, "range": RANGE}, "required": ["path"]}
RDJSON: dict[str, Any] = {
    "type": "object",
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}, "url": {"type": "string"}}},
        "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "message": {"type": "string"},
                    "location": LOCATION,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "source": {"type": "object"},
                    "code": {"type": "object", "properties": {"value": {"type": "string"}, "url": {"type": "string"}}},
                    "suggestions": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"range": RANGE, "text": {"type": "string"}}},
                    },
                    "original_output": {"type": "string"},
                    "related_locations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"message": {"type": "string"}, "location": LOCATION},
                        },
                    },
                },
                "required": ["message", "location"],
            },
        },
    },
    "required": ["diagnostics"],
}
"""reviewdog's DiagnosticResult, closed: nothing but what it names."""


def closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
    return {key: closed(value) for key, value in schema.items()} | more


def test_rdjson_is_what_reviewdog_names(outcome: Outcome) -> None:
    document = json.loads(rdjson.render(outcome))
    validator = Draft202012Validator(closed(RDJSON))
    validator.validate(document)
    document["diagnostics"][0]["relatedLocations"] = []
    assert not validator.is_valid(document)


@pytest.mark.parametrize("form", formats.NAMES)
def test_every_form_holds_every_finding(form: str, outcome: Outcome) -> None:
    text = formats.renderer(form)(outcome)
    assert text.count("KF401") >= 1
    assert text.count("KF303") >= 1
