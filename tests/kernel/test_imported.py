"""Kernels given as profiles: read once by their content, named by the release in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_kernel as tiny
from tiny_kernel import TinyBtf

from bpflint.base import cache
from bpflint.kernel import profile

RELEASE = "6.12.9-tiny-amd64"


def vmlinux(tmp_path: Path) -> Path:
    btf = TinyBtf()
    btf.add_kfunc("bpf_wq_start", btf.add_int("int"))
    path = tmp_path / "vmlinux"
    path.write_bytes(tiny.elf({".rodata": tiny.banner(RELEASE), ".BTF": btf.bytes()}))
    return path


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """The kernels that were read, not taken from the cache, which is empty."""
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))
    cache.forget()
    monkeypatch.setattr(profile, "in_bounds", lambda _, read: read())
    seen: list[Path] = []
    original = profile.import_image

    def count(path: Path, **options: str | None) -> profile.Profile:
        seen.append(path)
        return original(path, release=options["release"])

    monkeypatch.setattr(profile, "import_image", count)
    yield seen
    cache.forget()


def test_a_kernel_is_read_once(tmp_path: Path, imports: list[Path]) -> None:
    path = vmlinux(tmp_path)
    first = profile.read(path)
    assert profile.read(path) == first
    assert imports == [path]


def test_another_kernel_in_the_same_place_is_read_anew(tmp_path: Path, imports: list[Path]) -> None:
    path = vmlinux(tmp_path)
    profile.read(path)
    changed = path.read_bytes().replace(RELEASE.encode(), RELEASE.replace("6", "7").encode())
    path.write_bytes(changed)
    assert profile.read(path)["kernel"] == RELEASE.replace("6", "7")
    assert len(imports) == 2


def test_what_cannot_be_read_is_not_kept(tmp_path: Path, imports: list[Path]) -> None:
    path = vmlinux(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\x9f\xeb\x01", bytes(3)))
    for _ in range(2):
        with pytest.raises(profile.ProfileError):
            profile.read(path)
    assert len(imports) == 2


@pytest.mark.usefixtures("imports")
def test_a_profile_is_named_by_its_release(tmp_path: Path) -> None:
    path = vmlinux(tmp_path)
    assert profile.release_in(path) == RELEASE
    profile.write(profile.read(path), tmp_path / "mine.json")
    assert profile.release_in(tmp_path / "mine.json") == RELEASE
    (tmp_path / "none.json").write_text("{}")
    assert profile.release_in(tmp_path / "none.json") == "none.json"
