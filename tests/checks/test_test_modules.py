"""What only the kernel's own test modules bring does not load on a kernel as distributions build it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.finding import FileReport, Level
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

HEAD = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\nchar _license[] SEC("license") = "GPL";\n'
MODULE = "bpf_testmod, a module of the kernel's own tests"


def lint(path: Path, text: str) -> FileReport:
    file = path / "tests.bpf.c"
    file.write_text(HEAD + text)
    return Engine(Settings(), every_kernel=True).lint_file(str(file))


def kfunc(attribute: str, guard: str) -> str:
    return f"""\
extern void bpf_kfunc_call_test_mem_len_pass1(void *mem, int mem__sz) __ksym {attribute};
SEC("tc")
int calls(struct __sk_buff *skb)
{{
	char buffer[4] = {{}};

	{guard}
		bpf_kfunc_call_test_mem_len_pass1(buffer, sizeof(buffer));
	return 0;
}}
"""


def rows(report: FileReport) -> dict[str, bool | None]:
    (program,) = report.programs
    return {version: loads for version, (loads, _) in program.kernels.items()}


@pytest.mark.parametrize("attribute", ["", "__weak"])
def test_a_kfunc_that_left_vmlinux_for_the_module(tmp_path: Path, attribute: str) -> None:
    report = lint(tmp_path, kfunc(attribute, ""))
    found = rows(report)
    assert (found["6.1"], found["6.12"], found["6.18"], found["7.3"]) == (True, False, False, False)
    assert attribute or (found["6.0"], found["6.6"]) == (None, None), "no build was measured"
    _, reasons = report.programs[0].kernels["6.12"]
    assert MODULE in reasons[0].message
    assert not report.findings, "whoever runs the kernel's tests has the module"


def test_a_guarded_call_needs_no_module(tmp_path: Path) -> None:
    found = rows(lint(tmp_path, kfunc("__weak", "if (bpf_ksym_exists(bpf_kfunc_call_test_mem_len_pass1))")))
    assert False not in {found[version] for version in ("6.12", "6.18", "7.3")}


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("fentry/bpf_testmod_return_ptr", False),
        ("?fentry/bpf_testmod_return_ptr", True),
        ("fentry/another_module_return_ptr", None),
        ("kprobe/bpf_testmod_return_ptr", True),
    ],
)
def test_a_target_that_carries_the_name_of_the_module(tmp_path: Path, section: str, expected: bool | None) -> None:
    found = rows(lint(tmp_path, f'SEC("{section}")\nint program(void *ctx)\n{{\n\treturn 0;\n}}\n'))
    assert {found["6.12"], found["7.3"]} == {expected}


def test_a_kfunc_of_the_module_does_not_make_old_kernels_doubtful(tmp_path: Path) -> None:
    """A kfunc that ended is no finding in a file for kernels that have it, whatever its tests need besides."""
    text = """\
extern void bpf_kfunc_common_test(void) __ksym;
typedef int (*runs)(void *map, int *key, void *value);
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, runs run, unsigned int flags, void *aux) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
struct value { struct bpf_wq work; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");
static int run(void *map, int *key, void *value) { bpf_kfunc_common_test(); return 0; }
SEC("tc")
int starts(struct __sk_buff *skb)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (value && !bpf_wq_init(&value->work, &values, 0) && !bpf_wq_set_callback_impl(&value->work, run, 0, NULL))
		bpf_wq_start(&value->work, 0);
	return 0;
}
"""
    source = tmp_path / "tests.bpf.c"
    source.write_text(HEAD + text)
    findings = Engine(Settings()).lint_file(str(source)).findings
    assert [finding.rule for finding in findings if finding.level > Level.NOTE] == []
