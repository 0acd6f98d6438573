"""Which arguments a file gets, and which of a repository's are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.source import bundled, libclang
from bpflint.source.argument_words import allowed, typed
from bpflint.source.compiler_arguments import arguments_for
from bpflint.source.stand_ins import header_meant


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ["-MD", "-MF", "/tmp/x"],
        ["-Xclang", "-load"],
        ["-fplugin=evil.so"],
        ["-ivfsoverlay", "x"],
        ["--config=x"],
        ["-gen-cdb-fragment-path=/tmp/x"],
        ["-gsplit-dwarf"],
        ["-Wp,-MD,/tmp/x"],
        ["-Wl,x"],
        ["-mllvm", "-load=x"],
        ["@file"],
        ["-include", "/etc/passwd"],
        ["-D1=2"],
        ["-Werror"],
        ["-o", "/tmp/x"],
        ["-include"],
        ["-std=c++17"],
        ["-std", "gnu++2b"],
        ["-std=c2y"],
        ["-mcpu=v9"],
    ],
)
def test_a_repository_cannot_set(words: list[str], project: Path) -> None:
    kept, _dropped = allowed(words, project, project)
    assert kept == []


def test_a_repository_may_set_harmless_ones(project: Path) -> None:
    write(project / "first.h")
    words = ["-Iinc", "-I", "/abs", "-isystem", "sys", "-DA=1", "-D", "B", "-UC", "-std=gnu99", "--target=bpf", "-O2"]
    kept, dropped = allowed([*words, "-include", "first.h", "-Wall", "-g", "-mcpu=v4"], project, project)
    assert dropped == []
    assert kept[:6] == ["-I", str(project / "inc"), "-I", "/abs", "-isystem", str(project / "sys")]
    assert kept[6:12] == ["-DA=1", "-DB", "-UC", "-std=gnu99", "-target", "bpf"]
    assert kept[12:] == ["-O2", "-include", str(project / "first.h"), "-Wall", "-g", "-mcpu=v4"]


def test_flags_for_all_languages_cost_no_file(project: Path) -> None:
    """clang takes none of these for C that is compiled for BPF, and read no file."""
    source = write(project / "a.bpf.c", "int x;\n")
    write(project / "compile_flags.txt", "-std=c++17\n-mcpu=v9\n-DX\n")
    found = arguments_for(source)
    assert found.dropped == ("-std=c++17", "-mcpu=v9") and "-DX" in found.args
    for word in ("-std=gnu89", "-std=c2x", "-std=gnu23", "-std=iso9899:2011", "-mcpu=v1", "-mcpu=v4"):
        assert allowed([word], project, project) == ([word], [])
        assert libclang.parse(str(source), ["-target", "bpf", word]) is not None


def test_what_is_dropped_is_named_but_not_what_only_compiles(project: Path) -> None:
    _, dropped = allowed(["-c", "x.c", "-o", "x.o", "-fplugin=x", "-Xclang", "-load"], project, project)
    assert dropped == ["-fplugin=x", "-Xclang -load"]


def test_a_link_out_of_the_repository_is_not_included_first(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = write(tmp_path_factory.mktemp("elsewhere") / "secret.h")
    (project / "link.h").symlink_to(outside)
    assert allowed(["-include", "link.h"], project, project) == ([], ["-include link.h"])


def test_what_a_person_types_is_kept_but_for_outputs(project: Path) -> None:
    source = write(project / "a.bpf.c")
    found = arguments_for(source, cli_args=["-Xclang", "-x", "-c", "-o", "y.o", "-MD", "-fwhatever", "-DX"])
    assert set(found.dropped) == {"-c", "-o y.o", "-MD"}
    assert {"-fwhatever", "-DX", "-Xclang"} <= set(found.args)


def test_order_of_places(project: Path) -> None:
    source = write(project / "src/a.bpf.c", '#include "mine.h"\n')
    write(project / "lib/deep/mine.h")
    found = arguments_for(source, cli_args=["-I/typed"], include_dirs=["/given"], clang_args=["-I", "/configured"])
    places = [value for option, value in zip(found.args, found.args[1:], strict=False) if option == "-I"]
    assert places == ["/typed", "/given", "/configured", str(project / "lib/deep")]
    last = [value for option, value in zip(found.args, found.args[1:], strict=False) if option == "-idirafter"]
    assert last[0] == str(bundled.LIBBPF)
    assert "-nostdinc" in found.args


@pytest.mark.parametrize("named", ["/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu/"])
def test_headers_of_one_machine_bring_the_system_s(project: Path, named: str) -> None:
    words = arguments_for(project / "prog.bpf.c", cli_args=["-idirafter", named]).args
    assert words.index("/usr/include") > words.index(named.rstrip("/"))
    assert words.count("/usr/include") == 1
    both = arguments_for(project / "prog.bpf.c", cli_args=["-I/usr/include", "-I", named]).args
    assert both.count("/usr/include") == 1
    assert "/usr/include" not in arguments_for(project / "prog.bpf.c", cli_args=["-I/opt/include"]).args


def test_later_definitions_win_from_config_to_typed(project: Path) -> None:
    source = write(project / "a.bpf.c")
    found = arguments_for(source, cli_args=["-DX=3"], defines=["X=2"], clang_args=["-DX=1"])
    assert [each for each in found.args if each.startswith("-DX")] == ["-DX=1", "-DX=2", "-DX=3"]


def test_the_architecture_is_x86_unless_said(project: Path) -> None:
    source = write(project / "a.bpf.c")
    assert "-D__TARGET_ARCH_x86" in arguments_for(source).args
    assert "-D__TARGET_ARCH_x86" not in arguments_for(source, defines=["__TARGET_ARCH_arm64"]).args


def test_our_kernel_types_serve_where_there_are_none(project: Path) -> None:
    found = arguments_for(write(project / "a.bpf.c", '#include "vmlinux.h"\n'))
    assert found.uses_bundled_vmlinux
    assert found.missing == ()


def test_the_project_s_kernel_types_go_first(project: Path) -> None:
    source = write(project / "src/a.bpf.c", '#include "vmlinux.h"\n')
    mine = write(project / "headers/vmlinux.h", "struct only_mine {};\n")
    found = arguments_for(source)
    assert (found.vmlinux, found.uses_bundled_vmlinux) == (str(mine), False)


def test_given_kernel_types_go_before_the_project_s(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    source = write(project / "src/a.bpf.c", "#include <vmlinux.h>\n")
    write(project / "headers/vmlinux.h")
    given = write(tmp_path_factory.mktemp("given") / "vmlinux.h")
    assert arguments_for(source, vmlinux=given).vmlinux == str(given)


def test_kernel_types_of_the_target_s_machine(project: Path) -> None:
    source = write(project / "src/a.bpf.c", "#include <vmlinux.h>\n")
    for machine in ("arm64", "x86"):
        write(project / "vmlinux" / machine / "vmlinux.h")
    assert "/x86/" in str(arguments_for(source).vmlinux)
    assert "/arm64/" in str(arguments_for(source, defines=["__TARGET_ARCH_arm64"]).vmlinux)


def test_a_vmlinux_that_is_yet_to_be_made_is_the_one_that_is_there(project: Path) -> None:
    """A tree may ask for the same types by two names: the one that a build makes, and the one it makes it of."""
    write(project / "include/common.h", '#include "../vmlinux.h"\n')
    source = write(project / "src/a.bpf.c", '#include "../include/common.h"\n#include <vmlinux.h>\n')
    mine = write(project / "kernel/vmlinux.h", f"struct only_mine {{}};\n// {' ' * 200_000}\n")
    for use_cache in (True, False):
        found = arguments_for(source, include_dirs=[str(mine.parent)], use_cache=use_cache)
        assert found.vmlinux == str(mine)
        assert found.texts == ((str(project / "vmlinux.h"), f'#include "{mine}"\n'),)


@pytest.mark.parametrize("include", ['"../vmlinux.h"', "<bpf/vmlinux.h>", '"vmlinux_518.h"'])
def test_kernel_types_to_be_generated_by_a_build(project: Path, include: str) -> None:
    found = arguments_for(write(project / "src/a.bpf.c", f"#include {include}\n"))
    assert found.uses_bundled_vmlinux
    assert found.stand_ins == (include.strip('"<>'),)


@pytest.mark.parametrize(
    ("include", "meant"),
    [
        ('"libbpf/src/bpf_helpers.h"', "bpf/bpf_helpers.h"),
        ('"../libbpf/src/bpf_tracing.h"', "bpf/bpf_tracing.h"),
        ("<third_party/include/uapi/linux/if_ether.h>", "linux/if_ether.h"),
        ('"../xdp-tools/headers/xdp/xdp_helpers.h"', "xdp/xdp_helpers.h"),
        ('"own/net/if.h"', None),
        ('"linux/nsproxy.h"', None),
        ('"x/linux/../../../../secret.h"', None),
    ],
)
@pytest.mark.parametrize("use_cache", [True, False])
def test_headers_of_a_submodule_that_is_not_there(
    project: Path, include: str, meant: str | None, use_cache: bool
) -> None:
    name = include.strip('"<>')
    found = arguments_for(write(project / "src/a.bpf.c", f"#include {include}\n"), use_cache=use_cache)
    assert found.stand_ins == ((name,) if meant else ())
    assert found.missing == (() if meant else (name,))
    assert header_meant(name) == meant


def test_missing_headers_are_named(project: Path) -> None:
    assert arguments_for(write(project / "a.bpf.c", '#include "nowhere.h"\n#include <linux/bpf.h>\n')).missing == (
        "nowhere.h",
    )


@pytest.mark.parametrize("name", ["stdin.bpf.c", "./stdin.bpf.c"])
def test_a_file_from_standard_input(project: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(project)
    assert arguments_for(name, texts={name: '#include "vmlinux.h"\n'}).uses_bundled_vmlinux


@pytest.mark.parametrize("words", [["-target", "aarch64-linux-gnu"], ["--target=aarch64-linux-gnu"]])
def test_a_typed_target_of_the_host_is_its_macro(words: list[str]) -> None:
    assert typed([*words, "-DA=1"], []) == ["-D__aarch64__=1", "-DA=1"]
    assert typed(["-target", "bpfeb"], []) == ["-target", "bpfeb"]
