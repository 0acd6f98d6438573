"""The language server in a real editor: Neovim's built-in client, headless."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LEAK = Path(__file__).resolve().parents[2] / "testdata" / "call-order" / "bad_start_before_init.bpf.c"
SCRIPT = """
local out, source, python = vim.env.BPFLINT_OUT, vim.env.BPFLINT_SOURCE, vim.env.BPFLINT_PYTHON
vim.cmd('edit ' .. source)
local client = vim.lsp.start_client({ cmd = { python, '-m', 'bpflint', 'lsp' }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local found = {}
for _, each in ipairs(vim.diagnostic.get(0)) do
  table.insert(found, { line = each.lnum + 1, code = each.code, source = each.source })
end
vim.fn.writefile({ vim.fn.json_encode(found) }, out)
"""


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_neovim_shows_the_finding(tmp_path: Path) -> None:
    script, out = tmp_path / "check.lua", tmp_path / "found.json"
    script.write_text(SCRIPT)
    environment = {"BPFLINT_OUT": str(out), "BPFLINT_SOURCE": str(LEAK), "BPFLINT_PYTHON": sys.executable}
    subprocess.run(
        ["nvim", "--clean", "--headless", "-c", f"luafile {script}", "-c", "qall!"],
        env={**os.environ, **environment},
        timeout=60,
        check=True,
        capture_output=True,
    )
    found = json.loads(out.read_text())
    assert {"line": 34, "code": "KF401", "source": "bpflint"} in found
