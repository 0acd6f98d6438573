"""`--since REV`: which findings are of lines that the branch changed, and what is said where git cannot tell."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from one_file import SOURCE, Run

from bpflint.base.errors import BpflintError
from bpflint.base.finding import FileReport, Finding, Level, Step
from bpflint.base.span import Span
from bpflint.cli.changed_lines import ChangedLines

CALL = "\treturn bpf_no_such_kfunc();\n"
ANOTHER = '\textern int bpf_another(void) __attribute__((section(".ksyms")));\n\tbpf_another();\n'
CHANGED = SOURCE.replace(CALL, ANOTHER + CALL)
"""SOURCE with another unknown kfunc, in line 6."""


def git(*arguments: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(message: str = "all") -> None:
    if not Path(".git").exists():
        git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", message)


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def since(run: Run, revision: str, *paths: str) -> list[str]:
    """Places and rules of what is reported."""
    code, out, err = run("-q", "--format", "concise", "--since", revision, *(paths or (".",)))
    assert code != 2, err
    return [line.split(": ")[0] for line in out.splitlines() if "KF101" in line]


def test_new_lines_only(run: Run) -> None:
    commit()
    assert run("-q", "--since", "HEAD", "a.bpf.c")[:2] == (0, "")
    write("a.bpf.c", "\n\n" + SOURCE)
    assert since(run, "HEAD") == [], "lines that moved are not new"
    write("b.bpf.c", SOURCE)
    assert since(run, "HEAD") == ["b.bpf.c:2:1"], "a file that the revision does not have is new"


def test_a_hook_says_nothing_of_where_a_submodule_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    commit()
    Path("lib").mkdir()
    write("lib/b.bpf.c", SOURCE)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd()))
    git("-C", "lib", "init", "-q")
    git("-C", "lib", "add", ".")
    git("-C", "lib", "commit", "-qm", "lib")
    monkeypatch.setenv("GIT_DIR", str(Path(".git").absolute()))
    monkeypatch.setenv("GIT_INDEX_FILE", str(Path(".git/index").absolute()))
    assert since(run, "HEAD", "lib") == []


def test_other_ends_of_lines_are_no_change(run: Run) -> None:
    commit()
    Path("a.bpf.c").write_bytes(SOURCE.replace("\n", "\r\n").encode())
    assert since(run, "HEAD") == []


@pytest.mark.parametrize("staged_only", [True, False])
def test_of_a_renamed_file_the_changed_lines_count(run: Run, staged_only: bool) -> None:
    commit()
    start = git("rev-parse", "HEAD")
    Path("new dir").mkdir()
    git("mv", "a.bpf.c", "new dir/é.bpf.c")
    if not staged_only:
        commit("rename")
    assert since(run, start) == []
    write("new dir/é.bpf.c", CHANGED)
    assert since(run, start) == ["new dir/é.bpf.c:6:2"]


def test_a_copy_is_new(run: Run) -> None:
    commit()
    write("copy.bpf.c", SOURCE)
    commit("copy")
    assert since(run, "HEAD~1") == ["copy.bpf.c:2:1"]


def test_what_the_other_branch_did_meanwhile_is_not_new(run: Run) -> None:
    commit()
    git("checkout", "-qb", "topic")
    write("a.bpf.c", CHANGED)
    commit("topic")
    git("checkout", "-q", "main")
    write("a.bpf.c", "int all_gone;\n")
    commit("main goes on")
    git("checkout", "-q", "topic")
    assert since(run, "main") == ["a.bpf.c:6:2"]


def test_histories_that_never_meet_are_compared_as_they_are(run: Run) -> None:
    commit()
    git("checkout", "-q", "--orphan", "other")
    write("a.bpf.c", CHANGED)
    commit("other")
    assert since(run, "main") == ["a.bpf.c:6:2"]


@pytest.mark.parametrize(("text", "found"), [("\n\n" + SOURCE, []), ("\n\n" + CHANGED, ["a.bpf.c:8:2"])])
def test_standard_input_is_compared_by_its_own_text(
    run: Run, monkeypatch: pytest.MonkeyPatch, text: str, found: list[str]
) -> None:
    commit()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert since(run, "HEAD", "--stdin-filename", "a.bpf.c", "-") == found


@pytest.mark.parametrize("revision", ["nothing", "--help", "-q", "HEAD:a.bpf.c", "$(touch x)"])
def test_revisions_that_are_none(run: Run, revision: str) -> None:
    commit()
    code, _, err = run(f"--since={revision}", "a.bpf.c")
    assert code == 2 and "no such git revision" in err and "shallow" not in err


def test_outside_a_repository(run: Run) -> None:
    assert "which is in no git repository" in run("--since", "HEAD", "a.bpf.c")[2]


def test_a_repository_of_somebody_else(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    code, _, err = run("--since", "HEAD", "a.bpf.c")
    assert code == 2 and "safe.directory" in err


def go_to_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a shallow clone of `topic`, which parted from `main` two commits ago."""
    commit()
    for name in ("main goes on", "and on"):
        git("commit", "-q", "--allow-empty", "-m", name)
    git("checkout", "-qb", "topic", "HEAD~2")
    write("a.bpf.c", CHANGED)
    commit("one")
    git("commit", "-q", "--allow-empty", "-m", "two")
    git("clone", "-q", "--depth", "1", "-b", "topic", f"file://{Path.cwd()}", "clone")
    monkeypatch.chdir("clone")


def test_shallow_clones_name_the_cure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    go_to_clone(monkeypatch)
    for revision in ("main", "HEAD~2"):
        code, _, err = run("--since", revision, "a.bpf.c")
        assert code == 2 and "no such git revision" in err
        assert "a shallow clone" in err and "git fetch --unshallow" in err and "fetch-depth: 0" in err
    git("fetch", "-q", "--depth", "1", "origin", "main:main")
    code, _, err = run("--since", "main", "a.bpf.c")
    assert code == 2 and "does not reach back to where it and HEAD part" in err and "git fetch --unshallow" in err
    git("fetch", "-q", "--unshallow")
    assert since(run, "main") == ["a.bpf.c:6:2"]


def test_a_branch_that_only_the_remote_has_is_proposed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    go_to_clone(monkeypatch)
    git("fetch", "-q", "origin", "main:refs/remotes/origin/main")
    assert "did you mean 'origin/main'?" in run("--since", "main", "a.bpf.c")[2]


def test_partial_clones_name_the_cure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    commit()
    write("a.bpf.c", CHANGED)
    commit("changed")
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter", "blob:none", f"file://{Path.cwd()}", "clone")
    monkeypatch.chdir("clone")
    code, _, err = run("--since", "HEAD~1", "a.bpf.c")
    assert code == 2 and "partial clone" in err
    subprocess.run(err.split("`")[1].split(), check=True, capture_output=True)
    assert run("-q", "--since", "HEAD~1", "a.bpf.c")[0] == 0


def test_runs_nothing_of_the_repository(run: Run) -> None:
    commit()
    write("evil.sh", "#!/bin/sh\ntouch pwned\ncat\n")
    Path("evil.sh").chmod(0o755)
    write(".gitattributes", "* filter=evil diff=evil\n")
    evil = str(Path("evil.sh").absolute())
    for key in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.evil.command", "diff.external"):
        git("config", key, evil)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand"):
        git("config", key, evil)
    write("a.bpf.c", "int new;\n" + SOURCE)
    assert run("-q", "--since", "HEAD", "a.bpf.c")[0] == 0
    assert not Path("pwned").exists()


def test_what_looks_like_a_repository_hides_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pull request can bring a directory that git takes for a repository, in which nothing is new."""
    commit()
    write("b.bpf.c", '#include "new/a.h"\n')
    write("new/a.h", SOURCE)
    write("new/a.bpf.c", SOURCE)
    assert len(since(run, "main")) == 2
    monkeypatch.chdir("new")
    commit()
    for name in ("HEAD", "objects", "refs", "config"):
        Path(".git", name).rename(name)
    shutil.rmtree(".git")
    git("config", "-f", "config", "core.bare", "true")
    assert git("rev-parse", "--git-dir") == ".", "git is deceived"
    assert len(since(run, "main")) == 1
    monkeypatch.chdir("..")
    assert len(since(run, "main")) == 2


def test_no_configuration_allows_a_transport(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that knows nothing of GIT_NO_LAZY_FETCH would run what the repository names to get what it lacks."""
    commit()
    evil = script("evil", "touch pwned\n")
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "evil",
        "remote.evil.url": f"ext::{evil}",
        "remote.evil.promisor": "true",
        "protocol.ext.allow": "always",
    }.items():
        git("config", key, value)
    old_git = script("bin/git", f'unset GIT_NO_LAZY_FETCH\nexec {shutil.which("git")} "$@"\n')
    monkeypatch.setenv("PATH", str(old_git.parent), prepend=os.pathsep)
    blob = git("rev-parse", "HEAD:a.bpf.c")
    Path(".git/objects", blob[:2], blob[2:]).unlink()
    assert "partial clone" in run("-q", "--since", "HEAD", "a.bpf.c")[2]
    assert not Path("pwned").exists()


def script(name: str, text: str) -> Path:
    path = Path(name).absolute()
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)
    return path


def test_old_contents_without_end_are_not_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes a few bytes in a repository may take all memory outside of it."""
    commit()
    assert since(run, "HEAD") == []
    monkeypatch.setattr("bpflint.cli.git_revision.MOST_BYTES", 10)
    assert since(run, "HEAD") == ["a.bpf.c:2:1"], "all of it is new"


def test_a_step_on_a_new_line_counts(run: Run) -> None:
    commit()
    lines = SOURCE.splitlines(keepends=True)
    write("a.bpf.c", "".join([*lines[:4], "/* new */\n", *lines[4:]]))
    old, new = Span("a.bpf.c", 7, 1, 7, 2), Span("a.bpf.c", 5, 1, 5, 2)
    told = Finding("KF403", "leaked-reference", Level.ERROR, old, "leaks", steps=(Step(new, "taken here"),))
    untouched = Finding("KF403", "leaked-reference", Level.ERROR, old, "leaks")
    assert run("--version")[0] == 0
    changed = ChangedLines("HEAD")
    assert changed.only(FileReport("a.bpf.c", findings=[told, untouched])).findings == [told]
    with pytest.raises(BpflintError):
        ChangedLines("gone").check(["a.bpf.c"])
