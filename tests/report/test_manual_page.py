from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pytest

from bpflint.base.errors import BpflintError
from bpflint.kernel import Facts, Version, load_facts
from bpflint.report import manual_page
from bpflint.report.kfunc_listing import listing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts()


def test_a_page_tells_both_halves_of_a_superseded_kfunc(facts: Facts) -> None:
    page = manual_page.page(facts, "bpf_wq_set_callback_impl")
    assert "6.10..6.19" in page
    assert "cannot be called on >=7.0" in page
    assert "replaced by bpf_wq_set_callback since 7.0" in page
    assert "call first: bpf_wq_init" in page
    assert "every program type" in page
    assert "void *aux__prog) __ksym;" in page


def test_a_page_for_one_kernel(facts: Facts) -> None:
    page = manual_page.page(facts, "bpf_task_acquire", Version(6, 6))
    assert "6.6: present (inferred, not measured)" in page
    assert "KF_ACQUIRE: returns a reference that the program must release" in page
    assert "the reference is released by: bpf_task_release" in page
    assert "    LSM, SCHED_CLS, STRUCT_OPS, TRACING\n" in page
    assert "not known: STRUCT_OPS" in manual_page.page(facts, "scx_bpf_create_dsq", Version(7, 1))
    assert "6.1: absent" in manual_page.page(facts, "bpf_task_acquire", Version(6, 1))
    refused = manual_page.page(facts, "bpf_wq_set_callback_impl", Version(7, 2))
    assert "7.2: in the kernel's BTF, but no program can call it" in refused
    assert "DECLARATION" not in refused


def test_members_of_one_struct_stand_together(facts: Facts) -> None:
    page = manual_page.page(facts, "scx_bpf_dsq_insert", Version(7, 1))
    assert "STRUCT_OPS/sched_ext_ops.{dispatch, enqueue, select_cpu}" in page


def test_every_page_can_be_made_and_no_part_is_empty(facts: Facts) -> None:
    for name in facts.kfuncs:
        for part in manual_page.parts(facts, name):
            assert part.lines
            assert all(line.strip() for line in part.lines), (name, part.title)


def test_an_unknown_name_gets_the_nearest(facts: Facts) -> None:
    with pytest.raises(manual_page.UnknownKfuncError, match="nearest names are bpf_wq_start") as caught:
        manual_page.page(facts, "bpf_wq_strt")
    assert caught.value.nearest[0] == "bpf_wq_start"
    with pytest.raises(manual_page.UnknownKfuncError, match=r"kfunc 'qq'$"):
        manual_page.record(facts, "qq")


def test_a_record_is_json(facts: Facts) -> None:
    record = json.loads(json.dumps(manual_page.record(facts, "bpf_wq_set_callback_impl")))
    assert (record["since"], record["until"], record["replaced_by"]) == ("6.10", "6.19", "bpf_wq_set_callback")
    assert record["callable"] is True
    assert manual_page.record(facts, "bpf_wq_set_callback_impl", Version(7, 0))["callable"] is False
    absent = manual_page.record(facts, "bpf_wq_start", Version(6, 1))
    assert (absent["name"], absent["prototype"], absent["since"]) == ("bpf_wq_start", None, "6.10")


def test_the_list_of_one_kernel(facts: Facts) -> None:
    everything = listing(facts, Version(6, 12))
    # 126 in the kernel, 30 in modules, 45 in the sources alone, 6 for tests, 54 in the modules of the tests
    assert len(everything) == 261
    assert set(everything[0]) == {"name", "prototype", "flags", "program_types", "since", "until", "replaced_by"}
    names = [each["name"] for each in listing(facts, Version(6, 6), "xdp")]
    assert "bpf_xdp_ct_lookup" in names
    assert "bpf_wq_start" not in names
    assert "bpf_skb_set_fou_encap" not in names
    assert names == sorted(names)
    assert "bpf_wq_set_callback_impl" not in {each["name"] for each in listing(facts, Version(7, 0))}


def test_a_list_names_types_instead_of_unspec(facts: Facts) -> None:
    (start,) = (each for each in listing(facts, Version(6, 12)) if each["name"] == "bpf_wq_start")
    assert len(start["program_types"]) == 30
    assert "BPF_PROG_TYPE_UNSPEC" not in start["program_types"]


def test_lists_by_section_member_and_family(facts: Facts) -> None:
    def names(kernel: str, kind: str) -> set[str]:
        return {each["name"] for each in listing(facts, Version.parse(kernel), kind)}

    assert "bpf_sock_destroy" in names("6.12", "iter/tcp")
    assert "bpf_sock_destroy" not in names("6.12", "fentry")
    assert "scx_bpf_dsq_insert" in names("7.1", "sched_ext_ops.enqueue")
    assert "scx_bpf_dsq_insert" not in names("7.1", "sched_ext_ops.tick")
    assert names("7.1", "sched_ext") == names("7.1", "sched_ext_ops") >= names("7.1", "sched_ext_ops.tick")
    assert names("6.12", "XDP") == names("6.12", "BPF_PROG_TYPE_XDP")
    # An arena of 6.12 can only be filled where a program may sleep.
    assert "bpf_arena_alloc_pages" not in names("6.12", "xdp")
    assert "bpf_arena_alloc_pages" in names("6.12", "syscall")
    hid = listing(facts, family="hid")
    assert {each["name"].split("_")[0] for each in hid} == {"hid"}
    assert not any(
        name.startswith("bpf_kfunc_call") for name in {each["name"] for each in listing(facts, with_tests=False)}
    )


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("xpd", "did you mean 'xdp'"), ("sched_ext_ops.enqeue", "did you mean 'sched_ext_ops.enqueue'")],
)
def test_a_program_type_that_is_none(facts: Facts, kind: str, reason: str) -> None:
    with pytest.raises(BpflintError, match=reason):
        listing(facts, None, kind)


def test_a_family_that_is_none(facts: Facts) -> None:
    with pytest.raises(BpflintError, match="did you mean 'cpumask'"):
        listing(facts, family="cpumaks")


def test_the_generated_pages_are_up_to_date(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    assert importlib.import_module("generate_docs").main(["--check"]) == 0, capsys.readouterr().out


def test_links_between_generated_pages_lead_somewhere() -> None:
    for page in (ROOT / "docs" / "kfuncs" / "index.md", ROOT / "docs" / "disputed.md"):
        for target, anchor in re.findall(r"\]\(((?:kfuncs/)?\w+\.md)#(\w+)\)", page.read_text()):
            assert f"\n## {anchor}\n" in (page.parent / target).read_text().lower()


def test_every_kfunc_has_the_page_it_names(facts: Facts) -> None:
    for name, kfunc in facts.kfuncs.items():
        family, _, anchor = kfunc.page.partition("/kfuncs/")[2].partition(".html#")
        assert anchor == name
        assert f"\n## {name}\n" in (ROOT / "docs" / "kfuncs" / f"{family}.md").read_text()
