"""Small random BPF programs around kfuncs, always the same for the same seed.

A program opens resources (references, regions, locks, iterators, dynptrs, objects), uses and closes them in branches,
loops, callbacks and subprograms, with conditions asked twice and switches that a loader sets. As it is made it is right
C; then a few random edits are applied: a statement dropped, doubled or swapped with the next one, a condition turned
round. What the verifier says of the result is not known here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

PRELUDE: Final = """\
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define __node_of(pointer) ((struct item *)((void *)(pointer) - __builtin_offsetof(struct item, link)))
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern void bpf_local_irq_save(unsigned long *flags) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym;
extern void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *object, void *meta) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer, u32 size) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern int bpf_dynptr_from_xdp(struct xdp_md *xdp, u64 flags, struct bpf_dynptr *ptr) __ksym;

struct item {
	long data;
	struct bpf_list_node link;
};

struct holder {
	int n;
	struct task_struct *task;
};

struct value {
	long data;
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

const volatile bool debug;
const volatile int mode = 2;
const volatile struct {
	bool strict;
	int depth;
} settings = {.strict = true};
static bool never_written;
long total;

struct item *spare;
/* Brings the type of the list's nodes to the kernel, also where no program of the file makes one. */

private(LIST) struct bpf_spin_lock lock;
private(LIST) struct bpf_list_head list __contains(item, link);

char LICENSE[] SEC("license") = "GPL";

__noinline int outside(int x)
{
	return x * 3 + total;
}

static __noinline void give_back(struct task_struct *task)
{
	bpf_task_release(task);
}

static __always_inline void give_back_held(struct holder held)
{
	if (held.n)
		bpf_task_release(held.task);
}

static __always_inline bool wanted(u32 x)
{
	return x == 2 || x == 3;
}
"""
"""What stands at the head of each file."""

SECTIONS: Final = {
    "tc": "struct __sk_buff *ctx",
    "xdp": "struct xdp_md *ctx",
    "syscall": "void *ctx",
    "tp_btf/task_newtask": "void *ctx",
    "raw_tp/sys_enter": "void *ctx",
}
EDITS: Final = ("drop", "double", "swap", "turn", "move")


@dataclass
class Statement:
    """One statement, or a block: `head` with the statements of `body`, then those of `other` behind an else."""

    head: str
    body: list[Statement] | None = None
    other: list[Statement] = field(default_factory=list)

    def lines(self, depth: int = 1) -> Iterator[str]:
        indent = "\t" * depth
        if self.body is None:
            yield from (indent + line for line in self.head.split("\n"))
            return
        yield f"{indent}{self.head} {{"
        for each in self.body:
            yield from each.lines(depth + 1)
        if self.other:
            yield f"{indent}}} else {{"
            for each in self.other:
                yield from each.lines(depth + 1)
        yield f"{indent}}}"


@dataclass(frozen=True)
class Program:
    """A random program: its name, section and text, and the edits that were applied."""

    name: str
    section: str
    text: str
    edits: tuple[str, ...]


def make_program(seed: int, number: int) -> Program:
    """The program `number` of `seed`."""
    return _Maker(random.Random(f"{seed}/{number}"), f"p{number}").make()


class _Maker:
    def __init__(self, rng: random.Random, name: str) -> None:
        self.rng = rng
        self.name = name
        self.section = rng.choice(list(SECTIONS))
        self.before: list[str] = []
        """Functions that the program needs: callbacks."""
        self.declared: list[str] = []
        self.count = 0

    def make(self) -> Program:
        rng = self.rng
        body = self.block(rng.randint(1, 4), 0, set())
        edits = tuple(self.edit(body) for _ in range(rng.choice((0, 0, 1, 1, 1, 2))))
        lines = [f'SEC("{self.section}")', f"int {self.name}({SECTIONS[self.section]})", "{"]
        lines += [
            "\tu32 a = bpf_get_prandom_u32();",
            "\tu32 b = bpf_get_prandom_u32();",
            "\tbool c = a > b;",
            "\tlong x = 0;",
        ]
        lines += [f"\t{each}" for each in self.declared] + [""]
        lines += [line for each in body for line in each.lines()]
        lines += ["\ttotal = x;", "\treturn 0;", "}"]
        return Program(self.name, self.section, "\n".join([*self.before, *lines]) + "\n", edits)

    # ------------------------------------------------------------------------------------------------- statements

    def block(self, size: int, depth: int, open_now: set[str]) -> list[Statement]:
        """`size` pieces that leave everything as it was."""
        found: list[Statement] = []
        for _ in range(size):
            found += self.piece(depth, open_now)
        return found

    def piece(self, depth: int, open_now: set[str]) -> list[Statement]:
        rng = self.rng
        if depth < 3 and rng.random() < 0.35:
            return self.control(depth, open_now)
        if rng.random() < 0.2:
            return [
                Statement(
                    rng.choice(("x += a & 7;", "x += outside(b);", "x += bpf_ktime_get_ns() & 1;", "total += x;"))
                )
            ]
        return self.resource(depth, open_now)

    def condition(self) -> str:
        return self.rng.choice(
            (
                "a & 1", "(a & 3) == 1", "b > 7", "a == b", "a < b", "c", "!c", "wanted(a)", "a == 2 || a == 3",
                "a != 4",
                "debug", "!debug", "mode == 2", "mode > 2", "settings.strict", "settings.depth > 1", "never_written",
                "a > 3 && b < 9",
            )
        )  # fmt: skip

    def control(self, depth: int, open_now: set[str]) -> list[Statement]:
        rng = self.rng
        kind = rng.choice(("if", "if", "else", "for", "bpf_for", "switch", "twice", "twice", "loop"))
        if kind == "if":
            return [Statement(f"if ({self.condition()})", self.block(rng.randint(1, 2), depth + 1, open_now))]
        if kind == "else":
            inner = self.block(1, depth + 1, open_now)
            return [Statement(f"if ({self.condition()})", inner, self.block(1, depth + 1, open_now))]
        if kind == "for":
            name = self.fresh("i")
            return [
                Statement(
                    f"for (int {name} = 0; {name} < {rng.randint(2, 4)}; {name}++)", self.block(1, depth + 1, open_now)
                )
            ]
        if kind == "bpf_for":
            it = self.fresh("n")
            self.declared.append(f"struct bpf_iter_num {it};")
            body = self.block(1, depth + 1, open_now | {"loop"})
            return [
                Statement(f"bpf_iter_num_new(&{it}, 0, {rng.randint(2, 9)});"),
                Statement(f"while (bpf_iter_num_next(&{it}))", body),
                Statement(f"bpf_iter_num_destroy(&{it});"),
            ]
        if kind == "switch":
            cases = [Statement("case 1:", self.block(1, depth + 2, open_now)), Statement("break;")]
            return [Statement("switch (a & 3)", [*cases, Statement("default:", self.block(1, depth + 2, open_now))])]
        if kind == "twice":
            return self.twice(depth, open_now)
        return self.callback(depth)

    def twice(self, depth: int, open_now: set[str]) -> list[Statement]:
        """What is opened and closed behind the same condition, asked twice."""
        condition = self.condition()
        opened, used, closed = self.parts(open_now)
        return [
            Statement(f"if ({condition})", opened),
            *self.block(self.rng.randint(0, 1), depth + 1, open_now | {"region"}),
            Statement(f"if ({condition})", [*used, *closed]),
        ]

    def callback(self, depth: int) -> list[Statement]:
        name = f"{self.name}_{self.fresh('cb')}"
        inner = _Maker(self.rng, name)
        inner.section = self.section
        body = inner.block(1, max(depth, 2), {"callback"})
        lines = [f"static int {name}(u32 index, void *data)", "{"]
        lines += ["\tu32 a = index, b = bpf_get_prandom_u32();", "\tbool c = a > b;", "\tlong x = 0;"]
        lines += [f"\t{each}" for each in inner.declared]
        lines += [line for each in body for line in each.lines()]
        self.before += [*inner.before, *lines, "\ttotal += x;", "\treturn 0;", "}", ""]
        return [Statement(f"bpf_loop({self.rng.randint(2, 8)}, {name}, NULL, 0);")]

    def resource(self, depth: int, open_now: set[str]) -> list[Statement]:
        opened, used, closed = self.parts(open_now)
        middle = self.block(self.rng.randint(0, 1), depth + 1, open_now | {"region"}) if depth < 2 else []
        return [*opened, *used, *middle, *closed]

    # -------------------------------------------------------------------------------------------------- resources

    def parts(self, open_now: set[str]) -> tuple[list[Statement], list[Statement], list[Statement]]:
        """How some resource is opened, used and closed."""
        kinds = ["task", "task", "cgroup", "node", "reserve", "dynptr", "numbers", "held", "kptr", "pop"]
        if "region" not in open_now:
            kinds += ["rcu", "preempt", "irq", "push"]
        if self.section in ("syscall", "tp_btf/task_newtask"):
            kinds += ["cpumask"]
        if self.section in ("tc", "xdp") and "callback" not in open_now:
            kinds += ["packet"]
        return getattr(self, f"_{self.rng.choice(kinds)}")()  # type: ignore[no-any-return]

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def pointer(self, stem: str, ctype: str, call: str) -> tuple[str, list[Statement]]:
        name = self.fresh(stem)
        self.declared.append(f"{ctype} *{name} = NULL;")
        return name, [Statement(f"{name} = {call};")]

    def _task(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name, opened = self.pointer("t", "struct task_struct", "bpf_task_from_pid(a & 1023)")
        close = self.rng.choice((f"bpf_task_release({name});", f"give_back({name});"))
        style = self.rng.random()
        if style < 0.4:
            return opened, [], [Statement(f"if ({name})", [Statement(f"x += {name}->pid;"), Statement(close)])]
        if style < 0.7:
            return (
                [*opened, Statement(f"if (!{name})\n\treturn 0;")] if self.rng.random() < 0.2 else opened,
                [],
                [Statement(f"if ({name})", [Statement(close)])],
            )
        return (
            opened,
            [Statement(f"if ({name})", [Statement(f"x += {name}->tgid;")])],
            [Statement(f"if ({name})", [Statement(close)])],
        )

    def _cgroup(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name, opened = self.pointer("g", "struct cgroup", "bpf_cgroup_from_id(1)")
        return (
            opened,
            [],
            [Statement(f"if ({name})", [Statement(f"x += {name}->level;"), Statement(f"bpf_cgroup_release({name});")])],
        )

    def _cpumask(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name, opened = self.pointer("m", "struct bpf_cpumask", "bpf_cpumask_create()")
        use = Statement(f"if ({name})", [Statement(f"bpf_cpumask_set_cpu(a & 3, {name});")])
        return opened, [use], [Statement(f"if ({name})", [Statement(f"bpf_cpumask_release({name});")])]

    def _node(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        call = "bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL)"
        name, opened = self.pointer("o", "struct item", call)
        use = Statement(f"if ({name})", [Statement(f"{name}->data = a;")])
        return opened, [use], [Statement(f"if ({name})", [Statement(f"bpf_obj_drop_impl({name}, NULL);")])]

    def _push(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        call = "bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL)"
        name, opened = self.pointer("o", "struct item", call)
        offset = "__builtin_offsetof(struct item, link)"
        locked = [
            Statement("bpf_spin_lock(&lock);"),
            Statement(f"bpf_list_push_front_impl(&list, &{name}->link, NULL, {offset});"),
            Statement("bpf_spin_unlock(&lock);"),
        ]
        return opened, [], [Statement(f"if ({name})", locked)]

    def _pop(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name = self.fresh("l")
        self.declared.append(f"struct bpf_list_node *{name} = NULL;")
        opened = [
            Statement("bpf_spin_lock(&lock);"),
            Statement(f"{name} = bpf_list_pop_front(&list);"),
            Statement("bpf_spin_unlock(&lock);"),
        ]
        return opened, [], [Statement(f"if ({name})", [Statement(f"bpf_obj_drop_impl(__node_of({name}), NULL);")])]

    def _reserve(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name, opened = self.pointer("r", "long", "bpf_ringbuf_reserve(&ring, sizeof(long), 0)")
        close = self.rng.choice((f"bpf_ringbuf_submit({name}, 0);", f"bpf_ringbuf_discard({name}, 0);"))
        return opened, [], [Statement(f"if ({name})", [Statement(f"*{name} = a;"), Statement(close)])]

    def _dynptr(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name = self.fresh("d")
        self.declared.append(f"struct bpf_dynptr {name};")
        use = Statement(f"bpf_dynptr_write(&{name}, 0, &a, sizeof(a), 0);")
        close = self.rng.choice(("submit", "discard"))
        return (
            [Statement(f"bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &{name});")],
            [use] if self.rng.random() < 0.6 else [],
            [Statement(f"bpf_ringbuf_{close}_dynptr(&{name}, 0);")],
        )

    def _packet(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name, data, buffer = self.fresh("d"), self.fresh("s"), self.fresh("q")
        kind = "skb" if self.section == "tc" else "xdp"
        self.declared += [f"struct bpf_dynptr {name};", f"u8 *{data};", f"u8 {buffer}[4];"]
        read = Statement(f"{data} = bpf_dynptr_slice(&{name}, 0, {buffer}, sizeof({buffer}));")
        return (
            [Statement(f"bpf_dynptr_from_{kind}(ctx, 0, &{name});"), read],
            [],
            [Statement(f"if ({data})", [Statement(f"x += *{data};")])],
        )

    def _numbers(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        it, at = self.fresh("n"), self.fresh("v")
        self.declared += [f"struct bpf_iter_num {it};", f"int *{at};"]
        body = [Statement(f"x += *{at};")]
        if self.rng.random() < 0.3:
            body.append(Statement("if (x > 9)\n\tbreak;"))
        return (
            [Statement(f"bpf_iter_num_new(&{it}, 0, 8);")],
            [Statement(f"while (({at} = bpf_iter_num_next(&{it})))", body)],
            [Statement(f"bpf_iter_num_destroy(&{it});")],
        )

    def _held(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name = self.fresh("h")
        self.declared.append(f"struct holder {name} = {{}};")
        opened = [
            Statement(f"{name}.task = bpf_task_from_pid(b & 1023);"),
            Statement(f"{name}.n = {name}.task != NULL;"),
        ]
        if self.rng.random() < 0.5:
            return opened, [], [Statement(f"if ({name}.task)", [Statement(f"bpf_task_release({name}.task);")])]
        opened = [
            Statement(f"{name}.task = bpf_task_from_pid(b & 1023);"),
            Statement(f"if ({name}.task)", [Statement(f"{name}.n = 1;")]),
        ]
        return opened, [], [Statement(f"give_back_held({name});")]

    def _kptr(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        value, old, key = self.fresh("v"), self.fresh("t"), self.fresh("k")
        self.declared += [f"int {key} = 0;", f"struct value *{value};", f"struct task_struct *{old} = NULL;"]
        opened = [
            Statement(f"{value} = bpf_map_lookup_elem(&values, &{key});"),
            Statement(f"if ({value})", [Statement(f"{old} = bpf_kptr_xchg(&{value}->task, NULL);")]),
        ]
        return opened, [], [Statement(f"if ({old})", [Statement(f"bpf_task_release({old});")])]

    def _rcu(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        return [Statement("bpf_rcu_read_lock();")], [], [Statement("bpf_rcu_read_unlock();")]

    def _preempt(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        return [Statement("bpf_preempt_disable();")], [], [Statement("bpf_preempt_enable();")]

    def _irq(self) -> tuple[list[Statement], list[Statement], list[Statement]]:
        name = self.fresh("f")
        self.declared.append(f"unsigned long {name};")
        return [Statement(f"bpf_local_irq_save(&{name});")], [], [Statement(f"bpf_local_irq_restore(&{name});")]

    # ------------------------------------------------------------------------------------------------------ edits

    def edit(self, body: list[Statement]) -> str:
        """One random edit somewhere in the program; says which."""
        rng = self.rng
        lists = list(_lists(body))
        where = rng.choice([each for each in lists if each] or [body])
        if not where:
            return "none"
        at = rng.randrange(len(where))
        kind = rng.choice(EDITS)
        statement = where[at]
        if kind == "drop":
            del where[at]
        elif kind == "double" and not statement.head.startswith(("case", "default")):
            where.insert(at, statement)
        elif kind == "swap" and at + 1 < len(where):
            where[at], where[at + 1] = where[at + 1], where[at]
        elif kind == "turn" and statement.head.startswith("if ("):
            condition = statement.head[4 : statement.head.index(")\n") if "\n" in statement.head else -1]
            statement.head = statement.head.replace(f"if ({condition})", f"if (!({condition}))", 1)
        elif (
            kind == "move"
            and statement.body
            and not statement.head.startswith(("switch", "case", "default", "while", "for"))
        ):
            where[at : at + 1] = statement.body
        else:
            return "none"
        return f"{kind} {statement.head}"


def _lists(body: list[Statement]) -> Iterator[list[Statement]]:
    yield body
    for each in body:
        if each.body is not None and not each.head.startswith("switch"):
            yield from _lists(each.body)
            yield from _lists(each.other)
        elif each.body is not None:
            for case in each.body:
                if case.body:
                    yield from _lists(case.body)
