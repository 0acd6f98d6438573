"""Protocols: bpflint's own are complete and make sense, and a file with a mistake is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.kernel import load_facts, rules_directory
from bpflint.kernel.compile_protocols import load_protocols
from bpflint.kernel.protocol import (
    RESULT,
    Enforced,
    Place,
    Protocol,
    ProtocolError,
    When,
)
from bpflint.kernel.protocol_files import read_protocols
from bpflint.policy.rules import load_catalog

GOOD = """\
protocol: lamp
title: a lamp is screwed in before it is lit
enforced: run_time
object: {type: struct lamp, argument: 0, lives_in: map_value}
states: [boxed, mounted, lit]
calls:
  lamp_mount: {from: [boxed], to: mounted, when: returns_zero, map: 1, errors: {lit: EBUSY}}
  lamp_light: {aliases: [lamp_burn], from: [mounted], to: lit, errors: {boxed: EINVAL}}
  lamp_swap:
    - {from: [mounted], to: boxed}
    - {argument: result, from: [boxed], to: mounted, when: returns_non_null}
resets: {throw_away: 0}
checks: [KF401]
source: lamps.c, lamp_light()
"""


def _read(tmp_path: Path, text: str) -> tuple[Protocol, ...]:
    path = tmp_path / "lamp.yaml"
    path.write_text(text)
    return read_protocols(path)


def _problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ProtocolError) as caught:
        _read(tmp_path, text)
    return [problem.removeprefix(f"{tmp_path}/") for problem in caught.value.problems]


def test_reads_every_part(tmp_path: Path) -> None:
    (lamp,) = _read(tmp_path, GOOD)
    assert lamp.start == "boxed"
    assert lamp.subject.lives_in is Place.MAP_VALUE
    assert lamp.may_end_in == {"boxed", "mounted", "lit"}
    (mount,) = lamp.calls["lamp_mount"]
    assert (mount.to, mount.when, mount.map_argument) == ("mounted", When.RETURNS_ZERO, 1)
    assert lamp.calls["lamp_burn"] == tuple(
        type(one)(**{**{name: getattr(one, name) for name in one.__slots__}, "call": "lamp_burn"})
        for one in lamp.calls["lamp_light"]
    )
    assert lamp.aliases == {"lamp_burn": "lamp_light"}
    assert [one.argument for one in lamp.calls["lamp_swap"]] == [0, RESULT]
    assert lamp.resets == {"throw_away": 0}


def test_names_the_calls_on_the_way(tmp_path: Path) -> None:
    (lamp,) = _read(tmp_path, GOOD)
    assert lamp.path_to("boxed", frozenset({"lit"})) == ("lamp_mount", "lamp_light")
    assert lamp.path_to("lit", frozenset({"lit"})) == ()
    assert lamp.path_to("lit", frozenset({"boxed"})) is None


def test_each_makes_one_protocol_a_word(tmp_path: Path) -> None:
    text = GOOD.replace("title:", "each: [red, blue]\ntitle:").replace("lamp_light", '"lamp_{each}_light"')
    assert [(one.name, "lamp_blue_light" in one.calls) for one in _read(tmp_path, text)] == [
        ("lamp_red", False),
        ("lamp_blue", True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("title:", "titel:", "lamp.yaml:2: a protocol has no key 'titel'; did you mean 'title'?"),
        ("source: lamps.c, lamp_light()\n", "", "lamp.yaml:1: 'source' is missing"),
        ("run_time", "runtime", "lamp.yaml:3: 'runtime' should be one of verifier, run_time, nobody; did you mean"),
        ("lives_in: map_value", "lives_in: attic", "lamp.yaml:4: 'attic' should be one of"),
        ("argument: 0, l", "argument: first, l", "lamp.yaml:4: expected the index of an argument, counted from 0"),
        ("from: [boxed]", "from: [boxd]", "lamp.yaml:7: 'boxd' is not one of 'states'; did you mean 'boxed'?"),
        ("EINVAL", "EVIL", "lamp.yaml:8: 'EVIL' is not the name of an error such as EINVAL"),
        ("{boxed: EINVAL}", "{mounted: EINVAL}", "lamp.yaml:8: 'mounted' is in 'from'"),
        ("to: lit, e", "when: always, e", "lamp.yaml:8: 'when' says nothing without 'to'"),
        ("[lamp_burn]", "[lamp_mount]", "lamp.yaml:8: lamp_mount stands here twice"),
        ("[boxed, mounted, lit]", "[boxed]", "lamp.yaml:5: 'states' needs at least two"),
        ("mounted, lit]", "mounted, lit, broken]", "lamp.yaml:5: no call leads to the state 'broken'"),
        ("[KF401]", "[401]", "lamp.yaml:13: '401' is not a name"),
        ("calls:\n", "calls: [\n", "lamp.yaml:8: "),
        ("enforced: run_time", "enforced: run_time\nenforced: nobody", "lamp.yaml:4: 'enforced' stands here twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GOOD
    found = _problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(one.startswith(problem) for one in found), found


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("run_time", "never").replace("from: [boxed]", "from: [bagged]").replace("EBUSY", "EBIZZY")
    assert len(_problems(tmp_path, text)) == 4  # the misspelt state stands in two places


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "protocol", "\x00", "calls: {a: {b: {c: d}}}", "&a [*a]", "a: *b"])
def test_rubbish_is_refused_not_fatal(tmp_path: Path, text: str) -> None:
    assert _problems(tmp_path, text)


def test_a_user_can_add_and_replace(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "lamp.yaml").write_text(GOOD)
    (tmp_path / "protocols" / "timer.yaml").write_text(GOOD.replace("protocol: lamp", "protocol: timer"))
    both = load_protocols((tmp_path,))
    assert both["lamp"].title == both["timer"].title
    assert len(both) == len(load_protocols()) + 1


def test_needs_names_a_protocol_that_exists(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "lamp.yaml").write_text(GOOD + "needs: {protocol: mains, state: on}\n")
    with pytest.raises(ProtocolError, match="'mains', which does not exist"):
        load_protocols((tmp_path,))


# ------------------------------------------------------------------------------------------------------- our own data


def test_every_function_of_a_protocol_exists() -> None:
    facts = load_facts()
    newest = [facts.at(version) for version in facts.versions]
    for protocol in load_protocols():
        for name in (*protocol.calls, *protocol.resets):
            known = name in facts.kfuncs or any(kernel.helper(name) is not None for kernel in newest)
            assert known, f"{protocol.path.name}: no kernel has {name}()"


def test_arguments_are_of_the_type_that_the_protocol_names() -> None:
    facts = load_facts()
    for protocol in load_protocols():
        for name, transitions in protocol.calls.items():
            kfunc = facts.at(facts.newest).kfunc(name)
            for transition in transitions:
                if kfunc is None or not protocol.subject.type.startswith("struct ") or transition.argument == RESULT:
                    continue
                param = kfunc.prototype.params[transition.argument]
                assert param.type.target is not None, f"{name}: {param}"
                wanted = protocol.subject.type.removeprefix("struct ")
                # An allocated connection is a struct nf_conn___init until it is inserted.
                assert param.type.target.name.removesuffix("___init") == wanted, f"{protocol.name}: {name}"


def test_every_kfunc_with_a_life_cycle_is_in_a_protocol() -> None:
    facts, protocols = load_facts(), load_protocols()
    marks = {"KF_ACQUIRE", "KF_RELEASE", "KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY"}
    missing = {
        name
        for version in facts.versions
        for name in facts.kfuncs
        if (kfunc := facts.at(version).kfunc(name)) is not None
        and kfunc.flags & marks
        and not facts.kfuncs[name].test
        and not protocols.of_call(name)
    }
    assert not missing


def test_flags_and_protocols_agree() -> None:
    """What KF_ACQUIRE gives has to be given back, and what KF_RELEASE takes is gone."""
    facts = load_facts()
    newest = facts.at(facts.newest)
    for protocol in load_protocols():
        if protocol.enforced is not Enforced.VERIFIER:
            continue
        for name, transitions in protocol.calls.items():
            kfunc = newest.kfunc(name)
            if kfunc is None:
                continue
            if "KF_ACQUIRE" in kfunc.flags:
                assert any(one.argument == RESULT for one in transitions), name
            if "KF_RELEASE" in kfunc.flags:
                assert any(one.to in protocol.may_end_in and one.argument != RESULT for one in transitions), name


def test_checks_and_needs_of_protocols_exist() -> None:
    rules = {rule.id for rule in load_catalog()}
    for protocol in load_protocols():
        assert set(protocol.checks) <= rules, protocol.path.name


def test_the_order_of_a_work_queue() -> None:
    workqueue = load_protocols()["workqueue"]
    assert workqueue.enforced is Enforced.RUN_TIME
    assert workqueue.path_to("uninitialised", frozenset({"started"})) == (
        "bpf_wq_init",
        "bpf_wq_set_callback",
        "bpf_wq_start",
    )
    assert [one.name for one in load_protocols().of_call("bpf_wq_set_callback_impl")] == ["workqueue"]


def test_the_compiled_form_says_what_the_files_say() -> None:
    directory = rules_directory() / "protocols"
    read = [protocol for path in sorted(directory.glob("*.yaml")) for protocol in read_protocols(path)]
    assert list(load_protocols()) == read


def test_facts_with_extra_rules_carry_extra_protocols(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "lamp.yaml").write_text(GOOD)
    assert load_facts((tmp_path,)).protocols["lamp"].states == ("boxed", "mounted", "lit")
    (tmp_path / "protocols" / "lamp.yaml").write_text(GOOD.replace("EINVAL", "EVIL"))
    load_protocols.__globals__["_load"].cache_clear()
    load_facts.__globals__["_load"].cache_clear()
    with pytest.raises(ProtocolError, match="EVIL"):
        load_facts((tmp_path,))


def test_the_description_of_the_format_keeps_to_it(tmp_path: Path) -> None:
    text = (rules_directory() / "protocols" / "README.md").read_text()
    (described,) = _read(tmp_path, text.split("```yaml\n")[1].split("```")[0])
    assert described.name == "workqueue"
