"""A name is bytes to a system: one that is no text keeps nothing from being read, and stops nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from bpflint.cli.main import main
from bpflint.report.formats import NAMES as FORMATS

NO_TEXT = os.fsdecode(b"\xff\xfe")
BAD = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "part.h"
SEC("tp_btf/task_newtask") int bad(void *ctx) { bpf_rcu_read_lock(); return 0; }
char _license[] SEC("license") = "GPL";
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is text")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", [f"{NO_TEXT}.bpf.c", f"{NO_TEXT}/plain.bpf.c", "part.h"])
@pytest.mark.parametrize("cached", [[], ["--no-cache"]])
def test_what_is_found_there_is_said(name: str, cached: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """libclang's name of the file was another than ours, so that nothing in it counted as the person's."""
    text = BAD.replace('"part.h"', "<bpf/bpf_tracing.h>")
    if name == "part.h":
        name = f"{NO_TEXT}.h"
        Path("plain.bpf.c").write_bytes(os.fsencode(BAD.split("SEC", maxsplit=1)[0].replace("part.h", name)))
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text)
    assert main([*cached, "--format", "json", "."]) == 1
    report = json.loads(capsys.readouterr().out)
    (file,), (finding,) = report["files"], report["findings"]
    assert file["status"] == "ok"
    assert (finding["rule"], finding["line"]) == ("KF407", 4)
    assert finding["path"] == name.replace(NO_TEXT, "\\udcff\\udcfe")


@pytest.mark.parametrize("command", [["--format", form] for form in FORMATS] + [["compat", "--format", "html"]])
def test_every_report_can_be_written(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(f"{NO_TEXT}.bpf.c").write_text(BAD.replace('"part.h"', "<bpf/bpf_tracing.h>"))
    assert main([*command, "--no-cache", "."]) == (0 if "compat" in command else 1)
    capsys.readouterr().out.encode()


@pytest.mark.parametrize("include", ['"{}/vmlinux.h"', "<{}/bpf_helpers.h>", '"{}.skel.h"', "<linux/{}.h>"])
def test_no_include_stops_it(include: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.bpf.c").write_bytes(os.fsencode(BAD.replace('"part.h"', include.format(NO_TEXT))))
    assert main(["--no-cache", "--format", "concise", "."]) == 1
    assert "KF407" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a.bpf.c", "plain.c"])
def test_a_byte_order_mark_hides_no_include(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_bytes(b"\xef\xbb\xbf" + BAD.replace('#include "part.h"\n', "").encode())
    assert main(["--no-cache", "--format", "json", "."]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["status"] == "ok"
