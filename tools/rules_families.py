"""Which family each kfunc belongs to, and what a kernel must be built with to have it.

A family is what a BPF person would look under. Names decide; the first pattern that matches wins.
"""

from __future__ import annotations

import re

# family, what its page says in one line, pattern of names
FAMILIES: list[tuple[str, str, str]] = [
    ("test", "Functions of the kernel's own tests.", r"bpf_(?:(?:iter_)?test|kfunc|fentry_test|modify_return)\w*"),
    ("sched_ext", "Schedulers written in BPF (sched_ext).", r"\w*scx_\w+"),
    ("hid", "Input devices (HID-BPF).", r"hid_bpf_\w+"),
    ("workqueue", "Deferred work in process context (bpf_wq).", r"bpf_wq_\w+"),
    ("timer", "Timers (bpf_timer); most of their interface are helpers.", r"bpf_timer_\w+"),
    ("task_work", "Work that a task does when it returns to user space.", r"bpf_task_work_\w+"),
    ("qdisc", "Queueing disciplines written in BPF.", r"bpf_qdisc_\w+|bpf_kfree_skb|bpf_skb_get_hash"),
    ("tcp", "TCP congestion control.", r"(?:tcp|bbr|cubictcp|dctcp)_\w+"),
    ("mptcp", "Multipath TCP.", r"update_socket_protocol|bpf_mptcp_\w+"),
    ("memcg", "Memory cgroups.", r"bpf_\w*mem_cgroup\w*"),
    ("iterators", "Open-coded iterators: new, next, destroy.", r"bpf_iter_\w+"),
    ("dynptr", "Dynamic pointers to memory of unknown size.", r"bpf_dynptr_\w+|bpf_\w+_dynptr"),
    ("cpumask", "CPU masks.", r"bpf_cpumask_\w+"),
    ("cgroup", "Control groups.", r"bpf_\w*cgroup\w*|(?:css|cgroup)_rstat_\w+"),
    ("xattr", "Extended attributes of files, and file integrity.", r"bpf_\w+_xattr|bpf_get_fsverity_digest"),
    ("file", "Files and paths.", r"bpf_get_task_exe_file|bpf_put_file|bpf_path_d_path|bpf_real_\w+"),
    ("task", "Tasks and signals.", r"bpf_task_\w+|bpf_send_signal_\w+"),
    ("objects", "Objects allocated by BPF programs.", r"bpf_(?:percpu_)?obj_\w+|bpf_refcount_\w+"),
    ("list", "Linked lists of BPF objects.", r"bpf_list_\w+"),
    ("rbtree", "Red-black trees of BPF objects.", r"bpf_rbtree_\w+"),
    ("spin_lock", "Resilient spin locks.", r"bpf_res_spin_\w+"),
    ("regions", "RCU read sections, and code with preemption or interrupts off.", r"bpf_(?:rcu|preempt|local_irq)_\w+"),
    ("stream", "Output streams of programs.", r"bpf_stream_\w+"),
    ("string", "Strings.", r"bpf_str\w+"),
    ("key", "Keys and signatures.", r"bpf_\w*key\w*|bpf_verify_pkcs7_signature"),
    ("crypto", "Cryptography.", r"bpf_crypto_\w+"),
    ("arena", "Arenas: memory shared with user space.", r"bpf_arena_\w+"),
    ("conntrack", "Connection tracking, NAT and flow tables.", r"bpf_(?:xdp_|skb_)?ct_\w+|bpf_xdp_flow_lookup"),
    ("xfrm", "IPsec states and interfaces.", r"bpf_\w*xfrm\w*"),
    ("fou", "Foo-over-UDP tunnels.", r"bpf_skb_\w+_fou_encap"),
    ("xdp", "XDP metadata and packets.", r"bpf_xdp_\w+"),
    ("ksock", "Kernel sockets opened by BPF programs.", r"bpf_ksock_\w+"),
    ("socket", "Sockets of the program's own context.", r"bpf_sk_\w+|bpf_sock_\w+|bpf_icmp_send"),
    ("io_uring", "io_uring loops written in BPF.", r"bpf_io_uring_\w+"),
    ("binfmt", "Executable formats (binfmt_misc).", r"bpf_binprm_\w+"),
    ("session", "Entry and return of one call: session programs.", r"bpf_session_\w+"),
    ("exceptions", "Exceptions.", r"bpf_throw|__bpf_trap"),
    ("memory", "Kernel and user memory, casts.", r"bpf_copy_\w+|bpf_\w*cast\w*|\w*kmem\w*|bpf_get_lowcore"),
    ("map", "Maps.", r"bpf_map_\w+"),
    ("power", "Wake-up sources.", r"bpf_wakeup_\w+"),
    ("crash", "Crash dumps.", r"crash_kexec"),
]  # fmt: skip


def family_of(name: str) -> str:
    """The family of a kfunc; "other" for what no pattern names."""
    return next((family for family, _, pattern in FAMILIES if re.fullmatch(pattern, name)), "other")


def describe(family: str) -> str:
    return next((text for name, text, _ in FAMILIES if name == family), "Kfuncs of no other family.")


# Source file (or folder) of a kfunc set, and the options a kernel needs to have it.
CONFIGS: list[tuple[str, str]] = [
    ("kernel/sched/ext", "CONFIG_SCHED_CLASS_EXT"),
    ("drivers/hid/bpf", "CONFIG_HID_BPF"),
    ("net/sched/bpf_qdisc.c", "CONFIG_NET_SCH_BPF"),
    ("kernel/bpf/crypto.c", "CONFIG_CRYPTO"),
    ("fs/verity", "CONFIG_FS_VERITY"),
    ("fs/bpf_fs_kfuncs.c", "CONFIG_BPF_LSM"),
    ("fs/binfmt_misc_bpf.c", "CONFIG_BINFMT_MISC"),
    ("io_uring/", "CONFIG_IO_URING"),
    ("net/netfilter/nf_conntrack_bpf.c", "CONFIG_NF_CONNTRACK"),
    ("net/netfilter/nf_nat_bpf.c", "CONFIG_NF_NAT"),
    ("net/netfilter/nf_flow_table_bpf.c", "CONFIG_NF_FLOW_TABLE"),
    ("net/xfrm/xfrm_interface_bpf.c", "CONFIG_XFRM_INTERFACE"),
    ("net/xfrm/xfrm_state_bpf.c", "CONFIG_XFRM"),
    ("net/ipv4/fou_bpf.c", "CONFIG_NET_FOU"),
    ("net/ipv4/tcp_bbr.c", "CONFIG_TCP_CONG_BBR"),
    ("net/ipv4/tcp_dctcp.c", "CONFIG_TCP_CONG_DCTCP"),
    ("net/ipv4/tcp_cubic.c", "CONFIG_TCP_CONG_CUBIC"),
    ("net/core/bpf_ksock.c", "CONFIG_NET"),
    ("mm/bpf_memcontrol.c", "CONFIG_MEMCG"),
    ("kernel/cgroup", "CONFIG_CGROUPS"),
    ("drivers/base/power", "CONFIG_PM_SLEEP"),
]  # fmt: skip


def config_of(file: str, conditions: str) -> str | None:
    """The options named by the `#if` around a kfunc, else those of its source file."""
    named = sorted(set(re.findall(r"CONFIG_\w+", conditions)))
    if named:
        return " ".join(named)
    return next((config for prefix, config in CONFIGS if file.startswith(prefix)), None)
