"""Asks the running kernel's verifier which program types may call which kfunc and helper.

For every kind of program a trivial program is loaded first; a kind for which the verifier does not even look at it (not
configured, or no such hook) is left out, and nothing is claimed about it. Then a program `call f; r0 = 0; exit` is
loaded for every function. The verifier looks at the allow-list before anything else about a call, so only certain
messages mean "not allowed" and whatever it says behind that point means "allowed"; a call that is allowed may still be
refused for its arguments. A refusal before that point that is not understood leaves the allow-list unknown.

Nothing is attached, pinned or left behind: each program is dropped as soon as the verifier has spoken.

Numbers of program types, attach types and helpers come from the kernel's own BTF, so a newer kernel needs no new table.
Not asked: programs that extend others (EXT), struct_ops of modules, and more than one hook an attach type. A kernel
that restricts a kfunc by hook is therefore seen only at the hooks named in `_TARGETS`.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bpflint.kernel.bpf_syscall import (
    BPF_F_SLEEPABLE,
    RETURN_ZERO,
    Answer,
    Bpf,
    BpfUnavailableError,
    Target,
    call_helper,
    call_kfunc,
    use_arena,
)
from bpflint.kernel.btf import Btf, Kind
from bpflint.kernel.btf_header import BtfError
from bpflint.kernel.image import Image, ImageError, open_image
from bpflint.kernel.profile import KernelReader, Profile, ProfileError

_BTF_DIRECTORY = Path("/sys/kernel/btf")
_IMAGES = (
    "/boot/vmlinuz-{}",
    "/usr/lib/modules/{}/vmlinuz",
    "/lib/modules/{}/build/vmlinux",
    "/usr/lib/debug/boot/vmlinux-{}",
)
_SLEEPABLE = "#sleepable"
_PLAIN = "#plain"

_KFUNC_REFUSED = re.compile(r"calling kernel function \S+ is not allowed")
_NOT_A_KFUNC = "cannot find address for kernel function"
_KFUNC_BROKEN = "does not have a valid func_proto"
_DEVICE_BOUND = "metadata kfuncs require device-bound program"
_ARENA_WANTED = "requires a program with an associated arena"
_HELPER_REFUSED = re.compile(
    r"unknown func |invalid func |program of this type cannot use helper|program with __ref argument cannot tail call"
)

# Program types without an attach type, or with one that makes no difference to the functions they may call.
_BY_TYPE = (
    "SOCKET_FILTER SCHED_CLS SCHED_ACT TRACEPOINT XDP PERF_EVENT LWT_IN LWT_OUT LWT_XMIT LWT_SEG6LOCAL SOCK_OPS SK_SKB"
    " SK_MSG CGROUP_DEVICE CGROUP_SYSCTL RAW_TRACEPOINT RAW_TRACEPOINT_WRITABLE LIRC_MODE2 FLOW_DISSECTOR SYSCALL"
    " KPROBE"
)
# What libbpf loads some of them with: helpers of cgroup programs go by it, though a name needs it not.
_LOADED_WITH: Mapping[str, str] = {
    "CGROUP_DEVICE": "BPF_CGROUP_DEVICE",
    "CGROUP_SYSCTL": "BPF_CGROUP_SYSCTL",
    "SOCK_OPS": "BPF_CGROUP_SOCK_OPS",
}
_BY_ATTACH_TYPE: Mapping[str, str] = {
    "KPROBE": "TRACE_KPROBE_MULTI TRACE_KPROBE_SESSION TRACE_UPROBE_MULTI TRACE_UPROBE_SESSION",
    "CGROUP_SKB": "CGROUP_INET_INGRESS CGROUP_INET_EGRESS",
    "CGROUP_SOCK": "CGROUP_INET_SOCK_CREATE CGROUP_INET_SOCK_RELEASE CGROUP_INET4_POST_BIND CGROUP_INET6_POST_BIND",
    "CGROUP_SOCK_ADDR": (
        "CGROUP_INET4_BIND CGROUP_INET6_BIND CGROUP_INET4_CONNECT CGROUP_INET6_CONNECT CGROUP_UDP4_SENDMSG"
        " CGROUP_UDP6_SENDMSG CGROUP_UDP4_RECVMSG CGROUP_UDP6_RECVMSG CGROUP_INET4_GETPEERNAME"
        " CGROUP_INET6_GETPEERNAME CGROUP_INET4_GETSOCKNAME CGROUP_INET6_GETSOCKNAME CGROUP_UNIX_CONNECT"
        " CGROUP_UNIX_SENDMSG CGROUP_UNIX_RECVMSG CGROUP_UNIX_GETPEERNAME CGROUP_UNIX_GETSOCKNAME"
    ),
    "CGROUP_SOCKOPT": "CGROUP_GETSOCKOPT CGROUP_SETSOCKOPT",
    "SK_REUSEPORT": "SK_REUSEPORT_SELECT SK_REUSEPORT_SELECT_OR_MIGRATE",
    "SK_LOOKUP": "SK_LOOKUP",
    "NETFILTER": "NETFILTER",
}
# Program types that name a function of the kernel: type, attach type, mark, the hooks to try in turn. An empty hook
# stands for none. A trivial program must load for the form, plain or sleepable, to count.
_TARGETS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("TRACING", "TRACE_RAW_TP", "", ("btf_trace_task_newtask", "btf_trace_sys_enter")),
    ("TRACING", "TRACE_FENTRY_MULTI", "", ("", "bpf_fentry_test1")),
    ("TRACING", "TRACE_FEXIT_MULTI", "", ("", "bpf_fentry_test1")),
    ("TRACING", "TRACE_FSESSION_MULTI", "", ("", "bpf_fentry_test1")),
    ("TRACING", "TRACE_FENTRY", "", ("bpf_fentry_test1",)),
    ("TRACING", "TRACE_FEXIT", "", ("bpf_fentry_test1",)),
    ("TRACING", "TRACE_FSESSION", "", ("bpf_fentry_test1",)),
    ("TRACING", "MODIFY_RETURN", "", ("bpf_modify_return_test", "bpf_fentry_test1")),
    ("TRACING", "TRACE_ITER", "", ("bpf_iter_task",)),
    ("LSM", "LSM_MAC", "", ("bpf_lsm_file_open",)),
    ("LSM", "LSM_MAC", "(socket_sendmsg)", ("bpf_lsm_socket_sendmsg",)),
    ("LSM", "LSM_CGROUP", "", ("bpf_lsm_socket_bind",)),
)
_ALWAYS_SLEEPABLE = frozenset({"SYSCALL"})
# Some kernels load their sleepable form, but none attaches it.
_NEVER_SLEEPABLE = frozenset({"BPF_TRACE_KPROBE_MULTI", "BPF_TRACE_KPROBE_SESSION", "BPF_LSM_CGROUP"})
_MAY_SLEEP = frozenset({"KPROBE", "TRACEPOINT", "RAW_TRACEPOINT", "TRACING", "LSM", "STRUCT_OPS"})


@dataclass(frozen=True, slots=True)
class Variant:
    """One kind of program, and how to load it. `name` is `BPF_PROG_TYPE_X[/VARIANT][#sleepable]`."""

    name: str
    target: Target


def probe_running(known_kfuncs: Iterable[str], image: Path | None = None) -> Profile:
    """The profile of the running kernel, with allow-lists. Loads some ten thousand tiny programs, which takes seconds.

    `known_kfuncs` are names to try on a kernel that does not say which of its functions are kfuncs.
    `image` is the boot image or vmlinux of this very kernel, for the flags; without it the usual places are searched.
    Raises ProfileError if the kernel cannot be asked.
    """
    release = os.uname().release
    try:
        bpf = Bpf()
        types = (_BTF_DIRECTORY / "vmlinux").read_bytes()
        kernel = Btf(types)
    except BpfUnavailableError as error:
        raise ProfileError("bpf(2)", str(error)) from error
    except (OSError, BtfError) as error:
        raise ProfileError(_BTF_DIRECTORY / "vmlinux", f"the running kernel offers no BTF: {error}") from error
    numbers = _Numbers(kernel)
    _check_privilege(bpf, numbers)

    reader = KernelReader(Image(_BTF_DIRECTORY / "vmlinux", types, _sets_of(types, release, image), release))
    _add_loaded_modules(reader, release)
    # Without sets a registered function may be unknown to us: tags get lost, and before 6.10 there are none.
    candidates = [] if reader.has_sets else reader.add_candidates(known_kfuncs)

    with bpf.arena() as arena:
        verifier = _Verifier(bpf, arena)
        variants = _loadable(verifier, _variants(kernel, numbers))
        undecided = _probe_kfuncs(verifier, reader, variants, candidates)
        helpers = _probe_helpers(verifier, numbers, variants)
    return {
        **reader.profile("probe"),
        "undecided": undecided,
        "helpers": helpers,
        "probed": [variant.name for variant in variants],
    }


@dataclass(frozen=True, slots=True)
class _Verifier:
    """The verifier, with an arena at hand for the hooks and kfuncs that want one."""

    bpf: Bpf
    arena: int | None

    def ask(self, program: bytes, variant: Variant, module_btf: int | None = None) -> Answer:
        answer = self.bpf.load(program, variant.target, module_btf)
        if _ARENA_WANTED in answer.log and self.arena is not None:
            answer = self.bpf.load(use_arena(self.arena) + program, variant.target, module_btf)
        return answer


class _Numbers:
    """The kernel's own numbers for the words of bpf(2)."""

    def __init__(self, kernel: Btf) -> None:
        self.program_types = _enumerators(kernel, "bpf_prog_type")
        self.attach_types = _enumerators(kernel, "bpf_attach_type")
        self.helpers = {
            "bpf_" + name.removeprefix("BPF_FUNC_"): number
            for name, number in _enumerators(kernel, "bpf_func_id").items()
            if name.startswith("BPF_FUNC_") and number
        }


def _enumerators(kernel: Btf, enum: str) -> dict[str, int]:
    type_id = kernel.find(enum, Kind.ENUM)
    if type_id is None:
        raise ProfileError(_BTF_DIRECTORY / "vmlinux", f"the kernel's BTF lacks enum {enum}")
    return {each.name: each.value for each in kernel.enumerators(type_id)}


def _check_privilege(bpf: Bpf, numbers: _Numbers) -> None:
    # The one needs CAP_BPF and CAP_PERFMON, the other CAP_BPF and CAP_NET_ADMIN.
    for program_type in ("BPF_PROG_TYPE_KPROBE", "BPF_PROG_TYPE_SCHED_CLS"):
        answer = bpf.load(RETURN_ZERO, Target(numbers.program_types[program_type]))
        if answer.error in (errno.EPERM, errno.EACCES):
            raise ProfileError(
                "bpf(2)",
                "the kernel lets only root ask its verifier (or a process with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN)",
            )
        if answer.error == errno.ENOSYS:
            raise ProfileError("bpf(2)", "this kernel is built without CONFIG_BPF_SYSCALL")


# What there is to know besides the verifier's answers


def _sets_of(types: bytes, release: str, image: Path | None) -> bytes | None:
    """The kfunc sets of the running kernel, from a file of it whose BTF is the same."""
    places = [image] if image else [Path(place.format(release)) for place in _IMAGES]
    for place in places:
        try:
            found = open_image(place)
        except (OSError, ImageError) as error:
            if image:
                raise ProfileError(place, str(error)) from error
            continue
        if found.btf == types:
            return found.ids
        if image:
            raise ProfileError(place, f"this is not the running kernel ({release})")
    return None


def _add_loaded_modules(reader: KernelReader, release: str) -> None:
    loaded = {path.name: path for path in sorted(_BTF_DIRECTORY.iterdir()) if path.name != "vmlinux"}
    files = {path.name.split(".")[0].replace("-", "_"): path for path in Path(f"/lib/modules/{release}").rglob("*.ko*")}
    for name, path in loaded.items():
        try:
            types = path.read_bytes()
            ids = None
            if name in files:
                found = open_image(files[name])
                ids = found.ids if found.btf == types else None
            reader.add_module(Image(path, types, ids, release, name))
        except (OSError, ImageError, ProfileError) as error:
            reader.notes.append(f"module {name}: {error}")


# The kinds of programs


def _variants(kernel: Btf, numbers: _Numbers) -> Iterator[list[Variant]]:
    """Every kind of program; a list holds ways to load one kind, of which the first that works is taken."""
    for word in _BY_TYPE.split():
        yield from _forms(numbers, word, "", "", [0])
    for word, attach_types in _BY_ATTACH_TYPE.items():
        for attach_type in attach_types.split():
            yield from _forms(numbers, word, f"BPF_{attach_type}", "", [0])
    for word, attach_type, mark, hooks in _TARGETS:
        found = [kernel.find(hook, Kind.FUNC, Kind.TYPEDEF) if hook else 0 for hook in hooks]
        yield from _forms(numbers, word, f"BPF_{attach_type}", mark, [each for each in found if each is not None])
    yield from _struct_ops(kernel, numbers)


def _forms(numbers: _Numbers, word: str, attach_type: str, mark: str, hooks: Sequence[int]) -> Iterator[list[Variant]]:
    """The plain and, where it makes sense, the sleepable form; none if this kernel does not know the type."""
    name = f"BPF_PROG_TYPE_{word}"
    program_type = numbers.program_types.get(name)
    number = numbers.attach_types.get(attach_type or _LOADED_WITH.get(word, ""))
    attach_number = number if attach_type else number or 0
    if program_type is None or attach_number is None:
        return
    if attach_type:
        name += f"/{attach_type}{mark}"
    flags = BPF_F_SLEEPABLE if word in _ALWAYS_SLEEPABLE else 0
    plain = [Variant(name, Target(program_type, attach_number, hook, flags)) for hook in hooks]
    yield plain
    if word in _MAY_SLEEP and attach_type not in _NEVER_SLEEPABLE:
        yield [_sleepable(variant) for variant in plain]


def _sleepable(variant: Variant) -> Variant:
    return Variant(variant.name + _SLEEPABLE, replace(variant.target, flags=BPF_F_SLEEPABLE))


def _struct_ops(kernel: Btf, numbers: _Numbers) -> Iterator[list[Variant]]:
    """Every function pointer of every struct_ops of the kernel, plain and sleepable."""
    program_type = numbers.program_types.get("BPF_PROG_TYPE_STRUCT_OPS")
    structs = {kernel.name(type_id): type_id for type_id in kernel.ids_of(Kind.STRUCT)}
    for value_name in sorted(structs):
        name = value_name.removeprefix("bpf_struct_ops_")
        if program_type is None or name == value_name or name not in structs:
            continue
        for index, member in enumerate(kernel.members(structs[name])):
            pointer = kernel.resolve(member.type_id)
            if pointer.kind == Kind.PTR and kernel.resolve(pointer.target).kind == Kind.FUNC_PROTO:
                variant = Variant(
                    f"BPF_PROG_TYPE_STRUCT_OPS/{name}.{member.name}", Target(program_type, index, structs[name])
                )
                yield [variant]
                yield [_sleepable(variant)]


def _loadable(verifier: _Verifier, kinds: Iterable[list[Variant]]) -> list[Variant]:
    """The first way of each kind that the verifier can judge. The result that a hook wants does not matter."""
    found = []
    for ways in kinds:
        working = (way for way in ways if verifier.ask(RETURN_ZERO, way).is_judged)
        if first := next(working, None):
            found.append(first)
    return found


# The questions


def _probe_kfuncs(
    verifier: _Verifier, reader: KernelReader, variants: Sequence[Variant], candidates: Sequence[str]
) -> list[str]:
    """Fill in the allow-lists. Return the candidates of which it stays open whether they are kfuncs."""
    by_module: dict[str | None, list[str]] = {}
    for name, kfunc in reader.kfuncs.items():
        by_module.setdefault(kfunc.module, []).append(name)
    for module, descriptor in verifier.bpf.kernel_btfs():
        is_kernel = module == "vmlinux"
        for name in by_module.get(None if is_kernel else module, ()):
            _probe_kfunc(verifier, reader, name, variants, None if is_kernel else descriptor)
    unproven = [name for name in candidates if not reader.kfuncs[name].entry["program_types"]]
    undecided = [name for name in unproven if reader.kfuncs[name].entry.get("callable", True)]
    for name in unproven:
        del reader.kfuncs[name]
    return sorted(undecided)


def _probe_kfunc(
    verifier: _Verifier, reader: KernelReader, name: str, variants: Sequence[Variant], module_btf: int | None
) -> None:
    kfunc = reader.kfuncs[name]
    program = call_kfunc(kfunc.type_id, 0 if module_btf is None else 1)
    allowed = set()
    for variant in variants:
        answer = verifier.ask(program, variant, module_btf)
        if _KFUNC_BROKEN in answer.log or _NOT_A_KFUNC in answer.log:
            kfunc.entry["callable"] = False
        may_call = _may_call_kfunc(answer, variant.name)
        if may_call is None:
            first = answer.log.partition("\n")[0] or f"errno {answer.error}"
            reader.notes.append(f"{name}: allow-list not known: {variant.name}: {first}")
            return
        if may_call:
            allowed.add(variant.name)
    kfunc.entry["program_types"] = shorten(allowed, [variant.name for variant in variants])


def _may_call_kfunc(answer: Answer, variant: str) -> bool | None:
    """Whether the kfunc is on the allow-list; None if the verifier did not come that far."""
    if _DEVICE_BOUND in answer.log:
        # Asked for before the allow-list is looked at; only XDP programs can be bound to a device.
        return variant == "BPF_PROG_TYPE_XDP"
    if _KFUNC_REFUSED.search(answer.log) or _NOT_A_KFUNC in answer.log:
        return False
    return True if answer.is_judged or _KFUNC_BROKEN in answer.log else None


def _probe_helpers(verifier: _Verifier, numbers: _Numbers, variants: Sequence[Variant]) -> dict[str, list[str]]:
    names = [variant.name for variant in variants]
    found = {}
    for helper, number in sorted(numbers.helpers.items()):
        program = call_helper(number)
        allowed = {v.name for v in variants if not _HELPER_REFUSED.search(verifier.ask(program, v).log)}
        if allowed:
            found[helper] = shorten(allowed, names)
    return found


# Short forms of lists of kinds


def shorten(allowed: Iterable[str], probed: Sequence[str]) -> list[str]:
    """The shortest way to write `allowed` so that, with `probed` known, it can be read back.

    `TYPE`: every probed variant of the type. `TYPE/VARIANT`: plain and sleepable, as far as probed; `#plain` or
    `#sleepable` behind it: that form only; the variant `plain` has no attach type; `STRUCT.*`: all its members.
    """
    wanted = set(allowed)
    groups: dict[str, dict[str, dict[str, list[str]]]] = {}
    for name in probed:
        base = name.removesuffix(_SLEEPABLE)
        program_type, _, variant = base.partition("/")
        struct = variant.partition(".")[0]
        groups.setdefault(program_type, {}).setdefault(struct, {}).setdefault(variant, []).append(name)
    short = []
    for program_type, structs in groups.items():
        if all(name in wanted for variants in structs.values() for names in variants.values() for name in names):
            short.append(program_type)
            continue
        for struct, variants in structs.items():
            if len(variants) > 1 and all(name in wanted for names in variants.values() for name in names):
                short.append(f"{program_type}/{struct}.*")
                continue
            for variant, names in variants.items():
                chosen = [name for name in names if name in wanted]
                form = "" if len(chosen) == len(names) else _SLEEPABLE if chosen[0:1] == names[-1:] else _PLAIN
                if chosen:
                    short.append(f"{program_type}/{variant or 'plain'}{form}")
    return sorted(short)
