"""What the verifier checks of helpers' arguments and results, from the kernel's `struct bpf_func_proto` tables.

A helper has one form for each distinct prototype that the newest sources hand out; program types may get different
ones. Words of older kernels are written as the newest has them; what kernels did not always say is named beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpflint.kernel.helper_contract import Checked
from bpflint.kernel.version import Version

_RENAMED = {"ARG_CONST_SIZE": "ARG_MEM_SIZE", "ARG_CONST_SIZE_OR_ZERO": "ARG_MEM_SIZE_OR_ZERO"}
"""7.1 and older on the left. Source: include/linux/bpf.h of 6.12 and 7.3, enum bpf_arg_type."""

_SIZES = {
    "sizeof(u32)": 4,
    "sizeof(s64)": 8,
    "sizeof(u64)": 8,
    "sizeof(struct iphdr)": 20,
    "sizeof(struct tcphdr)": 20,
    "sizeof(struct ipv6hdr)": 40,
}
"""The constant sizes of arguments; one that is not here stops the generator."""

# Source: include/linux/btf_ids.h (BTF_SOCK_TYPE_xxx, BTF_TRACING_TYPE_xxx) and the BTF_ID_LIST before each prototype.
_STRUCTS = {
    "&bpf_bprm_opts_set_btf_ids[0]": "linux_binprm",
    "&bpf_cgroup_btf_id[0]": "cgroup",
    "&bpf_d_path_btf_ids[0]": "path",
    "&bpf_ima_file_hash_btf_ids[0]": "file",
    "&bpf_ima_inode_hash_btf_ids[0]": "inode",
    "&bpf_inode_storage_btf_ids[0]": "inode",
    "&bpf_skb_output_btf_ids[0]": "sk_buff",
    "&bpf_sock_from_file_btf_ids[0]": "socket",
    "&bpf_sock_from_file_btf_ids[1]": "file",
    "&bpf_task_pt_regs_ids[0]": "pt_regs",
    "&bpf_xdp_get_buff_len_bpf_ids[0]": "xdp_buff",
    "&bpf_xdp_output_btf_ids[0]": "xdp_buff",
    "&btf_seq_file_ids[0]": "seq_file",
    "&btf_sock_ids[BTF_SOCK_TYPE_MPTCP]": "mptcp_sock",
    "&btf_sock_ids[BTF_SOCK_TYPE_SOCK_COMMON]": "sock_common",
    "&btf_sock_ids[BTF_SOCK_TYPE_TCP6]": "tcp6_sock",
    "&btf_sock_ids[BTF_SOCK_TYPE_TCP]": "tcp_sock",
    "&btf_sock_ids[BTF_SOCK_TYPE_TCP_REQ]": "tcp_request_sock",
    "&btf_sock_ids[BTF_SOCK_TYPE_TCP_TW]": "tcp_timewait_sock",
    "&btf_sock_ids[BTF_SOCK_TYPE_UDP6]": "udp6_sock",
    "&btf_sock_ids[BTF_SOCK_TYPE_UNIX]": "unix_sock",
    "&btf_tracing_ids[BTF_TRACING_TYPE_TASK]": "task_struct",
    "&tcp_sock_id": "tcp_sock",
    "BPF_PTR_POISON": "",
}

_FORMAT = ["ARG_PTR_TO_MEM", "MEM_RDONLY"]
_HANDED_OUT: dict[str, dict[str, Any]] = {
    "bpf_get_retval": {"proto": "bpf_get_retval_proto", "file": "kernel/bpf/cgroup.c", "args": []},
    "bpf_set_retval": {
        "proto": "bpf_set_retval_proto",
        "file": "kernel/bpf/cgroup.c",
        "args": [{"type": ["ARG_ANYTHING"]}],
    },
    "bpf_trace_printk": {
        "proto": "bpf_trace_printk_proto",
        "file": "kernel/trace/bpf_trace.c",
        "args": [{"type": _FORMAT}, {"type": ["ARG_CONST_SIZE"]}],
    },
    "bpf_trace_vprintk": {
        "proto": "bpf_trace_vprintk_proto",
        "file": "kernel/trace/bpf_trace.c",
        "args": [
            {"type": _FORMAT},
            {"type": ["ARG_CONST_SIZE"]},
            {"type": ["ARG_PTR_TO_MEM", "PTR_MAYBE_NULL", "MEM_RDONLY"]},
            {"type": ["ARG_CONST_SIZE_OR_ZERO"]},
        ],
    },
}
"""Prototypes that program types get from functions, and that are missing among the measured ones for that. All give a
number. Source: the files named, the same in 6.1 and 6.12.
"""


def handed_out_forms(name: str) -> dict[str, Any]:
    """The form of a helper whose prototype is no measured one."""
    known = _HANDED_OUT.get(name)
    return {known["proto"]: _form({**known, "ret": ["RET_INTEGER"]})} if known else {}


def checked_forms(protos: Mapping[str, Any] | None) -> dict[str, Any]:
    """The forms of a helper by the name of the prototype, of the newest sources that have it; equal ones once."""
    if not protos:
        return {}
    forms: dict[str, Any] = {}
    oldest = {proto["proto"]: proto["args"] for proto in protos[min(protos, key=Version.parse)]}
    for proto in protos[max(protos, key=Version.parse)]:
        form = _form(proto)
        later = _marked_later(proto["args"], oldest.get(proto["proto"], []))
        if later:
            form["marked_later"] = later
        if all({**form, "source": ""} != {**other, "source": ""} for other in forms.values()):
            forms[proto["proto"]] = form
    return forms


def _form(proto: Mapping[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = {"source": proto["file"], "arguments": [_argument(each) for each in proto["args"]]}
    if any(proto["ret"]):
        form["result"] = _text(proto["ret"], "", _struct(proto.get("ret_btf_id")))
    form |= {key: True for key in ("might_sleep", "pkt_access") if proto.get(key)}
    return form


def _marked_later(newest: list[Mapping[str, Any]], oldest: list[Mapping[str, Any]]) -> list[int]:
    """The arguments that the helper writes to, and that the oldest sources do not say so of."""
    pairs = enumerate(zip(newest, oldest, strict=False))
    return [index for index, (new, old) in pairs if _is_written(new) and not _is_written(old)]


def _is_written(argument: Mapping[str, Any]) -> bool:
    return Checked.parse("|".join(argument["type"])).is_written


def _argument(argument: Mapping[str, Any]) -> str:
    size = argument.get("size")
    return _text(argument["type"], str(_SIZES[size]) if size else "", _struct(argument.get("btf_id")))


def _text(words: list[str], size: str, struct: str) -> str:
    text = "|".join(_RENAMED.get(word, word) for word in words)
    return " ".join(part for part in (text, size, f"struct {struct}" if struct else "") if part)


def _struct(btf_id: str | None) -> str:
    return _STRUCTS[btf_id] if btf_id else ""
