"""The index of git, as git writes it and as nobody should."""

from __future__ import annotations

import os
import struct
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from bpflint.source import git_index
from bpflint.source.git_index import Tracked, read_index

NAMES = ["a.c", "sub/b.bpf.c", "sub/deep/" + "n" * 200 + ".c", "sub/deep/ü \n.c"]


def git(where: Path, *arguments: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, "-C", where, *arguments], check=True, capture_output=True, text=True).stdout


def repository(where: Path, *options: str) -> Path:
    subprocess.run(["git", "init", "-q", *options, where], check=True)
    for name in NAMES:
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_text(name)
    git(where, "add", ".")
    return where


def names(where: Path) -> list[str]:
    return sorted(read_index(str(where)).files)


@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("hashes", ["sha1", "sha256"])
def test_what_git_writes(version: str, hashes: str, tmp_path: Path) -> None:
    top = repository(tmp_path, f"--object-format={hashes}")
    (top / "new.c").write_text("")
    git(top, "add", "--intent-to-add", "new.c")  # needs the larger flags
    git(top, "update-index", "--index-version", version)
    assert names(top) == sorted([*NAMES, "new.c"])
    asked = ("sub", "sub/deep", "su", "sub/dee", "sub/deep/n", "a.c", "t", "zz", "")
    assert [each for each in asked if read_index(str(top)).is_below(each)] == ["sub", "sub/deep"]


def test_an_index_in_two_files(tmp_path: Path) -> None:
    top = repository(tmp_path)
    git(top, "update-index", "--split-index")
    (top / "new.c").write_text("")
    git(top, "add", "new.c")
    assert names(top) == sorted([*NAMES, "new.c"])


def test_linked_trees_have_their_own(tmp_path: Path) -> None:
    top = repository(tmp_path / "main")
    git(top, "commit", "-qm", "all")
    git(top, "worktree", "add", "-q", str(tmp_path / "other"))
    git(tmp_path / "other", "rm", "-q", "a.c")
    assert names(top) == sorted(NAMES)
    assert names(tmp_path / "other") == sorted(set(NAMES) - {"a.c"})


def test_nothing_was_added_yet(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert names(tmp_path) == []


def entry(name: bytes, flags: int | None = None, hash_bytes: int = 20) -> bytes:
    said = len(name) if flags is None else flags
    plain = bytes(40 + hash_bytes) + struct.pack(">H", said) + name
    return plain + bytes(8 - len(plain) % 8)


def shortened(dropped: bytes, rest: bytes) -> bytes:
    return bytes(62) + dropped + rest + b"\0"


def index(version: int, count: int, *entries: bytes) -> bytes:
    return struct.pack(">4sII", b"DIRC", version, count) + b"".join(entries) + bytes(20)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"DIRC",
        index(1, 0),
        index(5, 0),
        index(2, 0xFFFFFFFF, entry(b"a")),
        index(2, 2, entry(b"a")),
        index(2, 1, entry(b"a", 7)),
        index(2, 1, bytes(62) + b"a" * 500),
        index(2, 2, entry(b"b"), entry(b"a")),
        index(2, 1, entry(b"a" * 5000, 0xFFF)),
        index(4, 2, shortened(b"\0", b"a"), shortened(b"\2", b"b")),
        index(4, 2, shortened(b"\0", b"a"), shortened(b"\xff" * 100_000, b"b")),
        index(4, 1, bytes(62) + b"\xff"),
    ],
)
def test_what_is_no_index(data: bytes, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_bytes(data)
    with pytest.raises(ValueError, match="it "):
        read_index(str(tmp_path))


def test_names_that_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte can stand for a name of a thousand characters for each of them."""
    monkeypatch.setattr(git_index, "_MOST_BYTES", 1 << 20)
    (tmp_path / ".git").mkdir()
    grown = [shortened(b"\0", b"a")] * 3000
    (tmp_path / ".git/index").write_bytes(index(4, len(grown), *grown))
    with pytest.raises(ValueError, match="larger"):
        read_index(str(tmp_path))


def test_deep_names_cost_what_they_are_long() -> None:
    deep = "a/" * 2000
    tracemalloc.start()
    tracked = Tracked(f"{number}/{deep}" for number in range(500))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert tracked.is_below("7/a/a")
    assert most < 8 << 20


@pytest.mark.parametrize("kind", ["directory", "pipe", "large"])
def test_what_cannot_be_read(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_index, "_MOST_BYTES", 1 << 20)
    place = tmp_path / ".git/index"
    place.parent.mkdir()
    if kind == "directory":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.write_bytes(bytes(2 << 20))
    with pytest.raises(OSError, match=r"it is larger than|it is not a regular file|directory"):
        read_index(str(tmp_path))


@pytest.mark.parametrize("text", ["", "gitdir", "gitdir: \0"])
def test_a_git_file_that_leads_nowhere(text: str, tmp_path: Path) -> None:
    (tmp_path / ".git").write_text(text)
    with pytest.raises(ValueError, match=r"says of no directory|null byte|null character"):
        read_index(str(tmp_path))
