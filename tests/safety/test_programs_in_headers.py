"""A program is judged wherever it stands, whatever the header that holds it calls itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bpflint.cli.main import main
from bpflint.source.precompiled import _MIN_BYTES

START = "#include <vmlinux.h>\n#include <bpf/bpf_helpers.h>\n"
PROGRAM = """\
SEC("tp_btf/task_newtask") int bad(void *ctx) { bpf_rcu_read_lock(); return 0; }
char _license[] SEC("license") = "GPL";
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main([*arguments, "--format", "json", "."])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [each["status"] for each in document["files"]] == ["ok"]
    return document


@pytest.mark.parametrize("name", ["part.h", "vmlinux_part.h"])
@pytest.mark.parametrize(
    "first", ["", "#pragma GCC system_header\n", "#pragma clang system_header\n", '# 2 "/usr/include/x.h" 1 3\n']
)
def test_a_header_by_its_own_word_of_the_system(name: str, first: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_text(f"{first}{PROGRAM}")
    Path("a.bpf.c").write_text(f'{START}#include "{name}"\n')
    (finding,) = report(capsys, "--no-cache")["findings"]
    assert (finding["rule"], finding["path"], finding["programs"]) == ("KF407", name, ["bad"])


def test_a_header_by_the_build_of_the_system(capsys: pytest.CaptureFixture[str]) -> None:
    Path("inner").mkdir()
    Path("inner/part.h").write_text(PROGRAM)
    Path("inner/licence.h").write_text('char _license[] SEC("license") = "Proprietary";\n')
    Path("compile_flags.txt").write_text("-isystem\ninner\n")
    source = Path("a.bpf.c")
    source.write_text(f"{START}#include <part.h>\n")
    assert [each["path"] for each in report(capsys, "--no-cache")["findings"]] == ["inner/part.h"]
    source.write_text(f"{START}#include <licence.h>\n{PROGRAM.splitlines()[0]}\n")
    assert "KF205" in {each["rule"] for each in report(capsys, "--no-cache")["findings"]}


def test_what_only_calls_itself_one_of_the_system_stays_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no programs are, nobody is told of what somebody else's inline function does."""
    inline = "static __always_inline int other(void) { bpf_rcu_read_lock(); return 0; }\n"
    Path("part.h").write_text(f"#pragma GCC system_header\n{inline}")
    Path("a.bpf.c").write_text(f'{START}#include "part.h"\n{PROGRAM.replace("bpf_rcu_read_lock()", "other()")}')
    assert {each["path"] for each in report(capsys, "--no-cache")["findings"]} <= {"a.bpf.c"}


def test_a_precompiled_header_hides_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BPFLINT_CACHE_DIR", str(tmp_path / "cache"))
    macros = '#define SEC(name) __attribute__((section(name), used))\nvoid bpf_rcu_read_lock(void) SEC(".ksyms");\n'
    types = "".join(f"struct filler_{number} {{ int member; }};\n" for number in range(_MIN_BYTES // 30))
    Path("vmlinux.h").write_text(types + macros + PROGRAM)
    Path("a.bpf.c").write_text('#include "vmlinux.h"\n')
    for _ in range(3):
        found = report(capsys)["findings"]
        assert "KF407" in {each["rule"] for each in found if each["path"] == "vmlinux.h"}
