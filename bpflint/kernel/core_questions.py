"""What CO-RE asks of a kernel's BTF (`bpf_core_type_exists()` and its kind), answered for one kernel.

A flavour (`struct inode___old`) is left aside, as libbpf does. None where nobody knows.
"""

from __future__ import annotations

from bpflint.kernel.ctype import names_type
from bpflint.kernel.kernel_facts import KernelFacts
from bpflint.kernel.member_shape import FLAVOUR, shapes_in
from bpflint.kernel.presence import Presence


def has_enumerator(kernel: KernelFacts, name: str) -> bool | None:
    """Whether the kernel's BTF has an enumerator, given as `NAME` or `enum:NAME` (`bpf_func_id:BPF_FUNC_loop`).

    rules/ know helper numbers, program, attach, map and link types and commands; the surface knows all others.
    """
    enum, _, constant = name.rpartition(":")
    if constant.startswith("BPF_FUNC_"):
        helper = f"bpf_{constant.removeprefix('BPF_FUNC_')}"
        return kernel.helper(helper) is not None if helper in kernel.facts.store.helper_numbers else None
    presence = kernel.program_type(constant)
    if presence is Presence.UNKNOWN:
        presence = kernel.surface.enumerator(FLAVOUR.sub("", constant), FLAVOUR.sub("", enum)).presence
    return _truth(presence)


def has_type(kernel: KernelFacts, spelling: str) -> bool | None:
    """Whether the kernel's BTF has a `struct`, `union` or `enum` (`struct bpf_iter_num`; a flavour is left aside).

    It has what the prototype of one of its kfuncs names, and what its surface has. None where nobody knows.
    """
    kind, _, tag = spelling.removeprefix("const ").partition(" ")
    if kind not in ("struct", "union", "enum") or not tag.isidentifier():
        return _truth(kernel.surface.type(FLAVOUR.sub("", kind)).presence) if kind.isidentifier() and not tag else None
    named = f"{kind} {FLAVOUR.sub('', tag)}"
    for name in kernel.facts.kfuncs_naming(named):
        kfunc = kernel.kfunc(name)
        if (
            kfunc is not None
            and kfunc.prototype_certain
            and not kfunc.test
            and names_type(kfunc._prototype.text, named)
        ):
            return True
    return _truth(kernel.surface.type(named).presence)


def has_field(kernel: KernelFacts, path: str) -> bool | None:
    """Whether the kernel's BTF has a member (`task_struct.se.vruntime`; a flavour of the struct is left aside).

    Behind the path may stand what the members on it are declared as (`task_struct.pid int`): libbpf compares that.
    """
    path, shapes = shapes_in(path)
    tag, _, member = path.partition(".")
    tag = FLAVOUR.sub("", tag)
    if not tag or not member:
        return None
    for kind in ("struct", "union"):
        presence = kernel.surface.field(f"{kind} {tag}", member, shapes).presence
        if presence is not Presence.UNKNOWN:
            return _truth(presence)
        if kernel.surface.type(f"{kind} {tag}").is_present and not kernel.surface.knows_field(f"{kind} {tag}", member):
            return False  # a member that only kernels have which nobody measured
    return None


def size_of(kernel: KernelFacts, tag: str) -> int:
    """The bytes of a struct or union in every build of the kernel; 0 where nobody knows."""
    forms = [form for kind in ("struct", "union") for form in kernel.surface.record(f"{kind} {tag}").forms]
    return min((form.size for form in forms), default=0)


def _truth(presence: Presence) -> bool | None:
    return None if presence is Presence.UNKNOWN else presence is Presence.PRESENT
