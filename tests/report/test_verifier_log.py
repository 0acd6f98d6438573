"""Explaining logs: which message is the cause, whose it is, and where."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from bpflint.checks._sentences import cases
from bpflint.cli.main import main
from bpflint.kernel import load_facts, rules_directory
from bpflint.kernel.rules_yaml import RulesError
from bpflint.kernel.verifier_messages import LOOKED_AT, load_messages, match
from bpflint.policy.rules import load_catalog
from bpflint.report.verifier_log import Refusal, explanation, refusals

MESSAGES = load_messages(rules_directory())
LIBBPF = """\
libbpf: prog 'leaks': BPF program load failed: -EINVAL
libbpf: prog 'leaks': -- BEGIN PROG LOAD LOG --
0: R1=ctx() R10=fp0
; task = bpf_task_from_pid(1); @ leak.bpf.c:9
0: (b7) r1 = 1                        ; R1_w=1
1: (85) call bpf_task_from_pid#1234   ; R0_w=ptr_or_null_task_struct(id=2,ref_obj_id=2)
; return 1; @ leak.bpf.c:12
5: (95) exit
Unreleased reference id=2 alloc_insn=1
BPF_EXIT instruction in main prog would lead to reference leak
processed 6 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
-- END PROG LOAD LOG --
libbpf: prog 'leaks': failed to load: -EINVAL
libbpf: failed to load object 'leak.bpf.o'
"""
VERISTAT = """\
PROCESSING good.bpf.o/fine, DURATION US: 22, VERDICT: success, VERIFIER LOG:
; return 0; @ good.bpf.c:3
0: (95) exit
processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

PROCESSING bad.bpf.o/nulls, DURATION US: 22, VERDICT: failure, VERIFIER LOG:
; bpf_task_release(task);
3: (85) call bpf_task_release#99
Possibly NULL pointer passed to trusted arg0
processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
"""
CILIUM = "program filter: load program: permission denied: 7: (85) call x: R1 must be a rcu pointer (9 line(s) omitted)"


def test_a_log_of_libbpf() -> None:
    (refusal,) = refusals(LIBBPF.splitlines(), MESSAGES)
    assert (refusal.program, refusal.file, refusal.line, refusal.code) == ("leaks", "leak.bpf.c", 12, "return 1;")
    assert refusal.known is not None
    assert refusal.known.message.rule == "KF403"


BEHIND_THE_LAST = """\
PROCESSING hook.bpf.o/reads, DURATION US: 22, VERDICT: failure, VERIFIER LOG:
func 'tcp_send_reset' arg0 has btf_id 21 type STRUCT 'sock'
; last = ctx[3]; @ hook.bpf.c:18
0: (79) r1 = *(u64 *)(r1 +24)
func 'tcp_send_reset' doesn't have 4-th argument
invalid bpf_context access off=24 size=8
processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
"""


def test_the_words_with_a_rule_count_and_not_the_general_ones_behind_them() -> None:
    (refusal,) = refusals(BEHIND_THE_LAST.splitlines(), MESSAGES)
    assert (refusal.line, refusal.words) == (18, "func 'tcp_send_reset' doesn't have 4-th argument")
    assert refusal.known is not None
    assert refusal.known.message.rule == "BP510"


BPFTOOL = """\
libbpf: prog 'reads': BPF program load failed: Permission denied
libbpf: prog 'reads': -- BEGIN PROG LOAD LOG --
; value = *found; @ map.bpf.c:21
9: (61) r1 = *(u32 *)(r0 +0)
R0 invalid mem access 'map_value_or_null'
processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
-- END PROG LOAD LOG --
libbpf: prog 'reads': failed to load: -13
libbpf: failed to load object 'map.bpf.o'
Error: failed to load object file
"""
CILIUM_WHOLE = """\
Verifier error: program reads: load program: permission denied:
\t0: R1=ctx() R10=fp0
\t; value = *found; @ map.bpf.c:21
\t9: (61) r1 = *(u32 *)(r0 +0)
\tR0 invalid mem access 'map_value_or_null'
\tprocessed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
"""
CILIUM_CUT = (
    'time=2026-02-03 level=error error="program reads: load program: permission denied: 9: (61) r1 = *(u32 *)(r0 +0): '
    "R0 invalid mem access 'map_value_or_null' (17 line(s) omitted)\""
)
AYA = """\
Error: the BPF_PROG_LOAD syscall failed. Verifier output: 0: R1=ctx() R10=fp0
R1 type=ctx expected=fp
reg type unsupported for arg#0 function helper#258
; value = *found; @ map.bpf.c:21
9: (61) r1 = *(u32 *)(r0 +0)
R0 invalid mem access 'map_value_or_null'
verification time 201 usec
stack depth 8
processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0


Caused by:
    Permission denied (os error 13)
"""
IN_FIELDS = """\
level=warning msg="libbpf: -- BEGIN DUMP LOG ---" subsys=loader
level=warning msg="; value = *found;" subsys=loader
level=warning msg="9: (61) r1 = *(u32 *)(r0 +0)" subsys=loader
level=warning msg="R0 invalid mem access 'map_value_or_null'" subsys=loader
"""
STORY = """\
libbpf: prog 'reads': -- BEGIN PROG LOAD LOG --
; value = *found; @ map.bpf.c:21
9: (61) r1 = *(u32 *)(r0 +0)
R0 invalid mem access 'map_value_or_null'

Verification failed: Register Type Safety: Invalid dereference

Reason:
  R0 may be NULL here, so that Unreleased reference id=2 alloc_insn=4 and the like do not matter.

At:
  reads @ map.bpf.c:21:17
  Source context:
  >>> 21 |         value = *found;
         |                 ^-- error: R0 invalid mem access 'scalar'
  Instruction context:
  >>> 9 | (61) r1 = *(u32 *)(r0 +0)

Causal path:
  reads @ map.bpf.c:19:10

Suggestion:
  Test the pointer.

processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
-- END PROG LOAD LOG --
"""
VERISTAT_ONE = (
    "PROCESSING map.bpf.o/reads, DURATION US: 22, VERDICT: failure, VERIFIER LOG:\n" + STORY.split("\n", 1)[1]
)


@pytest.mark.parametrize(
    ("log", "program", "line"),
    [
        (BPFTOOL, "reads", 21),
        (CILIUM_WHOLE, "reads", 21),
        (CILIUM_CUT, "reads", 0),
        (AYA, "", 21),
        (IN_FIELDS, "", 0),
        (STORY, "reads", 21),
        (VERISTAT_ONE, "reads", 21),
    ],
    ids=["bpftool", "cilium/ebpf", "cilium/ebpf, cut", "aya", "fields of a log", "7.3", "veristat on 7.3"],
)
def test_the_form_of_each_loader(log: str, program: str, line: int) -> None:
    (refusal,) = refusals(log.splitlines(), MESSAGES)
    assert refusal.known is not None
    assert (refusal.program, refusal.line, refusal.known.message.rule) == (program, line, "KF406")
    assert refusal.words == "R0 invalid mem access 'map_value_or_null'"


def test_what_follows_a_story_counts() -> None:
    log = STORY.replace("\nprocessed", "arg#0 arg#1 memory, len pair leads to invalid memory access\nprocessed")
    (refusal,) = refusals(log.splitlines(), MESSAGES)
    assert refusal.known is not None
    assert refusal.known.message.rule == "KF413"


def test_a_story_gives_the_place_where_the_log_has_none() -> None:
    log = "".join(line for line in STORY.splitlines(keepends=True) if not line.startswith(";"))
    (refusal,) = refusals(log.splitlines(), MESSAGES)
    assert (refusal.file, refusal.line) == ("map.bpf.c", 21)


def test_a_log_of_veristat_without_places() -> None:
    (refusal,) = refusals(VERISTAT.splitlines(), MESSAGES)
    assert (refusal.program, refusal.file, refusal.code) == ("nulls", "", "bpf_task_release(task);")
    assert refusal.known is not None
    assert refusal.known.message.rule == "KF107"


def test_a_log_of_cilium() -> None:
    (refusal,) = refusals([CILIUM], MESSAGES)
    assert refusal.program == "filter"
    assert refusal.known is not None
    assert refusal.known.message.rule == "KF108"


def test_what_is_not_known_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    log = LIBBPF.replace("Unreleased reference id=2 alloc_insn=1", "the moon is full")
    log = log.replace("BPF_EXIT instruction in main prog would lead to reference leak", "and nobody knows")
    (refusal,) = refusals(log.splitlines(), MESSAGES)
    assert refusal.known is None
    assert main(["explain", "the moon is full"]) == 1
    assert "no message" in capsys.readouterr().err


def test_a_message_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "calling kernel function bpf_task_acquire is not allowed"]) == 0
    out = capsys.readouterr().out
    assert "KF201" in out
    assert "bpf_task_acquire() exists since" in out


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("extern (func ksym) 'bpf_x': not found in kernel or module BTFs", "KF301"),
        ("R2 invalid mem access 'map_value_or_null'", "KF406"),
        ("arg#1 expected pointer to an iterator on stack", "KF410"),
        ("Expected an initialized dynptr as arg #2", "KF409"),
        ("Expected an initialized dynptr as R3", "KF409"),
        ("bpf_spin_lock at off=16 must be held for bpf_list_head", "KF411"),
        ("kernel func bpf_copy_from_user_str is sleepable within non-preemptible region", "KF204"),
        ("cannot call GPL-restricted function from non-GPL compatible program", "BP503"),
        ("can't spin_{lock,unlock} in rbtree cb", "KF412"),
    ],
)
def test_both_forms_of_a_message(words: str, rule: str) -> None:
    found = match(words, MESSAGES)
    assert found is not None
    assert found.message.rule == rule


def test_every_rule_that_messages_name_exists() -> None:
    catalog = load_catalog()
    assert {each.rule for each in MESSAGES if each.rule and catalog.find(each.rule) is None} == set()


def test_mistakes_in_the_file_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "verifier_messages.yaml").write_text("messages:\n  - {message: 5, rule: KF403}\n  - {message: x}\n")
    with pytest.raises(RulesError) as error:
        load_messages(tmp_path)
    assert [problem.rpartition("/")[2].split(": ")[0] for problem in error.value.problems] == [
        "verifier_messages.yaml:2",
        "verifier_messages.yaml:3",
    ]


def answer(log: str) -> str:
    """What is told of a log, as text."""
    (refusal,) = refusals(log.splitlines(), MESSAGES)
    lines = explanation(refusal, load_catalog(), load_facts())
    return "\n".join("".join(text for text, _ in line) for line in lines)


sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from messages import filled  # noqa: E402

FORMATS = [
    line.split("\t")
    for line in (Path(__file__).parent / "verifier_formats.tsv").read_text(encoding="utf-8").splitlines()
]


def test_no_format_of_6_1_to_7_3_is_lost() -> None:
    """What the verifiers of 6.1, 6.12 and 7.3 print keeps its rule; benchmarks/messages.py --record writes the list."""
    told = {form: match(filled(form), MESSAGES) for _, form, _ in FORMATS}
    assert [
        (form, rule) for rule, form, _ in FORMATS if (one := told[form]) is None or (one.message.rule or "-") != rule
    ] == []
    assert len(FORMATS) >= 290


def test_since_is_the_first_kernel_that_says_so() -> None:
    printed: dict[str, set[str]] = {}
    for _, form, kernels in FORMATS:
        found = match(filled(form), MESSAGES)
        assert found
        printed.setdefault(found.message.text, set()).update(kernels.split())
    for message in MESSAGES:
        by = printed.get(message.text, set(LOOKED_AT))
        first = next(each for each in LOOKED_AT if each in by)
        assert (message.since or LOOKED_AT[0]) == first, message.text
    assert sum(bool(message.since) for message in MESSAGES) > 100


def test_a_message_that_older_kernels_do_not_print_says_so() -> None:
    told = answer("; x = f(task); @ a.c:7\n5: (85) call bpf_task_acquire#12\nR1 must be referenced or trusted")
    assert "said: by the verifier of 6.12, not yet by that of 6.1" in told


BEFORE = ("", "R1 ", "R1 type=name ", "arg#1 ", "name ", "R1 is name ", "Global function name() ", "At ")
AFTER = (
    *("", "1", "=1", " 1", " expected=fp", " R1", " as R1", "name", "-ed region", " name-ed region", " is not allowed"),
    *(" should have been in [0, 1]", " has name should have been in [0, 1]", " PTR_TO_BTF_ID passed to R1"),
)
"""What the kernel prints around words of which a finding tells a part."""
INFORMAL = {
    "R0 expected pointer type",
    "Unreleased reference or not referenced",
    "variable offset",
    "operation expects node in struct name",
    "bpf_spin_lock must be held for name",
    "Unsupported reg type for bpf_dynptr_from_mem data",
    "must be of a struct of scalars",
    "must not contain special fields",
    "type size (name) is greater than 512",
    "but expected node at offset",
}
"""Words that leave out what stands between theirs, or that the kernel puts behind the name of a kfunc."""


def own_words() -> list[tuple[str, str]]:
    """The words that findings say the verifier has for them, and the rule."""
    catalog = load_catalog()
    return [
        (str(getattr(catalog.find(name), "id", "")), sentence.verifier)
        for name, sentences in cases().items()
        for sentence in sentences.values()
        if sentence.verifier
    ]


@pytest.mark.parametrize(("rule", "words"), sorted(set(own_words())))
def test_what_a_finding_says_of_the_verifier_leads_back_to_its_rule(rule: str, words: str) -> None:
    words = words.replace("R{argument}", "R1").replace("{{", "{").replace("lock}}", "lock}")
    types = [re.sub(r"\{\w+\}", name, words) for name in ("iter_name", "bpf_spin_lock", "name")]
    lines = [before + one + after for one in types for before in BEFORE for after in AFTER]
    words = types[-1]
    if words in INFORMAL:
        return
    said = [
        message
        for message in MESSAGES
        if words in re.sub(r"\{\w+\}", "name", message.text.replace("{arg}", "R1").replace("{n}", "1"))
        or any(message.pattern.search(line) for line in lines)
    ]
    assert rule in {one for message in said for one in (message.rule, *message.also)}


PUBLIC = yaml.safe_load((Path(__file__).parent / "public_logs.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("public", PUBLIC, ids=[each["from"] for each in PUBLIC])
def test_what_people_have_published(public: dict[str, str | None]) -> None:
    """Exactly one answer, with the right program, message, rule and place."""
    (refusal,) = refusals(str(public["log"]).splitlines(), MESSAGES)
    assert refusal.known is not None
    place = f"{refusal.file}:{refusal.line}" if refusal.line else refusal.code or None
    assert refusal.words == public["says"]
    assert (refusal.program, refusal.known.message.rule) == (public.get("program", ""), public["rule"])
    assert place == public["at"]
    text = answer(str(public["log"]))
    assert "= cure: " in text
    assert re.search(r"\{\w+\}", text) is None
    assert " NAME" not in text


def test_many_logs_were_published() -> None:
    assert len({each["from"] for each in PUBLIC}) == len(PUBLIC) >= 75


@pytest.mark.parametrize(
    ("words", "helper", "since"),
    [
        ("invalid func unknown#177", "bpf_trace_vprintk", "5.16"),
        ("invalid func 113", "bpf_probe_read_kernel", "5.5"),
        ("invalid func unknown#9999", None, None),
    ],
)
def test_a_helper_that_the_kernel_has_no_name_of(words: str, helper: str | None, since: str | None) -> None:
    text = answer(words)
    assert "BP502" in text
    assert (f"{helper}() exists since {since}; bpflint helper {helper}" in text) == (helper is not None)
    assert "unknown says" not in text


@pytest.mark.parametrize(
    ("call", "page"),
    [
        ("46: (85) call 2", "helper bpf_map_update_elem"),
        ("7: (85) call bpf_task_release#71123", "kfunc bpf_task_release"),
    ],
)
def test_the_function_called_last_is_what_the_message_is_about(call: str, page: str) -> None:
    assert f"names: bpflint {page}\n" in answer(f"{call}\nR1 type=inv expected=fp")


@pytest.mark.parametrize(
    ("before", "rule"),
    [
        ("5: (85) call bpf_task_release#71123", "KF405"),
        ("5: (85) call bpf_get_current_task#35", "KF417"),
        ("", "KF417"),
    ],
)
def test_a_number_was_a_pointer_only_if_something_was_given_back(before: str, rule: str) -> None:
    assert f"rule: {rule} " in answer(f"{before}\n6: (61) r1 = *(u32 *)(r6 +0)\nR6 invalid mem access 'scalar'")


@pytest.mark.parametrize(
    ("instruction", "rule"),
    [("26: (79) r1 = *(u64 *)(r6 +0)", None), ("26: (85) call bpf_xdp_ct_lookup#71123", "KF105")],
)
def test_a_moved_context_is_an_argument_only_at_a_call(instruction: str, rule: str | None) -> None:
    (refusal,) = refusals([instruction, "dereference of modified ctx ptr R6 off=96 disallowed"], MESSAGES)
    assert refusal.known is not None
    assert refusal.known.message.rule == rule


def test_what_was_said_before_a_further_instruction_was_no_refusal() -> None:
    log = ["R1 type=ctx expected=fp", "0: (bf) r6 = r1", "invalid read from stack R3 off -144+0 size 8"]
    assert [each.words for each in refusals(log, MESSAGES)] == ["invalid read from stack R3 off -144+0 size 8"]


@pytest.mark.parametrize(
    "prefix",
    ["  > ", "node-vrqgs collector ", "Apr 01 10:41:{n} host app[491]: ", "2023-02-16T13:37:38.16{n}Z [   ] stderr: "],
)
def test_what_the_log_of_a_system_puts_in_front(prefix: str) -> None:
    lines = [
        "0: (bf) r6 = r1",
        "1: (b7) r2 = 4",
        "; value = *found; @ map.bpf.c:21",
        "2: (61) r1 = *(u32 *)(r0 +0)",
        "R0 invalid mem access 'map_value_or_null'",
    ]
    (refusal,) = refusals([prefix.replace("{n}", f"{n}7") + line for n, line in enumerate(lines)], MESSAGES)
    assert (refusal.file, refusal.line, refusal.code) == ("map.bpf.c", 21, "value = *found;")


def test_a_loader_that_names_the_program_last_names_only_its_own() -> None:
    log = ["R1 must be referenced", "libbpf: failed to load program 'first'", "", "R2 must be referenced"]
    found: list[Refusal] = refusals(log, MESSAGES)
    assert [(each.program, each.words) for each in found] == [
        ("first", "R1 must be referenced"),
        ("", "R2 must be referenced"),
    ]


TRUTH = Path(__file__).resolve().parents[3] / "shared" / "oracle" / "truth" / "train.json"


@pytest.mark.skipif(not TRUTH.is_file(), reason="no recorded verdicts beside the checkout")
def test_most_recorded_refusals_are_known() -> None:
    programs = json.loads(TRUTH.read_text())["programs"]
    said = {
        each[key] for each in programs for key in ("msg73", "msg618") if each.get(key) and each["want"] == "failure"
    }
    known = [words for words in said if match(words, MESSAGES)]
    assert len(known) >= 0.9 * len(said)
