"""Macros of a Makefile or CMakeLists.txt, taken where a source is not understood without."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.finding import FileReport
from bpflint.base.run_caches import forget
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings
from bpflint.source.build_macros import macros_of_build

CMAKE = """\
# -DREMARK is not defined
add_compile_definitions(USER_SPACE)
list(APPEND CLANG_FLAGS -g -O2 -target
     bpf -D__${DEBUG}__ -D__USE_VMLINUX__ # why
     -DLIMIT=3 -I${DIR}/-Dno)
"""
SOURCE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("tc") int main_prog(struct __sk_buff *skb)
{
#ifdef __USE_VMLINUX__
	return 0;
#else
	return NOWHERE_DEFINED;
#endif
}
char LICENSE[] SEC("license") = "GPL";
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    return tmp_path


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def report_on(source: Path, *, remembers: bool = False) -> FileReport:
    return Engine(Settings(), remembers=remembers).lint_file(str(source))


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("CMakeLists.txt", CMAKE, ("__USE_VMLINUX__", "LIMIT=3")),
        ("Makefile", "x.o:\n\tclang -target bpf -DLIMIT=4 -c $< -o $@\n", ("LIMIT=4",)),
        ("CMakeLists.txt", "bpf_probe(SOURCES x.bpf.c FLAGS -mcpu=v2 -DLIMIT=4)", ("LIMIT=4",)),
        ("Makefile", "x.o:\n\tclang --target=bpfel -D LIMIT -c x.c\n", ("LIMIT",)),
        ("Makefile", "x.o:\n\tgcc -DLIMIT=4 -c $< -o $@\n", ()),
        ("BUILD.bazel", 'bpf_program(name = "x", defines = [\n    "OTHER",\n    "LIMIT=4",\n])\n', ("LIMIT=4",)),
        ("BUILD", 'bpf_program(name = "x", copts = ["-DLIMIT=4"])\n', ("LIMIT=4",)),
        ("prog_1.0.bb", "do_compile() {\n    clang -target bpf -DLIMIT=4 -c x.bpf.c\n}\n", ("LIMIT=4",)),
        ("flake.nix", 'buildPhase = "clang -target bpf -DLIMIT=4 -c x.bpf.c";\n', ("LIMIT=4",)),
        ("justfile", "bpf:\n    clang -target bpf -DLIMIT=4 -c x.bpf.c\n", ("LIMIT=4",)),
        ("Makefile", "# clang -target bpf -DLIMIT=4\nx.o:\n\tclang -target bpf\n", ()),
        ("Makefile", "x.o:\n\tclang -target bpf -DLIMIT=$(N)\n", ()),
        ("Makefile", "x.o:\n\tclang -target bpf -DLIMIT='\"x\"'\n", ()),
    ],
)
def test_what_is_written_out_counts(project: Path, name: str, text: str, found: tuple[str, ...]) -> None:
    build = put(project / name, text)
    wanted = {"__USE_VMLINUX__", "LIMIT", "REMARK", "USER_SPACE"}
    expected = [(found, str(build))] if found else []
    assert list(macros_of_build(project / "a" / "b" / "x.bpf.c", project, wanted)) == expected


def test_the_nearest_counts_and_none_outside(project: Path) -> None:
    put(project / "Makefile", "clang -target bpf -DLIMIT=1")
    put(project / "a" / "Makefile", "clang -target bpf -DLIMIT=2")
    source = project / "a" / "b" / "x.bpf.c"
    assert [each for each, _ in macros_of_build(source, project, {"LIMIT"})] == [("LIMIT=2",)]
    assert list(macros_of_build(source, project / "a" / "b", {"LIMIT"})) == []
    assert list(macros_of_build(source, project, {"OTHER"})) == []


def test_other_values_are_tried_after_the_first(project: Path) -> None:
    put(project / "Makefile", "clang -target bpf -DX -DLIMIT=1 -DLIMIT=2 -c b.c\nclang -DLIMIT=3 -DLIMIT=1 -c c.c\n")
    found = [each for each, _ in macros_of_build(project / "x.bpf.c", project, {"LIMIT", "X"})]
    assert found == [("X", "LIMIT=1"), ("X", "LIMIT=2"), ("X", "LIMIT=3")]
    source = put(project / "x.bpf.c", SOURCE.replace("#ifdef __USE_VMLINUX__", "#if LIMIT == 2"))
    report = report_on(source)
    assert (report.status, len(report.assumed)) == ("ok", 1)
    assert report.assumed[0].startswith("read with -DLIMIT=2 of")


def test_a_source_that_needs_it_is_understood_and_that_is_said(project: Path) -> None:
    source = put(project / "a" / "x.bpf.c", SOURCE)
    assert report_on(source).status == "degraded"
    put(project / "CMakeLists.txt", CMAKE)
    report = report_on(source)
    assert report.status == "ok"
    assert any("read with -D__USE_VMLINUX__ of" in each for each in report.assumed)


def test_a_source_that_does_not_need_it_is_left_alone(project: Path) -> None:
    put(project / "Makefile", "clang -target bpf -D__USE_VMLINUX__")
    source = put(project / "a" / "x.bpf.c", SOURCE.replace("NOWHERE_DEFINED", "1"))
    report = report_on(source)
    assert (report.status, report.assumed) == ("ok", [])


def test_what_does_not_help_is_not_taken(project: Path) -> None:
    put(project / "Makefile", "clang -target bpf -D__USE_VMLINUX__")
    source = put(project / "a" / "x.bpf.c", SOURCE.replace("return 0;", "return ALSO_NOWHERE;"))
    report = report_on(source)
    assert report.status == "degraded"
    assert "NOWHERE_DEFINED" in report.problems[0].message and report.assumed == []


def test_a_kept_report_does_not_outlive_the_makefile(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPFLINT_CACHE_DIR", str(project / "cache"))
    source = put(project / "a" / "x.bpf.c", SOURCE)
    put(project / "Makefile", "clang -target bpf -DNOTHING")
    assert report_on(source, remembers=True).status == "degraded"
    put(project / "Makefile", "clang -target bpf -D__USE_VMLINUX__")
    assert report_on(source, remembers=True).status == "ok"


@pytest.mark.parametrize("name", ["build.sh", "build_bpf_tests.sh", "my-compile.sh", "bpf.mk", "Makefile.vars"])
def test_scripts_that_build(project: Path, name: str) -> None:
    put(project / "a" / "rebuilt.sh", "clang -target bpf -DMINE=2 $1\n")
    source = put(project / "a" / "b" / "x.bpf.c", SOURCE)
    assert list(macros_of_build(source, project, {"MINE"})) == []
    forget()
    put(project / "a" / name, "clang -target bpf -DMINE=1 $1\n")
    assert list(macros_of_build(source, project, {"MINE"})) == [(("MINE=1",), str(project / "a" / name))]
