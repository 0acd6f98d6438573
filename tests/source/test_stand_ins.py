"""Sources whose headers a build or a submodule brings are judged with ours, under the names that people gave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.cli.main import main

LEAK = """\
#include %s
#include <bpf/bpf_helpers.h>
#include "inner.h"
char LICENSE[] SEC("license") = "GPL";
SEC("tc") int leaks(struct __sk_buff *skb) { return bpf_task_from_pid(PID) != NULL; }
"""


INCLUDES = ('"../gen/vmlinux.h"', '"gen/vmlinux.h"', "<gen/vmlinux.h>")
NAMES = ("src/a.bpf.c", "./src/a.bpf.c", "a.bpf.c")


@pytest.mark.parametrize(
    ("include", "name", "more"),
    [*zip(INCLUDES, NAMES, [()] * 3, strict=True), *zip(INCLUDES, NAMES[::-1], [("--no-cache",)] * 3, strict=True)],
)
def test_what_is_found_does_not_depend_on_how_a_file_is_named(
    include: str,
    name: str,
    more: tuple[str, ...],
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (project / "src/a.bpf.c").write_text(LEAK % include, encoding="utf-8")
    if "/" not in name:
        monkeypatch.chdir("src")
    assert main(["--kernel", "6.12", "--format", "concise", *more, name]) == 1
    assert capsys.readouterr().out.startswith(f"{name.removeprefix('./')}:5:")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/inner.h").write_text("#define PID 1\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("more", [(), ("--no-cache",)])
def test_libbpf_as_a_submodule_that_is_not_there(
    more: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (LEAK % '"vmlinux.h"').replace("<bpf/bpf_helpers.h>", '"../libbpf/src/bpf_helpers.h"')
    (project / "src/a.bpf.c").write_text(text, encoding="utf-8")
    assert main(["--kernel", "6.12", *more, "--fail-on-degraded", "src/a.bpf.c"]) == 1
    said = "read with stand-ins for headers of a build or submodule: ../libbpf/src/bpf_helpers.h"
    assert said in capsys.readouterr().out


KERNEL_TREE = """\
#ifdef BTF_SUPPORTED
#include "vmlinux.h"
#else
#include <linux/kconfig.h>
#ifdef CONFIG_OF_SOME_MACHINE
#include <asm/of_that_machine.h>
#endif
#include <linux/nsproxy.h>
#include <net/inet_sock.h>
#include <uapi/linux/bpf.h>
#endif
#include <bpf/bpf_helpers.h>
#include "inner.h"
struct mount { int mnt_id; };
char LICENSE[] SEC("license") = "GPL";
static const char __user *asked;
SEC("tc") int leaks(struct __sk_buff *skb)
{
    struct nsproxy *proxy = 0;
    u32 number = PROC_PID_INIT_INO + sizeof(*proxy) + sizeof(struct inet_sock);
    struct sock sk = {.sk_family = AF_INET6};
    return bpf_task_from_pid(PID) != NULL && number && sk.sk_v6_daddr.s6_addr32[0];
}
"""


@pytest.mark.parametrize("more", [(), ("--no-cache",)])
def test_headers_that_only_a_kernel_tree_has(
    more: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "src/a.bpf.c").write_text(KERNEL_TREE, encoding="utf-8")
    assert main(["--kernel", "6.12", *more, "--fail-on-degraded", "src/a.bpf.c"]) == 1
    said = capsys.readouterr().out
    assert "error[KF403]" in said
    assert "in place of headers that only a kernel's tree has: linux/nsproxy.h, net/inet_sock.h" in said


def test_types_that_only_a_kernel_tree_has(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (LEAK % "<uapi/linux/bpf.h>").replace("{ return", "{ u32 a = 1; return a &&")
    (project / "src/a.bpf.c").write_text(text, encoding="utf-8")
    assert main(["--kernel", "6.12", "--fail-on-degraded", "src/a.bpf.c"]) == 1
    assert "KF403" in capsys.readouterr().out


def test_what_a_makefile_defines_may_be_worse_than_a_kernel_tree(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "Makefile.vars").write_text("CFLAGS += -target bpf -DBTF_SUPPORTED\n", encoding="utf-8")
    text = KERNEL_TREE.replace("#else", "#error only with kernels of before\n#else", 1)
    (project / "src/a.bpf.c").write_text(text, encoding="utf-8")
    assert main(["--kernel", "6.12", "--fail-on-degraded", "src/a.bpf.c"]) == 1
    assert "KF403" in capsys.readouterr().out


def test_the_dispatcher_of_libxdp(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (LEAK % "<xdp/prog_dispatcher.h>").replace("{ return", "{ int a = XDP_DISPATCHER_VERSION; return a &&")
    (project / "src/a.bpf.c").write_text(text, encoding="utf-8")
    assert main(["--kernel", "6.12", "--fail-on-degraded", "src/a.bpf.c"]) == 1
    assert "KF403" in capsys.readouterr().out


PACKET = """\
#include %s
#include <bpf/bpf_helpers.h>
#include <xdp/parsing_helpers.h>
char LICENSE[] SEC("license") = "GPL";
SEC("xdp") int drops(struct xdp_md *ctx)
{
    void *end = (void *)(long)ctx->data_end;
    struct hdr_cursor at = { .pos = (void *)(long)ctx->data };
    struct ethhdr *eth;
    struct iphdr *ip;
    struct udphdr *udp;
    %s
    if (parse_ethhdr(&at, end, &eth) != bpf_htons(0x0800) || parse_iphdr(&at, end, &ip) != IPPROTO_UDP)
        return XDP_PASS;
    if (parse_udphdr(&at, end, &udp) < 0)
        return XDP_PASS;
    return udp->dest == 53 ? XDP_DROP : XDP_PASS;
}
"""


@pytest.mark.parametrize("header", ["<linux/bpf.h>", '"vmlinux.h"'])
@pytest.mark.parametrize(("first", "code"), [("", 0), ("if (*(__u8 *)at.pos) return XDP_DROP;", 1)])
def test_the_parsers_of_libxdp(header: str, first: str, code: int, project: Path) -> None:
    (project / "src/a.bpf.c").write_text(PACKET % (header, first), encoding="utf-8")
    assert main(["--kernel", "6.12", "--fail-on-degraded", "src/a.bpf.c"]) == code
