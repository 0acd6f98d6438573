"""Variables that a program only declares, kernel by kernel."""

from __future__ import annotations

from pathlib import Path

from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

SOURCE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern const int cpu_number __ksym {weak};

SEC("raw_tp/sys_enter")
int reads_the_variable(void *ctx)
{{
	return &cpu_number ? *(int *)bpf_this_cpu_ptr(&cpu_number) : 0;
}}

char _license[] SEC("license") = "GPL";
"""


def rows(path: Path, weak: str) -> dict[str, bool | None]:
    file = path / "reads.bpf.c"
    file.write_text(SOURCE.format(weak=weak))
    (program,) = Engine(Settings(), every_kernel=True).lint_file(str(file)).programs
    return {version: loads for version, (loads, _) in program.kernels.items()}


def test_a_strong_variable_is_needed_and_between_measured_kernels_a_doubt(tmp_path: Path) -> None:
    found = rows(tmp_path, "")
    assert (found["5.10"], found["6.1"], found["6.12"], found["7.3"]) == (False, True, False, True)
    assert (found["6.0"], found["6.6"], found["6.14"]) == (None, None, None)


def test_a_weak_variable_is_not(tmp_path: Path) -> None:
    assert set(rows(tmp_path, "__weak").values()) == {True}
