"""Projects that keep the licence of linked objects in one source."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.run_caches import forget
from bpflint.source.licences import project_shares_licence, shares_licence


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


@pytest.mark.parametrize(
    ("declared", "is_linked"),
    [
        ("extern const volatile bool enabled;", True),
        ("extern bool enabled __ksym;", False),
        ("extern int CONFIG_HZ __kconfig;", False),
        ("extern int bpf_kfunc(void) __ksym;", False),
        ("bool enabled;", False),
    ],
)
def test_a_variable_of_another_source_is_linked(declared: str, is_linked: bool, tmp_path: Path) -> None:
    root = project(tmp_path / "two", 1, 1)
    own = root / "own.bpf.c"
    own.write_text(f'{declared}\nSEC("xdp") int own(void *ctx) {{ return 0; }}\n', encoding="utf-8")
    assert project_shares_licence(str(own)) is is_linked
    alone = project(tmp_path / "none", 1, 0) / "own.bpf.c"
    alone.write_text(own.read_text(encoding="utf-8"), encoding="utf-8")
    assert not project_shares_licence(str(alone))


def test_a_loader_that_takes_the_licence_as_an_argument_has_one(tmp_path: Path) -> None:
    root = project(tmp_path / "own", 2, 0)
    assert not project_shares_licence(str(root / "0.bpf.c"))
    forget()
    load = "int load(void) { return bcc_prog_load(type, name, insns, length, LICENCE, version); }\n"
    (root / "load.c").write_text(load, encoding="utf-8")
    assert project_shares_licence(str(root / "0.bpf.c"))


@pytest.mark.parametrize(
    ("holder", "is_shared"),
    [
        ('char _l[] SEC("license") = "GPL";\n', True),
        (
            '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\nchar _l[] SEC("license") = "GPL";\nint version = 1;\n',
            True,
        ),
        ('char _l[] SEC("license") = "GPL";\nSEC("xdp") int f(void *ctx) { return 0; }\n', False),
        ('#include "programs.h"\nchar _l[] SEC("license") = "GPL";\n', False),
    ],
)
def test_a_source_with_nothing_but_a_licence_is_linked_with_others(
    tmp_path: Path, holder: str, is_shared: bool
) -> None:
    root = project(tmp_path / "linked", 1, 0)
    (root / "licence.bpf.c").write_text(holder, encoding="utf-8")
    assert project_shares_licence(str(root / "0.bpf.c")) == is_shared
    forget()
