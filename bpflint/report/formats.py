"""The forms of a report, by the names that `--format` and `--output-format` take, each loaded when asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from bpflint.report.outcome import Outcome

MODULES: Final = {
    "json": "json_report",
    "sarif": "sarif",
    "github": "github",
    "concise": "concise",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
}
"""The module of each form but text; its `render` makes the report."""
NAMES: Final = ("text", *MODULES)


def renderer(form: str, *, statistics: bool = False, verbose: bool = False) -> Callable[[Outcome], str]:
    """What makes the report of a run in this form; the last two matter to `text` alone."""
    if form != "text":
        return cast("Callable[[Outcome], str]", importlib.import_module(f"bpflint.report.{MODULES[form]}").render)
    from bpflint.report.text import plain, render_file, render_summary

    def render(outcome: Outcome) -> str:
        files = (render_file(report, outcome.sources, verbose=verbose) for report in outcome.reports)
        return plain([*(line for lines in files for line in lines), *render_summary(outcome, statistics)])

    return render
