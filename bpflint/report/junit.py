"""JUnit XML, which every CI server shows as tests: a suite a file, a failed case a finding.

Notes are advice, so they pass; what they say stands in `system-out`. A file without findings is one case that passes.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import Final
from xml.etree import ElementTree

from bpflint.base.finding import FileReport, Finding, Level
from bpflint.base.safe_text import printable
from bpflint.report.outcome import Outcome
from bpflint.report.repository_paths import RepositoryPaths, root_of

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to hold."""


def render(outcome: Outcome) -> str:
    """The whole run as one `testsuites` element."""
    root = ElementTree.Element("testsuites", {"name": "bpflint"})
    paths = RepositoryPaths(root_of(outcome))
    for report in outcome.reports:
        _add_suite(root, report, paths)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add_suite(root: ElementTree.Element, report: FileReport, paths: RepositoryPaths) -> None:
    path = _text(paths.name(report.path))
    suite = ElementTree.SubElement(root, "testsuite", {"name": path, "file": path, "time": f"{report.seconds:.3f}"})
    if report.status != "ok":
        case = _add_case(suite, "parses", path)
        reason = _text(report.problems[0].message if report.problems else "could not be analysed")
        ElementTree.SubElement(case, "error", {"message": reason, "type": report.status})
    numbers: Counter[str] = Counter()
    for finding in report.findings:
        name = f"{finding.rule} {finding.name} line {finding.span.line}"
        numbers[name] += 1
        # Of tests with the same name GitLab shows the first.
        _add_finding(suite, name if numbers[name] == 1 else f"{name} ({numbers[name]})", finding, paths)
    if not len(suite):
        _add_case(suite, "no findings", path)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))


def _add_case(suite: ElementTree.Element, name: str, path: str) -> ElementTree.Element:
    case = ElementTree.SubElement(suite, "testcase", {"name": name, "classname": path})
    if os.environ.get("GITLAB_CI"):  # links the test to its file there; strict schemas of other readers refuse it
        case.set("file", path)
    return case


def _add_finding(suite: ElementTree.Element, name: str, finding: Finding, paths: RepositoryPaths) -> None:
    span = finding.span
    path = _text(paths.name(span.path))
    case = _add_case(suite, name, path)
    details = [f"{path}:{span.line}:{span.column}: {finding.message}"]
    details += [f"{paths.name(step.span.path)}:{step.span.line}: {step.message}" for step in finding.steps]
    details += [f"help: {finding.help}"] if finding.help else []
    text = _text("\n".join(details))
    if finding.level is Level.NOTE:
        ElementTree.SubElement(case, "system-out").text = text
    else:
        failure = ElementTree.SubElement(case, "failure", {"message": _text(finding.message)})
        failure.set("type", str(finding.level))
        failure.text = text


def _text(text: str) -> str:
    return printable(_NOT_IN_XML.sub("\ufffd", text))
