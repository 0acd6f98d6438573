"""What is said of a file that was not understood: what is missing, who wants it, where it may be, what to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

HEAD = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n'
TAIL = 'char LICENSE[] SEC("license") = "GPL";\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def put(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def program(value: str) -> str:
    return f'SEC("tc") int main_prog(struct __sk_buff *skb) {{ return {value}; }}\n{TAIL}'


def told(text: str, name: str = "src/a.bpf.c", vmlinux: str | None = None) -> list[str]:
    """What is said of the losses of a source; nothing if it is whole."""
    put(name, text)
    report = Engine(Settings(vmlinux=Path(vmlinux) if vmlinux else None)).lint_file(name)
    assert (report.status == "ok") == (not report.problems)
    return [problem.message for problem in report.problems]


# ------------------------------------------------------------------------------------------------------ headers


@pytest.mark.usefixtures("project")
def test_a_header_that_is_nowhere_names_who_includes_it_and_what_to_type() -> None:
    put("src/inner.h", '\n#include "lib/none.h"\n')
    (message,) = told('#include "inner.h"\n' + HEAD + program("0"))
    assert message.startswith("'lib/none.h' file not found; src/inner.h:2 includes it (src/a.bpf.c:1 brings that in); ")
    assert "looked for in src, and among bpflint's own headers" in message
    assert message.endswith('name its directory: include-dirs = ["DIR"] or -I DIR')


@pytest.mark.usefixtures("project")
def test_a_header_in_a_hidden_directory_gives_the_line_to_type() -> None:
    put(".output/lib/made.h", "#define MADE 0\n")
    (message, *_) = told('#include "lib/made.h"\n' + HEAD + program("MADE"))
    assert 'it lies below include-dirs = [".output"] or -I .output' in message
    put("bpflint.toml", "")
    whole = Engine(Settings(include_dirs=(str(Path(".output").absolute()),))).lint_file("src/a.bpf.c")
    assert whole.status == "ok"


@pytest.mark.usefixtures("project")
def test_a_header_that_a_build_makes_is_told_so() -> None:
    put("Makefile", "all:\n\ngenerated_ids.h: ids.txt\n\t./make-ids\n")
    (message,) = told('#include "generated_ids.h"\n' + HEAD + program("0"))
    assert "Makefile:3 makes it: build first" in message


@pytest.mark.usefixtures("project")
def test_a_header_that_something_installed_brings_is_told_so() -> None:
    put("CMakeLists.txt", "set(NEEDS\n  ${DIR}/mine.h /opt/sensor/kern/theirs.h)\n")
    (message,) = told('#include "theirs.h"\n' + HEAD + program("0"))
    assert "CMakeLists.txt:2 takes it from /opt/sensor/kern/: install what brings it, or name a directory" in message
    (message,) = told('#include "mine.h"\n' + HEAD + program("0"))
    assert "CMakeLists.txt:2 makes it: build first" in message


@pytest.mark.usefixtures("project")
def test_a_submodule_that_is_not_checked_out_is_named() -> None:
    put(".gitmodules", '[submodule "x"]\n\tpath = deps/x\n[submodule "strobe"]\n\tpath = deps/strobe\n')
    Path("deps/strobe").mkdir(parents=True)
    (message,) = told("#include <strobe/maps.h>\n" + HEAD + program("0"))
    assert "git submodule update --init deps/strobe" in message


@pytest.mark.usefixtures("project")
def test_a_submodule_that_is_there_is_not() -> None:
    put(".gitmodules", '[submodule "strobe"]\n\tpath = deps/strobe\n')
    put("deps/strobe/other.h", "")
    (message,) = told("#include <strobe/maps.h>\n" + HEAD + program("0"))
    assert "git submodule" not in message


@pytest.mark.usefixtures("project")
def test_a_header_that_an_installation_puts_elsewhere() -> None:
    put("src/lib.h", "")
    (message,) = told("#include <mylib/lib.h>\n" + HEAD + program("0"))
    assert "src/lib.h may be what is installed so; name the directory that has it: include-dirs" in message


@pytest.mark.usefixtures("project")
def test_a_header_of_the_kernel_is_not_looked_for_in_a_submodule_of_another_name() -> None:
    put(".gitmodules", '[submodule "x"]\n\tpath = deps/x\n')
    put("v/vmlinux.h", "")  # a vmlinux.h that somebody names is the only one
    head = "#include <linux/nsproxy.h>\n#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n"
    (message,) = told(head + program("0"), vmlinux="v/vmlinux.h")
    assert "if it is one of the kernel's own" in message and "submodule" not in message


@pytest.mark.usefixtures("project")
def test_a_header_in_a_branch_that_is_not_taken_is_not_named() -> None:
    hidden = "#ifdef NEVER\n#include <linux/none.h>\n#endif\n"
    assert told(hidden + HEAD + program("0")) == []
    messages = told(hidden + HEAD + program("NOWHERE"))
    assert len(messages) == 1 and "NOWHERE" in messages[0]


# -------------------------------------------------------------------------------------------------- macros and types


@pytest.mark.usefixtures("project")
def test_a_macro_that_nobody_defines() -> None:
    (message,) = told(HEAD + program("LIMIT"))
    assert message.startswith("use of undeclared identifier 'LIMIT'; no header that is included defines it")
    assert 'defines = ["LIMIT=VALUE"] or -D LIMIT=VALUE' in message
    assert told(HEAD + "#define LIMIT 1\n" + program("LIMIT")) == []


@pytest.mark.usefixtures("project")
def test_a_macro_of_a_header_that_is_not_included() -> None:
    put("inc/limits.h", "\n#define LIMIT 3\n")
    (message,) = told(HEAD + program("LIMIT"))
    assert message.endswith("inc/limits.h:2 defines it, and nothing includes that")


@pytest.mark.usefixtures("project")
def test_a_macro_of_a_header_of_linux_that_is_not_included() -> None:
    (message,) = told(HEAD + program("-ENOENT"))
    assert message.endswith("<asm-generic/errno-base.h> defines it, and nothing includes that")
    assert told(HEAD + "#include <errno.h>\n" + program("-ENOENT")) == []


@pytest.mark.usefixtures("project")
def test_a_macro_that_makes_declarations() -> None:
    (message, *_) = told(HEAD + "TOPPER(name, map);\n" + program("0"))
    assert "nobody knows TOPPER()" in message and "no header that is included defines it" in message


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("before", "advice"),
    [
        ("#ifdef FAST\n", 'src/limits.h:1 wants FAST defined: defines = ["FAST"] or -D FAST'),
        ("#if defined(FAST) || defined(SLOW)\n", "src/limits.h:1 wants one of FAST, SLOW defined"),
        ("#ifdef FAST\n#elif defined SLOW\n", 'src/limits.h:2 wants SLOW defined: defines = ["SLOW"]'),
        ("#if 1\n#else\n", "it depends on the condition at src/limits.h:2"),
    ],
)
def test_a_macro_under_a_condition(before: str, advice: str) -> None:
    put("src/limits.h", before + "#define LIMIT 3\n#endif\n")
    messages = told(HEAD + '#include "limits.h"\n' + program("LIMIT"))
    assert any(advice in each for each in messages), messages


@pytest.mark.usefixtures("project")
def test_a_macro_that_the_makefile_gives() -> None:
    put("Makefile", "x.o: x.c\n\t$(CC) -DLIMIT=$(N) -c $<\n")
    (message,) = told(HEAD + program("LIMIT"))
    assert 'Makefile:2 defines it: defines = ["LIMIT=VALUE"] or -D LIMIT=VALUE' in message


@pytest.mark.usefixtures("project")
def test_a_refusal_names_what_it_wants() -> None:
    refusal = "#ifdef BIG\n#elif defined(SMALL)\n#else\n#error choose a size\n#endif\n"
    (message,) = told(HEAD + refusal + program("0"))
    assert "choose a size" in message
    assert 'src/a.bpf.c:5 wants one of BIG, SMALL defined: defines = ["BIG"] or -D BIG' in message
    assert told(HEAD + "#define SMALL\n" + refusal + program("0")) == []


@pytest.mark.usefixtures("project")
def test_a_member_that_vmlinux_does_not_have() -> None:
    text = HEAD + 'SEC("tc") int main_prog(struct __sk_buff *skb) { return skb->no_such; }\n' + TAIL
    (message,) = told(text)
    assert "the bundled vmlinux.h has no such member" in message
    assert 'vmlinux = "FILE" or --vmlinux FILE' in message


@pytest.mark.usefixtures("project")
def test_a_member_under_a_condition() -> None:
    put("src/own.h", "struct own {\n\tint a;\n#ifdef WITH_B\n\tint b;\n#endif\n};\n")
    text = HEAD + '#include "own.h"\nSEC("tc") int main_prog(struct own *own) { return own->b; }\n' + TAIL
    (message,) = told(text)
    assert 'src/own.h:3 wants WITH_B defined: defines = ["WITH_B"]' in message


@pytest.mark.usefixtures("project")
def test_what_our_own_headers_stumble_over_is_not_what_is_named() -> None:
    messages = told("#define __u32 no such type\n#include <linux/bpf.h>\n" + HEAD[21:] + program("NOWHERE"))
    assert messages and not any("/headers/" in each for each in messages)
