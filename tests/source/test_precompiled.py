"""Precompiled kernel types: when they serve, and that nothing depends on them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bpflint.base import cache
from bpflint.source import bundled, libclang, precompiled
from bpflint.source.compiler_arguments import arguments_for
from bpflint.source.precompiled import precompiled_for

# Large enough to be worth it, small enough for a test.
VMLINUX = (
    "#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\ntypedef unsigned int u32;\n"
    "#ifdef SWITCH\nstruct switched { int a; };\n#endif\n"
    + "".join(
        f"struct type_{number} {{\n\tint first_member;\n\tstruct type_{number} *second_member;\n}};\n"
        for number in range(4000)
    )
    + "#endif\n"
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))
    monkeypatch.setattr(precompiled, "_failed", set())
    cache.forget()
    bundled.vmlinux_path.cache_clear()
    yield
    cache.forget()
    bundled.vmlinux_path.cache_clear()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    directory.mkdir()
    (directory / "vmlinux.h").write_text(VMLINUX)
    return directory


def header(project: Path, text: str, *defines: str) -> precompiled.PrecompiledHeader | None:
    path = project / "a.bpf.c"
    path.write_text(text)
    return precompiled_for(arguments_for(path, project_root=project, defines=defines), path)


def parse(project: Path, text: str, *defines: str) -> libclang.TranslationUnit:
    found = header(project, text, *defines)
    path = project / "a.bpf.c"
    arguments = arguments_for(path, project_root=project, defines=defines)
    unit = libclang.parse(str(path), [*arguments.args, *(found.args if found else ())])
    assert unit is not None
    return unit


USE = "int f(struct type_7 *t, u32 n) { return t->first_member + n + missing_name; }\n"


def test_types_come_from_it_and_places_stay_right(project: Path) -> None:
    text = '/* comment */\n#include "vmlinux.h"\n' + USE
    assert header(project, text) is not None
    (error,) = parse(project, text).errors()
    assert error[1] == "use of undeclared identifier 'missing_name'"


def test_it_is_made_once_and_used_again(project: Path) -> None:
    first = header(project, '#include "vmlinux.h"\n' + USE)
    assert first is not None
    made = first.path.stat().st_ino
    second = header(project, '#include "vmlinux.h"\nint other;\n', "UNRELATED=1")
    assert second == first
    assert second.path.stat().st_ino == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "int before;\n#include <vmlinux.h>\n",
        "#define u32 long\n#include <vmlinux.h>\n#undef SWITCH\n",
        "#undef SWITCH\n#include <vmlinux.h>\n",
        "#pragma pack(1)\n#include <vmlinux.h>\n",
        '#include "nowhere.h"\n#include <vmlinux.h>\n',
        "#ifdef NEVER_SET\n#include <vmlinux.h>\n#endif\n",
    ],
)
def test_not_where_vmlinux_does_not_come_first(project: Path, text: str) -> None:
    found = header(project, text)
    assert found is None or found.macros


@pytest.mark.parametrize(
    "text",
    [
        "#ifndef GUARD\n#define GUARD\n#pragma once\n#include <vmlinux.h>\n#endif\n",
        "#ifdef LSP\n#include <nowhere.h>\n#else\n#include <vmlinux.h>\n#endif\n",
        "#pragma clang diagnostic push\n#define UNRELATED(x) \\\n  x\n#include <vmlinux.h>\n",
        '#include "inner.h"\n',
    ],
)
def test_what_may_come_before_vmlinux(project: Path, text: str) -> None:
    (project / "inner.h").write_text("// first of all\n#include <vmlinux.h>\nint after;\n")
    assert header(project, text) is not None


def test_a_macro_that_vmlinux_asks_for_is_set(project: Path) -> None:
    text = '#define SWITCH\n#include "vmlinux.h"\nint f(struct switched *s) { return s->a; }\n'
    found = header(project, text)
    assert found is not None
    assert found.macros == ("-DSWITCH=",)
    assert list(parse(project, text).errors()) == []


def test_one_for_each_meaning(project: Path) -> None:
    text = '#include "vmlinux.h"\n'
    plain, switched = header(project, text), header(project, text, "SWITCH")
    assert plain and switched and plain.path != switched.path
    (project / "vmlinux.h").write_text(VMLINUX.replace("first_member", "new_member"))
    changed = header(project, text)
    assert changed and changed.path != plain.path


def test_a_touched_vmlinux_gets_another(project: Path) -> None:
    text = '#include "vmlinux.h"\n' + USE.replace(" + missing_name", "")
    first = header(project, text)
    os.utime(project / "vmlinux.h", (1, 1))
    assert header(project, text) not in (None, first)
    assert list(parse(project, text).errors()) == []


def test_a_broken_vmlinux_is_left_to_the_parser(project: Path) -> None:
    (project / "vmlinux.h").write_text(VMLINUX + "struct broken { unknown_type x; };\n")
    assert header(project, '#include "vmlinux.h"\n') is None


def test_no_cache_no_precompiled_header(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "file").write_text("")
    monkeypatch.setenv(cache.ENVIRONMENT, str(project / "file" / "below"))
    cache.forget()
    assert cache.cache_directory() is None
    assert header(project, '#include "vmlinux.h"\n') is None


def test_many_at_once_make_one(project: Path) -> None:
    path = project / "a.bpf.c"
    path.write_text('#include "vmlinux.h"\n')
    arguments = arguments_for(path, project_root=project)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: precompiled_for(arguments, path), range(4)))
    # Those that come while the first one is at it go without, and do not take it for impossible.
    (made,) = found - {None}
    assert made is not None
    assert precompiled_for(arguments, path) == made
    assert sorted(each.suffix for each in made.path.parent.iterdir()) == [".pch", ".sum"]


def test_one_made_aside_serves_the_next_run(project: Path) -> None:
    path = project / "a.bpf.c"
    path.write_text('#include "vmlinux.h"\n')
    arguments = arguments_for(path, project_root=project)
    assert precompiled_for(arguments, path, aside=True) is None
    precompiled.finish()
    directory = project.parent / "cache" / "precompiled"
    assert sorted(each.suffix for each in directory.iterdir()) == [".pch", ".sum"]
    made = precompiled_for(arguments, path, aside=True)
    assert made is not None
    assert list(parse(project, path.read_text()).errors()) == []


def test_without_another_process_none_is_made_aside(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fork)
    path = project / "a.bpf.c"
    path.write_text('#include "vmlinux.h"\n')
    arguments = arguments_for(path, project_root=project)
    assert precompiled_for(arguments, path, aside=True) is None
    precompiled.finish()
    assert precompiled_for(arguments, path) is None  # writing it here could end this process
    monkeypatch.undo()


def test_a_damaged_one_is_noticed(project: Path) -> None:
    text = '#include "vmlinux.h"\n'
    found = header(project, text)
    assert found is not None
    found.path.write_bytes(b"CPCH" + b"\0" * 64)
    path = project / "a.bpf.c"
    arguments = arguments_for(path, project_root=project)
    assert libclang.parse(str(path), [*arguments.args, *found.args]) is None
    found.discard()
    assert not found.path.exists()
    assert header(project, text) == found
    assert libclang.parse(str(path), [*arguments.args, *found.args]) is not None


def test_a_rejection_is_recognised(project: Path) -> None:
    found = header(project, '#include "vmlinux.h"\n')
    assert found is not None
    unit = libclang.parse(str(project / "a.bpf.c"), ["-target", "bpf", "-std=gnu89", *found.args])
    assert unit is None or any(found.is_rejected(message) for _, message, _ in unit.errors())


def test_many_words_are_found_as_few_are() -> None:
    """From some number of words on those of the text are listed."""
    code = b"struct a_b { int c1; };\n#ifdef ON$OFF\nint d(void);\n#endif\n"
    words = ["a_b", "a", "b", "c1", "c", "d", "ON$OFF", "ON", "OFF", "ifdef"]
    few, many = precompiled._Text(code, 0), precompiled._Text(code, 0)
    for number in range(100):
        assert f"no_{number}" not in many
    assert many._all is not None, "the words were listed"
    for word in words:
        assert (word in few) == (word in many) == (word not in ("a", "b", "c")), word
