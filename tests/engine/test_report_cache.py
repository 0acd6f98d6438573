"""A report is kept for as long as nothing changes that it depends on, and not a moment longer."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bpflint.base import cache, run_caches
from bpflint.base.finding import FileReport, Step
from bpflint.base.report_codec import decode, encode
from bpflint.base.span import Span
from bpflint.engine.judge import Judge
from bpflint.engine.lint import Engine, lint
from bpflint.engine.report_cache import Reports, rules_stamps
from bpflint.policy.settings import Settings
from bpflint.source import libclang

pytestmark = pytest.mark.usefixtures("project")

SOURCE = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "own.h"
char license[] SEC("license") = "GPL";
SEC("tp_btf/task_newtask") int program(u64 *ctx) { return helper(); }
"""
OWN = """
#include "deeper.h"
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
static int helper(void) { return bpf_task_from_pid(PID) != 0; }
"""


@pytest.fixture(scope="module")
def cached(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for all tests here, since kernel headers take a second to compile; reports are each test's own."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def project(tmp_path: Path, cached: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(cache.ENVIRONMENT, str(cached))
    cache.forget()
    shutil.rmtree(cached / "reports", ignore_errors=True)
    project = tmp_path / "project"
    (project / "first").mkdir(parents=True)
    (project / "second").mkdir()
    (project / "main.bpf.c").write_text(SOURCE)
    (project / "own.h").write_text(OWN)
    (project / "second" / "deeper.h").write_text("#define PID 1\n")
    monkeypatch.chdir(project)
    yield project
    cache.forget()


def settings(**more: object) -> Settings:
    return Settings(include_dirs=("first", "second"), **more)  # type: ignore[arg-type]


def kept(cached: Path) -> list[Path]:
    return sorted((cached / "reports").glob("*"))


def run(given: Settings) -> FileReport:
    # One engine a run, as in a process of its own; nothing may come from what another one has read.
    return Engine(given, remembers=True).lint_file("main.bpf.c")


def anew(given: Settings) -> FileReport:
    """Neither from a kept report nor kept; kernel types may be precompiled."""
    return Engine(given).lint_file("main.bpf.c")


def same(one: FileReport, other: FileReport) -> bool:
    return replace(one, seconds=0) == replace(other, seconds=0)


def test_the_same_report_comes_again(cached: Path) -> None:
    first = run(settings())
    assert [finding.rule for finding in first.findings] == ["KF403"]
    (place,) = kept(cached)
    before = place.stat().st_mtime_ns
    assert same(run(settings()), first)
    assert kept(cached) == [place]
    assert place.stat().st_mtime_ns >= before


def test_it_is_the_kept_one(cached: Path) -> None:
    run(settings())
    (place,) = kept(cached)
    head, _, body = (cache.load(place) or b"").partition(b"\n")
    report = decode(body)
    report.findings = []
    cache.store(place, head + b"\n" + encode(report))
    assert run(settings()).findings == []
    assert run(settings(cache=False)).findings


def _edit(project: Path) -> None:
    (project / "main.bpf.c").write_text(SOURCE.replace("tp_btf", "raw_tp"))


def _edit_header(project: Path) -> None:
    (project / "own.h").write_text(OWN + "\n")


def _edit_deeper_header(project: Path) -> None:
    (project / "second" / "deeper.h").write_text("#define PID 2\n")


def _shadow_header(project: Path) -> None:
    (project / "first" / "deeper.h").write_text("#define PID 3\n")


def _remove_header(project: Path) -> None:
    (project / "second" / "deeper.h").unlink()


def _set_path(project: Path) -> None:
    os.environ["CPATH"] = str(project)


@pytest.mark.parametrize(
    "change", [_edit, _edit_header, _edit_deeper_header, _shadow_header, _remove_header, _set_path]
)
def test_a_change_asks_for_a_new_report(
    project: Path, cached: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    monkeypatch.setenv("CPATH", "")
    run(settings())
    change(project)
    run_caches.forget()
    fresh = run(settings())
    assert len(kept(cached)) == 2
    assert same(fresh, anew(settings()))


@pytest.mark.parametrize("other", [{"kernel": "6.6"}, {"ignore": ("KF403",)}, {"defines": ("X=1",)}])
def test_so_do_other_settings(cached: Path, other: dict[str, object]) -> None:
    run(settings())
    run(settings(**other))
    assert len(kept(cached)) == 2


@pytest.mark.parametrize("other", [{"jobs": 3}, {"fail_on": "never"}])
def test_some_settings_make_no_difference(cached: Path, other: dict[str, object]) -> None:
    run(settings())
    run(settings(**other))
    assert len(kept(cached)) == 1


def test_added_rules_belong_to_it(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    (rules / "kfuncs").mkdir(parents=True)
    run(settings(rules=(rules,)))
    (rules / "kfuncs" / "mine.yaml").write_text("kfuncs: {}\n")
    place = Reports(settings(rules=(rules,)), tmp_path)._run
    (rules / "kfuncs" / "mine.yaml").write_text("kfuncs: { }\n")
    assert Reports(settings(rules=(rules,)), tmp_path)._run != place


SPELLINGS = {
    "macro": "#define NAME <hidden.h>\n#include NAME\n",
    "macro of arguments": "#define IN(name) <name.h>\n#include IN(hidden)\n",
    "continued line": '#include \\\n "hidden.h"\n',
    "continued word": '#inc\\\nlude "hidden.h"\n',
    "digraph": '%:include "hidden.h"\n',
    "in a comment for who reads lines": 'char *begin = "/*";\n#include "hidden.h"\nchar *end = "*/";\n',
    "the next one": '#include "first/hidden.h"\n',
}
"""Ways to include hidden.h that show in no `#include` line, or not as what they lead to."""


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_headers_are_those_that_the_compiler_has_read(project: Path, cached: Path, spelling: str) -> None:
    if "first/" in spelling:
        (project / "first" / "hidden.h").write_text("#include_next <hidden.h>\n")
    (project / "own.h").write_text(spelling + OWN.replace("!= 0", "!= NOTHING"))
    hidden = project / "second" / "hidden.h"
    hidden.write_text("#define NOTHING 0\n")
    assert [finding.rule for finding in run(settings()).findings] == ["KF403"]
    assert len(kept(cached)) == 1
    before = _when_written(kept(cached))
    run(settings())
    assert _when_written(kept(cached)) == before
    hidden.write_text("#define NOTHING missing_name\n")
    assert same(run(settings()), anew(settings()))
    assert run(settings()).status == "degraded"


def _when_written(files: list[Path]) -> list[int]:
    return [file.stat().st_ino for file in files]


@pytest.mark.parametrize("place", ["first/hidden.h", "hidden.h"])
def test_a_header_that_comes_before_a_hidden_one_counts(project: Path, place: str) -> None:
    (project / "own.h").write_text("#define NAME <hidden.h>\n#include NAME\n" + OWN)
    (project / "second" / "hidden.h").write_text("")
    run(settings(defines=("X=1",)))
    (project / place).write_text("static int changed = missing_name;\n")
    run_caches.forget()
    assert same(run(settings(defines=("X=1",))), anew(settings(defines=("X=1",))))


def test_a_hidden_header_that_was_missing_counts(project: Path) -> None:
    (project / "own.h").write_text('#define NAME "hidden.h"\n#include NAME\n' + OWN)
    assert run(settings()).status == "degraded"
    (project / "second" / "hidden.h").write_text("")
    run_caches.forget()
    assert run(settings()).status == "ok"


@pytest.mark.parametrize(
    "question",
    [
        "#define NAME <asked.h>\n#if __has_include(NAME)\n#endif\n",
        "#define HAS __has_include\n#if HAS(<asked.h>)\n#endif\n",
        "#if __has_\\\ninclude /* */ (<asked.h>)\n#endif\n",
        '#if __has_embed("asked.h")\n#endif\n',
        'static const char text[] = {\n#embed "main.bpf.c"\n};\n',
        'static const char text[] = {\n# \\\n em\\\nbed "main.bpf.c"\n};\n',
        'static const char text[] = {\n%: /* from */ embed "main.bpf.c"\n};\n',
    ],
)
def test_questions_that_cannot_be_read_are_not_trusted(project: Path, cached: Path, question: str) -> None:
    (project / "own.h").write_text(question + OWN)
    run(settings())
    assert kept(cached) == []


def test_a_word_that_only_looks_like_a_directive_is_no_question(project: Path, cached: Path) -> None:
    (project / "own.h").write_text("struct anon_embed { int embed; };\n#define EMBED embed /* embed */\n" + OWN)
    run(settings())
    assert len(kept(cached)) == 1


def test_a_question_in_a_hidden_header_counts(project: Path) -> None:
    (project / "own.h").write_text("#define NAME <hidden.h>\n#include NAME\n" + OWN)
    (project / "second" / "hidden.h").write_text("#if __has_include(<asked.h>)\n#include <asked.h>\n#endif\n")
    run(settings())
    (project / "first" / "asked.h").write_text("static int changed = missing_name;\n")
    run_caches.forget()
    assert run(settings()).status == "degraded"


@pytest.mark.parametrize("name", ["own.h", "main.bpf.c", "second/deeper.h", "second/hidden.h"])
def test_what_is_saved_during_the_parse_leaves_no_report(
    project: Path, cached: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if "hidden" in name:
        (project / "own.h").write_text("#define NAME <hidden.h>\n#include NAME\n" + OWN)
        (project / "second" / "hidden.h").write_text("")
    file, parse = project / name, libclang.parse
    original = file.read_text()

    def save_meanwhile(*arguments: Any, **named: Any) -> Any:
        """An editor saves the file before the compiler reads it, and takes it back afterwards."""
        status = file.stat()
        file.write_text(original + "// changed\n")
        unit = parse(*arguments, **named)
        file.write_text(original)
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
        return unit

    with monkeypatch.context() as patch:
        patch.setattr(libclang, "parse", save_meanwhile)
        changed = run(settings())
    assert kept(cached) == [] or name == "second/hidden.h"
    assert changed.status == "ok"
    run(settings())
    assert same(run(settings()), anew(settings()))


def test_a_header_that_appears_during_the_parse_leaves_no_report(
    project: Path, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "own.h").write_text("#define NAME <hidden.h>\n#include NAME\n" + OWN)
    (project / "second" / "hidden.h").write_text("")
    parse = libclang.parse

    def add_afterwards(*arguments: Any, **named: Any) -> Any:
        unit = parse(*arguments, **named)
        (project / "first" / "hidden.h").write_text("static int changed = missing_name;\n")
        return unit

    with monkeypatch.context() as patch:
        patch.setattr(libclang, "parse", add_afterwards)
        run(settings())
    assert kept(cached) == []


def test_what_gave_up_is_not_kept(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge.judge

    def cut_short(*arguments: Any, **named: Any) -> Any:
        verdict = judge(*arguments, **named)
        verdict.gave_up.append(Step(Span("main.bpf.c", 1, 1, 1, 1), "gave up"))
        return verdict

    monkeypatch.setattr(Judge, "judge", cut_short)
    assert run(settings()).gave_up
    assert kept(cached) == []


def test_the_licence_of_other_sources_counts(project: Path) -> None:
    (project / "main.bpf.c").write_text(SOURCE.replace('char license[] SEC("license") = "GPL";', ""))
    for name in ("a", "b", "c", "d"):
        (project / f"{name}.bpf.c").write_text('SEC("xdp") int program(void *ctx) { return 0; }\n')
    run(settings())
    (project / "licence.c").write_text('char license[] SEC("license") = "GPL";\n')
    run_caches.forget()
    assert same(run(settings()), anew(settings()))


def test_headers_that_are_asked_for_count(project: Path, cached: Path) -> None:
    (project / "own.h").write_text("#if defined(__has_include) && __has_include(<asked.h>)\n#endif\n" + OWN)
    run(settings())
    run(settings())
    assert len(kept(cached)) == 1
    (project / "second" / "asked.h").write_text("")
    run(settings())
    assert len(kept(cached)) == 2


class _Evil:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch /tmp/bpflint-must-not-exist",)


@pytest.mark.parametrize("data", [b"", b"\x80", b"nonsense", pickle.dumps(["another thing"]), pickle.dumps(_Evil())])
def test_a_damaged_one_is_as_none(cached: Path, data: bytes) -> None:
    first = run(settings())
    (place,) = kept(cached)
    place.write_bytes(data)
    assert same(run(settings()), first)
    assert not Path("/tmp/bpflint-must-not-exist").exists()


def test_a_run_remembers(cached: Path) -> None:
    assert [report.status for report in lint(["main.bpf.c"], settings())] == ["ok"]
    assert len(kept(cached)) == 1


def test_nothing_is_kept_without_a_cache(cached: Path) -> None:
    assert [report.status for report in lint(["main.bpf.c"], settings(cache=False))] == ["ok"]
    assert kept(cached) == []


def test_the_surface_database_is_part_of_what_a_report_depends_on(tmp_path: Path) -> None:
    database = tmp_path / "surface.bin"
    database.write_bytes(b"one")
    before = list(rules_stamps(tmp_path))
    database.write_bytes(b"another")
    assert list(rules_stamps(tmp_path)) != before
