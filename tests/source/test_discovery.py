"""Which files a search of directories takes, and what it says of the others."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

from bpflint.source import discovery, git_ignore
from bpflint.source.bpf_text import not_bpf
from bpflint.source.discovery import find_sources
from bpflint.source.parts import whole_of

PROGRAM = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\nSEC("xdp") int pass(struct xdp_md *ctx) { return 2; }\n'


def put(path: Path, text: str = PROGRAM) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def taken(top: Path) -> list[str]:
    return [str(Path(each.path).relative_to(top)) for each in find_sources(str(top)) if each.taken]


def why(top: Path, name: str) -> str:
    return next(each.why for each in find_sources(str(top)) if each.path == str(top / name))


def test_sources_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    for name in ("bpf/flows.c", "kern/xdp_kern.c", "x.ebpf.c", "probe.bpf.c"):
        put(tmp_path / name)
    put(tmp_path / "cmd/main.c", '#include <linux/bpf.h>\n#include <stdio.h>\n/* SEC("xdp") */ int main(void) {}\n')
    put(tmp_path / "log.c", '#include <linux/bpf.h>\nconst char *hint = "write SEC(\\"xdp\\") first";\n')
    put(tmp_path / "init.c", '#include <linux/init.h>\nstatic int a SEC("data");\n')
    assert taken(tmp_path) == ["bpf/flows.c", "kern/xdp_kern.c", "probe.bpf.c", "x.ebpf.c"]
    assert why(tmp_path, "cmd/main.c") == "no SEC()"
    assert why(tmp_path, "init.c") == "it includes no header of BPF programs"


def test_a_section_macro_of_a_header_counts_by_its_name(tmp_path: Path) -> None:
    put(tmp_path / "sections.h", "#define MY_SEC(name) SEC(name)\n")
    includes = '#include <bpf/bpf_helpers.h>\n#include "sections.h"\n'
    put(tmp_path / "a.c", includes + 'MY_SEC("xdp") int program(void *ctx) { return 0; }\n')
    put(tmp_path / "b.c", includes + "int wait(void) { return MSEC(3); }\n")
    assert taken(tmp_path) == ["a.c"]


def test_a_section_macro_of_its_own_counts_with_a_header_for_bpf(tmp_path: Path) -> None:
    macro = "#define PROG(name) __attribute__((section(name), used))\n"
    program = 'PROG("tc") int f(void *ctx) { return 0; }\n'
    put(tmp_path / "a.c", f"#include <bpf/bpf_helpers.h>\n{macro}{program}")
    put(tmp_path / "b.c", f"#include <linux/module.h>\n{macro}{program}")
    put(tmp_path / "c.c", f"#include <bpf/bpf_helpers.h>\n{macro}")
    assert taken(tmp_path) == ["a.c"]


def test_headers_of_the_project_may_bring_the_helpers(tmp_path: Path) -> None:
    put(tmp_path / "lib/common.h", "#include <bpf/bpf_helpers.h>\n")
    put(tmp_path / "src/a.c", '#include "lib/common.h"\nSEC("tc") int a(void *ctx) { return 0; }\n')
    assert taken(tmp_path) == ["src/a.c"]


def test_programs_may_be_in_a_header_that_sources_share(tmp_path: Path) -> None:
    put(tmp_path / "kern/shared.h", PROGRAM)
    put(tmp_path / "kern/maps.h", '#include <bpf/bpf_helpers.h>\nstruct { int (*type)[1]; } m SEC(".maps");\n')
    put(tmp_path / "kern/v1_kern.c", '#define OFFSET 1\n#include "shared.h"\n')
    put(tmp_path / "kern/v2_kern.c", '#define OFFSET 2\n#include "inner.h"\n')
    put(tmp_path / "kern/inner.h", '#include "shared.h"\n')
    put(tmp_path / "kern/helpers.c", '#include "maps.h"\nint f(void) { return 0; }\n')
    put(tmp_path / "user/main.c", '#include <stdio.h>\n#include "../kern/shared.h"\n')
    assert taken(tmp_path) == ["kern/v1_kern.c", "kern/v2_kern.c"]
    assert why(tmp_path, "kern/v2_kern.c") == "shared.h, which it includes, has SEC()"


def test_a_name_does_not_make_bpf_c(tmp_path: Path) -> None:
    put(tmp_path / "borrowed.bpf.c", "#include <linux/tcp.h>\n#include <bcc/proto.h>\nint f(void *ctx) { return 0; }\n")
    assert taken(tmp_path) == []
    assert "bcc's dialect" in why(tmp_path, "borrowed.bpf.c")


def test_a_part_of_another_source_is_not_taken(tmp_path: Path) -> None:
    put(tmp_path / "part.bpf.c")
    put(tmp_path / "main.bpf.c", '#include "part.bpf.c"\n')
    put(tmp_path / "whole.c", '#include "vmlinux.h"\n#include "inner/piece.c"\n')
    put(tmp_path / "inner/piece.c")
    assert taken(tmp_path) == ["main.bpf.c", "whole.c"]
    assert why(tmp_path, "part.bpf.c") == f"{tmp_path}/main.bpf.c includes it"


def test_two_that_include_each_other_are_taken_once(tmp_path: Path) -> None:
    put(tmp_path / "a.bpf.c", '#include "b.bpf.c"\n')
    put(tmp_path / "b.bpf.c", '#include "a.bpf.c"\n')
    assert taken(tmp_path) == ["a.bpf.c"]


def test_gitignore_is_honoured(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n*.gen.c\n!keep.gen.c\n")
    for name in ("build/a.bpf.c", "b.gen.c", "keep.gen.c", "sub/c.bpf.c", "sub/d.bpf.c"):
        put(tmp_path / name)
    (tmp_path / "sub/.gitignore").write_text("/d.bpf.c\n")
    assert taken(tmp_path) == ["keep.gen.c", "sub/c.bpf.c"]
    assert why(tmp_path, "build") == "named in .gitignore, and not tracked"
    assert [each.path for each in find_sources(str(tmp_path / "sub")) if each.taken] == [str(tmp_path / "sub/c.bpf.c")]


def test_hostile_gitignore_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*a" * 40 + "b\n")
    put(tmp_path / ("a" * 200 + ".bpf.c"))
    assert len(taken(tmp_path)) == 1


def test_each_repository_ignores_for_itself(tmp_path: Path) -> None:
    for name in ("one", "two", "one/inner"):
        put(tmp_path / name / "a.bpf.c")
        put(tmp_path / name / "b.bpf.c")
        (tmp_path / name / ".git").mkdir()
    (tmp_path / "one/.gitignore").write_text("a.*\n")
    (tmp_path / "two/.gitignore").write_text("b.*\n")
    assert taken(tmp_path) == ["one/b.bpf.c", "one/inner/a.bpf.c", "one/inner/b.bpf.c", "two/a.bpf.c"]


def test_patterns_without_end_are_not_heeded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_ignore, "_MAX_PATTERNS", 3)
    (tmp_path / ".git").mkdir()
    for name, patterns in (("a", 2), ("b", 2), ("c", 1)):
        put(tmp_path / name / "x.bpf.c")
        (tmp_path / name / ".gitignore").write_text("# a comment\n\n" + "*.bpf.c\n" * patterns)
    assert taken(tmp_path) == ["b/x.bpf.c"]


def test_each_include_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sources include each other; it was once for each of them."""
    count = 30
    for number in range(count):
        put(tmp_path / f"s{number:02}.bpf.c", f'#include "s{(number + 1) % count:02}.bpf.c"\n')
    asked = Mock(side_effect=discovery._Search._resolve, autospec=True)
    monkeypatch.setattr(discovery._Search, "_resolve", lambda *given: asked(*given))
    assert taken(tmp_path) == ["s00.bpf.c"]
    assert asked.call_count <= 2 * count


def test_code_of_others_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path / "vendor/modules.txt", "")
    put(tmp_path / "vendor/x.bpf.c")
    put(tmp_path / "libs/bpftool/.git", "gitdir: elsewhere")
    put(tmp_path / "libs/bpftool/x.bpf.c")
    assert taken(tmp_path) == []
    assert "submodule" in why(tmp_path, "libs/bpftool")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("main.rs", "fn main() {}", "Rust"),
        ("main.go", "package main", "Go"),
        ("README.md", "# A project", "a text"),
        ("flags.json", "{}", "JSON"),
        ("x.c", '#include <stdio.h>\n#include "x.skel.h"\nint main(void) { }', "a program that loads it"),
        ("x.c", "#include <stdio.h>\nint main(void) { return 0; }", "main()"),
        ("m.c", '#include <linux/module.h>\nMODULE_LICENSE("GPL");', "a kernel module"),
    ],
)
def test_what_is_no_bpf_is_said(name: str, text: str, words: str) -> None:
    assert words in (not_bpf(name, text.encode()) or "")


@pytest.mark.parametrize("text", [PROGRAM, "int f(int a) { return a; }", '#include "vmlinux.h"\nint main(void) {}'])
def test_what_may_be_bpf_is_taken(text: str) -> None:
    assert not_bpf("x.c", text.encode()) is None


def test_a_named_part_belongs_to_the_source_that_includes_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    put(tmp_path / "main.bpf.c", '#include "vmlinux.h"\n#include "parts/first.bpf.c"\n')
    put(tmp_path / "parts/first.bpf.c", '#include "second.c"\nint a(void);\n')
    put(tmp_path / "parts/second.c", "int b(void);\n")
    put(tmp_path / "parts/third.c", "int c(void);\n")
    put(tmp_path / "own.bpf.c")
    put(tmp_path / "more.bpf.c", '#include "own.bpf.c"\n')
    whole = str(tmp_path / "main.bpf.c")
    assert [whole_of(str(tmp_path / "parts" / name)) for name in ("first.bpf.c", "second.c")] == [whole, whole]
    assert whole_of(str(tmp_path / "parts/third.c")) is None
    assert whole_of(str(tmp_path / "own.bpf.c")) is None, "it includes what it needs"
    assert whole_of(str(tmp_path / "parts/third.c"), b"") is None
    assert whole_of(str(tmp_path / "parts/second.c"), PROGRAM.encode()) is None, "an editor has it with its headers"


def test_parts_that_include_each_other_end(tmp_path: Path) -> None:
    put(tmp_path / "a.c", '#include "b.c"\n')
    put(tmp_path / "b.c", '#include "a.c"\n')
    assert whole_of(str(tmp_path / "a.c")) == str(tmp_path / "b.c")


def test_a_source_above_the_repository_is_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "inner/.git").mkdir(parents=True)
    put(tmp_path / "main.bpf.c", '#include "vmlinux.h"\n#include "inner/part.c"\n')
    put(tmp_path / "inner/part.c", "int a(void);\n")
    assert whole_of(str(tmp_path / "inner/part.c")) is None


def test_the_dialect_of_bcc_is_refused() -> None:
    text = b"#include <uapi/linux/bpf.h>\n#include <net/sock.h>\nBPF_HASH(start, u32);\nint probe(void *ctx) {}\n"
    assert "bcc's dialect" in str(not_bpf("a.c", text))
    assert "bcc's dialect" in str(
        not_bpf("a.bpf.c", b"#include <bcc/proto.h>\nint f(struct __sk_buff *skb) { return 0; }\n")
    )
    own = text.replace(b"<net/sock.h>", b'"own_macros.h"')
    assert not_bpf("a.c", own) is None, "macros of the project's own"
    assert "bcc's dialect" in str(not_bpf("a.c", own + b"int f(void *ctx) { start.update(&key, &value); }\n"))
    assert not_bpf("a.c", text + b'SEC("kprobe/x") int own(void *ctx) {}\n') is None, "macros of the project's own"
    assert not_bpf("a.c", text.replace(b"<uapi/linux/bpf.h>", b"<bpf/bpf_helpers.h>")) is None
