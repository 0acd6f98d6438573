"""Every KF_ flag and every suffix of a parameter in the facts is one that bpflint has been taught."""

from __future__ import annotations

from bpflint.kernel import load_facts
from bpflint.kernel.ctype import CType
from bpflint.kernel.kfunc import Param
from bpflint.kernel.kfunc_sets import flag_names
from bpflint.kernel.marks import FLAG_NAMES, FLAGS, SUFFIXES, split_name, unknown_marks


def test_the_facts_hold_no_mark_that_nobody_knows() -> None:
    facts = load_facts()
    parameters, flags = set[str](), set[str]()
    for name in facts.kfuncs:
        record = facts.store.kfunc(name)
        assert record is not None
        for cell in record.cells:
            parameters |= set(cell.prototype.names)
            flags |= cell.flags
    problems = unknown_marks(parameters, flags)
    assert not problems, "\n".join(problems)
    assert len(flags) > 10


def test_an_unknown_mark_is_named_with_the_place_to_teach_it() -> None:
    problems = unknown_marks(
        ["buf__nospec", "buf__sz", "__opaque", "p__nospec__nullable", "n__pow2"], ["KF_ACQUIRE", "KF_NEW"]
    )
    assert len(problems) == 4
    assert "'buf__nospec' ends in __nospec" in problems[0]
    assert "'n__pow2' ends in __pow2" in problems[1]
    assert "'p__nospec__nullable' ends in __nospec" in problems[2]
    assert "KF_NEW" in problems[3]
    assert all("bpflint/kernel/marks.py" in problem for problem in problems)


def test_a_name_is_split_at_all_its_suffixes() -> None:
    name, suffixes = split_name("buf__nullable__szk")
    assert (name, [suffix.name for suffix in suffixes]) == ("buf", ["__nullable", "__szk"])
    assert split_name("__sz") == ("__sz", ()), "a suffix alone is a name"


def test_what_the_verifier_makes_of_a_parameter() -> None:
    anything = CType("pointer")
    assert Param("p__ign", anything).unchecked
    assert Param("p__opt", anything).nullable
    assert not Param("p__opt", anything).unchecked
    assert Param("n__szk", anything).number_kind == "constant_size"
    assert Param("n__szk", anything).is_size
    assert not Param("n__k", anything).is_size
    assert Param("it__iter", anything).pointer_kind == "iter"
    assert Param("d__uninit", anything).uninitialised
    assert Param("n__nonown_allowed", anything).non_owning
    assert Param("plain", anything).pointer_kind == ""


def test_the_rows_are_in_order() -> None:
    assert len({flag.bit for flag in FLAGS}) == len(FLAGS) == len(FLAG_NAMES)
    names = [suffix.name for suffix in SUFFIXES]
    for index, name in enumerate(names):
        assert not any(later.endswith(name) for later in names[index + 1 :]), f"{name} would hide a longer suffix"
    assert flag_names(0b101) == ["KF_ACQUIRE", "KF_RET_NULL"]
