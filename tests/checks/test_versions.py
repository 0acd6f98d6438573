"""KF301, KF302, KF303, KF305, KF306: what each kernel has, and what a program therefore needs."""

from __future__ import annotations

import pytest
from judged import findings, judge, program, rules

from bpflint.base.finding import Level

WQ_INIT = "extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;\n"
CALLBACK = "int (callback_fn)(void *, int *, void *)"
OLD = f"extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, {CALLBACK}, u32 flags, void *aux) __ksym;\n"
NEW = f"extern int bpf_wq_set_callback(struct bpf_wq *wq, {CALLBACK}, u32 flags) __ksym;\n"
RUN = "static int run(void *map, int *key, void *value) { return 0; }\n"
WORK = 'SEC("tc") int work(struct bpf_wq *wq) { %s return 0; }\n'
IN_A_MAP = """\
struct { int (*type)[2], (*max_entries)[1]; int *key; struct bpf_wq *value; } works SEC(".maps");
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
SEC("tc") int work(void *ctx)
{
    int key = 0;
    struct bpf_wq *wq = bpf_map_lookup_elem(&works, &key);
    if (wq) { %s }
    return 0;
}
"""
CALL_OLD = "bpf_wq_set_callback_impl(wq, run, 0, NULL);"
CALL_NEW = "bpf_wq_set_callback(wq, run, 0);"


def weak(declaration: str) -> str:
    return declaration.replace("__ksym", "__ksym __weak")


@pytest.mark.parametrize(
    ("kernel", "expected"), [("6.9", {"KF301"}), ("6.10", set()), ("6.19", set()), ("7.0", set()), ("7.3", set())]
)
def test_a_kfunc_begins(kernel: str, expected: set[str]) -> None:
    body = WQ_INIT + WORK % "bpf_wq_init(wq, wq, 0);"
    assert rules(body, kernel) - {"KF105"} == expected


@pytest.mark.parametrize(
    ("kernel", "expected"), [("6.9", {"KF301"}), ("6.10", {"KF305"}), ("6.19", {"KF305"}), ("7.0", {"KF302"})]
)
def test_a_kfunc_ends_though_its_name_stays(kernel: str, expected: set[str]) -> None:
    assert rules(OLD + RUN + WORK % CALL_OLD, kernel) == expected


def test_the_range_of_a_program_has_both_ends() -> None:
    old = program(OLD + RUN + WORK % CALL_OLD)
    assert (old.minimum, old.maximum) == ("6.10", "6.19")
    new = program(NEW + RUN + WORK % CALL_NEW)
    assert (new.minimum, new.maximum) == ("7.0", None)
    assert new.limit is not None
    assert new.limit.rule == "KF301"


def test_what_a_kfunc_replaced_is_named_where_it_works() -> None:
    def cure(kernel: str) -> str:
        (found,) = findings(NEW + RUN + WORK % CALL_NEW, kernel, rule="KF301")
        return found.help or ""

    assert "until then it is bpf_wq_set_callback_impl()" in cure("6.18")
    assert "_impl" not in cure("6.6")


def test_a_name_that_a_later_kernel_took_may_be_of_a_module_of_the_users_own() -> None:
    own = "extern int bpf_strncasecmp(const char *a, const char *b, int n, int flags, int more) __ksym;\n"
    text = own + 'SEC("tc") int work(void *ctx) { return bpf_strncasecmp("a", "b", 1, 2, 3); }\n'
    (before,) = findings(text, "6.12")
    assert (before.rule, before.level) == ("KF301", Level.WARNING)
    (since,) = [each for each in findings(text, "7.0") if each.rule.startswith("KF1")]
    assert (since.rule, since.level) == ("KF102", Level.ERROR)
    (without_target,) = judge(text).findings
    assert (without_target.rule, without_target.level) == ("KF102", Level.ERROR)
    assert program(text).kernels["6.12"][0] is None


def test_the_limit_is_a_call_of_the_program_or_of_another() -> None:
    text = NEW + RUN + WORK % CALL_NEW
    text += text.replace("work", "second").removeprefix(NEW + RUN) + 'SEC("tc") int idle(void *ctx) { return 0; }\n'
    limits = {program.name: program.limit for program in judge(text).programs}
    work, second, idle = limits["work"], limits["second"], limits["idle"]
    assert work is not None
    assert second is not None
    assert idle is not None
    assert (second.line, second.message) == (work.line + 1, work.message)
    assert (idle.line, idle.message) == (work.line, f"{work.message}, which another program of the object needs")


def test_the_newer_name_first_serves_all() -> None:
    both = weak(OLD) + weak(NEW) + RUN
    right = both + IN_A_MAP % f"if (bpf_ksym_exists(bpf_wq_set_callback)) {CALL_NEW} else {CALL_OLD}"
    assert (program(right).minimum, program(right).maximum) == ("6.10", None)
    # The last argument has another type in the BTF of 7.0, so the declaration does not resolve there.
    other_order = both + IN_A_MAP % f"if (bpf_ksym_exists(bpf_wq_set_callback_impl)) {CALL_OLD} else {CALL_NEW}"
    assert (program(other_order).minimum, program(other_order).maximum) == ("6.10", None)


def test_the_name_that_stays_is_a_trap_for_those_who_declare_it_as_7_0_does() -> None:
    old = weak(OLD).replace("void *aux", "struct bpf_prog_aux *aux")
    body = old + weak(NEW) + RUN + WORK % f"if (bpf_ksym_exists(bpf_wq_set_callback_impl)) {CALL_OLD} else {CALL_NEW}"
    (found,) = findings(body, "7.0")
    assert (found.rule, found.programs) == ("KF306", ("work",))
    assert "cannot be called" in found.message


def test_a_strong_declaration_stops_the_object_from_a_place_no_program_reaches() -> None:
    other = 'SEC("tc") int harmless(void *ctx) { return 0; }\n'
    body = WQ_INIT + "int unreached(struct bpf_wq *wq) { return bpf_wq_init(wq, wq, 0); }\n" + other
    (found,) = findings(body, "6.1")
    assert (found.rule, found.programs) == ("KF301", ())
    (report,) = judge(body).programs
    assert (report.name, report.minimum) == ("harmless", "6.10")
    assert findings(weak(WQ_INIT) + body.removeprefix(WQ_INIT), "6.1") == []


@pytest.mark.parametrize(
    "guard",
    [
        "if (bpf_ksym_exists(bpf_wq_init)) %s",
        "if (!bpf_ksym_exists(bpf_wq_init)) return 0; %s",
        "if (wq && bpf_ksym_exists(bpf_wq_init)) %s",
        "if (!bpf_wq_init) return 0; %s",
        "bpf_ksym_exists(bpf_wq_init) ? bpf_wq_init(wq, wq, 0) : 0;",
        "int there = bpf_ksym_exists(bpf_wq_init); if (there) %s",
        "if (has_wq()) %s",
    ],
)
def test_guards(guard: str) -> None:
    has_wq = "static inline int has_wq(void) { return bpf_ksym_exists(bpf_wq_init); }\n"
    call = "bpf_wq_init(wq, wq, 0);"
    body = weak(WQ_INIT) + has_wq + WORK % (guard % call if "%s" in guard else guard)
    assert rules(body, "6.1") == set()
    assert "KF306" in rules(weak(WQ_INIT) + WORK % call, "6.1")


def test_a_guard_the_wrong_way_round_guards_nothing() -> None:
    body = weak(WQ_INIT) + WORK % "if (!bpf_ksym_exists(bpf_wq_init)) bpf_wq_init(wq, wq, 0);"
    assert rules(body, "6.1") == {"KF306"}
    assert rules(body, "6.12") == set()


CORE = """
#define type_exists(type) __builtin_preserve_type_info(*(type *)0, 0)
#define type_size(type) __builtin_preserve_type_info(*(type *)0, 1)
#define field_exists(field) __builtin_preserve_field_info(field, 2)
#define value_exists(value) __builtin_preserve_enum_value(*(typeof(value) *)value, 0)
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct later { int member; };
struct other { int member; };
#pragma clang attribute pop
extern const int variable __ksym __weak;
static inline int has(void) { return type_exists(struct later); }
"""


@pytest.mark.parametrize(
    "guard",
    [
        "if (type_exists(struct later)) %s",
        "if (!type_exists(struct later)) return 0; %s",
        "if (!type_exists(struct later)) %s",
        "if (type_exists(struct later)) return 0; %s",
        "if (has()) %s",
        "int there = has(); if (there) %s",
        "if (wq && has()) %s",
        "if (has() && ctx[0]) %s",
        "if (ctx[0]) { if (has()) { if (ctx[1]) %s } }",
        "if (has() || field_exists(((struct later *)wq)->member)) %s",
        "if (has() || !field_exists(((struct later *)wq)->member)) %s",
        "if (has()) goto use; if (!type_exists(struct other)) return 0; use: %s",
        "int there = has() && !type_exists(struct other); if (there) %s",
        "if (type_size(struct later) == 8) %s",
        "if (type_size(struct later) != 8) %s",
        "if (&variable) %s",
        "if (bpf_core_no_header_has_this(struct later)) %s",
        "if (lost(struct later)) %s",
    ],
)
@pytest.mark.parametrize("declaration", [weak(WQ_INIT), weak(WQ_INIT).replace("void *p__map", "int p__map")])
def test_what_the_loader_decides_is_a_guard(guard: str, declaration: str) -> None:
    call = "bpf_wq_init(wq, (void *)wq, 0);"
    work = WORK.replace("struct bpf_wq *wq", "u64 *ctx") % ("struct bpf_wq *wq = (void *)ctx[2]; " + guard % call)
    kernel = "6.1" if "void *p__map" in declaration else "6.12"
    assert rules(declaration + CORE + work, kernel) - {"KF105", "KF109"} == set()


def test_a_guard_of_other_code_guards_nothing() -> None:
    body = weak(WQ_INIT) + CORE + WORK % "if (has() || !type_exists(struct other)) wq = 0; bpf_wq_init(wq, wq, 0);"
    assert "KF306" in rules(body, "6.1")
    body = weak(WQ_INIT) + CORE + WORK % "int x = 1; if (has()) x = 2; if (x) bpf_wq_init(wq, wq, 0);"
    assert "KF306" in rules(body, "6.1")
    assert program(body).minimum == "6.10"


def test_a_type_that_a_kfunc_of_the_kernel_takes_exists() -> None:
    body = weak(WQ_INIT) + CORE + WORK % "if (!type_exists(struct bpf_cpumask)) bpf_wq_init(wq, wq, 0);"
    assert rules(body, "6.6") == set()
    body = weak(OLD) + RUN + CORE + WORK % f"if (type_exists(struct bpf_wq)) {CALL_OLD}"
    assert rules(body, "6.9") == set()
    assert "KF306" in rules(body, "7.0")


def test_what_a_constant_decides_is_no_finding_where_other_kernels_have_it() -> None:
    declared = "const volatile int old;\n" + weak(OLD) + RUN
    body = declared + WORK % f"if (old) {CALL_OLD}"
    assert rules(body) == set()
    (found,) = findings(body, "7.0")
    assert (found.rule, str(found.level)) == ("KF306", "warning")


def test_a_helper_behind_what_the_loader_decides() -> None:
    helper = "static long (*bpf_loop)(u32, void *, void *, u64) = (void *)181;\n"
    body = helper + CORE + 'SEC("tc") int work(void *ctx) { %s bpf_loop(1, 0, 0, 0); return 0; }\n'
    assert "BP502" in rules(body % "", "5.15")
    assert rules(body % "if (has())", "5.15") == set()


TASK = """extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
SEC("%s") int look(void *ctx) { return !!bpf_task_from_pid(1); }
"""


@pytest.mark.parametrize(
    ("section", "minimum"),
    [("tp_btf/task_newtask", "6.2"), ("tp/syscalls/sys_enter_read", "6.12"), ("raw_tp/task_newtask", "7.0")],
)
def test_the_first_kernel_depends_on_the_program_type_too(section: str, minimum: str) -> None:
    report = program(TASK % section)
    assert report.minimum is not None
    assert [int(part) for part in report.minimum.split(".")] <= [int(part) for part in minimum.split(".")]
    assert (report.kernels[minimum][0], report.kernels["5.10"][0]) == (True, False)


def test_allowed_later_names_the_kernel() -> None:
    (found,) = findings(TASK % "raw_tp/task_newtask", "6.18")
    assert (found.rule, found.programs) == ("KF303", ("look",))
    assert "7.0" in found.message


def test_superseded_is_quiet_where_the_successor_is_known() -> None:
    assert rules(OLD + RUN + WORK % CALL_OLD, "6.12") == {"KF305"}
    assert rules(OLD + weak(NEW) + RUN + WORK % CALL_OLD, "6.12") == set()


@pytest.mark.parametrize(
    "code",
    [
        "int x; while (ctx[0]) x = x + 1; if (x) return 1;",
        "int a0 = ctx[0];" + "".join(f"int a{i + 1} = a{i} + a{i};" for i in range(60)) + "if (a60) return 1;",
        "int a0 = 1;" + "".join(f"int a{i + 1} = a{i} + a{i};" for i in range(60)) + "if (a60) return 1;",
        "int a0 = set;" + "".join(f"int a{i + 1} = a{i} + a{i};" for i in range(60)) + "if (a60) return 1;",
        "if (" + "+".join(["set"] * 400) + ") return 1;",
        "if (" + "(" * 200 + "set" + "+1)" * 200 + ") return 1;",
    ],
)
def test_conditions_that_never_end_are_given_up(code: str) -> None:
    declared = "const volatile int set;\n" + WQ_INIT
    body = declared + f'SEC("tc") int work(u64 *ctx) {{ {code} bpf_wq_init((void *)ctx, ctx, 0); return 0; }}\n'
    assert "KF301" in rules(body, "6.1")


def test_kfuncs_for_the_kernels_own_tests_are_a_doubt() -> None:
    body = """struct prog_test_ref_kfunc *bpf_kfunc_call_test_kptr_get(struct prog_test_ref_kfunc **p, int, int) __ksym;
SEC("tc") int work(void *ctx) { return !bpf_kfunc_call_test_kptr_get((void *)ctx, 1, 2); }
"""
    (found,) = findings(body, "6.12", rule="KF302")
    assert str(found.level) == "warning"
    assert program(body).maximum is None


def test_a_module_of_the_kernels_own_tests_may_be_on_any_kernel() -> None:
    body = """extern void bpf_kfunc_common_test(void) __ksym;
SEC("tc") int work(void *ctx) { bpf_kfunc_common_test(); return 0; }
"""
    assert [rules(body, kernel) for kernel in ("5.10", "6.6", "6.12", "6.18", "7.3")] == [set()] * 5
    assert (program(body).minimum, program(body).maximum) == (None, None)


def test_what_the_rest_of_an_object_lacks_hides_no_mistakes() -> None:
    body = (
        "extern struct task_struct *bpf_task_from_vpid(s32 vpid) __ksym;\n"
        "extern void bpf_task_release(struct task_struct *p) __ksym;\n"
        'SEC("tp_btf/task_newtask") int lacking(u64 *ctx) { bpf_task_release(%s); return !bpf_task_from_vpid(1); }\n'
        'SEC("tp_btf/task_newtask") int innocent(u64 *ctx) { bpf_task_release(%s); return 0; }\n'
    ) % (("(struct task_struct *)1234",) * 2)
    found = {(finding.rule, finding.programs) for finding in findings(body, "6.12")}
    assert found == {("KF301", ()), ("KF105", ("innocent",))}


COOKIE = '{weak}\nSEC("kprobe.session/f") int session(struct pt_regs *ctx) {{ {call}; return 0; }}\n'
SESSION = "extern __u64 *bpf_session_cookie(void *ctx)"
AS_IN_VMLINUX = f'{SESSION} __attribute__((weak)) __attribute__((section(".ksyms")));'


def test_weak_by_another_declaration_fails_where_it_is_called() -> None:
    """Of several declarations one that is weak makes the symbol so: the object loads, the call does not."""
    both = f"{AS_IN_VMLINUX}\n{SESSION} __ksym;"
    body = COOKIE.format(weak=both, call="bpf_session_cookie(ctx)") + 'SEC("tc") int other(void *ctx) { return 0; }\n'
    assert rules(body, "6.1") == {"KF306", "BP506"}
    other = next(each for each in judge(body).programs if each.name == "other")
    assert other.ranges == ["5.10..7.3"]


@pytest.mark.parametrize(("kernel", "expected"), [("6.19", {"KF306"}), ("7.0", set())])
def test_a_weak_declaration_of_another_kernel_never_resolves(kernel: str, expected: set[str]) -> None:
    assert rules(COOKIE.format(weak=AS_IN_VMLINUX, call="bpf_session_cookie(ctx)"), kernel) == expected
    guarded = "if (bpf_ksym_exists(bpf_session_cookie)) bpf_session_cookie(ctx)"
    assert rules(COOKIE.format(weak=AS_IN_VMLINUX, call=guarded), kernel) == set()


PATH = (
    "char b[8];\n"
    'SEC("%s") int work(u64 *ctx) { struct file *f = (void *)ctx[0]; return bpf_d_path(&f->f_path, b, 8); }\n'
)


@pytest.mark.parametrize(
    ("section", "kernel", "loads"),
    [
        ("fentry/filp_close", "5.10", True),
        ("fentry/vfs_read", "5.10", False),
        ("fexit/dentry_open", "7.3", True),
        ("tp_btf/sched_switch", "6.12", False),
        ("iter/task_file", "6.12", True),
        ("lsm/file_open", "5.10", None),
        ("lsm/file_open", "5.11", True),
        ("lsm/file_free_security", "6.0", None),
        ("lsm/file_free_security", "6.1", False),
    ],
)
def test_paths_are_asked_for_from_few_targets(section: str, kernel: str, loads: bool | None) -> None:
    assert program(PATH % section).kernels[kernel][0] is loads


OLD_INODE = (
    "struct timespec64 { long tv_sec; long tv_nsec; };\n"
    "struct inode___old { struct timespec64 i_atime; } __attribute__((preserve_access_index));\n"
    "long at;\n"
    'SEC("fentry/vfs_read") int work(u64 *ctx) { struct inode___old *i = (void *)ctx[0]; %s return 0; }\n'
)


def test_a_member_of_which_nobody_knows_on_some_kernel() -> None:
    """6.1 and 6.12 were measured, and differ."""
    read = program(OLD_INODE % "at = i->i_atime.tv_sec;")
    assert [read.kernels[kernel][0] for kernel in ("6.1", "6.6", "6.12")] == [True, None, False]
    (why,) = read.kernels["6.6"][1]
    assert why.rule == "BP509"
    assert (
        why.message
        == "nobody knows whether the member i_atime of struct inode is there: kernels <6.2 have it, 6.2..6.11 perhaps"
    )
    assert read.ranges == ["5.10..6.1"]


def test_a_guarded_member_is_no_doubt() -> None:
    exists = "__builtin_preserve_field_info(i->i_atime, 2)"
    assert program(OLD_INODE % f"if ({exists}) at = i->i_atime.tv_sec;").ranges == ["5.10..7.3"]
