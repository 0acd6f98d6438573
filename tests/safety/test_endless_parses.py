"""A file that keeps clang busy for ever costs one answer, soon, and neither the run nor the editor."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bpflint.cli.main import main
from bpflint.lsp import analysis_process
from bpflint.lsp.analysis_process import AnalysisProcess
from bpflint.source import parse_time

FOR_EVER = {
    "pragma": "#pragma clang __debug overflow_stack\n",
    "operator": '#define X _Pragma("clang __debug overflow_stack") int y;\nX\n',
    "itself": "#if __INCLUDE_LEVEL__ < 190\n#include __FILE__\n#include __FILE__\n#endif\n",
}


@pytest.mark.skipif(parse_time.SIGNAL is None, reason="the system has no such signal")
@pytest.mark.parametrize("text", FOR_EVER.values(), ids=FOR_EVER)
def test_a_parse_without_end_is_given_up_soon(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parse_time, "MOST_S", 1.0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.bpf.c").write_text(text)
    (tmp_path / "b.bpf.c").write_text("int x;\n")
    used = time.process_time()
    main(["--no-cache", "--jobs", "1", "."])
    said = capsys.readouterr()
    assert "a.bpf.c: the parser took longer than 1 seconds of a processor; the file was left out" in said.err
    assert "b.bpf.c" not in said.err
    assert time.process_time() - used < 20


def test_what_an_editor_waits_for_no_more_keeps_it_waiting_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal to give up is not heard while clang is at work."""

    async def answered(*_given: object) -> dict[str, Any]:
        return {"findings": []}

    async def ask() -> dict[str, Any]:
        process = AnalysisProcess()
        process._abandoned = asyncio.get_running_loop().create_future()
        monkeypatch.setattr(process, "_exchange", answered)
        return await asyncio.wait_for(process.ask("a.bpf.c", "int x;\n", {}), 30)

    monkeypatch.setattr(analysis_process, "PATIENCE_S", 0.5)
    assert asyncio.run(ask()) == {"findings": []}
