"""What hangs on how a kernel is configured is not known, and the table says on which option it hangs."""

from __future__ import annotations

import pytest
from judged import judge, program

KCONFIG = '__attribute__((section(".kconfig")))'
WEAK = f"extern _Bool CONFIG_PREEMPT_RCU {KCONFIG} __attribute__((weak));\n"


def reasons(body: str) -> dict[str, tuple[bool | None, set[str]]]:
    return {
        version: (loads, {reason.message for reason in why}) for version, (loads, why) in program(body).kernels.items()
    }


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (f"extern _Bool CONFIG_BPF_LSM {KCONFIG};", None),
        (f"extern _Bool CONFIG_BPF_LSM {KCONFIG} __attribute__((weak));", True),
        (f"extern int CONFIG_HZ {KCONFIG};", True),
        (f"extern int LINUX_KERNEL_VERSION {KCONFIG};", True),
    ],
)
def test_a_strong_value_that_a_kernel_may_leave_out(declared: str, expected: bool | None) -> None:
    name = declared.split()[2]
    told = reasons(f'{declared}\nSEC("tc") int work(void *ctx) {{ return {name} ? 1 : 0; }}\n')
    assert {loads for loads, _ in told.values()} == {expected}
    assert ("depends on CONFIG_BPF_LSM" in str(told)) is (expected is None)


def test_an_unused_value_is_dropped() -> None:
    body = f'extern _Bool CONFIG_BPF_LSM {KCONFIG};\nSEC("tc") int work(void *ctx) {{ return 0; }}\n'
    assert program(body).ranges == ["5.10..7.3"]


def test_code_behind_a_value_of_the_configuration() -> None:
    body = WEAK + 'SEC("tc") int work(void *ctx) { if (CONFIG_PREEMPT_RCU) bpf_ktime_get_tai_ns(); return 0; }\n'
    told = reasons(body)
    assert told["6.0"] == (
        None,
        {"depends on CONFIG_PREEMPT_RCU: helper bpf_ktime_get_tai_ns() exists since kernel 6.1"},
    )
    assert told["6.1"] == (True, set())
    assert program(body).ranges == ["6.1..7.3"]
    surely = WEAK + 'SEC("tc") int work(void *ctx) { bpf_ktime_get_tai_ns(); return CONFIG_PREEMPT_RCU; }\n'
    assert reasons(surely)["6.0"][0] is False


def test_what_the_loader_sets_is_no_option_of_the_kernel() -> None:
    body = (
        f"{WEAK}const volatile _Bool tai;\n"
        'SEC("tc") int work(void *ctx) { if (tai) bpf_ktime_get_tai_ns(); return 0; }\n'
    )
    assert reasons(body)["6.0"] == (True, set())


@pytest.mark.parametrize(
    ("text", "option"),
    [
        (
            'SEC("kprobe/f") int work(void *ctx) { bpf_override_return(ctx, 1); return 0; }',
            "CONFIG_BPF_KPROBE_OVERRIDE",
        ),
        ('SEC("fentry.s/__x64_sys_getpgid") int work(void *ctx) { return 0; }', "CONFIG_FUNCTION_ERROR_INJECTION"),
        ('SEC("fmod_ret/__x64_sys_getpgid") int work(void *ctx) { return 0; }', "CONFIG_FUNCTION_ERROR_INJECTION"),
        ('SEC("fmod_ret/security_file_open") int work(void *ctx) { return 0; }', ""),
        ('SEC("fentry/__x64_sys_getpgid") int work(void *ctx) { return 0; }', ""),
    ],
)
def test_what_a_kernel_has_only_with_an_option(text: str, option: str) -> None:
    loads, why = reasons(f"{text}\n")["6.12"]
    assert loads is (None if option else True)
    assert (option in str(why)) if option else not why


def test_a_kfunc_that_the_builds_of_a_release_leave_out() -> None:
    """Debian's 6.12 has no sched_ext; a strong kfunc of it keeps the whole object in doubt, whoever calls it."""
    create = 'extern int scx_bpf_create_dsq(unsigned long long id, int node) __attribute__((section(".ksyms")))'
    body = ';\nSEC("syscall") int make(void *ctx) { return scx_bpf_create_dsq(1, -1); }\n'
    body += 'SEC("tc") int other(void *ctx) { return 0; }\n'
    message = "depends on CONFIG_SCHED_CLASS_EXT: without it there is no scx_bpf_create_dsq()"
    for report in judge(create + body).programs:
        found = {version: (loads, [each.message for each in why]) for version, (loads, why) in report.kernels.items()}
        assert found["6.12"] == found["6.15"] == (None, [message])
        assert found["6.16"] == (True, [])
        assert found["6.11"][0] is False
    _, other = judge(f"{create} __attribute__((weak)){body}").programs
    assert other.kernels["6.12"][0] is True
