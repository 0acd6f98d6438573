"""The typed store: records as rules/ have them, and rules of one's own reach everything that is made of them."""

from __future__ import annotations

import pytest

from bpflint.base.compiled_rules import rules_directory
from bpflint.kernel import Facts, Presence, Version, load_facts
from bpflint.kernel.records import NOT_MEASURED
from bpflint.kernel.store import Store

OWN = """\
family: lamps
kfuncs:
  lamp_get:
    since: "6.6"
    until: "6.12"
    unknown: 6.9, 6.10
    prototype: struct own_lamp *lamp_get(struct own_room *room__nullable)
    flags: [KF_ACQUIRE, KF_RET_NULL]
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    directory = tmp_path_factory.mktemp("own")
    (directory / "lamps.yaml").write_text(OWN)
    return load_facts((directory,))


def test_cells_say_what_each_release_says(own: Facts) -> None:
    record = own.store.kfunc("lamp_get")
    assert record is not None
    states = {str(version): record.at(index) for index, version in enumerate(own.versions)}
    assert states["6.5"] is None
    assert states["6.13"] is None
    assert [name for name, cell in states.items() if cell is not None and cell.state == "unknown"] == ["6.9", "6.10"]
    known = states["6.12"]
    assert known is not None
    assert (known.state, known.allow) == ("certain", NOT_MEASURED)
    assert known.flags == {"KF_ACQUIRE", "KF_RET_NULL"}
    assert known.prototype.names == ["room__nullable"]
    assert own.store.allow_list(known.allow) is None


def test_rules_of_ones_own_reach_every_list_made_of_the_facts(own: Facts) -> None:
    assert {"own_lamp", "own_room"} <= own.kernel_structs
    assert "own_lamp" not in load_facts().kernel_structs
    assert own.kfuncs_naming("struct own_room") == ("lamp_get",)
    assert own.families["lamps"] == ("lamp_get",)
    kernel = own.at(Version(6, 12))
    assert kernel.facts.kfuncs["lamp_get"].until == Version(6, 12)
    assert kernel.presence("lamp_get") is Presence.PRESENT
    assert own.at(Version(6, 10)).presence("lamp_get") is Presence.UNKNOWN
    assert own.at(Version(7, 0)).presence("lamp_get") is Presence.ABSENT


def test_records_are_built_once_and_only_when_asked_for() -> None:
    store = Store(load_facts().store.compiled)
    assert store.kfunc("no_such_function") is None
    assert store.helper("no_such_function") is None
    assert store.struct_ops_member("sched_ext_ops.no_such_member") is None
    assert store.kfunc("bpf_wq_init") is store.kfunc("bpf_wq_init")
    assert store.helper("bpf_loop") is store.helper("bpf_loop")


def test_nothing_below_the_engine_loads_facts_of_its_own() -> None:
    """Facts are handed in, or `--rules` would be honoured in one place and not in another."""
    package = rules_directory().parent / "bpflint"
    for room in ("libbpf", "flow", "checks", "policy", "source"):
        for path in (package / room).rglob("*.py"):
            assert "load_facts" not in path.read_text(), path


def test_what_gives_an_object_back_is_read_from_flags_and_prototypes(own: Facts) -> None:
    newest = load_facts().at(load_facts().newest).releasers
    assert newest["task_struct"] == ("bpf_task_release",)
    assert newest["cpumask"][0] == "scx_bpf_put_cpumask"
    assert newest["sk_buff"][0] == "bpf_kfree_skb"
    assert "bpf_ksock" not in load_facts().at(Version(6, 12)).releasers
    assert "own_lamp" not in own.at(Version(6, 12)).releasers  # nothing of the rules takes one back
