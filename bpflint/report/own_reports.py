"""Whether a file is a report that bpflint wrote, so that the next one may take its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bpflint.base.files import open_regular

_HEAD_BYTES: Final = 1 << 14
_RULE: Final = r"(?:KF|BP)\d{3}"
_BEGINNINGS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r'\{\s*"version": 1,\s*"tool": \{\s*"name": "bpflint"',
        r'\{\s*"\$schema": "[^"]*",\s*"version": "[\d.]+",\s*"runs": \[\s*'
        r'\{\s*"tool": \{\s*"driver": \{\s*"name": "bpflint"',
        rf'\[\s*(?:\]\s*$|\{{\s*"description": "(?:[^"\\]|\\.)*+",\s*"check_name": "{_RULE} )',
        r'<\?xml[^>]*>\s*<testsuites name="bpflint"',
        r'\{\s*"source": \{\s*"name": "bpflint"',
        rf'\{{\s*"version": \d+,\s*"findings": \[\s*(?:\]|\{{\s*"rule": "{_RULE}")',
        r'\{\s*"programs": \[\s*(?:\]|\{\s*"path": "[^"]*",\s*"name": )',
        r"<!DOCTYPE html>[^<]*<html[^>]*>\s*<head>[\s\S]*?<title>Kernel compatibility</title>",
        r"# Kernel compatibility\n",
        rf"[^\n]*:\d+:\d+: (?:error|warning|note)\[{_RULE}\] ",
        r"::(?:error|warning|notice) file=",
        r"[^\n]+\t\w*\t(?:none|unknown|\d+\.\d+)\n",
        r"[^\n]+\n(?: {4}[^\n]*\n)*  \w+ \([^\n]*line \d+\): ",
        r"No BPF programs found",
    )
)
_SUMMARY: Final = re.compile(
    r"^(?:Nothing was analysed|(?:No findings|Found \d)[^\n]* in \d+ (?:of \d+ )?files?\b[^\n]* in [\d.]+ s)\.\n\Z",
    re.M,
)


def is_ours(path: Path) -> bool:
    """True if the file is empty, or a report, table or baseline of ours. Raises OSError."""
    with open_regular(path) as file:
        head = file.read(_HEAD_BYTES)
        size = file.seek(0, 2)
        file.seek(max(0, size - _HEAD_BYTES))
        tail = file.read()
    text = head.decode("utf-8", "replace")
    if not text.strip():
        return True
    if any(pattern.match(text) for pattern in _BEGINNINGS):
        return True
    return bool(_SUMMARY.search(tail.decode("utf-8", "replace")))
