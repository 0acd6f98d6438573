"""Rules as files: those of users, with and without mistakes, and the compiled form of ours."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bpflint.base import cache
from bpflint.base.compiled_rules import COMPILED
from bpflint.kernel import Facts, Presence, ProgramKind, RulesError, Version, compile_facts, load_facts, rules_directory
from bpflint.kernel.compile_facts import FILES, compile_rules, load, rules_hash
from bpflint.kernel.rules_yaml import Problems, read_yaml

GOOD = """\
family: vendor
about: Kfuncs of our module.
kfuncs:
  vendor_get:
    since: "6.6"
    prototype: struct vendor *vendor_get(u32 id)
    flags: [KF_ACQUIRE, KF_RET_NULL]
    program_types: [BPF_PROG_TYPE_XDP, BPF_PROG_TYPE_TRACING/BPF_TRACE_ITER]
    module: vendor
  vendor_put:
    since: "6.6"
    until: "7.0"
    prototypes:
      - {since: "6.6", until: "6.8", c: "void vendor_put(struct vendor *v)"}
      - {since: "6.10", c: "int vendor_put(struct vendor *v, int why)"}
    flags:
      - {since: "6.6", flags: [KF_RELEASE]}
      - {since: "6.12", flags: [KF_RELEASE, KF_SLEEPABLE]}
    program_types:
      BPF_PROG_TYPE_XDP: "6.6"
      BPF_PROG_TYPE_SYSCALL: {since: "6.12", unknown: "6.9..6.11"}
    successor: {name: vendor_put2, since: "7.1"}
"""


def load_with(directory: Path, text: str, name: str = "vendor.yaml") -> Facts:
    (directory / name).write_text(text)
    return load_facts([directory])


def problems_of(directory: Path, text: str) -> list[str]:
    with pytest.raises(RulesError) as caught:
        load_with(directory, text)
    return [problem.replace(str(directory), "DIR") for problem in caught.value.problems]


def test_users_add_kfuncs_of_their_own(tmp_path: Path) -> None:
    facts = load_with(tmp_path, GOOD)
    kernel = facts.at(Version(6, 12))
    get = kernel.kfunc("vendor_get")
    assert get is not None
    assert (get.family, get.module, sorted(get.flags)) == ("vendor", "vendor", ["KF_ACQUIRE", "KF_RET_NULL"])
    assert get.allows(ProgramKind("BPF_PROG_TYPE_XDP"))
    assert get.allows(ProgramKind("BPF_PROG_TYPE_TRACING", "BPF_TRACE_FENTRY")) is False
    assert facts.at(Version(6, 5)).presence("vendor_get") is Presence.ABSENT
    assert facts.kfuncs["bpf_wq_start"].since == Version(6, 10)
    assert "vendor_get" not in load_facts().kfuncs


def test_histories_mean_what_they_say(tmp_path: Path) -> None:
    facts = load_with(tmp_path, GOOD)
    history = facts.kfuncs["vendor_put"]
    assert (history.since, history.until) == (Version(6, 6), Version(7, 0))
    by_kernel = {text: facts.at(Version.parse(text)).kfunc("vendor_put") for text in ("6.8", "6.9", "6.10", "6.12")}
    found = {text: kfunc for text, kfunc in by_kernel.items() if kfunc is not None}
    assert {text: len(kfunc.prototype.params) for text, kfunc in found.items()} == {
        "6.8": 1,
        "6.9": 1,
        "6.10": 2,
        "6.12": 2,
    }
    assert {text: kfunc.prototype_certain for text, kfunc in found.items()} == {
        "6.8": True,
        "6.9": False,
        "6.10": True,
        "6.12": True,
    }
    assert [text for text, kfunc in found.items() if kfunc.sleepable] == ["6.12"]
    syscall = ProgramKind("BPF_PROG_TYPE_SYSCALL", sleepable=True)
    assert {text: kfunc.allows(syscall) for text, kfunc in found.items()} == {
        "6.8": False,
        "6.9": None,
        "6.10": None,
        "6.12": True,
    }


def test_a_kfunc_of_ours_can_be_replaced(tmp_path: Path) -> None:
    facts = load_with(
        tmp_path,
        'family: backport\nkfuncs:\n  bpf_wq_start: {since: "5.15", prototype: int bpf_wq_start(struct bpf_wq *wq)}\n',
    )
    kfunc = facts.at(Version(5, 15)).kfunc("bpf_wq_start")
    assert kfunc is not None
    assert kfunc.family == "backport"
    assert kfunc.allows(ProgramKind("BPF_PROG_TYPE_XDP")) is None


def test_the_folder_kfuncs_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "kfuncs").mkdir()
    assert "vendor_get" in load_with(tmp_path, GOOD, "kfuncs/vendor.yaml").kfuncs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "DIR/vendor.yaml:1: is not a mapping of keys to values"),
        ("[]", "DIR/vendor.yaml:1: is not a mapping of keys to values"),
        ("family: a\n\tkfuncs: {}", "DIR/vendor.yaml:2: found a tab character"),
        ("family: a\nfamily: b", "DIR/vendor.yaml:2: 'family' appears twice"),
        ("family: a", "DIR/vendor.yaml:1: has no mapping `kfuncs`"),
        ("family: 7\nkfuncs: {}", "DIR/vendor.yaml:1: has no `family`"),
        ("family: a\nkfuncs: {}\nkfunc: {}", "DIR/vendor.yaml:3: unknown key 'kfunc'"),
        ("family: a\nkfuncs:\n  f: 1", "DIR/vendor.yaml:3: f is not a mapping"),
        ("family: a\nkfuncs:\n  f-g: {}", "DIR/vendor.yaml:3: 'f-g' is not the name of a function"),
        ("family: a\nkfuncs:\n  f:\n    1.5: x", 'DIR/vendor.yaml:4: write the version in quotes: "1.5"'),
        ("family: !!python/name:os.system a\nkfuncs: {}", "DIR/vendor.yaml:1: 'a' has a type that rules do not use"),
        ("family: &a [*a]\nkfuncs: {}", "DIR/vendor.yaml:1:"),
    ],
)
def test_files_that_are_no_rules(tmp_path: Path, text: str, expected: str) -> None:
    assert problems_of(tmp_path, text)[0].startswith(expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("since: 6.10", 'write the version in quotes: "6.10" (without them 6.10 is the number 6.1)'),
        ('since: "six"', "'six' is not a kernel version such as \"6.12\""),
        ('until: "5.4"', "until 5.4 is older than since 6.6"),
        ('unknown: "6.9..6.7"', "the range '6.9..6.7' is empty"),
        ("unknown: 7", "7 is not a list of releases such as 6.2..6.11"),
        ("flags: [ACQUIRE]", "'ACQUIRE' is not the name of a KF_ flag"),
        ("flags: KF_ACQUIRE", "flags must be a list"),
        ("program_types: [XDP]", "'XDP' is not a program type such as BPF_PROG_TYPE_XDP"),
        ("program_types: XDP", "program_types is neither a list of program types nor a mapping of them to versions"),
        ("program_types: {BPF_PROG_TYPE_XDP: {until: \"6.9\"}}", "has no `since`"),
        ("program_types: {BPF_PROG_TYPE_XDP: true}", "True is neither a version nor a mapping with `since`"),
        ("prototype: int g(void)", "the prototype is one of 'g'"),
        ("prototype: int f(", "is not a C declaration"),
        ("prototype: [1]", "[1] is not a C prototype"),
        ("test: maybe", "test must be true or false"),
        ("module: 3", "module must be text"),
        ("successor: g", "successor must be a mapping with a `name`"),
        ("uncallable: [{since: \"7.0\"}]", "an entry of `uncallable` needs `since`, `reason` and `c`"),
        ("disputed: [{what: since}]", "disputed must be a list of mappings with what, documented, kernel, decided"),
        ("successor: {name: g, kind: 1}", "kind must be text"),
        ("sinse: x", "unknown key 'sinse'"),
    ],
)  # fmt: skip
def test_mistakes_in_a_kfunc_name_line_and_reason(tmp_path: Path, line: str, expected: str) -> None:
    base = {"since": 'since: "6.6"', "prototype": "prototype: int f(void)"}
    base[line.partition(":")[0]] = line
    text = "family: a\nkfuncs:\n  f:\n" + "".join(f"    {each}\n" for each in base.values())
    at = 4 + list(base.values()).index(line)
    (problem,) = problems_of(tmp_path, text)
    assert problem.startswith(f"DIR/vendor.yaml:{at}: ")
    assert expected in problem


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("nothing")
    problems = problems_of(tmp_path, 'family: a\nkfuncs:\n  f: {since: "x"}\n  g: {flags: [A]}\n')
    assert problems == [
        "DIR/other.yaml:1: is not a mapping of keys to values",
        "DIR/vendor.yaml:3: f: 'x' is not a kernel version such as \"6.12\"",
        "DIR/vendor.yaml:3: f: has neither `prototype` nor a list `prototypes`",
        "DIR/vendor.yaml:4: g: has no `since`: the first release that has it",
        "DIR/vendor.yaml:4: g: has neither `prototype` nor a list `prototypes`",
        "DIR/vendor.yaml:4: g: 'A' is not the name of a KF_ flag",
    ]


def test_directories_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="is not a directory with rules"):
        load_facts([tmp_path / "missing"])
    with pytest.raises(RulesError, match="holds no"):
        load_facts([tmp_path])


def test_hostile_yaml(tmp_path: Path) -> None:
    problems = Problems()
    bomb = tmp_path / "bomb.yaml"
    bomb.write_text(
        "a: &a [x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(24))
    )
    assert read_yaml(bomb, problems) is None
    deep = tmp_path / "deep.yaml"
    deep.write_text("a: " + "[" * 5000)
    assert read_yaml(deep, problems) is None
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\x00\xff\xfe")
    assert read_yaml(binary, problems) is None
    assert len(problems.found) == 3


# ----------------------------------------------------------------------------------------------- the compiled form


def test_what_the_cache_keeps_is_what_the_rules_give(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.ENVIRONMENT, str(copy.parent / "cache"))
    cache.forget()
    made = compile_rules(copy)
    monkeypatch.setattr(compile_facts, "compile_rules", lambda _directory: made)
    assert load(copy) == json.loads(json.dumps(made)), "compiled, and stored"
    monkeypatch.setattr(compile_facts, "compile_rules", lambda _directory: pytest.fail("the cache has it"))
    assert load(copy) == json.loads(json.dumps(made))
    (stored,) = (copy.parent / "cache" / "rules").glob("*.json")
    stored.write_bytes(stored.read_bytes().replace(b"bpf_wq_start", b"bpf_wq_begin"))
    monkeypatch.setattr(compile_facts, "compile_rules", lambda _directory: made)
    assert load(copy) == json.loads(json.dumps(made)), "a damaged file is not believed"
    cache.forget()


def test_rules_load_without_a_cache(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "cache_folder", lambda _name: None)
    assert "bpf_wq_start" in load(copy)["kfuncs"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    directory = tmp_path / "rules"
    (directory / "kfuncs").mkdir(parents=True)
    for name in (*FILES, "kfuncs/workqueue.yaml"):
        shutil.copyfile(rules_directory() / name, directory / name)
    return directory


def test_a_compiled_form_of_other_rules_is_not_used(copy: Path) -> None:
    assert set(load(copy)["kfuncs"]) == set(load_facts().families["workqueue"])
    (copy / COMPILED).write_text(json.dumps({"hash": rules_hash(copy), "kfuncs": {}}))
    assert load(copy)["kfuncs"] == {}  # the hash is what counts
    file = copy / "kfuncs" / "workqueue.yaml"
    file.write_text(file.read_text().replace("bpf_wq_start", "bpf_wq_begin"))
    assert "bpf_wq_begin" in load(copy)["kfuncs"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"hash": 1}'])
def test_a_broken_compiled_form_is_not_used(copy: Path, content: bytes) -> None:
    (copy / COMPILED).write_bytes(content)
    assert "bpf_wq_start" in load(copy)["kfuncs"]


def test_the_example_for_users_works(tmp_path: Path) -> None:
    text = (rules_directory() / "README.md").read_text()
    example = text.split("```yaml\nfamily:")[1].split("```")[0]
    facts = load_with(tmp_path, f"family:{example}")
    get = facts.at(facts.newest).kfunc("vendor_get")
    assert get is not None
    assert get.allows(ProgramKind("BPF_PROG_TYPE_XDP"))
