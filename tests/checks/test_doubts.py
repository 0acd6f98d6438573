"""A table of kernels says of each doubt what nobody knows, also of what no known kernel has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from judged import findings, program

from bpflint.kernel.surface_lines import SurfaceLines

TRACED = 'SEC("{section}") int work(unsigned long long *ctx) {{ return 0; }}\n'


def told(body: str) -> dict[str, tuple[bool | None, list[str]]]:
    return {version: (loads, [each.message for each in why]) for version, (loads, why) in program(body).kernels.items()}


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            "fentry/no_such_function",
            "the function no_such_function() is in no known kernel: only a module can bring it",
        ),
        ("tp_btf/no_such_event", "the tracepoint no_such_event is in no known kernel: only a module can bring it"),
        ("iter/no_such_list", "the iterator no_such_list is in no known kernel: only a module can bring it"),
        ("lsm/no_such_hook", "the LSM hook no_such_hook is in no known kernel"),
    ],
)
def test_a_target_of_no_known_kernel_is_not_known(section: str, message: str) -> None:
    answers = told(TRACED.format(section=section))
    assert {version: answer for version, answer in answers.items() if answer != (None, [message])} == {}


@pytest.mark.parametrize("section", ["kprobe/no_such", "tracepoint/none/no_such", "raw_tp/no_such"])
def test_what_loads_without_its_target_is_no_doubt(section: str) -> None:
    assert program(TRACED.format(section=section)).ranges == ["5.10..7.3"]


def test_a_target_between_kernels_that_have_it_and_lack_it() -> None:
    answers = told(TRACED.format(section="fmod_ret/update_socket_protocol"))
    message = (
        "nobody knows whether the function update_socket_protocol() is there: kernels >=6.12 have it, 6.2..6.11 perhaps"
    )
    assert answers["6.6"] == (None, [message])
    assert answers["6.1"][0] is False
    assert answers["6.12"] == (True, [])


KSYM = '__attribute__((section(".ksyms")))'


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (f"extern const int no_such_variable {KSYM};", None),
        (f"extern const int no_such_variable {KSYM} __attribute__((weak));", True),
        (f"extern const void no_such_variable {KSYM};", True),
    ],
)
def test_a_variable_of_no_known_kernel(declared: str, expected: bool | None) -> None:
    answers = told(f'{declared}\nSEC("tc") int work(void *ctx) {{ return (long)&no_such_variable != 0; }}\n')
    assert {loads for loads, _ in answers.values()} == {expected}
    assert ("no_such_variable is in no known kernel" in str(answers)) is (expected is None)


@pytest.mark.parametrize(("test", "expected"), [("", None), ("if (__builtin_preserve_type_info(*m, 0))", True)])
def test_a_member_of_a_struct_of_no_known_kernel(test: str, expected: bool | None) -> None:
    """As of a user program's struct, which is relocated by BTF that only the loader knows."""
    body = (
        "struct no_such { int first, second; } __attribute__((preserve_access_index));\n"
        f'SEC("kprobe/f") int work(struct no_such *m) {{ {test} return m->second; return 0; }}\n'
    )
    answers = told(body)
    assert {loads for loads, _ in answers.values()} == {expected}
    assert ("the member second of struct no_such is in no known kernel" in str(answers)) is (expected is None)


def test_an_enumerator_of_no_known_kernel() -> None:
    """Behind a test of the program's own BTF, which no kernel decides."""
    body = (
        "enum no_such { NO_SUCH = 1 };\n"
        'SEC("kprobe/f") int work(void *c) { if (__builtin_btf_type_id(*(int *)0, 0) == 0) return 1;\n'
        "return __builtin_preserve_enum_value(*(enum no_such *)NO_SUCH, 1); }\n"
    )
    answers = told(body)
    assert {loads for loads, _ in answers.values()} == {None}
    assert "the enumerator NO_SUCH is in no known kernel" in str(answers)


def test_an_enumerator_is_known_by_its_name_without_a_flavour() -> None:
    body = (
        "enum bpf_link_type___old { BPF_LINK_TYPE_SOCKMAP___old = 1 };\n"
        'SEC("kprobe/f") int work(void *c) {\n'
        "return __builtin_preserve_enum_value(*(enum bpf_link_type___old *)BPF_LINK_TYPE_SOCKMAP___old, 1); }\n"
    )
    answers = told(body)
    assert (answers["6.1"][0], answers["7.3"][0]) == (False, True)


@pytest.mark.parametrize(
    ("body", "option", "what"),
    [
        (
            'struct sched_ext_ops { int (*init)(void); };\nSEC("struct_ops/init") int work(void *ctx) { return 0; }\n'
            'SEC(".struct_ops") struct sched_ext_ops ops = { .init = (void *)work };\n',
            "CONFIG_SCHED_CLASS_EXT",
            "struct_ops member sched_ext_ops.init",
        ),
        (
            "struct sched_ext_entity { u64 dsq_vtime; } __attribute__((preserve_access_index));\n"
            'SEC("tp_btf/sys_enter") int work(struct sched_ext_entity **ctx) { return ctx[0]->dsq_vtime != 0; }\n',
            "CONFIG_SCHED_CLASS_EXT",
            "member dsq_vtime of struct sched_ext_entity",
        ),
    ],
)
def test_what_the_builds_of_a_release_leave_out_hangs_on_the_option(body: str, option: str, what: str) -> None:
    """Debian's 6.12 has no sched_ext; what lies between it and a release that lacks them nobody knows."""
    answers = told(body)
    assert answers["6.12"] == answers["6.15"] == (None, [f"depends on {option}: without it there is no {what}"])
    loads, (message, *_) = answers["6.11"]
    assert loads is None
    assert message.startswith(f"nobody knows whether the {what} is there")
    assert answers["7.3"] == (True, [])


def test_the_option_is_that_of_the_release_in_question() -> None:
    answers = told('SEC("fentry/bpf_qdisc_init") int work(void *ctx) { return 0; }\n')
    message = "depends on CONFIG_NET_SCH_BPF: without it there is no function bpf_qdisc_init()"
    assert answers["6.16"] == (None, [message])
    assert answers["6.12"][0] is False


def test_a_hook_that_late_patch_levels_of_a_release_close() -> None:
    body = TRACED.format(section="lsm/xfrm_decode_session")
    message = "late patch levels of this release take no BPF programs on the LSM hook xfrm_decode_session"
    answers = told(body)
    assert answers["6.12"] == (None, [message])
    assert answers["6.11"] == answers["6.16"] == (True, [])
    assert answers["7.1"][0] is False
    assert program(body, "6.12.116").kernels["6.12"][0] is None
    assert program(body, "6.12.117").kernels["6.12"][0] is False


BBR = """void bbr_init(struct sock *sk) __ksym __weak;
SEC("flow_dissector") int work(void *ctx) { %s bbr_init(0); return 0; }
"""


def test_whether_the_module_of_a_kfunc_is_loaded_is_not_known() -> None:
    """No program of this type may call it; kernels without tcp_bbr skip what stands behind the test, and load it."""
    assert told(BBR % "if (bpf_ksym_exists(bbr_init))")["6.12"] == (True, [])
    assert told(BBR % "")["6.12"][0] is False


@pytest.mark.parametrize(
    ("hook", "near"), [("file_opne", "file_open"), ("bprm_check", "bprm_check_security"), ("generic_lsm_core", "")]
)
def test_a_hook_of_no_known_kernel_is_told_where_it_is_spelt_nearly_like_one(hook: str, near: str) -> None:
    found = findings(TRACED.format(section=f"lsm/{hook}"))
    assert [(each.rule, f"did you mean '{near}'?" in each.message) for each in found] == [("BP508", True)] * bool(near)


def test_hooks_are_looked_for_once_for_all_programs_and_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among more than a hundred thousand functions."""
    names, looked = SurfaceLines.names, []

    def counted(lines: SurfaceLines, category: str) -> Iterator[str]:
        looked.append(category)
        return names(lines, category)

    monkeypatch.setattr(SurfaceLines, "names", counted)
    hooks = ("file_opne", "file_openn", "file_opeen")
    body = "".join(f'SEC("lsm/{hook}") int {hook}(unsigned long long *ctx) {{ return 0; }}\n' for hook in hooks)
    assert len(findings(body)) == 3
    assert len(looked) <= 1
