"""A source that the project's own files build in several ways is read in each."""

from __future__ import annotations

import json
from pathlib import Path
from unittest.mock import Mock

import pytest

from bpflint.base.files import real_path
from bpflint.base.run_caches import forget
from bpflint.engine.lint import Engine, lint
from bpflint.engine.variants import variants_of
from bpflint.policy.builds import FileRule, Variant
from bpflint.policy.settings import Settings
from bpflint.source import make_recipes

SOURCE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
#if MODE == 1
#define RESULT 1
#elif MODE == 2
#define RESULT bpf_ktime_get_ns() & MISSING_MACRO
#endif
SEC("xdp")
int main_prog(struct xdp_md *ctx)
{
#ifdef LEAKS
	struct task_struct *task = bpf_get_current_task_btf();
#endif
	return RESULT;
}
"""
GO = "//go:generate go run github.com/cilium/ebpf/cmd/bpf2go {} x prog.c -- {}\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "go.mod").write_text("module x\n")
    (tmp_path / "prog.c").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def by_go(*lines: tuple[str, str]) -> None:
    forget()
    Path("gen.go").write_text("package x\n" + "".join(GO.format(*line) for line in lines))


def by_database(*flags: str) -> None:
    entries = [
        {"directory": ".", "file": "prog.c", "command": f"clang -O2 -target bpf {each} -c prog.c -o {number}.o"}
        for number, each in enumerate(flags)
    ]
    Path("compile_commands.json").write_text(json.dumps(entries))


def test_each_line_of_bpf2go_is_a_way() -> None:
    by_go(("-target bpfel", "-DMODE=1"), ("-target bpfel", "-DMODE=2 -DMISSING_MACRO=1"))
    assert list(variants_of("prog.c", Settings())) == ["-DMODE=1", "-DMODE=2 -DMISSING_MACRO=1"]
    report = Engine(Settings(cache=False)).lint_file("prog.c")
    assert (report.status, [each.name for each in report.programs]) == ("ok", ["main_prog"])


def test_what_one_way_loses_names_it() -> None:
    by_database("-DMODE=1", "-DMODE=2")
    (report,) = lint(["prog.c"], Settings(cache=False, jobs=1))
    assert report.status == "degraded"
    (problem,) = report.problems
    assert "MISSING_MACRO" in problem.message and problem.message.endswith("(variant -DMODE=2)")


def test_a_word_that_only_one_lacks() -> None:
    by_database("-DMODE=1", "-DMODE=1 -DLEAKS")
    assert list(variants_of("prog.c", Settings())) == ["plain", "-DLEAKS"]


@pytest.mark.parametrize("other", ["-DMODE=1 -Wall -mcpu=v3 -g", "-DMODE=1 -Inowhere", "-DMODE=1 -std=gnu99"])
def test_what_changes_nothing_makes_no_way(other: str) -> None:
    by_database("-DMODE=1", other)
    assert list(variants_of("prog.c", Settings())) == [""]


def test_directories_of_headers_make_ways(project: Path) -> None:
    for name in ("old", "new"):
        (project / "inc" / name).mkdir(parents=True)
    by_database("-DMODE=1 -Iinc/old", "-DMODE=1 -I inc/new")
    assert list(variants_of("prog.c", Settings())) == ["-Iinc/old", "-Iinc/new"]


def test_machines_of_one_line_are_one_way_and_those_of_several_are_several() -> None:
    by_go(("-target amd64,arm64", "-DMODE=1"))
    assert list(variants_of("prog.c", Settings())) == [""]
    by_go(("-target amd64", "-DMODE=1"), ("-target arm64", "-DMODE=1"))
    assert list(variants_of("prog.c", Settings())) == ["-D__TARGET_ARCH_x86", "-D__TARGET_ARCH_arm64"]


def test_a_machine_that_was_asked_for_leaves_one() -> None:
    by_go(("-target amd64", "-DMODE=1"), ("-target arm64", "-DMODE=1"))
    assert list(variants_of("prog.c", Settings(arch="arm64"))) == [""]


def test_the_same_flags_in_two_packages_are_one_way(project: Path) -> None:
    (project / "gen.go").unlink(missing_ok=True)
    for name in ("a", "b"):
        (project / name).mkdir()
        (project / name / "gen.go").write_text(GO.format("", "-DMODE=1").replace("prog.c", "../prog.c"))
    assert list(variants_of("prog.c", Settings())) == [""]


def test_variants_of_the_settings_go_before() -> None:
    by_go(("", "-DMODE=1"), ("", "-DMODE=2 -DMISSING_MACRO=1"))
    rule = FileRule(("prog.c",), variants=(Variant("one"), Variant("two")))
    assert list(variants_of("prog.c", Settings(file_rules=(rule,)))) == ["one", "two"]


def test_names_are_short_and_differ() -> None:
    by_database(*(f"-D{'A' * 100}={number}" for number in range(40)))
    names = list(variants_of("prog.c", Settings()))
    assert len(set(names)) == len(names) == 32
    assert max(map(len, names)) < 90


@pytest.mark.parametrize(
    "makefile",
    [
        "a.o: prog.c\n\t$(CC) $(CFLAGS) -DMODE=1 -c $< -o $@\nb.o: prog.c\n\t$(CC) -DMODE=2 \\\n\t\t-c $< -o $@\n",
        "all:\n\t@clang -target bpf -D MODE=1 -c prog.c -o a.o\n\tclang -DMODE=2 -c ./prog.c -o b.o\n",
        "a/prog.o a/x.o: a/%.o: %.c h.h\n\t$(CC) -c -DMODE=1 $<\nb.o: %.o: prog.c\n\t$(CC) -c -DMODE=2 -DX=$(Y) $<\n",
        "a.o: prog.c; $(CC) -DMODE=1 -c prog.c\nb.o: $(TOP)/prog.c\n\t-$(CC) -S -emit-llvm -DMODE=2 $^\n",
    ],
)
def test_each_recipe_of_a_makefile_is_a_way(project: Path, makefile: str) -> None:
    (project / "Makefile").write_text(makefile)
    assert list(variants_of("prog.c", Settings())) == ["-DMODE=1", "-DMODE=2"]


@pytest.mark.parametrize(
    "makefile",
    [
        "a.o: prog.c\n\t$(CC) -DMODE=1 -c $<\n",
        "a.o: prog.c\n\t$(CC) -DMODE=1 -c $<\nb.o: other.c\n\t$(CC) -DMODE=2 -c $<\n",
        "a.o: prog.c\n\t$(CC) $(A) -c $<\nb.o: prog.c\n\t$(CC) $(B) -c $<\n",
        "a.o: prog.c\n\t$(CC) -DMODE=1 -c $<\nlint:\n\tcppcheck -DMODE=2 prog.c\n",
        "a.o: prog.c\n\t$(CC) -DMODE=1 -c $<\ntest.o: prog.c\n\tgcc -DMODE=2 -c $<\n",
        "a/%.o: %.c\n\t$(CC) -DMODE=1 -c $<\nb/%.o: %.c\n\t$(CC) -DMODE=2 -c $<\n",
        "a.o: %.o: %.c\n\t$(CC) -DMODE=1 -c $<\n$(B): b/%.o: %.c\n\t$(CC) -DMODE=2 -c $<\n",
        "a := prog.c -DMODE=1 -c\nb ::= prog.c -DMODE=2 -c\n",
        "a.o: prog.c\n\t$(CC) -DMODE=1 -c $< '\nb.o: other/prog.c\n\t$(CC) -DMODE=2 -c $<\n",
    ],
)
def test_makefiles_that_tell_no_ways(project: Path, makefile: str) -> None:
    (project / "Makefile").write_text(makefile)
    assert list(variants_of("prog.c", Settings())) == [""]


def test_what_a_makefile_s_variables_hold_is_still_looked_for(project: Path) -> None:
    recipes = "CFLAGS = -DMISSING_MACRO=4 # of bpf\na.o: prog.c\n\t$(CC) $(CFLAGS) -DMODE=1 -c $<\n"
    (project / "Makefile").write_text(recipes + "b.o: prog.c\n\t$(CC) $(CFLAGS) -DMODE=2 -c $<\n")
    report = Engine(Settings(cache=False)).lint_file("prog.c")
    assert (report.status, report.assumed) == ("ok", ["read with -DMISSING_MACRO=4 of Makefile"])


def test_ways_that_are_not_read_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    by_database(*(f"-DMODE={number}" for number in range(40)))
    assert len(variants_of("prog.c", Settings())) == 32
    said = "bpflint: prog.c: it is compiled in 40 ways, and judged as in the first 32 of them\n"
    assert capsys.readouterr().err == said


def test_each_recipe_is_looked_at_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sources there are; each recipe was compared with each source on the disk."""
    recipes = "".join(f"\tclang -target bpf -DX={number} -c s{number % 9}.c\n" for number in range(90))
    (project / "Makefile").write_text(f"all:\n{recipes}")
    asked = Mock(side_effect=real_path)
    monkeypatch.setattr(make_recipes, "real_path", asked)
    found = [len(make_recipes.recipes_about(project / f"s{number}.c", project)) for number in range(9)]
    assert found == [10] * 9
    assert asked.call_count <= 90 + 9
