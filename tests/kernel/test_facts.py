"""Facts that a BPF person knows by heart, and how unknown things are answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bpflint.kernel import Facts, KernelFacts, KfuncAt, Presence, ProgramKind, UnknownKernelError, Version, load_facts
from bpflint.kernel.core_questions import has_enumerator, has_field, has_type


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts()


def kfunc(facts: Facts, name: str, kernel: str) -> KfuncAt:
    found = facts.at(Version.parse(kernel)).kfunc(name)
    assert found is not None
    return found


def kind(text: str, *, sleepable: bool = False, target: str | None = None) -> ProgramKind:
    program_type, _, rest = text.partition("/")
    if "." in rest:
        return ProgramKind(f"BPF_PROG_TYPE_{program_type}", sleepable=sleepable, member=rest)
    return ProgramKind(f"BPF_PROG_TYPE_{program_type}", rest or None, sleepable, target=target)


def test_the_releases(facts: Facts) -> None:
    assert facts.versions[0] == Version(5, 10)
    assert facts.newest == Version(7, 3)
    assert len(facts.versions) == 34
    assert list(facts.versions) == sorted(facts.versions)
    assert Version(6, 12) in facts.measured
    assert Version(6, 6) not in facts.measured


def test_a_kernel_that_is_not_known(facts: Facts) -> None:
    with pytest.raises(UnknownKernelError, match=r"nothing is known of kernel 4\.19"):
        facts.at(Version(4, 19))


def test_a_stable_kernel_that_changed_the_interface(facts: Facts) -> None:
    release, early, late = (facts.at(Version(6, 6), patch) for patch in (None, 3, 87))
    name = "bpf_sock_addr_set_sun_path"
    assert [kernel.presence(name) for kernel in (release, early, late)] == [
        Presence.UNKNOWN,
        Presence.UNKNOWN,
        Presence.PRESENT,
    ]
    opened = [kernel.kfunc("bpf_dynptr_from_skb") for kernel in (release, late)]
    assert [each and each.allows(kind("CGROUP_SOCK_ADDR/BPF_CGROUP_INET4_CONNECT")) for each in opened] == [None, True]
    assert late.presence("bpf_wq_init") is Presence.ABSENT, "the rest is as in 6.6"
    assert facts.at(Version(6, 12), 87) is facts.at(Version(6, 12))


def test_wq_start_came_with_6_10_for_every_program(facts: Facts) -> None:
    history = facts.kfuncs["bpf_wq_start"]
    assert history.since == Version(6, 10)
    assert history.until is None
    assert facts.at(Version(6, 9)).kfunc("bpf_wq_start") is None
    assert facts.at(Version(6, 9)).presence("bpf_wq_start") is Presence.ABSENT
    for kernel in ("6.10", "6.12", "7.3"):
        start = kfunc(facts, "bpf_wq_start", kernel)
        assert all(start.allows(kind(name)) for name in ("XDP", "KPROBE", "SK_MSG", "EXT", "STRUCT_OPS/my_ops.member"))
    assert kfunc(facts, "bpf_wq_start", "6.12").measured
    assert not kfunc(facts, "bpf_wq_start", "6.10").measured


def test_both_halves_of_set_callback(facts: Facts) -> None:
    history = facts.kfuncs["bpf_wq_set_callback_impl"]
    assert (history.since, history.until) == (Version(6, 10), Version(6, 19))
    assert history.successor is not None
    assert (history.successor.name, history.successor.since) == ("bpf_wq_set_callback", Version(7, 0))
    assert kfunc(facts, "bpf_wq_set_callback_impl", "6.19").callable
    # The BTF of 7.0 still has the name, with the type of the implicit argument.
    twin = kfunc(facts, "bpf_wq_set_callback_impl", "7.0")
    assert not twin.callable
    assert str(twin.prototype.params[3].type) == "struct bpf_prog_aux *"
    assert len(kfunc(facts, "bpf_wq_set_callback", "7.0").prototype.params) == 3
    assert facts.at(Version(6, 19)).presence("bpf_wq_set_callback") is Presence.ABSENT


@pytest.mark.parametrize(
    "name",
    ["bpf_stream_vprintk_impl", "bpf_task_work_schedule_resume_impl", "bpf_task_work_schedule_signal_impl"],
)
def test_the_other_superseded_twins(facts: Facts, name: str) -> None:
    assert kfunc(facts, name, "6.19").callable
    assert not kfunc(facts, name, "7.3").callable
    assert name not in {each.name for each in facts.at(Version(7, 3)).kfuncs()}


def test_real_impl_kfuncs_stay_callable(facts: Facts) -> None:
    assert kfunc(facts, "bpf_obj_new_impl", "7.3").callable


def test_a_name_that_went_away_and_came_back(facts: Facts) -> None:
    history = facts.kfuncs["bpf_stream_vprintk"]
    assert [str(version) for version in history.versions] == ["6.17", "7.0", "7.1", "7.2", "7.3"]
    assert facts.at(Version(6, 18)).presence("bpf_stream_vprintk") is Presence.ABSENT


def test_kfuncs_that_came_and_went_between_measured_kernels(facts: Facts) -> None:
    history = facts.kfuncs["bpf_task_kptr_get"]
    assert [str(version) for version in history.versions] == ["6.2", "6.3"]
    assert history.seen == ()
    assert kfunc(facts, "bpf_task_kptr_get", "6.3").allows(kind("TRACING")) is True
    push = facts.kfuncs["bpf_list_push_front"]
    assert [str(version) for version in push.versions] == ["6.2", "6.3", "7.1", "7.2", "7.3"]
    assert [str(prototype.returns) for _, _, prototype in push.prototypes] == ["void", "int"]


def test_modules_that_could_not_be_had_are_taken_from_their_neighbours(facts: Facts) -> None:
    for kernel in ("6.19", "7.0", "7.1"):
        lookup = kfunc(facts, "bpf_xdp_ct_lookup", kernel)
        assert not lookup.measured
        assert lookup.module == "nf_conntrack"
        assert lookup.allows(kind("XDP"))
        assert lookup.allows(kind("KPROBE")) is False


def test_what_a_build_left_out_is_not_absent(facts: Facts) -> None:
    assert facts.at(Version(6, 16)).presence("bpf_qdisc_skb_drop") is Presence.PRESENT
    assert facts.at(Version(6, 12)).presence("scx_bpf_kick_cpu") is Presence.PRESENT


def test_presence_nobody_knows(facts: Facts) -> None:
    history = facts.kfuncs["bpf_get_lowcore"]
    assert history.architecture == "s390"
    assert facts.at(Version(7, 0)).kfunc("bpf_get_lowcore") is None
    assert facts.at(Version(7, 0)).presence("bpf_get_lowcore") is Presence.UNKNOWN


@pytest.mark.parametrize(
    ("name", "kernel", "program", "answer"),
    [
        ("bpf_sock_destroy", "6.12", "TRACING/BPF_TRACE_ITER", True),
        ("bpf_sock_destroy", "6.12", "TRACING/BPF_TRACE_FENTRY", False),
        ("bpf_session_cookie", "6.12", "KPROBE/BPF_TRACE_KPROBE_SESSION", True),
        ("bpf_session_cookie", "6.12", "KPROBE", False),
        ("bpf_key_put", "6.6", "TRACING/BPF_TRACE_FENTRY", True),
        ("bpf_key_put", "6.6", "LSM/BPF_LSM_MAC", True),
        ("bpf_key_put", "6.11", "TRACEPOINT", False),
        ("bpf_key_put", "6.12", "TRACEPOINT", True),
        ("bpf_key_put", "6.17", "XDP", False),
        ("bpf_key_put", "6.18", "XDP", True),
        ("bpf_dynptr_from_skb", "6.5", "CGROUP_SOCK_ADDR/BPF_CGROUP_INET4_BIND", False),
        ("bpf_dynptr_from_skb", "6.6", "CGROUP_SOCK_ADDR/BPF_CGROUP_INET4_BIND", None),
        ("bpf_dynptr_from_skb", "6.14", "SOCK_OPS", False),
        ("bpf_dynptr_from_skb", "6.15", "SOCK_OPS", True),
        ("bpf_task_acquire", "6.7", "XDP", False),
        ("bpf_task_acquire", "6.8", "XDP", True),
        ("bpf_cpumask_create", "6.9", "SYSCALL", False),
        ("bpf_cpumask_create", "6.10", "SYSCALL", True),
        ("bpf_dynptr_from_skb", "6.11", "TRACING/BPF_TRACE_RAW_TP", False),
        ("bpf_dynptr_from_skb", "6.12", "TRACING/BPF_TRACE_RAW_TP", True),
        ("bpf_task_acquire", "6.12", "RAW_TRACEPOINT", False),
        ("bpf_task_acquire", "7.0", "RAW_TRACEPOINT", True),
        ("bpf_kfree_skb", "6.18", "STRUCT_OPS/Qdisc_ops.enqueue", True),
        ("bpf_kfree_skb", "6.18", "STRUCT_OPS/sched_ext_ops.enqueue", False),
        ("scx_bpf_dsq_insert", "7.0", "STRUCT_OPS/sched_ext_ops.tick", True),
        ("scx_bpf_dsq_insert", "7.1", "STRUCT_OPS/sched_ext_ops.tick", False),
        ("scx_bpf_dsq_insert", "7.1", "STRUCT_OPS/sched_ext_ops.enqueue", True),
        ("bpf_xdp_metadata_rx_hash", "6.12", "XDP/BPF_XDP", True),
        ("bpf_crypto_encrypt", "6.12", "SCHED_CLS/BPF_TCX_INGRESS", True),
        # sched_ext was off in the build of 6.12, but what is registered for no struct_ops is for none of them.
        ("bpf_key_put", "6.12", "STRUCT_OPS/sched_ext_ops.enqueue", False),
        ("bpf_key_put", "6.12", "STRUCT_OPS/my_ops.f", False),
        ("bpf_key_put", "6.18", "STRUCT_OPS/my_ops.f", True),
        # A filter opens it to binfmt_misc, which nobody could load.
        ("bpf_get_file_xattr", "7.3", "STRUCT_OPS/binfmt_misc_ops.load", None),
        ("bpf_get_file_xattr", "7.3", "STRUCT_OPS/sched_ext_ops.enqueue", False),
        # Nobody loaded struct_ops of modules, programs that extend others, or these types in these builds.
        ("bpf_kfree_skb", "6.18", "STRUCT_OPS/binfmt_misc_ops.load", None),
        ("bpf_key_put", "7.3", "EXT", None),
        ("bpf_key_put", "7.3", "LIRC_MODE2", None),
        ("scx_bpf_create_dsq", "7.1", "STRUCT_OPS/sched_ext_ops.tick", None),
    ],
)
def test_allow_lists(facts: Facts, name: str, kernel: str, program: str, answer: bool | None) -> None:
    assert kfunc(facts, name, kernel).allows(kind(program)) is answer


def test_a_filter_by_hook_is_known_for_the_measured_hooks_only(facts: Facts) -> None:
    send = kfunc(facts, "bpf_ksock_send", "7.3")
    lsm = "LSM/BPF_LSM_MAC"
    assert send.allows(kind(lsm, sleepable=True, target="file_open"))
    assert send.allows(kind(lsm, sleepable=True, target="socket_sendmsg")) is False
    assert send.allows(kind(lsm, sleepable=True, target="socket_connect")) is None
    # Where all measured hooks agree, the others are taken to as well.
    xattr = kfunc(facts, "bpf_get_file_xattr", "7.3")
    assert xattr.allows(kind(lsm, sleepable=True, target="socket_connect"))


def test_a_sleepable_kfunc_in_a_type_that_never_sleeps(facts: Facts) -> None:
    pages = kfunc(facts, "bpf_arena_alloc_pages", "6.12")
    assert pages.sleepable
    assert pages.registered(kind("XDP"))
    assert pages.never_sleeps(kind("XDP"))
    assert pages.allows(kind("XDP")) is False
    assert "BPF_PROG_TYPE_XDP" not in pages.named_program_types()
    # A program that merely is not sleepable, of a type that can be, is another question.
    assert pages.allows(kind("TRACING/BPF_TRACE_FENTRY"))
    # Tracepoints can be sleepable from 7.1 on.
    assert facts.at(Version(7, 0)).can_sleep(kind("TRACEPOINT")) is False
    assert facts.at(Version(7, 1)).can_sleep(kind("TRACEPOINT"))


def test_flags_that_changed_before_anything_was_measured(facts: Facts) -> None:
    assert kfunc(facts, "bpf_task_acquire", "6.3").flags == {"KF_ACQUIRE", "KF_TRUSTED_ARGS"}
    assert kfunc(facts, "bpf_task_acquire", "6.4").flags == {"KF_ACQUIRE", "KF_RCU", "KF_RET_NULL"}
    assert not kfunc(facts, "bpf_dynptr_from_skb", "6.11").trusted_args


def test_trust_became_the_default_with_7_0(facts: Facts) -> None:
    assert "KF_TRUSTED_ARGS" in kfunc(facts, "bpf_path_d_path", "6.19").flags
    assert "KF_TRUSTED_ARGS" not in kfunc(facts, "bpf_path_d_path", "7.0").flags
    assert kfunc(facts, "bpf_path_d_path", "6.19").trusted_args
    assert kfunc(facts, "bpf_path_d_path", "7.0").trusted_args
    assert not kfunc(facts, "bpf_wq_start", "6.19").trusted_args
    assert kfunc(facts, "bpf_wq_start", "7.0").trusted_args
    assert kfunc(facts, "bpf_task_release", "6.12").trusted_args


def test_parameter_suffixes(facts: Facts) -> None:
    params = {param.name: param for param in kfunc(facts, "bpf_dynptr_slice", "6.12").prototype.params}
    assert {suffix.name for suffix in params["buffer__szk"].suffixes} == {"__szk"}
    assert params["buffer__szk"].base_name == "buffer"
    assert {suffix.name for suffix in params["buffer__opt"].suffixes} == {"__opt"}
    assert {suffix.name for suffix in params["p"].suffixes} == set()


def test_a_prototype_between_two_known_ones_is_not_certain(facts: Facts) -> None:
    assert kfunc(facts, "bbr_main", "6.1").prototype_certain
    assert not kfunc(facts, "bbr_main", "6.6").prototype_certain
    assert len(kfunc(facts, "bbr_main", "6.12").prototype.params) == 4


def test_helpers(facts: Facts) -> None:
    kernel = facts.at(Version(6, 12))
    lookup = kernel.helper("bpf_map_lookup_elem")
    assert lookup is not None
    assert (lookup.number, lookup.gpl_only) == (1, False)
    assert lookup.allows(kind("XDP"))
    probe_read = kernel.helper("bpf_probe_read_kernel")
    assert probe_read is not None
    assert probe_read.gpl_only
    redirect = kernel.helper("bpf_xdp_adjust_head")
    assert redirect is not None
    assert redirect.allows(kind("KPROBE")) is False
    assert facts.at(Version(5, 10)).helper("bpf_loop") is None
    assert facts.at(Version(5, 17)).helper("bpf_loop") is not None
    # sched_ext was off in the build of 6.12.
    select_cpu, storage = kind("STRUCT_OPS/sched_ext_ops.select_cpu"), kernel.helper("bpf_task_storage_get")
    assert storage is not None
    assert (storage.allows(select_cpu), storage.allows(kind("STRUCT_OPS/tcp_congestion_ops.init"))) == (None, False)
    later = facts.at(Version(6, 16)).helper("bpf_task_storage_get")
    assert later is not None
    assert later.allows(select_cpu)
    # A sleepable program of a kind that could only be loaded in its plain form.
    copy = facts.at(Version(6, 1)).helper("bpf_copy_from_user")
    assert copy is not None
    fentry = "TRACING/BPF_TRACE_FENTRY"
    assert (copy.allows(kind(fentry)), copy.allows(kind(fentry, sleepable=True))) == (False, None)
    # No build measured offers these to any program; that says nothing about others.
    override = kernel.helper("bpf_override_return")
    assert override is not None
    assert override.allows(kind("KPROBE")) is None


def test_types_and_enumerators(facts: Facts) -> None:
    assert facts.at(Version(6, 3)).program_type("BPF_PROG_TYPE_NETFILTER") is Presence.ABSENT
    assert facts.at(Version(6, 4)).program_type("BPF_PROG_TYPE_NETFILTER") is Presence.PRESENT
    assert has_enumerator(facts.at(Version(6, 8)), "BPF_MAP_TYPE_ARENA") is False
    assert has_enumerator(facts.at(Version(6, 9)), "bpf_map_type:BPF_MAP_TYPE_ARENA") is True
    assert has_enumerator(facts.at(Version(5, 10)), "bpf_func_id:BPF_FUNC_loop") is False
    assert has_enumerator(facts.at(Version(6, 1)), "BPF_FUNC_loop") is True
    assert has_enumerator(facts.at(Version(6, 1)), "pid_type:PIDTYPE_PID") is True
    assert has_enumerator(facts.at(Version(6, 1)), "pid_type:PIDTYPE_NO_SUCH") is None
    assert has_field(facts.at(Version(6, 12)), "inode___old.i_atime") is False
    assert has_field(facts.at(Version(6, 1)), "inode.i_atime.tv_sec") is True
    assert has_field(facts.at(Version(6, 6)), "inode.i_atime") is None
    assert has_field(facts.at(Version(6, 1)), "inode.i_state int") is True
    assert has_field(facts.at(Version(7, 3)), "inode.i_state int") is False
    # A typedef that stands for different structs.
    assert has_field(facts.at(Version(6, 1)), "cred.cap_effective int") is False
    assert has_field(facts.at(Version(6, 1)), "cred.cap_effective record") is True
    assert has_type(facts.at(Version(6, 1)), "struct task_struct___flavour") is True
    assert has_type(facts.at(Version(6, 1)), "struct of_no_kernel") is None
    # Not documented: the release comes from the kernel's history.
    assert has_enumerator(facts.at(Version(6, 5)), "BPF_TRACE_UPROBE_MULTI") is False
    assert has_enumerator(facts.at(Version(6, 6)), "BPF_TRACE_UPROBE_MULTI") is True
    # Seen in 6.12, not in 6.1, and nobody says when it came.
    assert has_enumerator(facts.at(Version(6, 6)), "BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE_DEPRECATED") is None


def test_struct_ops_members(facts: Facts) -> None:
    kernel = facts.at(Version(6, 18))
    enqueue = kernel.struct_ops_member("sched_ext_ops.enqueue")
    assert enqueue is not None
    assert [str(param.type) for param in enqueue.params] == ["struct task_struct *", "u64"]
    assert kernel.struct_ops_presence("sched_ext_ops.enqueue") is Presence.PRESENT
    assert kernel.struct_ops_presence("sched_ext_ops.no_such") is Presence.ABSENT
    assert kernel.struct_ops_presence("my_ops.f") is Presence.UNKNOWN


def test_nearest_names(facts: Facts) -> None:
    assert facts.nearest("bpf_wq_strt")[0] == "bpf_wq_start"
    assert facts.nearest("x" * 5000) == []


def test_signatures_tell_kernels_apart_only_where_they_differ(facts: Facts) -> None:
    def signature(kernel: str, *names: str) -> object:
        return facts.at(Version.parse(kernel)).signature(names, [kind("XDP")])

    assert signature("6.10", "bpf_wq_start") == signature("6.19", "bpf_wq_start")
    assert signature("6.9", "bpf_wq_start") != signature("6.10", "bpf_wq_start")
    assert signature("6.19", "bpf_wq_start") != signature("7.0", "bpf_wq_start")  # trust by default
    assert signature("6.17", "bpf_key_put") != signature("6.18", "bpf_key_put")
    assert signature("6.1", "my_function") == signature("7.3", "my_function")
    assert signature("5.16", "bpf_loop") != signature("5.17", "bpf_loop")
    assert hash(signature("7.3", "bpf_key_put", "bpf_loop"))


# ------------------------------------------------------------------------------------------------------- profiles


def entry(prototype: str, **changes: Any) -> dict[str, Any]:
    return {"prototype": prototype, "flags": None, "module": None, "program_types": None, **changes}


def profile(**changes: Any) -> dict[str, Any]:
    return {
        "format": "bpflint-kernel-profile/1",
        "kernel": "6.6.30-vendor",
        "version": "6.6",
        "source": "import",
        "modules": [],
        "undecided": [],
        "kfuncs": {
            "bpf_task_acquire": entry("struct task_struct *bpf_task_acquire(struct task_struct *p)"),
            "bpf_wq_start": entry("int bpf_wq_start(struct bpf_wq *wq, unsigned int flags)", flags=["KF_SLEEPABLE"]),
            "vendor_kfunc": entry(
                "void vendor_kfunc(struct vendor *v__ign)",
                flags=[],
                module="vendor",
                program_types=["BPF_PROG_TYPE_XDP"],
            ),
        },
        "helpers": None,
        "probed": None,
        "notes": [],
        **changes,
    }


def test_a_profile_decides_what_exists(facts: Facts) -> None:
    kernel = KernelFacts.from_profile(profile(), facts)
    assert kernel.name == "6.6.30-vendor"
    assert kernel.presence("bpf_task_release") is Presence.ABSENT
    assert kernel.presence("bpf_wq_start") is Presence.PRESENT  # a backport
    acquire, start, own = (kernel.kfunc(name) for name in ("bpf_task_acquire", "bpf_wq_start", "vendor_kfunc"))
    assert acquire is not None
    assert "KF_ACQUIRE" in acquire.flags  # null: from the facts about 6.6
    assert acquire.allows(kind("SCHED_CLS"))
    assert start is not None
    assert start.flags == {"KF_SLEEPABLE"}
    assert start.allows(kind("TRACING")) is None
    assert own is not None
    assert (own.allows(kind("XDP")), own.allows(kind("KPROBE"))) == (True, False)
    assert {suffix.name for suffix in own.prototype.params[0].suffixes} == {"__ign"}
    assert [each.name for each in kernel.kfuncs()] == ["bpf_task_acquire", "bpf_wq_start", "vendor_kfunc"]


def test_modules_that_a_profile_did_not_read_are_unknown(facts: Facts) -> None:
    kernel = KernelFacts.from_profile(profile(), facts)
    assert kernel.presence("bpf_ct_release") is Presence.UNKNOWN
    kernel = KernelFacts.from_profile(profile(modules=["nf_conntrack"]), facts)
    assert kernel.presence("bpf_ct_release") is Presence.ABSENT
    kernel = KernelFacts.from_profile(profile(undecided=["bpf_x"]), facts)
    assert kernel.presence("bpf_x") is Presence.UNKNOWN


def test_a_probed_profile_knows_only_what_it_tried(facts: Facts) -> None:
    probed = ["BPF_PROG_TYPE_XDP", "BPF_PROG_TYPE_SYSCALL"]
    helpers = {"bpf_map_lookup_elem": ["BPF_PROG_TYPE_XDP"]}
    kernel = KernelFacts.from_profile(profile(probed=probed, helpers=helpers), facts)
    own = kernel.kfunc("vendor_kfunc")
    assert own is not None
    assert own.allows(kind("SYSCALL")) is False
    assert own.allows(kind("KPROBE")) is None
    assert own.allows(kind("STRUCT_OPS/my_ops.f")) is None
    lookup = kernel.helper("bpf_map_lookup_elem")
    assert lookup is not None
    assert lookup.allows(kind("SYSCALL")) is False
    assert kernel.helper("bpf_timer_cancel_async") is None


def test_a_helper_that_a_profile_lacks_is_open_to_none_that_was_tried(facts: Facts) -> None:
    probed = ["BPF_PROG_TYPE_KPROBE", "BPF_PROG_TYPE_TRACING/BPF_TRACE_RAW_TP"]
    kernel = KernelFacts.from_profile(profile(probed=probed, helpers={"bpf_redirect": ["BPF_PROG_TYPE_XDP"]}), facts)
    override = kernel.helper("bpf_override_return")
    assert override is not None
    assert override.left_out
    assert override.allows(kind("KPROBE")) is False
    assert override.allows(kind("XDP")) is None  # not tried
    assert override.allows(ProgramKind("BPF_PROG_TYPE_TRACING", "BPF_TRACE_RAW_TP")) is False
    # Only another attach type of this program type was.
    assert override.allows(ProgramKind("BPF_PROG_TYPE_TRACING", "BPF_TRACE_FENTRY")) is None
    assert kernel.helper("bpf_cgrp_storage_get") is not None  # of 6.2


def test_a_profile_newer_than_the_facts(facts: Facts) -> None:
    kernel = KernelFacts.from_profile(profile(kernel="8.0.1", version="8.0"), facts)
    assert kernel.version == Version(8, 0)
    acquire = kernel.kfunc("bpf_task_acquire")
    assert acquire is not None
    assert acquire.trusted_args
    assert not acquire.flags.isdisjoint({"KF_RCU"})


def test_a_build_that_refuses_all_calls(facts: Facts) -> None:
    content = profile()
    content["kfuncs"]["bpf_wq_start"]["callable"] = False
    start = KernelFacts.from_profile(content, facts).kfunc("bpf_wq_start")
    assert start is not None
    assert not start.callable


def test_loading_stays_cheap() -> None:
    """Neither YAML nor a C parser may be needed, and no row may be looked at before it is asked for."""
    code = (
        "import sys\n"
        "from bpflint.base import cache\n"
        "from bpflint.kernel import *\n"
        "cache.cache_directory()\n"  # finding it imports a library
        "steps = 0\n"
        "def count(*_):\n"
        "    global steps; steps += 1\n"
        "sys.setprofile(count)\n"
        "load_facts().at(Version(6, 12)).kfunc('bpf_wq_start').prototype\n"
        "sys.setprofile(None)\n"
        "print(steps, 'yaml' in sys.modules, 'pycparser' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    # In a checkout the first one may have to compile the rules.
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    steps, *modules = done.stdout.split()
    assert modules == ["False", "False"]
    assert 1_000 < int(steps) < 20_000  # calls and returns; there are more than 100,000 cells


def test_what_5_15_has_between_two_measured_kernels(facts: Facts) -> None:
    kernel = facts.at(Version(5, 15))
    assert [kfunc.name for kfunc in kernel.kfuncs() if kfunc.name.startswith("bpf_") and not kfunc.test] == []
    slow_start = kernel.kfunc("tcp_slow_start")
    assert slow_start is not None
    assert slow_start.allows(ProgramKind("BPF_PROG_TYPE_XDP", None)) is False
    assert slow_start.allows(ProgramKind("BPF_PROG_TYPE_STRUCT_OPS", None, member="tcp_congestion_ops.cong_avoid"))
    assert kernel.presence("bpf_task_acquire") is Presence.ABSENT
    assert kernel.helper("bpf_timer_init") is not None
    assert kernel.helper("bpf_loop") is None


def test_the_map_types_that_are_never_inner_are_map_types(facts: Facts) -> None:
    limits = facts.store.load_limits
    assert limits.never_inner and limits.never_inner <= set(limits.map_types.values())
