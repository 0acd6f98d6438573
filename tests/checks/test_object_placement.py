"""KF410 for objects of a protocol that a user brings along: `lives_in` counts for kfuncs as it does for helpers."""

from __future__ import annotations

from pathlib import Path

import pytest
from judged import ARGUMENTS, GPL, PATH, PRELUDE

from bpflint.engine.judge import Judge
from bpflint.kernel import load_facts
from bpflint.policy.rules import load_catalog
from bpflint.source.parse import parse_unit

KFUNCS = """\
family: lamps
kfuncs:
  lamp_mount:
    since: "6.12"
    prototype: int lamp_mount(struct lamp *lamp, void *room__map)
    flags: []
    program_types: [BPF_PROG_TYPE_SCHED_CLS]
"""
PROTOCOL = """\
protocol: lamp
title: a lamp is screwed in before it is lit
enforced: run_time
object: {type: struct lamp, argument: 0, lives_in: PLACE}
states: [boxed, mounted]
calls:
  lamp_mount: {from: [boxed], to: mounted, when: returns_zero, map: 1}
source: lamps.c, lamp_mount()
"""
HEAD = """
struct __sk_buff { u32 len; };
struct lamp { u64 opaque[2]; };
struct value { struct lamp lamp; int count; };
struct {
    int (*type)[2]; int (*max_entries)[4]; u32 *key; struct value *value;
} rooms SEC(".maps"), attics SEC(".maps");
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
extern int lamp_mount(struct lamp *lamp, void *room__map) __ksym;
SEC("tc") int program(struct __sk_buff *skb)
{
    u32 key = 0; struct lamp own = {}; struct value *v = bpf_map_lookup_elem(&rooms, &key);
    if (!v) return 0;
    return lamp_mount(CALL);
}
"""


def messages(tmp_path: Path, call: str, place: str, kfuncs: str = KFUNCS) -> list[str]:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "lamp.yaml").write_text(PROTOCOL.replace("PLACE", place))
    (tmp_path / "lamps.yaml").write_text(kfuncs)
    facts = load_facts((tmp_path,))
    judge = Judge(facts, load_catalog(), target=[facts.at(facts.newest)], selected=("object-placement",))
    unit = parse_unit(PATH, ARGUMENTS, unsaved=[(PATH, PRELUDE + HEAD.replace("CALL", call) + GPL)])
    assert unit.status.value == "ok", unit.problems
    return [finding.message for finding in judge.judge(unit).findings]


@pytest.mark.parametrize(
    "kfuncs", [KFUNCS, KFUNCS.replace("lamp_mount", "lamp_other")], ids=["in the facts", "declared"]
)
def test_an_object_outside_the_map_its_protocol_names(tmp_path: Path, kfuncs: str) -> None:
    (message,) = messages(tmp_path, "&own, &rooms", "map_value", kfuncs)
    assert message.lstrip("&").startswith("own ")
    assert "lamp" in message


def test_an_object_passed_with_another_map(tmp_path: Path) -> None:
    (message,) = messages(tmp_path, "&v->lamp, &attics", "map_value")
    assert "rooms" in message


@pytest.mark.parametrize(("call", "place"), [("&v->lamp, &rooms", "map_value"), ("&own, &rooms", "stack")])
def test_an_object_in_its_place(tmp_path: Path, call: str, place: str) -> None:
    assert messages(tmp_path, call, place) == []
