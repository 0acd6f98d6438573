from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tiny_kernel as tiny
from hypothesis import given
from hypothesis import strategies as st
from tiny_kernel import TinyBtf

from bpflint.kernel import probe, profile
from bpflint.kernel.bpf_syscall import RETURN_ZERO, Answer, Target, call_helper, call_kfunc, use_arena
from bpflint.kernel.btf import Btf
from bpflint.kernel.facts import load_facts
from bpflint.kernel.kernel_facts import KernelFacts
from bpflint.kernel.profile import ProfileError
from bpflint.kernel.program_types import ProgramKind
from bpflint.kernel.version import Version

KFUNCS = "bpf_for_all bpf_for_xdp bpf_metadata bpf_for_arenas bpf_wants_news bpf_broken bpf_for_none"
XDP, KPROBE, SYSCALL, STRUCT_OPS, CGROUP_SOCK_ADDR, CGROUP_DEVICE = 6, 2, 31, 27, 18, 15


def running_btf(tagged: bool = True) -> bytes:
    b = TinyBtf()
    integer = b.add_int("int")
    b.add_enum(
        "bpf_prog_type",
        ("BPF_PROG_TYPE_KPROBE", KPROBE),
        ("BPF_PROG_TYPE_SCHED_CLS", 3),
        ("BPF_PROG_TYPE_XDP", XDP),
        ("BPF_PROG_TYPE_CGROUP_SOCK_ADDR", CGROUP_SOCK_ADDR),
        ("BPF_PROG_TYPE_STRUCT_OPS", STRUCT_OPS),
        ("BPF_PROG_TYPE_SYSCALL", SYSCALL),
        ("BPF_PROG_TYPE_CGROUP_DEVICE", CGROUP_DEVICE),
    )
    b.add_enum("bpf_attach_type", ("BPF_CGROUP_UDP4_RECVMSG", 19), ("BPF_CGROUP_DEVICE", 6))
    b.add_enum("bpf_func_id", ("BPF_FUNC_unspec", 0), ("BPF_FUNC_redirect", 23), ("__BPF_FUNC_MAX_ID", 212))
    function = b.add(tiny.PTR, "", b.add_prototype(integer))
    b.add_struct("tiny_ops", 24, ("init", function, 0), ("flags", integer, 64), ("exit", function, 128))
    b.add_struct("bpf_struct_ops_tiny_ops", 8)
    for name in KFUNCS.split():
        b.add_kfunc(name, integer, tagged=tagged)
    b.add_kfunc("bpf_old_impl", integer, tagged=False)
    return b.bytes()


SEEN = "\nprocessed 1 insns (limit 1000000)\n"
NOT_SEEN = "\nprocessed 0 insns (limit 1000000)\n"


class TinyVerifier:
    """Answers as a kernel does in which each kfunc is allowed as its name says."""

    def __init__(self, refuse: int | None = None) -> None:
        self.refuse = refuse
        self.names = {number: name for name, number in Btf(running_btf()).functions.items()}
        self.loaded: list[tuple[bytes, Target]] = []

    def kernel_btfs(self) -> Iterator[tuple[str, int]]:
        yield "vmlinux", 3

    @contextmanager
    def arena(self) -> Iterator[int | None]:
        yield 9

    def load(self, program: bytes, target: Target, module_btf: int | None = None) -> Answer:
        assert module_btf is None
        self.loaded.append((program, target))
        if self.refuse:
            return Answer(self.refuse, "")
        if target.program_type == STRUCT_OPS and target.flags:
            return Answer(22, "attach to unsupported member" + NOT_SEEN)
        if program == RETURN_ZERO:
            wants_one = target.program_type == CGROUP_SOCK_ADDR
            return Answer(22, "At program exit R0 should have been in [1, 1]" + SEEN) if wants_one else Answer(0, SEEN)
        if program == call_helper(23):
            allowed = target.program_type == XDP
            text = "R1 !read_ok" if allowed else "program of this type cannot use helper bpf_redirect#23"
            return Answer(22, text + SEEN)
        has_arena = program.startswith(use_arena(9))
        name = next(name for number, name in self.names.items() if program.endswith(call_kfunc(number)))
        match name:
            case "bpf_metadata":
                return Answer(22, "metadata kfuncs require device-bound program" + NOT_SEEN)
            case "bpf_for_arenas" if not has_arena:
                return Answer(22, "R1 arena pointer requires a program with an associated arena" + NOT_SEEN)
            case "bpf_wants_news":
                return Answer(22, "something that nobody foresaw" + NOT_SEEN)
            case "bpf_old_impl":
                return Answer(22, "cannot find address for kernel function bpf_old_impl" + NOT_SEEN)
            case "bpf_for_none":
                return Answer(13, "calling kernel function bpf_for_none is not allowed" + SEEN)
            case "bpf_for_xdp" | "bpf_for_arenas" if target.program_type != XDP:
                return Answer(13, f"calling kernel function {name} is not allowed" + SEEN)
            case "bpf_broken":
                return Answer(22, "kernel function btf_id 7 does not have a valid func_proto" + NOT_SEEN)
        return Answer(22, "R1 !read_ok" + SEEN)


KNOWN = ("bpf_for_xdp", "bpf_for_none", "bpf_old_impl", "bpf_elsewhere")


@pytest.fixture
def verifier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyVerifier:
    (tmp_path / "btf").mkdir()
    (tmp_path / "btf" / "vmlinux").write_bytes(running_btf())
    verifier = TinyVerifier()
    monkeypatch.setattr(probe, "_BTF_DIRECTORY", tmp_path / "btf")
    monkeypatch.setattr(probe, "_IMAGES", ())
    monkeypatch.setattr(probe, "Bpf", lambda: verifier)
    return verifier


@pytest.mark.usefixtures("verifier")
def test_each_outcome_means_what_the_verifier_means_by_it() -> None:
    found = probe.probe_running(KNOWN)
    assert found["source"] == "probe"
    assert found["probed"] == [
        "BPF_PROG_TYPE_SCHED_CLS",
        "BPF_PROG_TYPE_XDP",
        "BPF_PROG_TYPE_CGROUP_DEVICE",
        "BPF_PROG_TYPE_SYSCALL",
        "BPF_PROG_TYPE_KPROBE",
        "BPF_PROG_TYPE_KPROBE#sleepable",
        "BPF_PROG_TYPE_CGROUP_SOCK_ADDR/BPF_CGROUP_UDP4_RECVMSG",
        "BPF_PROG_TYPE_STRUCT_OPS/tiny_ops.init",
        "BPF_PROG_TYPE_STRUCT_OPS/tiny_ops.exit",
    ]
    allowed = {name: entry["program_types"] for name, entry in found["kfuncs"].items()}
    everything = sorted({name.split("/")[0].split("#")[0] for name in found["probed"]})
    assert allowed == {
        "bpf_for_all": everything,
        "bpf_for_xdp": ["BPF_PROG_TYPE_XDP"],
        "bpf_metadata": ["BPF_PROG_TYPE_XDP"],
        "bpf_for_arenas": ["BPF_PROG_TYPE_XDP"],
        "bpf_wants_news": None,
        "bpf_broken": everything,
        "bpf_for_none": [],
    }
    assert [name for name, entry in found["kfuncs"].items() if not entry.get("callable", True)] == ["bpf_broken"]
    assert found["helpers"] == {"bpf_redirect": ["BPF_PROG_TYPE_XDP"]}
    assert found["undecided"] == []
    assert found["notes"] == [
        "bpf_wants_news: allow-list not known: BPF_PROG_TYPE_SCHED_CLS: something that nobody foresaw"
    ]


@pytest.mark.usefixtures("verifier")
def test_a_probe_is_a_valid_profile(tmp_path: Path) -> None:
    found = probe.probe_running(KNOWN)
    profile.write(found, tmp_path / "profile.json")
    assert profile.read(tmp_path / "profile.json") == found


def test_syscall_programs_are_loaded_sleepable_and_members_by_number(verifier: TinyVerifier) -> None:
    probe.probe_running(KNOWN)
    targets = {target for _, target in verifier.loaded}
    assert {target.flags for target in targets if target.program_type == SYSCALL} == {16}
    assert {target.attach_type for target in targets if target.program_type == STRUCT_OPS} == {0, 2}


def test_cgroup_programs_are_loaded_with_the_attach_type_that_libbpf_gives_them(verifier: TinyVerifier) -> None:
    """Which helpers they may call goes by it: `bpf_get_retval()` is not for BPF_CGROUP_INET_INGRESS, which is 0."""
    found = probe.probe_running([])
    assert "BPF_PROG_TYPE_CGROUP_DEVICE" in found["probed"]
    assert {each.attach_type for _, each in verifier.loaded if each.program_type == CGROUP_DEVICE} == {6}
    assert {each.attach_type for _, each in verifier.loaded if each.program_type == XDP} == {0}


def test_without_tags_known_names_are_tried_and_refused_ones_stay_undecided(
    verifier: TinyVerifier, tmp_path: Path
) -> None:
    (tmp_path / "btf" / "vmlinux").write_bytes(running_btf(tagged=False))
    verifier.names = {number: name for name, number in Btf(running_btf(tagged=False)).functions.items()}
    found = probe.probe_running(KNOWN)
    assert sorted(found["kfuncs"]) == ["bpf_for_xdp"]
    assert found["undecided"] == ["bpf_for_none"]


@pytest.mark.usefixtures("verifier")
def test_flags_come_from_an_image_of_the_same_kernel_only(tmp_path: Path) -> None:
    number = Btf(running_btf()).functions["bpf_for_xdp"]
    image = tmp_path / "image"
    image.write_bytes(tiny.elf({".BTF": running_btf(), ".BTF_ids": tiny.kfunc_set("<", {number: 1})}))
    found = probe.probe_running(KNOWN, image)
    assert found["kfuncs"]["bpf_for_xdp"]["flags"] == ["KF_ACQUIRE"]
    assert found["kfuncs"]["bpf_for_all"]["flags"] is None
    other = tmp_path / "other"
    other.write_bytes(tiny.elf({".BTF": running_btf(tagged=False)}))
    with pytest.raises(ProfileError, match="not the running kernel"):
        probe.probe_running(KNOWN, other)


@pytest.mark.parametrize(("error", "reason"), [(1, "only root"), (13, "only root"), (38, "CONFIG_BPF_SYSCALL")])
def test_missing_privilege_is_named(verifier: TinyVerifier, error: int, reason: str) -> None:
    verifier.refuse = error
    with pytest.raises(ProfileError, match=reason):
        probe.probe_running(KNOWN)


@pytest.mark.usefixtures("verifier")
def test_a_kernel_without_btf_is_named(tmp_path: Path) -> None:
    (tmp_path / "btf" / "vmlinux").unlink()
    with pytest.raises(ProfileError, match="offers no BTF"):
        probe.probe_running(KNOWN)


PROBED = [
    "BPF_PROG_TYPE_XDP",
    "BPF_PROG_TYPE_KPROBE",
    "BPF_PROG_TYPE_KPROBE#sleepable",
    "BPF_PROG_TYPE_KPROBE/BPF_TRACE_UPROBE_MULTI",
    "BPF_PROG_TYPE_KPROBE/BPF_TRACE_UPROBE_MULTI#sleepable",
    "BPF_PROG_TYPE_LSM/BPF_LSM_MAC(socket_sendmsg)#sleepable",
    "BPF_PROG_TYPE_STRUCT_OPS/a.x",
    "BPF_PROG_TYPE_STRUCT_OPS/a.x#sleepable",
    "BPF_PROG_TYPE_STRUCT_OPS/a.y",
    "BPF_PROG_TYPE_STRUCT_OPS/b.x",
]


def expand(short: Iterable[str]) -> set[str]:
    """What a list of short forms stands for, by the definition in docs/kernel-profiles.md."""
    found = set()
    for form in short:
        word, _, variant = form.partition("/")
        for name in PROBED:
            base, sleepable = name.removesuffix("#sleepable"), name.endswith("#sleepable")
            program_type, _, own = base.partition("/")
            wanted, _, only = variant.partition("#")
            fits = (
                not variant
                or wanted == (own or "plain")
                or (wanted.endswith(".*") and own.split(".")[0] == wanted.removesuffix(".*"))
            )
            if program_type == word and fits and (not only or (only == "sleepable") == sleepable):
                found.add(name)
    return found


@given(st.sets(st.sampled_from(PROBED)))
def test_short_forms_can_be_read_back(allowed: set[str]) -> None:
    assert expand(probe.shorten(allowed, PROBED)) == allowed


def test_short_forms_are_short() -> None:
    assert probe.shorten(PROBED, PROBED) == [
        "BPF_PROG_TYPE_KPROBE",
        "BPF_PROG_TYPE_LSM",
        "BPF_PROG_TYPE_STRUCT_OPS",
        "BPF_PROG_TYPE_XDP",
    ]
    assert probe.shorten(PROBED[1:3] + PROBED[4:5] + PROBED[6:9], PROBED) == [
        "BPF_PROG_TYPE_KPROBE/BPF_TRACE_UPROBE_MULTI#sleepable",
        "BPF_PROG_TYPE_KPROBE/plain",
        "BPF_PROG_TYPE_STRUCT_OPS/a.*",
    ]


@pytest.fixture(scope="module")
def probed() -> profile.Profile:
    if os.geteuid() != 0 or not Path("/sys/kernel/btf/vmlinux").is_file():
        pytest.skip("probing needs root and a kernel with BTF")
    before = sorted(Path("/proc/self/fd").iterdir())
    try:
        found = probe.probe_running(KNOWN)
    except ProfileError as error:
        pytest.skip(f"the kernel does not let us ask: {error.reason}")
    assert sorted(Path("/proc/self/fd").iterdir()) == before
    return found


def test_the_running_kernel_can_be_probed(probed: profile.Profile) -> None:
    assert "BPF_PROG_TYPE_XDP" in probed["helpers"]["bpf_redirect"]
    assert probed["version"] == profile.version_of(os.uname().release)
    if "bpf_cpumask_create" in probed["kfuncs"]:
        assert "BPF_PROG_TYPE_SYSCALL" in probed["kfuncs"]["bpf_cpumask_create"]["program_types"]
        assert "BPF_PROG_TYPE_SOCKET_FILTER" not in probed["kfuncs"]["bpf_cpumask_create"]["program_types"]


def test_the_running_kernel_agrees_with_the_rules_for_its_version(probed: profile.Profile) -> None:
    facts = load_facts()
    version = Version.parse(probed["version"])
    if version not in facts.measured:
        pytest.skip(f"{version} was not measured")
    rules, here = facts.at(version), KernelFacts.from_profile(probed, facts)
    kinds = [kind_of(name) for name in probed["probed"]]
    agreed = 0
    disputed = []
    for name in probed["kfuncs"]:
        expected, found = rules.kfunc(name), here.kfunc(name)
        if expected is None or found is None or not expected.callable:
            continue
        for kind in kinds:
            claims = {expected.allows(kind), found.allows(kind)}
            if None not in claims:
                agreed += len(claims) == 1
                disputed += [(name, kind)] if len(claims) == 2 else []
    assert agreed > 5000
    # A vendor may have backported a permission; a reader that is wrong is wrong by far more.
    assert len(disputed) <= agreed // 200, disputed[:10]


def kind_of(name: str) -> ProgramKind:
    base = name.removesuffix("#sleepable")
    program_type, _, variant = base.partition("/")
    if program_type == "BPF_PROG_TYPE_STRUCT_OPS":
        return ProgramKind(program_type, sleepable=base != name, member=variant)
    attach, _, hook = variant.rstrip(")").partition("(")
    return ProgramKind(program_type, attach or None, base != name, target=hook or None)
