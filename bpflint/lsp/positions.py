"""Positions: ours count lines and characters from 1, those of the protocol from 0, in the client's units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec

from bpflint.base.files import MOST_BYTES, read_regular


class Positions:
    """Turns places of an answer into ranges. `texts` are the lines of open documents by path."""

    def __init__(self, codec: PositionCodec, texts: Mapping[str, Sequence[str]]) -> None:
        self._codec = codec
        self._texts = dict(texts)

    def range(self, place: Mapping[str, Any]) -> types.Range:
        """The range of a place that has `path`, `start` and `end`."""
        lines = self._lines(place["path"])
        ours = types.Range(self._position(*place["start"]), self._position(*place["end"]))
        return self._codec.range_to_client_units(lines, ours) if lines else ours

    def location(self, place: Mapping[str, Any]) -> types.Location:
        """The same, with the file."""
        return types.Location(uri_of(place["path"]), self.range(place))

    @staticmethod
    def _position(line: int, column: int) -> types.Position:
        return types.Position(max(line - 1, 0), max(column - 1, 0))

    def _lines(self, path: str) -> Sequence[str]:
        if path not in self._texts:
            try:
                text = read_regular(path, MOST_BYTES).decode("utf-8", "replace")
            except (OSError, ValueError):
                text = ""
            self._texts[path] = text.splitlines(keepends=True)
        return self._texts[path]


def uri_of(path: str) -> str:
    """The URI of a file."""
    return from_fs_path(str(Path(path).absolute())) or ""


def path_of(uri: str) -> str:
    """The file of a URI; what is in no file has none."""
    return to_fs_path(uri) or ""
