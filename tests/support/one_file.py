"""The one source of a small project, in which one thing is found (KF101), and what running bpflint on it gives."""

from __future__ import annotations

from collections.abc import Callable

SOURCE = """\
#define SEC(name) __attribute__((section(name), used))
extern int bpf_no_such_kfunc(void) __attribute__((section(".ksyms")));
SEC("tc")
int one(void *ctx)
{
	return bpf_no_such_kfunc();
}
char _license[] SEC("license") = "GPL";
"""
Run = Callable[..., tuple[int, str, str]]
"""Runs bpflint with arguments and variables: code, output, errors."""
