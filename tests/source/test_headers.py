"""The bundled headers themselves: every one parses, and the macros of libbpf do what programs expect."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.source import bundled, libclang
from bpflint.source.compiler_arguments import arguments_for
from bpflint.source.precompiled import precompiled_for

ROOTS = {"compiler": bundled.COMPILER, "libbpf": bundled.LIBBPF, "system": bundled.SYSTEM, "uapi": bundled.UAPI}
INCLUDES = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n'
NAMES = sorted(str(path.relative_to(root)) for root in ROOTS.values() for path in root.rglob("*.h"))


def errors(directory: Path, text: str, *args: str) -> list[str]:
    path = directory / "a.bpf.c"
    path.write_text(text)
    arguments = arguments_for(path, project_root=directory)
    header = precompiled_for(arguments, path)
    unit = libclang.parse(str(path), [*arguments.args, *args, *(header.args if header else ())], arguments.texts)
    assert unit is not None
    return [message for _, message, _ in unit.errors()]


@pytest.mark.parametrize("before", ["", "#include <vmlinux.h>\n"], ids=["alone", "after-vmlinux"])
@pytest.mark.parametrize("name", NAMES)
def test_every_header_parses(tmp_path: Path, name: str, before: str) -> None:
    types = "" if before else "#include <linux/types.h>\n"
    assert errors(tmp_path, f"{before}{types}#include <{name}>\n#include <{name}>\n") == []


def test_headers_of_a_network_program_go_together(tmp_path: Path) -> None:
    names = (
        "linux/bpf linux/if_ether linux/ip linux/ipv6 linux/in linux/in6 linux/tcp linux/udp linux/icmp linux/icmpv6 "
    )
    names += "linux/pkt_cls linux/if_packet linux/if_vlan stddef stdbool stdint string errno sys/socket netinet/in "
    names += "bpf/bpf_helpers bpf/bpf_endian bpf/bpf_core_read bpf/bpf_tracing"
    text = "".join(f"#include <{name}.h>\n" for name in names.split())
    text += """
int use(struct __sk_buff *skb, struct iphdr *ip, struct ipv6hdr *ip6, struct tcphdr *tcp, struct ethhdr *eth)
{
	_Static_assert(sizeof(*ip) == 20 && sizeof(*ip6) == 40 && sizeof(*tcp) == 20 && sizeof(*eth) == 14, "sizes");
	return eth->h_proto == bpf_htons(ETH_P_IP) && ip->protocol == IPPROTO_TCP && ip->ihl && tcp->syn
		? TC_ACT_SHOT + XDP_PASS + AF_INET6 + -EINVAL + BPF_F_INGRESS : TC_ACT_OK;
}
"""
    assert errors(tmp_path, text) == []


PROGRAM = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/usdt.bpf.h>

struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, u64); __ulong(map_extra, 1); } m SEC(".maps");
struct my_node { struct task_struct __kptr *owned; struct file __kptr_untrusted *seen; };
extern int CONFIG_HZ __kconfig __weak;
extern void bpf_nothing(void) __ksym __weak;

SEC("fentry/f") int BPF_PROG(prog, struct task_struct *task, int number)
{
	int i, *p, sum = 0;
	char text[16];
	bpf_for(i, 0, 10) { sum += i; if (i == number) break; }
	bpf_for_each(num, p, 0, 10) sum += *p;
	bpf_repeat(3) { sum++; }
	bpf_printk("none");
	bpf_printk("%d %d %d", 1, 2, 3);
	bpf_printk("%d %d %d %s", 1, 2, 3, task);
	BPF_SNPRINTF(text, sizeof(text), "%d %d", 1, 2);
	BPF_CORE_READ_STR_INTO(&text, task, group_leader, comm);
	sum += BPF_CORE_READ(task, pid) + BPF_CORE_READ(task, mm, owner, real_parent, pid);
	sum += BPF_CORE_READ_BITFIELD_PROBED(task, sched_reset_on_fork) + BPF_CORE_READ_BITFIELD(task, sched_reset_on_fork);
	sum += bpf_core_field_exists(task->pid) + bpf_core_field_size(struct task_struct, pid);
	sum += bpf_core_type_exists(struct file) + bpf_core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_HASH);
	sum += bpf_core_cast(task, struct task_struct)->pid + (bpf_ksym_exists(bpf_nothing) ? 1 : 0);
	sum += container_of(&task->pid, struct task_struct, pid)->tgid + bpf_ntohl(1) + CONFIG_HZ;
	return sum;
}
SEC("kprobe/f") int BPF_KPROBE(probe, struct file *file, int number) { return number + PT_REGS_PARM3_CORE(ctx); }
SEC("kretprobe/f") int BPF_KRETPROBE(after, long result) { return result; }
SEC("kretprobe/f") int BPF_KRETPROBE(after_nothing) { return PT_REGS_RC(ctx) + PT_REGS_IP(ctx); }
SEC("uprobe") int BPF_UPROBE(user, void *address) { return !address; }
SEC("uretprobe") int BPF_URETPROBE(user_after, int result) { return result; }
SEC("ksyscall/open") int BPF_KSYSCALL(call, const char *path, int flags) { return flags; }
SEC("usdt") int BPF_USDT(probe_point, int first, void *second) { return first; }
struct pair { long a, b; };
SEC("fentry/g") int BPF_PROG2(wide, struct pair, pair, int, after_pair) { return pair.b + after_pair + ctx[2]; }
SEC("fentry/g") int BPF_PROG2(empty) { return 0; }
static int trusted(struct task_struct *task __arg_trusted __arg_nullable, void *any __arg_ctx) { return task->pid; }
"""


@pytest.mark.parametrize("machine", ["x86", "arm64", "arm", "s390", "riscv", "loongarch", "powerpc", "mips"])
def test_macros_of_libbpf(tmp_path: Path, machine: str) -> None:
    assert (
        errors(tmp_path, PROGRAM, f"-D__TARGET_ARCH_{machine}", "-U__TARGET_ARCH_x86" if machine != "x86" else "-g")
        == []
    )


def test_a_strong_symbol_s_existence_is_no_question(tmp_path: Path) -> None:
    text = INCLUDES + "extern int f(void) __ksym;\nint g(void) { return bpf_ksym_exists(f); }\n"
    assert any("should be marked as __weak" in message for message in errors(tmp_path, text))


def test_all_helpers_are_declared(tmp_path: Path) -> None:
    text = (bundled.LIBBPF / "bpf/bpf_helper_defs.h").read_text()
    assert text.count("(* const bpf_") >= 211
    source = INCLUDES + "long f(void) { return bpf_ktime_get_ns() + bpf_get_smp_processor_id(); }\n"
    assert errors(tmp_path, source) == []


def test_kernel_types_after_a_stand_in(tmp_path: Path) -> None:
    source = "#include <linux/types.h>\n#include <stdbool.h>\n#include <linux/ip.h>\n" + INCLUDES
    assert (
        errors(tmp_path, source + "int f(struct task_struct *t, struct iphdr *ip) { return t->pid + ip->ihl; }\n") == []
    )


NAMES_OF_LIBBPF = """
#include "vmlinux.h"
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_endian.h>
#include <bpf/usdt.bpf.h>
#include <linux/swab.h>
#include <asm/byteorder.h>

struct pair { __u64 first, second; };
static unsigned long long ctx[4];
const char missing[] = __BPF_TARGET_MISSING;

_Static_assert(___bpf_treg_cnt(char) == 1 && ___bpf_treg_cnt(struct pair) == 2, "registers of an argument");
_Static_assert(___bpf_mvb(0x1234, 16, 0, 1) == 0x3400 && ___bpf_mvb(0x1234, 16, 1, 0) == 0x12, "a byte elsewhere");
_Static_assert(___bpf_swab16(0x1234) == 0x3412 && ___bpf_swab32(0x12345678) == 0x78563412, "swapped");
_Static_assert(___bpf_swab64(0x12345678) == 0x7856341200000000, "swapped");
_Static_assert(BPF_USDT_MAX_SPEC_CNT == 256 && BPF_USDT_MAX_IP_CNT == 1024, "maps of libbpf");
_Static_assert(__swahw32(0x12345678) == 0x56781234 && __swahb32(0x12345678) == 0x34127856, "halves and bytes");

__u64 in_place(__u32 *word, __be16 *port)
{
	__swab32s(word);
	__be16_to_cpus(port);
	return __swab32p(word) + __be16_to_cpup(port) + ___bpf_union_arg(struct pair, unused, 1).second;
}
"""


@pytest.mark.parametrize("machine", ["x86", "sparc", "arc"])
def test_names_that_libbpf_and_byte_order_have_inside(tmp_path: Path, machine: str) -> None:
    asserted = f"#ifndef bpf_target_{machine}\n#error another machine\n#endif\n"
    registers = "long first(struct pt_regs *regs) { return PT_REGS_PARM1(regs) + PT_REGS_RC_CORE(regs); }\n"
    assert errors(tmp_path, NAMES_OF_LIBBPF + asserted + registers, f"-D__TARGET_ARCH_{machine}") == []


def test_headers_bring_others_as_those_of_the_system_do(tmp_path: Path) -> None:
    text = "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#include <netinet/tcp.h>\n"
    assert errors(tmp_path, text + "uint f(struct sockaddr *to) { return (uint)sizeof(*to) + htole16(1); }\n") == []


def test_messages_of_protobuf_c(tmp_path: Path) -> None:
    text = """
#include <protobuf-c/protobuf-c.h>
PROTOBUF_C__BEGIN_DECLS
#if PROTOBUF_C_VERSION_NUMBER < 1003000 || 1004001 < PROTOBUF_C_MIN_COMPILER_VERSION
#error "of another version"
#endif
typedef enum _Kind { FIRST = 1 PROTOBUF_C__FORCE_ENUM_TO_BE_INT_SIZE(_Kind) } Kind;
struct Rule { ProtobufCMessage base; size_t n_names; char **names; Kind kind; };
extern const ProtobufCMessageDescriptor rule_descriptor;
static const struct Rule empty = { PROTOBUF_C_MESSAGE_INIT(&rule_descriptor), 0, NULL, FIRST };
_Static_assert(offsetof(struct Rule, names) == 32, "as in user space");
PROTOBUF_C__END_DECLS
"""
    assert errors(tmp_path, text) == []
