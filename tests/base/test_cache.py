"""Nobody else may put anything into the cache, and what is damaged is as if it were not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bpflint.base import cache


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "above" / "cache"))
    cache.forget()
    yield tmp_path / "above" / "cache"
    cache.forget()


def test_it_is_made_for_its_owner_alone(directory: Path) -> None:
    assert cache.cache_folder("reports") == directory / "reports"
    assert [path.stat().st_mode & 0o777 for path in (directory, directory / "reports")] == [0o700, 0o700]
    assert cache.refusal() is None


@pytest.mark.parametrize("which", [".", "reports", "anything"])
def test_a_directory_that_others_may_write_is_refused(directory: Path, which: str) -> None:
    (directory / which).mkdir(parents=True)
    (directory / which).chmod(0o777)
    assert cache.cache_folder("reports") is None
    said = cache.refusal()
    assert said is not None and said.startswith(f"{directory} is not used as a cache: others may write it")


def test_so_is_one_that_others_may_replace(directory: Path) -> None:
    directory.mkdir(parents=True)
    directory.parent.chmod(0o777)
    assert cache.cache_directory() is None
    assert cache.refusal() == f"{directory} is not used as a cache: others may write {directory.parent}"


def test_but_not_in_a_directory_like_tmp(directory: Path) -> None:
    directory.mkdir(parents=True)
    directory.parent.chmod(0o1777)
    assert cache.cache_directory() == directory


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("which", [".", "reports", ".."])
def test_another_user_s_directory_is_refused(directory: Path, which: str) -> None:
    (directory / "reports").mkdir(parents=True)
    os.chown(directory / which, 12345, -1)
    assert cache.cache_folder("reports") is None
    assert "belongs to another user" in (cache.refusal() or "")


def test_a_link_within_is_refused(directory: Path, tmp_path: Path) -> None:
    directory.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (directory / "reports").symlink_to(tmp_path / "elsewhere")
    assert cache.cache_folder("reports") is None
    assert "it is not a directory: reports" in (cache.refusal() or "")


def test_a_link_to_the_cache_is_followed(directory: Path, tmp_path: Path) -> None:
    directory.parent.mkdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    directory.symlink_to(tmp_path / "elsewhere")
    assert cache.cache_directory() == tmp_path / "elsewhere"


@pytest.mark.parametrize("position", [0, 12, 40, 60, -1])
def test_any_damage_is_noticed(directory: Path, position: int) -> None:
    path = (cache.cache_folder("reports") or directory) / "0123"
    assert cache.store(path, b"some\ncontent")
    assert cache.load(path) == b"some\ncontent"
    data = bytearray(path.read_bytes())
    data[position] ^= 4
    path.write_bytes(data)
    assert cache.load(path) is None
    assert not path.exists()


def _endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def _waiting(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _sparse(path: Path) -> None:
    os.truncate(path, 1 << 40)


ODD = pytest.mark.parametrize("make_odd", [_endless, _waiting, _sparse])


@ODD
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such files")
def test_what_never_ends_keeps_nobody_waiting(directory: Path, make_odd: Callable[[Path], None]) -> None:
    folder = cache.cache_folder("kernel") or directory
    kept, published = folder / "0123", folder / "vmlinux.h"
    cache.store(kept, b"some content")
    cache.publish(published, b"some content")
    for path in (kept, published, folder / "vmlinux.h.sum"):
        make_odd(path)
    assert cache.load(kept) is None
    assert not cache.is_sound(published)
    assert cache.publish(published, b"some content")
    assert cache.is_sound(published)


@pytest.mark.parametrize("data", [b"", b"short", b"some content, but longer", b"some contemt"])
def test_a_published_file_is_checked(directory: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = (cache.cache_folder("kernel") or directory) / "vmlinux.h"
    assert not cache.is_sound(path)
    assert cache.publish(path, b"some content")
    assert cache.is_sound(path)
    assert capsys.readouterr().err == ""
    path.write_bytes(data)
    os.utime(path, (1, 1))
    assert not cache.is_sound(path)
    assert capsys.readouterr().err == f"bpflint: {path} was damaged; it is made again\n"
    assert not path.exists()


def test_a_published_file_may_be_copied(directory: Path) -> None:
    path = (cache.cache_folder("kernel") or directory) / "vmlinux.h"
    assert cache.publish(path, b"some content")
    path.unlink()
    path.write_bytes(b"some content")
    os.utime(path, (1, 1))
    assert cache.is_sound(path)


def test_a_half_published_file_does_not_count(directory: Path) -> None:
    path = (cache.cache_folder("kernel") or directory) / "vmlinux.h"
    assert cache.publish(path, b"some content")
    Path(f"{path}.sum").unlink()
    assert not cache.is_sound(path)


def test_only_our_files_make_room(tmp_path: Path) -> None:
    ours = [f"{number}" * 32 + ".pch" for number in range(4)]
    for number, name in enumerate(ours):
        (tmp_path / name).write_bytes(b"x" * 100)
        os.utime(tmp_path / name, (number, number))
    (tmp_path / "thesis.tex").write_bytes(b"x" * 100)
    os.utime(tmp_path / "thesis.tex", (0, 0))
    (tmp_path / f"{ours[0]}.sum").write_bytes(b"")  # used just now
    os.utime(tmp_path / f"{ours[0]}.sum", (9, 9))
    cache.prune(tmp_path, max_bytes=250, now=100_000)
    assert sorted(each.name for each in tmp_path.iterdir()) == [ours[0], f"{ours[0]}.sum", ours[3], "thesis.tex"]
    cache.prune(tmp_path, max_bytes=0, now=10)
    assert (tmp_path / ours[3]).exists()


def test_another_process_may_make_a_folder_at_the_same_moment(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that begin together must not go without a cache for all their lives."""
    assert cache.cache_directory() == directory
    make = os.mkdir

    def made_by_another(path: str, mode: int = 0o777) -> None:
        make(path, mode)
        raise FileExistsError(path)

    monkeypatch.setattr(os, "mkdir", made_by_another)
    assert cache.cache_folder("reports") == directory / "reports"


def test_another_process_may_remove_what_lies_there(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (directory / "gone").mkdir(parents=True, mode=0o700)
    look = os.lstat

    def gone(path: str) -> os.stat_result:
        if str(path).endswith("gone"):
            raise FileNotFoundError(path)
        return look(path)

    monkeypatch.setattr(os, "lstat", gone)
    assert cache.cache_directory() == directory
