"""The language server in a real editor: Neovim's built-in client, headless, set up as docs/editors.md says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from editing import LEAK

PAGE = Path(__file__).resolve().parents[2] / "docs" / "editors.md"
BEFORE_0_8 = """
vim.lsp.start = vim.lsp.start or function(config)
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end
"""
SCRIPT = """
local source, told = vim.env.BPFLINT_SOURCE, {}
vim.cmd('edit ' .. source)
local function settled(wanted)
  vim.wait(30000, function() return wanted(vim.diagnostic.get(0)) end, 50)
end
local function diagnostics()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { line = each.lnum + 1, code = each.code, source = each.source })
  end
  return found
end
local function ask(method, more)
  local params = vim.tbl_extend('error', { textDocument = vim.lsp.util.make_text_document_params(0) }, more or {})
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 30000) or {}) do
    return answer.result
  end
end

settled(function(found) return #found > 0 end)
told.opened = diagnostics()
told.hover = ask('textDocument/hover', { position = { line = 8, character = 40 } }).contents.value
told.lenses = ask('textDocument/codeLens')
vim.api.nvim_buf_set_lines(0, 4, 5, false, { 'extern bpf_task_rel' })
told.completion = vim.tbl_map(function(each) return each.label end,
  ask('textDocument/completion', { position = { line = 4, character = 19 } }))
vim.cmd('undo')
settled(function(found) return #found == 1 end)
local place = { line = vim.diagnostic.get(0)[1].lnum, character = 0 }
local around = { range = { start = place, ['end'] = place }, context = { diagnostics = {} } }
for _, action in ipairs(ask('textDocument/codeAction', around)) do
  if action.title:match('^Silence') then
    vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
  end
end
settled(function(found) return #found == 0 end)
told.silenced = diagnostics()
told.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
vim.fn.writefile({ vim.fn.json_encode(told) }, vim.env.BPFLINT_OUT)
"""


def snippet() -> str:
    """What the page says for the Neovim that is installed."""
    newer, older = re.findall(r"^```lua\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    version = subprocess.run(["nvim", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"NVIM v(\d+)\.(\d+)", version)
    assert found
    return str(newer if (int(found[1]), int(found[2])) >= (0, 11) else older)


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    """Open, hover, complete, silence with an action: what somebody sees."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "bpflint"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bpflint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    source, script, out = tmp_path / "leak.bpf.c", tmp_path / "check.lua", tmp_path / "told.json"
    source.write_text(LEAK.replace("/* 𝄞 */ ", ""), encoding="utf-8")
    script.write_text(f"{BEFORE_0_8}\n{snippet()}\n{SCRIPT}", encoding="utf-8")
    environment = {
        "BPFLINT_OUT": str(out),
        "BPFLINT_SOURCE": str(source),
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["nvim", "--clean", "--headless", "-c", f"luafile {script}", "-c", "qall!"],
        cwd=tmp_path,
        env={**os.environ, **environment},
        timeout=120,
        check=True,
        capture_output=True,
        text=True,
    )
    assert out.exists(), done.stderr
    told: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    assert told["opened"] == [{"line": 12, "code": "KF403", "source": "bpflint"}]
    assert "bpf_task_from_pid" in told["hover"]
    assert any("loads on no known kernel" in each["command"]["title"] for each in told["lenses"])
    assert "bpf_task_release" in told["completion"]
    assert not told["silenced"]
    assert told["text"][11] == "    /* bpflint: disable=KF403 */"
