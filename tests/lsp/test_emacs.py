"""The language server in a real editor: Emacs with Eglot, in batch, set up as docs/editors.md says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from editing import LEAK

PAGE = Path(__file__).resolve().parents[2] / "docs" / "editors.md"
HAS_EGLOT = """
(progn (require 'package) (package-initialize) (kill-emacs (if (locate-library "eglot") 0 1)))
"""
SCRIPT = r"""
(require 'json)
(defun until (wanted)
  (let ((ends (+ (float-time) 60)))
    (while (and (not (funcall wanted)) (< (float-time) ends))
      (accept-process-output nil 0.05))))
(defun found ()
  (mapcar (lambda (each) (list (line-number-at-pos (flymake-diagnostic-beg each)) (flymake-diagnostic-text each)))
          (flymake-diagnostics)))
(setq eglot-sync-connect t eglot-connect-timeout 60)
(find-file (getenv "BPFLINT_SOURCE"))
(run-hooks 'post-command-hook)
(until (lambda () (and (eglot-current-server) (flymake-diagnostics))))
(let ((opened (found)) (mode (symbol-name major-mode)) (silence nil))
  (goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
  (dolist (action (append (eglot-code-actions (line-beginning-position) (line-end-position)) nil))
    (when (string-prefix-p "Silence" (plist-get action :title)) (setq silence action)))
  (eglot--apply-workspace-edit (plist-get silence :edit))
  (eglot--signal-textDocument/didChange)
  (until (lambda () (null (flymake-diagnostics))))
  (let ((told (json-encode `((mode . ,mode) (opened . ,(vconcat (mapcar 'vconcat opened)))
                             (silenced . ,(vconcat (mapcar 'vconcat (found)))) (text . ,(buffer-string))))))
    (with-temp-file (getenv "BPFLINT_OUT") (insert told))))
(set-buffer-modified-p nil)
(kill-emacs 0)
"""


def has_eglot() -> bool:
    emacs = shutil.which("emacs")
    return (
        emacs is not None and subprocess.run([emacs, "-q", "--batch", "--eval", HAS_EGLOT], check=False).returncode == 0
    )


def test_a_session_in_emacs(tmp_path: Path) -> None:
    """Open, see what is found, silence it with an action: what somebody does."""
    if not has_eglot():
        pytest.skip("Emacs with Eglot is not installed")
    (tmp_path / ".git").mkdir()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "bpflint"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bpflint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    source, script, out = tmp_path / "leak.bpf.c", tmp_path / "check.el", tmp_path / "told.json"
    source.write_text(LEAK.replace("/* 𝄞 */ ", ""), encoding="utf-8")
    snippet = re.search(r"^```elisp\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert snippet
    start = "(require 'package) (package-initialize)"
    script.write_text(f"{start}\n{snippet[1]}\n{SCRIPT}", encoding="utf-8")
    environment = {
        "BPFLINT_OUT": str(out),
        "BPFLINT_SOURCE": str(source),
        "HOME": str(tmp_path),
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["emacs", "-q", "--batch", "-l", str(script)],
        cwd=tmp_path,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
        capture_output=True,
        text=True,
    )
    assert out.exists(), done.stderr
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["mode"] == "bpf-c-mode"
    ((line, text),) = told["opened"]
    assert line == 12
    assert "KF403" in text
    assert told["silenced"] == []
    assert told["text"].splitlines()[11] == "    /* bpflint: disable=KF403 */"
