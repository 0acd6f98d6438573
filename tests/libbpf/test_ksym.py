"""Which kernel function a declaration means, and what libbpf compares."""

from __future__ import annotations

import pytest

from bpflint.base.span import NOWHERE
from bpflint.kernel import Version, load_facts
from bpflint.kernel.ctype import parse_type
from bpflint.kernel.kfunc import Prototype
from bpflint.libbpf.kernel_kinds import is_of_other_kind
from bpflint.libbpf.ksym import compatible, essential_name, exists, mismatch
from bpflint.source.types import VOID, Kind, Type
from bpflint.source.unit import Declaration, Unit

U32 = Type(Kind.INT, "u32", 4)
U64 = Type(Kind.INT, "u64", 8)
ENUM = Type(Kind.ENUM, "enum e", 4, name="e")
TASK = Type(Kind.STRUCT, "struct task_struct", 9000, name="task_struct")
FORWARD = Type(Kind.STRUCT, "struct task_struct", name="task_struct", complete=False)
CGROUP = Type(Kind.STRUCT, "struct cgroup", 2000, name="cgroup")


def pointer(target: Type) -> Type:
    return Type(Kind.POINTER, f"{target.spelling} *", 8, target=target)


def function(returns: Type, *params: Type) -> Type:
    return Type(Kind.FUNCTION, "f", target=returns, params=params)


UNIT = Unit("a.bpf.c")


@pytest.mark.parametrize(
    ("declared", "kernel"),
    [
        ("bpf_task_acquire", "bpf_task_acquire"),
        ("bpf_task_acquire___old", "bpf_task_acquire"),
        ("scx_bpf_dsq_insert___v2___compat", "scx_bpf_dsq_insert___v2"),
        ("scx_bpf_dsq_insert___v2", "scx_bpf_dsq_insert"),
        ("__bpf_trap", "__bpf_trap"),
        ("___x", "___x"),
        ("a___", "a___"),
    ],
)
def test_a_flavour_is_what_follows_the_last_triple_underscore(declared: str, kernel: str) -> None:
    assert essential_name(declared) == kernel


PAIRS = [
    (U64, "u32", True),  # width and sign of integers are not compared
    (ENUM, "enum f", True),  # nor are names of enums
    (ENUM, "u32", False),
    (pointer(CGROUP), "struct task_struct *", True),  # nor names of structs
    (pointer(FORWARD), "struct task_struct *", False),  # a struct that is only declared is another BTF kind
    (pointer(VOID), "struct task_struct *", False),
    (pointer(VOID), "char *", False),
    (pointer(VOID), "void *", True),
    (pointer(pointer(TASK)), "struct task_struct *", False),
    (Type(Kind.UNKNOWN, "?"), "struct task_struct *", True),  # never accuse on what is not known
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), PAIRS)
def test_types_are_compared_by_kind_alone(ours: Type, theirs: str, expected: bool) -> None:
    assert compatible(UNIT, ours, parse_type(theirs)) is expected


def test_a_mismatch_says_what_differs() -> None:
    kernel = load_facts().at(Version.parse("6.12"))
    release = kernel.kfunc("bpf_task_release")
    assert release is not None
    assert mismatch(UNIT, function(VOID, pointer(TASK)), release.prototype) is None
    assert "2 arguments" in str(mismatch(UNIT, function(VOID, pointer(TASK), U32), release.prototype))
    assert "parameter 1" in str(mismatch(UNIT, function(VOID, U32), release.prototype))
    assert "returns" in str(mismatch(UNIT, function(U32, pointer(TASK)), release.prototype))


def test_types_that_are_written_alike_are_told_apart() -> None:
    kernel = Prototype.parse("int f(gfp_t flags, int (*done)(struct task_struct *))")
    done = pointer(Type(Kind.FUNCTION, "int (*)(struct task_struct *)", target=U32, params=(pointer(TASK),)))
    done.spelling = "int (*)(struct task_struct *)"
    gfp = Type(Kind.STRUCT, "gfp_t", 8)
    assert mismatch(UNIT, function(U32, U32, done), kernel) is None
    why = mismatch(UNIT, function(U32, gfp, done), kernel)
    assert why == "parameter 1 (flags) is 'gfp_t' with struct for what is int in the kernel"
    done.target = Type(Kind.FUNCTION, done.spelling, target=U32, params=(pointer(TASK), U32))
    why = mismatch(UNIT, function(U32, U32, done), kernel)
    assert why == (
        "parameter 2 (done) is 'int (*)(struct task_struct *)', and the kernel's is one with other arguments"
    )


def test_a_weak_declaration_that_does_not_fit_counts_as_absent() -> None:
    kernel = load_facts().at(Version.parse("6.12"))
    unit = Unit("a.bpf.c")
    assert exists(unit, kernel, "bpf_task_release") is True
    unit.declarations["bpf_task_release"] = Declaration("bpf_task_release", function(VOID, U32), NOWHERE, is_weak=True)
    assert exists(unit, kernel, "bpf_task_release") is False


def test_existence_follows_the_kernel() -> None:
    facts, unit = load_facts(), Unit("a.bpf.c")
    assert exists(unit, facts.at(Version.parse("6.6")), "bpf_wq_init") is False
    assert exists(unit, facts.at(Version.parse("6.12")), "bpf_wq_init") is True
    assert exists(unit, facts.at(Version.parse("7.3")), "bpf_wq_init___flavour") is True


def test_nobody_knows_whether_a_module_of_the_kernels_tests_is_loaded() -> None:
    kernel, unit = load_facts().at(Version.parse("7.3")), Unit("a.bpf.c")
    name = "bpf_kfunc_trusted_task_test"
    assert exists(unit, kernel, name) is None
    unit.declarations[name] = Declaration(name, function(VOID, U32), NOWHERE, is_weak=True)
    assert exists(unit, kernel, name) is False
    assert exists(unit, kernel, "bpf_fentry_test1") is True


RQ = Type(Kind.STRUCT, "struct rq", 9000, name="rq")
OWN = Type(Kind.STRUCT, "struct own", 4, name="own")
UNION = Type(Kind.UNION, "union own", 4, name="own")


def array(element: Type) -> Type:
    return Type(Kind.ARRAY, f"{element.spelling} [4]", 4 * element.size, target=element, count=4)


@pytest.mark.parametrize(
    ("declared", "theirs", "other"),
    [
        (U32, "int", False),
        (U64, "bool", False),  # sizes do not count
        (U32, "struct rq", True),
        (RQ, "struct rq", False),
        (OWN, "struct rq", False),  # nor do names
        (UNION, "struct rq", True),
        (pointer(U32), "struct rq *", False),
        (ENUM, "int", True),
        (array(U32), "int [2]", False),
        (array(U32), "struct rq [4]", True),
        (array(array(RQ)), "struct rq [2][3]", False),
        (array(RQ), "struct rq", True),
        (U32, "no_such_t", False),  # nobody knows
        (Type(Kind.UNKNOWN, "?"), "int", False),
    ],
)
def test_variables_are_compared_by_kinds(declared: Type, theirs: str, other: bool) -> None:
    assert is_of_other_kind(load_facts().at(Version(6, 12)).surface, declared, theirs) is other
