from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.kernel import Target, TargetError, Version, describe_versions, load_facts
from bpflint.kernel.version import parse_range, runs

RELEASES = load_facts().versions


def versions(*texts: str) -> list[Version]:
    return [Version.parse(text) for text in texts]


def test_a_patch_level_is_ignored_and_order_is_numeric() -> None:
    assert Version.parse("6.12.117") == Version(6, 12)
    assert Version(6, 9) < Version(6, 10) < Version(7, 0)
    assert str(Version(6, 10)) == "6.10"


@pytest.mark.parametrize("text", ["", "6", "6.x", "v6.1", "6.1-rc1", "6.1.2.3", " 6.1", "6..1", "6.1\n"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="not a kernel version"):
        Version.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6.6", "6.6"),
        ("6.6.30", "6.6"),
        ("6.1,6.6,6.12", "6.1 6.6 6.12"),
        ("6.12, 6.1", "6.1 6.12"),
        (">=7.1", "7.1 7.2 7.3"),
        (">7.1", "7.2 7.3"),
        ("<5.12", "5.10 5.11"),
        ("<=5.11", "5.10 5.11"),
        ("5.18..6.1", "5.18 5.19 6.0 6.1"),
        ("7.2..", "7.2 7.3"),
        ("5.10,>=7.3", "5.10 7.3"),
        ("..5.12", "5.10 5.11 5.12"),
        (" .. v5.11", "5.10 5.11"),
        ("6.1..6.1", "6.1"),
        ("v6.6", "6.6"),
        ("7.1+", "7.1 7.2 7.3"),
        ("v7.1+", "7.1 7.2 7.3"),
        ("6.1-6.3", "6.1 6.2 6.3"),
        ("v6.1 - v6.3", "6.1 6.2 6.3"),
        ("7.2.. ", "7.2 7.3"),
        ("6.12.41+deb13-amd64", "6.12"),
        ("5.15.0-91-generic", "5.15"),
        ("5.14.0-427.13.1.el9_4.x86_64", "5.14"),
        ("6.1.0-rc3", "6.1"),
        ("6.1-rc3", "6.1"),
        ("6.1-18-generic", "6.1"),
        ("6.1.0-18", "6.1"),
        ("6.6.87.2-microsoft-standard-WSL2", "6.6"),
        ("latest", "7.3"),
        ("6.1,latest", "6.1 7.3"),
        ("lts", "5.10 5.15 6.1 6.6 6.12 6.18"),
        ("LTS, latest", "5.10 5.15 6.1 6.6 6.12 6.18 7.3"),
        ("9.0", "7.3"),
        (">=9.1", "7.3"),
        ("7.2..9.1", "7.2 7.3"),
    ],
)
def test_targets(text: str, expected: str) -> None:
    assert Target.parse(text).versions(load_facts()) == tuple(versions(*expected.split()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "oldest",
        "6",
        ">=",
        "6.1...6.3",
        "=>6.1",
        "6.1,,6.2",
        ">=6.1..6.3",
        "6.1 6.2",
        ">=lts",
        "6.x-6.y",
        "6.1-",
        "6-6",
    ],
)
def test_nonsense_is_refused_with_what_is_possible(text: str) -> None:
    with pytest.raises(TargetError, match=r"write a version \(6\.6\), a range"):
        Target.parse(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("6.1-18", r"'6\.1-18' can be read in two ways: write 6\.1\.\.6\.18 for a range, or 6\.1\.0-18 for a kernel"),
        ("6.12,>=v6.18 - 7", r"write 6\.18\.\.7\.0 for a range, or 6\.18\.0-7 for a kernel"),
    ],
)
def test_half_a_range_is_none(text: str, reading: str) -> None:
    with pytest.raises(TargetError, match=reading):
        Target.parse(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("6.6.87", 87),
        ("=6.6.87", 87),
        ("6.6.0", 0),
        ("6.6.87.2-microsoft-standard-WSL2", 87),
        ("6.6.30-android15-8-g1234567-ab1", 30),
        ("6.6.4-301.fc41.x86_64", 4),
        ("6.6.0-18-amd64", None),
        ("6.6.0-1012-aws", None),
        ("6.6.0-rc3", None),
        ("6.6", None),
        ("6.6.87..6.12", None),
        ("6.6.87,6.6.88", None),
    ],
)
def test_patch_levels(text: str, level: int | None) -> None:
    """Debian and Ubuntu write .0 whatever stable kernel they have taken in."""
    assert Target.parse(text).patches.get(Version(6, 6)) == level


def test_a_range_the_wrong_way_round() -> None:
    with pytest.raises(TargetError, match=r"'6\.12\.\.6\.1' is empty: 6\.12 is newer than 6\.1"):
        Target.parse("6.12..6.1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4.19", "older than"),
        ("6.99", "not among"),
        ("4.4..6.1", "older than"),
    ],
)
def test_kernels_that_nobody_knows(text: str, reason: str) -> None:
    with pytest.raises(TargetError, match=f"is {reason} the kernels bpflint knows"):
        Target.parse(text).versions(load_facts())


def test_what_is_newer_is_told_apart() -> None:
    assert Target.parse("6.1,9.0,>=9.1").newer(load_facts()) == (Version(9, 0), Version(9, 1))
    assert Target.parse("lts,latest,6.1+").newer(load_facts()) == ()


def test_a_bound_that_leaves_nothing() -> None:
    with pytest.raises(TargetError, match=r"no known kernel is in '>7\.3'"):
        Target.parse(">7.3").versions(load_facts())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("", "none"),
        ("6.1", "6.1"),
        ("6.1 6.2", "6.1..6.2"),
        ("6.1 6.12", "6.1, 6.12"),
        ("7.2 7.3", ">=7.2"),
        ("5.10 5.11", "<5.12"),
        ("5.19 6.0", "5.19..6.0"),
        ("5.10 6.1 7.3", "<5.11, 6.1, >=7.3"),
        ("7.9", "7.9"),
    ],
)
def test_describing_sets_of_kernels(texts: str, expected: str) -> None:
    assert describe_versions(versions(*texts.split()), RELEASES) == expected


def test_all_kernels_are_any() -> None:
    assert describe_versions(RELEASES, RELEASES) == "any"


@given(st.sets(st.sampled_from(RELEASES)))
def test_runs_hold_exactly_the_versions(chosen: set[Version]) -> None:
    found = runs(chosen, RELEASES)
    covered = [version for low, high in found for version in RELEASES if low <= version <= high]
    assert covered == sorted(chosen)
    following = dict(pairwise(RELEASES))
    assert all(following[before[1]] != after[0] for before, after in pairwise(found))


@given(st.text(max_size=30))
def test_parsing_a_target_raises_nothing_else(text: str) -> None:
    try:
        target = Target.parse(text)
        target.versions(load_facts())
    except TargetError:
        pass


def test_ranges_in_rules() -> None:
    assert parse_range("6.2..6.11") == (Version(6, 2), Version(6, 11))
    assert parse_range("6.2..") == (Version(6, 2), None)
    assert parse_range("6.2") == (Version(6, 2), Version(6, 2))
    with pytest.raises(ValueError, match="is empty"):
        parse_range("6.3..6.2")
