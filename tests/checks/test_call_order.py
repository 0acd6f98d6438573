"""KF401 and KF402: what comes too early, what never comes, and all that looks like it but is fine."""

from __future__ import annotations

from pathlib import Path

import pytest
from judged import ARGUMENTS, GPL, PATH, PRELUDE

from bpflint.base.finding import Finding
from bpflint.engine.judge import Judge
from bpflint.kernel import load_facts
from bpflint.policy.rules import load_catalog
from bpflint.source.parse import parse_unit

HEAD = """
struct bpf_timer { u64 opaque[2]; };
struct __sk_buff { u32 len; u32 mark; };
struct value { struct bpf_wq wq; int runs; };
struct {
    int (*type)[2]; int (*max_entries)[4]; u32 *key; struct value *value;
} works SEC(".maps"), others SEC(".maps");
struct {
    int (*type)[2]; int (*max_entries)[4]; u32 *key; struct value *value; int (*pinning)[1];
} pinned SEC(".maps");
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static u32 (*bpf_get_prandom_u32)(void) = (void *)7;
typedef int callback(void *, int *, void *);
extern int bpf_wq_init(struct bpf_wq *wq, void *map, u32 flags) __ksym;
extern int bpf_wq_set_callback(struct bpf_wq *wq, callback run, u32 flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, u32 flags) __ksym;
static int run(void *map, int *key, void *value) { return 0; }
int known;
#define INIT bpf_wq_init(&v->wq, &works, 0)
#define SET bpf_wq_set_callback(&v->wq, run, 0)
#define START bpf_wq_start(&v->wq, 0)
#define LOOKUP(map) u32 key = skb->len; struct value *v = bpf_map_lookup_elem(&map, &key); if (!v) return 0;
"""
SET_UP = 'SEC("tc") int set_up(struct __sk_buff *skb) { LOOKUP(works) if (INIT) return 1; return SET; }\n'


def judge(text: str, section: str = "tc", extra_rules: Path | None = None) -> list[Finding]:
    facts = load_facts((extra_rules,) if extra_rules else ())
    judge = Judge(facts, load_catalog(), target=[facts.at(facts.newest)], selected=("call-order", "missing-step"))
    body = (
        f'SEC("{section}") int program(struct __sk_buff *skb) {{ {text} return 0; }}\n' if "SEC" not in text else text
    )
    unit = parse_unit(PATH, ARGUMENTS, unsaved=[(PATH, PRELUDE + HEAD + body + GPL)])
    assert unit.status.value == "ok", unit.problems
    return judge.judge(unit).findings


def says(text: str, section: str = "tc") -> list[tuple[str, str, str]]:
    """(rule, level, the function accused) of each finding."""
    return [(one.rule, str(one.level), one.message.split("(")[0]) for one in judge(text, section)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("START; if (INIT) return 1; SET;", [("KF401", "error", "bpf_wq_start")]),
        ("if (START) return 1; if (INIT) return 1; SET;", [("KF401", "error", "bpf_wq_start")]),
        ("if (SET) return 1; if (INIT) return 1; START;", [("KF401", "error", "bpf_wq_set_callback")]),
        ("if (INIT) return 1; if (START) return 1; SET;", [("KF401", "error", "bpf_wq_start")]),
        ("if (INIT) return 1; if (SET) return 1; if (INIT) return 1; START;", [("KF401", "warning", "bpf_wq_init")]),
        ("if (INIT) return 1; if (SET) return 1; START; INIT;", [("KF401", "warning", "bpf_wq_init")]),
        ("if (skb->mark) { if (INIT) return 1; } SET; START;", [("KF401", "warning", "bpf_wq_set_callback")]),
        ("if (bpf_get_prandom_u32() & 1) { if (INIT) return 1; } SET;", [("KF401", "warning", "bpf_wq_set_callback")]),
        ("if (INIT) known++; if (SET) return 1; START;", [("KF401", "note", "bpf_wq_set_callback")]),
        ("INIT; SET; START;", [("KF401", "note", "the result of bpf_wq_init")]),
    ],
)  # fmt: skip
def test_out_of_order(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert says(f"LOOKUP(works) {text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "if (INIT) return 1; if (SET) return 1; START;",
        "if (INIT || SET || START) return 1;",
        "int err = INIT; if (err == 0) err = SET; if (err == 0) err = START; if (err) return 1;",
        "int err = INIT; if (err && err != -16) return 1; if (SET) return 1; START;",
        "if (!INIT) SET; START;",
        "if (!v->runs) { if (INIT) return 1; if (SET) return 1; v->runs = 1; } START;",
        "if (!known) { if (INIT) return 1; if (SET) return 1; known = 1; } START;",
        "switch (skb->mark) { case 1: if (INIT) return 1; return SET; case 2: return START; }",
        "if (skb->mark == 7) { if (INIT) return 1; return SET; } START;",
        "int err = INIT; if (err) goto out; err = SET; if (err) goto out; START; out: return err;",
        "if (INIT) return 1; bpf_map_delete_elem(&works, &key); if (INIT) return 1; if (SET) return 1; START;",
        "for (int i = 0; i < 3; i++) { key = i; v = bpf_map_lookup_elem(&works, &key); if (!v) break; "
        "if (INIT) return 1; if (SET) return 1; START; }",
    ],
)
def test_in_order_or_not_certain(text: str) -> None:
    assert says(f"LOOKUP(works) {text}") == []


def test_another_program_may_have_set_it_up() -> None:
    body = SET_UP + 'SEC("tc") int use(struct __sk_buff *skb) { LOOKUP(works) return START; }\n'
    assert says(body) == []


def test_another_program_sets_up_another_map() -> None:
    body = SET_UP + 'SEC("tc") int use(struct __sk_buff *skb) { LOOKUP(others) if (SET) return 1; return START; }\n'
    assert says(body) == [("KF402", "warning", "bpf_wq_set_callback")]


def test_a_function_that_is_given_the_map_may_mean_any() -> None:
    body = """static __noinline int set_up(struct value *v, void *map)
{ if (bpf_wq_init(&v->wq, map, 0)) return 1; return SET; }
SEC("tc") int first(struct __sk_buff *skb) { LOOKUP(others) return set_up(v, &others); }
SEC("tc") int use(struct __sk_buff *skb) { LOOKUP(works) return START; }
"""
    assert says(body) == []


def test_what_user_space_asks_for_may_be_in_any_order() -> None:
    text = "LOOKUP(works) if (skb->mark) { if (INIT) return 1; } if (SET) return 1; START;"
    assert says(text, "syscall") == []


def test_never_initialised_anywhere() -> None:
    assert says("LOOKUP(works) if (SET) return 1; START;") == [("KF402", "warning", "bpf_wq_set_callback")]


def test_a_pinned_map_is_shared() -> None:
    assert says("LOOKUP(pinned) if (SET) return 1; START;") == []


def test_a_new_element_is_uninitialised_whatever_ran_before() -> None:
    use = "struct value fresh = {}; u32 key = 3; if (bpf_map_update_elem(&works, &key, &fresh, 0)) return 0; %s "
    use += "struct value *v = bpf_map_lookup_elem(&works, &key); if (!v) return 0; return START;"
    program = SET_UP + 'SEC("tc") int use(struct __sk_buff *skb) { %s }\n'
    assert says(program % (use % "")) == [("KF401", "error", "bpf_wq_start")]
    assert says(program % (use % "key = 4;")) == []


def test_an_element_looked_up_twice_may_be_one() -> None:
    text = "LOOKUP(works) struct value *w = bpf_map_lookup_elem(&works, &key); if (!w) return 0; "
    assert says(text + "if (bpf_wq_init(&w->wq, &works, 0)) return 1; if (SET) return 1; START;") == []


def test_a_callback_knows_its_own_object_runs() -> None:
    body = """static int again(void *map, int *key, void *value)
{ struct value *v = value; bpf_wq_start(&v->wq, 0); return 0; }
SEC("tc") int program(struct __sk_buff *skb)
{ LOOKUP(works) if (INIT) return 1; if (bpf_wq_set_callback(&v->wq, again, 0)) return 1; return START; }
"""
    assert says(body) == []


def test_the_story_names_the_look_up_and_the_late_call() -> None:
    (found,) = judge("LOOKUP(works) START; if (INIT) return 1; SET;")
    assert [step.message for step in found.steps] == [
        "the element of 'works' is looked up here",
        "bpf_wq_init() comes only here",
    ]
    assert found.programs == ("program",)
    assert "fails with -EINVAL" in found.message


def test_through_static_functions() -> None:
    body = """static int go(struct value *v) { return START; }
static int prepare(struct value *v) { if (INIT) return 1; return SET; }
SEC("tc") int wrong(struct __sk_buff *skb) { LOOKUP(works) if (go(v)) return 1; return prepare(v); }
"""
    assert says(body) == [("KF401", "error", "bpf_wq_start")]
    right = body.replace("if (go(v)) return 1; return prepare(v);", "if (prepare(v)) return 1; return go(v);")
    assert says(right) == []


def test_a_protocol_of_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "kfuncs").mkdir()
    (tmp_path / "protocols" / "lamp.yaml").write_text(
        """protocol: lamp
title: a lamp is mounted before it is lit
enforced: run_time
object: {type: struct bpf_wq, argument: 0, lives_in: map_value}
states: [boxed, mounted, lit]
calls:
  bpf_lamp_mount: {from: [boxed], to: mounted, when: returns_zero, errors: {mounted: EBUSY, lit: EBUSY}}
  bpf_lamp_light: {from: [mounted], to: lit, when: returns_zero, errors: {boxed: EINVAL}}
source: lamps.c
"""
    )
    (tmp_path / "kfuncs" / "lamps.yaml").write_text(
        """family: lamps
kfuncs:
  bpf_lamp_mount:
    since: "6.1"
    prototypes: [{since: "6.1", c: "int bpf_lamp_mount(struct bpf_wq *lamp)"}]
  bpf_lamp_light:
    since: "6.1"
    prototypes: [{since: "6.1", c: "int bpf_lamp_light(struct bpf_wq *lamp)"}]
"""
    )
    body = """extern int bpf_lamp_mount(struct bpf_wq *lamp) __ksym;
extern int bpf_lamp_light(struct bpf_wq *lamp) __ksym;
SEC("tc") int dark(struct __sk_buff *skb)
{ LOOKUP(works) if (bpf_lamp_light(&v->wq)) return 1; return bpf_lamp_mount(&v->wq); }
"""
    (found,) = judge(body, extra_rules=tmp_path)
    assert (found.rule, found.message) == (
        "KF401",
        "bpf_lamp_light() before bpf_lamp_mount(): it fails with -EINVAL and does nothing",
    )
    assert found.docs.endswith("/rules/call-order.html"), "nobody publishes a page about bpf_lamp_light()"
