"""Walks a C program written in a test on the newest kernel known, without any header."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bpflint.checks.context import answers_of
from bpflint.flow import Analysis, Budget, Event, analyze
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Condition, Pointer, RegionKind, Scalar, Value
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.flow.static.guards import Guards
from bpflint.flow.static.kernel_queries import KernelQueries, QueryCache
from bpflint.kernel import Version, load_facts
from bpflint.libbpf.programs import find_programs
from bpflint.libbpf.sections import SectionTable
from bpflint.source.model import Call
from bpflint.source.parse import parse_unit
from bpflint.source.unit import Unit

HEAD = """
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
#define NULL ((void *)0)
#define SEC(name) __attribute__((section(name), used))
#define __ksym __attribute__((section(".ksyms")))
#define __kptr __attribute__((btf_type_tag("kptr")))
#define __contains(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - __builtin_offsetof(type, member)))
#define __uint(name, val) int(*name)[val]
#define __type(name, val) val *name

struct css_set { int id; };
struct task_struct { int pid; struct css_set *cgroups; struct task_struct *parent; };
struct bpf_spin_lock { u32 val; };
struct bpf_list_head { u64 opaque[2]; } __attribute__((aligned(8)));
struct bpf_list_node { u64 opaque[3]; } __attribute__((aligned(8)));
struct bpf_iter_num { u64 opaque[1]; } __attribute__((aligned(8)));
struct bpf_dynptr { u64 opaque[2]; } __attribute__((aligned(8)));

extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;
extern void bpf_throw(u64 cookie) __ksym;

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_spin_lock)(struct bpf_spin_lock *lock) = (void *)93;
static long (*bpf_spin_unlock)(struct bpf_spin_lock *lock) = (void *)94;
static void *(*bpf_ringbuf_reserve)(void *ringbuf, u64 size, u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *data, u64 flags) = (void *)132;
static long (*bpf_loop)(u32 nr, void *callback, void *context, u64 flags) = (void *)181;
static void *(*bpf_kptr_xchg)(void *place, void *ptr) = (void *)194;
static u64 (*bpf_get_prandom_u32)(void) = (void *)7;

struct value { struct task_struct __kptr *task; int count; };
struct {
	__uint(type, 1);
	__type(key, u32);
	__type(value, struct value);
	__uint(max_entries, 16);
} tasks SEC(".maps");
struct {
	__uint(type, 27);
	__uint(max_entries, 4096);
} records SEC(".maps");
char license[] SEC("license") = "GPL";
"""


def analyse(tmp_path: Path, text: str, version: str | None = None, budget: Budget | None = None) -> Analysis:
    """The analysis of the only program in `text`."""
    return follow(read(tmp_path, text), version, budget)


def read(tmp_path: Path, text: str) -> Unit:
    """A unit that begins with `HEAD`."""
    path = tmp_path / "unit.bpf.c"
    path.write_text(HEAD + text)
    unit = parse_unit(str(path), ["-target", "bpf", "-std=gnu11"])
    assert not unit.problems, unit.problems
    return unit


def follow(
    unit: Unit, version: str | None = None, budget: Budget | None = None, observers: Sequence[object] = ()
) -> Analysis:
    """The analysis of the only program of a unit."""
    facts = load_facts()
    kernel = facts.at(Version.parse(version) if version else facts.newest)
    (program,) = find_programs(unit, SectionTable(facts.section_table))
    guards = Guards(unit, KernelQueries(answers_of(unit, kernel), QueryCache()))
    return analyze(unit, program, kernel, budget or Budget(), guards, FunctionSummaries(unit, kernel), observers)


def walk(
    tmp_path: Path, body: str, *, section: str = "tp_btf/task_newtask", before: str = "", version: str | None = None
) -> list[Event]:
    """What is noted in a program with this body; `task` is its trusted argument."""
    text = f'{before}\nSEC("{section}")\nint program(u64 *ctx)\n{{\n'
    text += f"\tstruct task_struct *task = (struct task_struct *)ctx[0];\n{body}\n\treturn 0;\n}}\n"
    return analyse(tmp_path, text, version).events


class Seen:
    """An observer that keeps what the walk knows of the arguments of `seen()` and `at()`, on every path."""

    def __init__(self) -> None:
        self.values: set[str] = set()

    def called(
        self, engine: Machine, state: State, call: Call, name: str, args: tuple[Value, ...], result: Value
    ) -> None:
        del engine, call, result
        if name in ("seen", "at"):
            self.values |= {shown(state, value) for value in args}


def shown(state: State, value: Value) -> str:
    """`3`, `0..9` of a number, with `, not 0`, and `vague`; `stack b+4 or NULL` of a pointer."""
    if isinstance(value, Condition):
        return "0..1"
    if isinstance(value, Scalar):
        low, high = state.range(value)
        text = str(low) if low == high else f"{low}..{high}"
        text += ", not 0" if low < 0 < high and state.nullness(value) is False else ""
        return text + (", vague" if value.vague else "")
    if isinstance(value, Pointer):
        name = value.region.name or value.region.origin
        if value.region.kind in (RegionKind.KERNEL, RegionKind.ALLOC):
            name = f"{trust_of(state, value).name.lower()} {name}"
        null = {None: " or NULL", True: " is NULL", False: ""}[state.nullness(value)]
        return f"{value.region.kind.name.lower()} {name}+{'?' if value.offset is None else value.offset}{null}"
    return "anything"


def known(tmp_path: Path, body: str, *, before: str = "", version: str | None = None) -> set[str]:
    """What is known of `x` in `seen(x)`, and of a pointer `p` in `at(p)`: one text a way that it is known."""
    text = (
        "extern void seen(long long x) __ksym; extern void at(void *p__nullable) __ksym;\n"
        "#define ANY ((int)bpf_get_prandom_u32())\n"
        f'{before}\nSEC("tp_btf/task_newtask")\nint program(u64 *ctx)\n{{\n'
        f"\tstruct task_struct *task = (struct task_struct *)ctx[0];\n{body}\n\treturn 0;\n}}\n"
    )
    observer = Seen()
    follow(read(tmp_path, text), version, observers=[observer])
    return observer.values


def cases(events: list[Event]) -> set[Case]:
    """The case of each event that the interpreter is sure of."""
    return {event.case for event in events if event.sure}
