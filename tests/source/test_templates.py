"""Headers that a build makes from a template stand in for themselves."""

from __future__ import annotations

from pathlib import Path

from bpflint.policy.settings import Settings
from bpflint.source.front import Source
from bpflint.source.problems import Status
from bpflint.source.templates import filled


def test_variables_are_zero_but_not_in_strings() -> None:
    text = '#define A ${A}\n#define B @B@\n#define C "${C}"\n#cmakedefine01 D\n#cmakedefine E @E@\n'
    assert filled(text) == '#define A 0\n#define B 0\n#define C "${C}"\n#define D 0\n/* E is not defined */\n'


def test_a_file_that_includes_one_is_understood(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "driver").mkdir()
    (tmp_path / "driver" / "config.h.in").write_text('#include "more.h"\n#define MAJOR ${MAJOR}\n')
    (tmp_path / "driver" / "more.h").write_text("enum { VERSION = 3 };\n")
    path = tmp_path / "p.bpf.c"
    path.write_text("#include <driver/config.h>\nint version = VERSION + MAJOR;\n")
    source = Source.of(str(path), {}, Settings(cache=False))
    assert source.parse().status is Status.OK
    assert source.assumed == ["read with stand-ins for headers of a build or submodule: driver/config.h"]
