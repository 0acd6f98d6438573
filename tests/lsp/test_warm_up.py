"""What the first document needs is loaded before it comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "testdata/leaked-reference/bad_after_odd_loops.bpf.c"
ASK = """
import sys
from bpflint.lsp.analysis import Analyst
analyst = Analyst()
analyst.warm_up()
before = set(sys.modules)
answer = analyst.analyse(sys.argv[1], sys.stdin.read(), {})
print(len(answer["findings"]), sorted(name for name in set(sys.modules) - before if name.startswith("bpflint.")))
"""


def first_answer(directory: Path) -> str:
    command = [sys.executable, "-c", ASK, str(directory / "programs.bpf.c")]
    return subprocess.run(
        command, cwd=directory, input=SOURCE.read_text(), capture_output=True, text=True, check=True
    ).stdout


def test_the_first_document_finds_everything_loaded(tmp_path: Path) -> None:
    assert first_answer(tmp_path).endswith(" []\n")


def test_settings_that_cannot_be_used_do_not_end_the_process(tmp_path: Path) -> None:
    (tmp_path / "bpflint.toml").write_text('kernel = "none such"\n')
    ask = ASK.split("before", maxsplit=1)[0] + "print('alive')"
    done = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "alive\n"
