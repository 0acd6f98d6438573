"""Files made to exhaust the interpreter end quietly, and soon."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import analyse

from bpflint.flow import Budget

HOSTILE = {
    "a chain of calls": "".join(
        ["static int f0(void) { bpf_rcu_read_lock(); return 0; }\n"]
        + [f"static int f{n}(void) {{ return f{n - 1}(); }}\n" for n in range(1, 1500)]
    )
    + 'SEC("tc") int program(void *ctx) { return f1499(); }',
    "functions that call each other": """
        static int odd(int n);
        static int even(int n) { bpf_task_from_pid(n); return n ? odd(n - 1) : 1; }
        static int odd(int n) { return n ? even(n - 1) : 0; }
        SEC("tc") int program(void *ctx) { return even(7); }""",
    "many negations": 'SEC("tc") int program(void *ctx) { bpf_get_prandom_u32(); return '
    + "!" * 200
    + "bpf_task_from_pid(1); }",
    "many independent branches": 'SEC("tc") int program(void *ctx) { int n = 0; bpf_task_from_pid(1);'
    + "".join(f"if (bpf_get_prandom_u32() > {n}) n += {1 << n % 30};" for n in range(200))
    + "return n; }",
    "loops in loops": """
        SEC("tc") int program(void *ctx) {
            int n = 0;
            for (int a = 0; a < 1000; a++) for (int b = 0; b < 1000; b++) for (int c = 0; c < 1000; c++)
                if (bpf_get_prandom_u32() == n) n += b; else bpf_task_from_pid(c);
            return n;
        }""",
    "many loops that add up many variables": 'SEC("tc") int program(u32 *ctx) { bpf_task_from_pid(1);'
    + "".join(f"u32 v{n} = {n};" for n in range(300))
    + "".join(f"for (u32 i{n} = 0; i{n} < 64; i{n}++) {{ if (ctx[{n % 8}]) v{n} = v{n + 1} + 1;" for n in range(80))
    + "".join(f"v{n} = v{(n + 7) % 300} + v{(n + 3) % 300};" for n in range(300))
    + "}" * 80
    + "return 0; }",
    "arrays of arrays": """
        struct a { int x[16]; }; struct b { struct a x[16]; }; struct c { struct b x[16]; };
        struct d { struct c x[16]; };
        struct e { struct d x[16]; }; struct f { struct e x[8]; struct bpf_spin_lock lock; };
        struct f everything;
        SEC("tc") int program(void *ctx) {
            bpf_spin_lock(&everything.lock);
            return everything.x[1].x[2].x[3].x[4].x[5].x[6];
        }""",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ends(tmp_path: Path, name: str) -> None:
    analysis = analyse(tmp_path, HOSTILE[name], budget=Budget(steps=5_000))
    assert analysis.steps <= 6_000


OPENED = {
    "lock": "bpf_spin_lock(&value->lock);",
    "resilient lock": "bpf_res_spin_lock(&value->other);",
    "RCU": "bpf_rcu_read_lock();",
    "preemption": "bpf_preempt_disable();",
    "interrupts": "unsigned long flags; bpf_local_irq_save(&flags);",
    "reference": "bpf_task_from_pid(1);",
    "iterator": "struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 3);",
    "record": "bpf_ringbuf_reserve(&records, 8, 0);",
}
NESTED = """
struct bpf_res_spin_lock {{ u64 opaque; }};
struct entry {{ struct bpf_spin_lock lock; struct bpf_res_spin_lock other; long count; }};
struct {{ __uint(type, 2); __uint(max_entries, 2); __type(key, int); __type(value, struct entry); }}
    entries SEC(".maps");
static long (*bpf_for_each_map_elem)(void *map, void *callback, void *data, u64 flags) = (void *)164;
extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_local_irq_save(unsigned long *flags) __ksym;
static long inner(void *map, int *key, struct entry *value, void *data) {{ {opened} return 0; }}
static long outer(void *map, int *key, struct entry *value, void *data)
{{
    bpf_for_each_map_elem(&entries, inner, data, 0);
    return 0;
}}
SEC("tc") int program(void *ctx)
{{
    bpf_for_each_map_elem(&entries, outer, NULL, 0);
    return 0;
}}
"""


@pytest.mark.parametrize("opened", OPENED)
def test_what_each_round_opens_anew_comes_to_an_end(tmp_path: Path, opened: str) -> None:
    analysis = analyse(tmp_path, NESTED.format(opened=OPENED[opened]))
    assert analysis.steps <= 1_000
    assert analysis.events
    assert not analysis.gave_up
