"""Projects that keep the licence of linked objects in one source."""

from __future__ import annotations

from pathlib import Path

from bpflint.source.licences import shares_licence


def project(top: Path, sources: int, licences: int) -> Path:
    (top / ".git").mkdir(parents=True)
    for number in range(sources):
        licence = 'char _l[] SEC("license") = "GPL";\n' if number < licences else ""
        (top / f"{number}.bpf.c").write_text(f'{licence}SEC("tp/a/b") int f(void *ctx) {{ return 0; }}\n')
    return top


def test_one_licence_for_many(tmp_path: Path) -> None:
    assert shares_licence(project(tmp_path / "linked", 6, 1))
    assert not shares_licence(project(tmp_path / "forgotten", 6, 5))
    assert not shares_licence(project(tmp_path / "nowhere", 6, 0))
