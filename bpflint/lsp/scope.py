"""Which documents are linted: editors send every C file of a project, and most of them are no BPF programs."""

from __future__ import annotations

from bpflint.base.finding import FileReport
from bpflint.policy.settings import Settings
from bpflint.source.bpf_text import looks_like_bpf, not_bpf
from bpflint.source.parts import whole_of
from bpflint.source.problems import Status


def source_of(path: str, text: str, settings: Settings) -> str | None:
    """The source to lint for a document: itself, or the one that it is a part of; None where it is none of ours."""
    data = text.encode("utf-8", "replace")
    if settings.is_excluded(path) or not_bpf(path, data) is not None:
        return None
    whole = whole_of(path, data)
    if whole is not None:
        return whole
    return path if not path.endswith(".c") or looks_like_bpf(path, data) else None


def by_itself(report: FileReport) -> FileReport:
    """The report on a document alone. A header that needs what comes before it where it is included is judged there."""
    is_part = not report.path.endswith(".c") and report.status != Status.OK.value
    return FileReport(report.path, includes=report.includes) if is_part else report
