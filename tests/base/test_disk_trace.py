"""Whatever way Python code asks the disk, it is noted, and a later change shows."""

# The functions of os are replaced while somebody listens, so they are named where they are called.
# ruff: noqa: PTH116, PTH123, PTH207, PTH208

from __future__ import annotations

import glob
import importlib
import io
import os
import pkgutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import bpflint
from bpflint.base import disk_trace
from bpflint.base.files import files_below, open_regular


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    yield
    disk_trace.stop()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A directory with a file and a link, old enough for their times to be believed."""
    (tmp_path / "file").write_text("text")
    (tmp_path / "link").symlink_to("file")
    newest = os.stat(tmp_path / "file").st_ctime_ns
    while time.time_ns() - newest < 200_000_000:
        time.sleep(0.05)
    return tmp_path


ABOUT_FILES: dict[str, Callable[[Path], object]] = {
    "os.stat": lambda path: os.stat(path),
    "os.lstat": lambda path: os.lstat(path),
    "os.path.exists": os.path.exists,
    "os.path.lexists": os.path.lexists,
    "os.path.isfile": os.path.isfile,
    "os.path.isdir": os.path.isdir,
    "os.path.islink": os.path.islink,
    "os.path.getsize": os.path.getsize,
    "os.path.getmtime": os.path.getmtime,
    "os.path.realpath": os.path.realpath,
    "os.open": lambda path: os.close(os.open(path, os.O_RDONLY)),
    "open": lambda path: open(path).close(),
    "open in binary": lambda path: open(path, "rb").close(),
    "io.open": lambda path: io.open(path).close(),  # noqa: UP020 - another name that code may use
    "Path.exists": Path.exists,
    "Path.is_file": Path.is_file,
    "Path.is_dir": Path.is_dir,
    "Path.is_symlink": Path.is_symlink,
    "Path.stat": Path.stat,
    "Path.lstat": Path.lstat,
    "Path.open": lambda path: path.open().close(),
    "Path.read_text": Path.read_text,
    "Path.read_bytes": Path.read_bytes,
    "Path.resolve": Path.resolve,
    "as bytes": lambda path: os.stat(os.fsencode(path)),
    "open_regular": lambda path: open_regular(path).close(),
}
ABOUT_DIRECTORIES: dict[str, Callable[[Path], object]] = {
    "os.listdir": lambda path: os.listdir(path),
    "os.scandir": lambda path: list(os.scandir(path)),
    "os.walk": lambda path: list(os.walk(path)),
    "glob.glob": lambda path: glob.glob(f"{path}/*"),
    "Path.iterdir": lambda path: list(path.iterdir()),
    "Path.glob": lambda path: list(path.glob("*.c")),
    "Path.rglob": lambda path: list(path.rglob("*.c")),
    "files_below": lambda path: list(files_below(str(path), lambda _: True)),
}


def changed(heard: disk_trace.Trace) -> bool:
    """Whether the disk now gives another answer to any question."""
    return any(disk_trace.ask(question) != answer for question, answer in heard.answers.items())


@pytest.mark.parametrize("name", ABOUT_FILES)
def test_questions_about_a_file_are_heard(old: Path, name: str) -> None:
    heard = disk_trace.listen([])
    ABOUT_FILES[name](old / "file")
    assert not changed(heard)
    (old / "file").unlink()
    assert changed(heard)


@pytest.mark.parametrize("name", ABOUT_DIRECTORIES)
@pytest.mark.parametrize("change", ["new", "gone", "another kind"])
def test_questions_about_a_directory_are_heard(old: Path, name: str, change: str) -> None:
    heard = disk_trace.listen([])
    ABOUT_DIRECTORIES[name](old)
    assert not changed(heard)
    if change == "new":
        (old / "another.c").touch()
    else:
        (old / "file").unlink()
    if change == "another kind":
        (old / "file").mkdir()
    assert changed(heard)


def test_a_file_that_was_not_there(old: Path) -> None:
    heard = disk_trace.listen([])
    assert not (old / "absent.h").exists()
    assert not changed(heard)
    (old / "absent.h").touch()
    assert changed(heard)


def test_a_change_that_hides_its_time(old: Path) -> None:
    heard = disk_trace.listen([])
    before = (old / "file").stat()
    (old / "file").write_text("twin")
    os.utime(old / "file", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (old / "file").stat().st_size == before.st_size
    assert changed(heard)


def test_a_link_that_leads_elsewhere(old: Path) -> None:
    (old / "other").write_text("text")
    heard = disk_trace.listen([])
    (old / "link").resolve()
    assert not changed(heard)
    (old / "link").unlink()
    (old / "link").symlink_to("other")
    assert changed(heard)


def test_a_link_that_leads_nowhere_hides_no_other_name(old: Path) -> None:
    for target in ("circle", "file/inner"):
        link = old / "circle"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        heard = disk_trace.listen([])
        os.listdir(old)
        disk_trace.stop()
        question, answer = next(iter(heard.answers.items()))
        assert disk_trace.ask(question) == answer
        (old / f"beside {target[0]}").touch()
        assert disk_trace.ask(question) != answer


def test_what_was_written_a_moment_ago_may_change_unseen(old: Path) -> None:
    heard = disk_trace.listen([])
    (old / "new").write_text("text")
    (old / "new").read_text()
    assert disk_trace.UNSURE in heard.answers.values()


def test_the_first_answer_counts(old: Path) -> None:
    """What changes while a run goes on was seen in two ways by it."""
    heard = disk_trace.listen([])
    (old / "file").read_text()
    (old / "file").write_text("changed")
    (old / "file").read_text()
    assert changed(heard)


def test_two_processes_that_were_told_different_things(old: Path) -> None:
    heard = disk_trace.listen([])
    (old / "file").read_text()
    heard.take_in(dict(heard.answers))
    assert disk_trace.UNSURE not in heard.answers.values()
    heard.take_in(dict.fromkeys(heard.answers, "another"))
    assert set(heard.answers.values()) == {disk_trace.UNSURE}


def test_what_cannot_be_asked_again_is_noted(old: Path) -> None:
    heard = disk_trace.listen([])
    handle = os.open(old, os.O_RDONLY)
    os.stat("file", dir_fd=handle)
    os.listdir(handle)
    os.close(handle)
    assert list(heard.answers.values()).count(disk_trace.UNSURE) == 2


def test_written_and_deaf_places_are_no_questions(old: Path) -> None:
    heard = disk_trace.listen([str(old / "cache")])
    (old / "cache").mkdir()
    (old / "cache" / "kept").write_text("text")
    (old / "cache" / "kept").read_text()
    (old / "output").write_text("text")
    assert not any("kept" in question or "output" in question for question in heard.answers)


def test_a_copy_of_the_process_hears_too(old: Path) -> None:
    heard = disk_trace.listen([])
    (old / "file").read_text()
    known = len(heard.answers)
    ours, theirs = os.pipe()
    if not (child := os.fork()):
        (old / "link").is_symlink()
        copy = disk_trace.heard()
        os.write(theirs, repr(copy and copy.since(known)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(ours, 10_000).decode() == repr({f"l{old / 'link'}": "-> file"})


def test_no_module_of_ours_keeps_a_function_that_is_not_heard() -> None:
    real = set(map(id, disk_trace._REAL))
    for info in pkgutil.walk_packages(bpflint.__path__, "bpflint."):
        if not info.name.endswith("__main__") and not info.name.startswith("bpflint.lsp"):
            module = importlib.import_module(info.name)
            if module is not disk_trace:
                assert not [name for name, one in vars(module).items() if id(one) in real], info.name


def test_nothing_is_heard_after_the_end(old: Path) -> None:
    heard = disk_trace.listen([])
    disk_trace.stop()
    (old / "file").read_text()
    assert heard.answers == {}
    assert disk_trace.heard() is None
    assert (os.stat, open) == (disk_trace._stat, disk_trace._open)
