"""Outlines of documents whose reports are kept: what is opened again is looked at in parts from the first edit on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from bpflint.base.cache import load, store, touch
from bpflint.engine.outline import Outline, Outlined

_ENDING: Final = ".outline"


def keep(report: Path, outline: Outline) -> None:
    """Keep the outline of the file whose report is kept at `report`."""
    functions = [
        [name, one.first, one.last, sorted(one.reached), list(one.programs)] for name, one in outline.functions.items()
    ]
    store(report.with_suffix(_ENDING), json.dumps(functions).encode())


def find(report: Path) -> Outline | None:
    """The outline kept beside the report, which has to hold; None if there is none."""
    path = report.with_suffix(_ENDING)
    data = load(path)
    if data is None:
        return None
    touch(path)
    try:
        return Outline(
            {
                name: Outlined(first, last, frozenset(reached), tuple(programs))
                for name, first, last, reached, programs in json.loads(data)
            }
        )
    except (ValueError, TypeError):
        return None
