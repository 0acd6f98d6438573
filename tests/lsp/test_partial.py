"""Looking only at what an edit concerns gives what looking at everything gives."""

from __future__ import annotations

import asyncio
import random
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bpflint.engine.lint import Engine
from bpflint.engine.outline import Part
from bpflint.lsp import analysis
from bpflint.lsp.analysis import Analyst
from bpflint.lsp.analysis_process import AnalysisProcess
from bpflint.lsp.declared import code_lines
from bpflint.lsp.partial import find_change
from bpflint.policy.settings import Settings
from bpflint.source.front import Source
from bpflint.source.unit import Unit

TEXT = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

static struct task_struct *find(s32 pid)
{
    return bpf_task_from_pid(pid);
}

SEC("tp_btf/task_newtask")
int leaks(u64 *ctx)
{
    struct task_struct *task = find(1);
    if (!task)
        return 0;
    return 1;
}

SEC("tp_btf/task_rename")
int releases(u64 *ctx)
{
    struct task_struct *task = find(2);
    if (!task)
        return 0;
    bpf_task_release(task);
    return 1;
}

SEC("tp_btf/sched_switch")
int unrelated(u64 *ctx)
{
    struct task_struct *task = bpf_task_from_pid(3);
    return task != 0;
}

char _license[] SEC("license") = "GPL";
"""
EDITS = {
    "a line more in a program": ("    bpf_task_release(task);\n", "    bpf_task_release(task);\n\n"),
    "a release less": ("    bpf_task_release(task);\n", ""),
    "a release more": ("    return 1;\n}\n\nSEC", "    bpf_task_release(task);\n    return 1;\n}\n\nSEC"),
    "in a function that two programs call": ("bpf_task_from_pid(pid)", "pid ? bpf_task_from_pid(pid) : 0"),
    "in two programs": ("return 0;", "return 5;"),
    "another call": ("bpf_task_from_pid(3)", "find(3)"),
    "a declaration": ("extern void", "extern  void"),
    "a macro that nobody uses yet": ("static struct", "#define LIMIT 7\n\nstatic struct"),
    "a comment above everything": ("#include", "/* Two lines,\n * with int x = 1; */\n#include"),
    "a comment within": ("return 0;", "return 0; /* nothing */\n    // to do"),
    "a section": ('SEC("tp_btf/task_rename")', 'SEC("tp_btf/sched_wakeup")'),
    "a function": ("    return 1;\n}\n\nSEC", "    return 1;\n}\nstatic int more(void) {\n    return 2;\n}\n\nSEC", 1),
    "a function and its call": (
        "    return 1;\n}\n\n",
        '    return 1;\n}\n\nstatic int got(void)\n{\n    return !find(4);\n}\n\nSEC("xdp")\nint more(void *ctx)\n'
        "{\n    return got();\n}\n\n",
        1,
    ),
    "a program by a macro": (
        "char _license",
        'SEC("lsm/file_open")\nint BPF_PROG(another, struct file *file)\n{\n    return !find(5);\n}\n\nchar _license',
    ),
    "a copy of a program": (
        'SEC("tp_btf/task_rename")',
        'SEC("tp_btf/task_rename")\nint copied(u64 *ctx)\n{\n    return !find(6);\n}\n\nSEC("tp_btf/task_rename")',
    ),
    "a name": ("find(", "found("),
    "a program fewer": (TEXT[TEXT.index('SEC("tp_btf/task_n') : TEXT.index('SEC("tp_btf/task_r')], ""),
    "a result of another type": ("static struct task_struct *find", "static void *find"),
    "an empty line between": ('\nSEC("tp', '\n\nSEC("tp'),
}


@pytest.fixture(autouse=True)
def every_document_is_worth_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(analysis, "WORTH_PARTS_S", 0.0)
    (tmp_path / ".git").mkdir()


def told(answer: dict[str, Any]) -> list[tuple[object, ...]]:
    return sorted((each["rule"], each["message"], each["start"], each["steps"]) for each in answer["findings"])


def places(answer: dict[str, Any]) -> list[tuple[object, object]]:
    return [(each["name"], each["line"]) for each in answer["programs"]]


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_part_gives_what_the_whole_gives(edit: tuple[Any, ...], tmp_path: Path) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    before = analyst.analyse(path, TEXT, {})
    assert len(before["findings"]) == 2
    text = TEXT.replace(*edit)
    assert text != TEXT
    part = analyst.analyse(path, text, {}, fresh=False, partly=True)
    assert part["partly"]
    whole = analyst.analyse(path, text, {}, fresh=False)
    assert "partly" not in whole
    assert told(part) == told(whole)
    back = analyst.analyse(path, TEXT, {}, fresh=False, partly=True)
    assert back["partly"]
    assert told(back) == told(before)
    assert places(part) == places(whole)
    assert places(back) == places(before)
    # What a program needs that was there before is told of the whole only.
    needs = {each["name"]: each["kernels"] for each in part["programs"]}
    assert needs.items() >= {(each["name"], each["kernels"]) for each in before["programs"] if each["name"] in needs}


@pytest.mark.parametrize(
    "edit",
    [
        ("#include <bpf", "#include  <bpf"),
        ('"GPL"', '"MIT"'),
        ("static struct", "// bpflint: disable-file=KF403\nstatic struct"),
    ],
    ids=[
        "an include",
        "the licence",
        "a comment to us",
    ],
)
def test_other_edits_concern_the_whole(edit: tuple[str, str], tmp_path: Path) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    analyst.analyse(path, TEXT, {})
    assert "partly" not in analyst.analyse(path, TEXT.replace(edit[0], edit[1], 1), {}, fresh=False, partly=True)


LAYERS = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SLOT 3
#define PLACE (SLOT + 1)

struct inner { int a[8]; };
struct value { struct inner inner; int last; };
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, u32);
    __type(value, struct value);
} values SEC(".maps");

static long step(u32 index, void *unused)
{
    u32 key = 0;
    struct value *value = bpf_map_lookup_elem(&values, &key);
    return value ? value->inner.a[PLACE] : 0;
}

SEC("tp_btf/task_newtask")
int by_callback(u64 *ctx)
{
    return bpf_loop(3, step, 0, 0);
}

SEC("tp_btf/task_rename")
int by_map(u64 *ctx)
{
    u32 key = 0;
    struct value *value = bpf_map_lookup_elem(&values, &key);
    return value->last;
}

SEC("tp_btf/sched_switch")
int aside(u64 *ctx)
{
    u64 number = 1;
    return *(int *)number;
}

char _license[] SEC("license") = "GPL";
"""


@pytest.mark.parametrize(
    ("edit", "looked_at"),
    [
        (("SLOT 3", "SLOT 5"), {"step", "by_callback"}),
        (("int a[8]", "int a[9]"), {"step", "by_callback", "by_map"}),
        (("max_entries, 1", "max_entries, 2"), {"step", "by_callback", "by_map"}),
        (("value ? value->inner", "value->last > 2 ? value->inner"), {"step", "by_callback"}),
        (("int last", "long last"), {"step", "by_callback", "by_map"}),
    ],
    ids=["a macro in another", "a struct in another", "a map", "a callback", "a member"],
)
def test_an_edit_concerns_those_that_use_it(edit: tuple[str, str], looked_at: set[str], tmp_path: Path) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    assert len(analyst.analyse(path, LAYERS, {})["findings"]) == 2
    text = LAYERS.replace(*edit)
    change = find_change(analyst._known[path], code_lines(text))
    assert change is not None
    assert change.part is not None
    assert change.part.functions == looked_at
    part = analyst.analyse(path, text, {}, fresh=False, partly=True)
    assert part["partly"]
    assert told(part) == told(analyst.analyse(path, text, {}, fresh=False))


def edited(chance: random.Random, lines: list[str]) -> list[str]:
    """The lines after something that somebody who types might do."""
    place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    line = lines[place]
    put_in = chance.choice(["", "/* a note */", "#define NEW 7", "struct unused { int a; };", line])
    return chance.choice(
        [
            [*lines[:place], put_in, *lines[place:]],
            [*lines[:place], line + " // aside", *lines[place + 1 :]],
            [*lines[:place], *lines[place + 1 :]],
            [*lines[:place], re.sub(r"\b\d\b", str(chance.randrange(700)), line), *lines[place + 1 :]],
            [*lines[:place], lines[other], *lines[place + 1 :]],
        ]
    )


@pytest.mark.parametrize("text", [TEXT, LAYERS], ids=["references", "layers"])
def test_random_edits_give_what_a_fresh_look_gives(text: str, tmp_path: Path) -> None:
    path, analyst, afresh, chance = str(tmp_path / "programs.bpf.c"), Analyst(), Analyst(), random.Random(7)
    analyst.analyse(path, text, {})
    lines, parts = text.split("\n"), 0
    for _ in range(12):
        tried = edited(chance, lines)
        part = analyst.analyse(path, "\n".join(tried), {}, fresh=False, partly=True)
        if part["status"] != "ok":
            assert not part.get("partly") or part["problems"]
        elif part.get("partly"):
            parts += 1
            assert told(part) == told(afresh.analyse(path, "\n".join(tried), {}, fresh=False)), "\n".join(tried)
            lines = tried  # the next edit is of what was looked at in parts
        else:
            analyst.analyse(path, "\n".join(lines), {}, fresh=False)
    assert parts > 2


def test_other_settings_concern_the_whole(tmp_path: Path) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    analyst.analyse(path, TEXT, {})
    edited = TEXT.replace("return 1;", "return 2;")
    assert not analyst.analyse(path, edited, {"ignore": ["KF403"]}, fresh=False, partly=True)["findings"]


def test_what_is_not_wanted_any_more_is_abandoned(tmp_path: Path) -> None:
    branches = "".join(f"    if (ctx[{n % 9}] > {n}) x += ctx[{n % 7}];\n" for n in range(2500))
    slow = TEXT.replace("{\n    struct", "{\n    u64 x = 0;\n" + branches + "    struct")

    async def ask() -> tuple[dict[str, Any], dict[str, Any]]:
        process = AnalysisProcess()
        path = str(tmp_path / "programs.bpf.c")
        await process.ask(path, TEXT, {})
        first = asyncio.ensure_future(process.ask(path, slow, {}))
        await asyncio.sleep(0.5)
        assert not first.done()
        first.cancel()
        await asyncio.wait({first})
        exchange = process._abandoned
        assert exchange is not None
        answer = await process.ask(path, TEXT, {})
        await process.stop()
        return await exchange, answer

    dropped, answer = asyncio.run(ask())
    assert dropped["abandoned"]
    assert "status" not in dropped, "it ended before there was a report"
    assert len(answer["findings"]) == 2
    assert not answer["abandoned"]


@pytest.fixture
def alarms() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, lambda _number, _frame: None)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarms")
@pytest.mark.parametrize("patience", [1000.0, 0.0])
def test_the_first_look_at_a_document_goes_on_while_somebody_types(
    patience: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or every key would begin it anew; those after it are about a part, and can be begun anew."""
    analyst, look = Analyst(), analysis._look
    monkeypatch.setattr(analysis, "WORTH_FINISHING_S", patience)

    def interrupted(engine: Engine, path: str, part: Part | None) -> Any:
        analyst._abandon()
        return look(engine, path, part)

    def ask(text: str) -> dict[str, Any]:
        request = {"id": 1, "path": str(tmp_path / "programs.bpf.c"), "text": text}
        return analyst._answer({**request, "fresh": False, "partly": True}, lambda _answer: None)

    monkeypatch.setattr(analysis, "_look", interrupted)
    first = ask(TEXT)
    assert first["abandoned"] and bool(first["findings"]) is bool(patience)
    again = ask(TEXT.replace("return 0;", "return 5;"))
    assert again["abandoned"] and not again["findings"]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are parsed, as they are."""
    found: list[str] = []
    parse = Source.parse

    def noted(source: Source, *more: Any) -> Unit:
        found.append(source.path)
        return parse(source, *more)

    monkeypatch.setattr(Source, "parse", noted)
    return found


def test_what_is_opened_again_as_it_was_is_known(tmp_path: Path, parsed: list[str]) -> None:
    """Nothing is parsed for the first answer; what it includes may not have changed either."""
    (tmp_path / "own.h").write_text("#define RESULT 1\n", encoding="utf-8")
    text = TEXT.replace("extern", '#include "own.h"\nextern', 1).replace("return 1;", "return RESULT;", 1)
    path = str(tmp_path / "programs.bpf.c")
    first = Analyst().analyse(path, text, {})
    assert len(parsed) == 1 and "partly" not in first
    analyst = Analyst()
    again = analyst.analyse(path, text, {})
    assert len(parsed) == 1, "a report was kept"
    assert again == first, "and what edits are compared with"
    edited = analyst.analyse(path, text.replace("return 0;", "return 5;"), {}, fresh=False, partly=True)
    assert edited["partly"]
    assert len(parsed) == 2
    (tmp_path / "own.h").write_text("#define RESULT (bpf_task_release(task), 1)\n", encoding="utf-8")
    mended = analyst.analyse(path, text, {}, partly=True)
    assert len(parsed) == 3 and "partly" not in mended
    assert len(mended["findings"]) < len(first["findings"])


def test_a_report_that_was_kept_elsewhere_is_shown_before_the_whole_is_looked_at(
    tmp_path: Path, parsed: list[str]
) -> None:
    path = tmp_path / "programs.bpf.c"
    path.write_text(TEXT, encoding="utf-8")
    engine = Engine(Settings(), remembers=True)
    engine.prepare()
    engine.lint_file(str(path))
    analyst = Analyst()
    shown = analyst.analyse(str(path), TEXT, {})
    assert shown["partly"] and len(shown["findings"]) == 2 and len(parsed) == 1
    analyst.analyse(str(path), TEXT, {}, fresh=False)
    assert len(parsed) == 2
    again = Analyst().analyse(str(path), TEXT, {})
    assert "partly" not in again and len(parsed) == 2, "it is known by now what edits are compared with"


def test_what_is_saved_as_it_is_known_is_not_looked_at_as_a_whole(tmp_path: Path, parsed: list[str]) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    analyst.analyse(path, TEXT, {})
    edited = TEXT.replace("return 0;", "return 5;")
    shown = analyst.analyse(path, edited, {}, fresh=False, partly=True)
    assert len(parsed) == 2
    saved = analyst.analyse(path, edited, {}, partly=True)
    assert saved["partly"] and told(saved) == told(shown)
    assert len(parsed) == 2


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        (("bpf_task_from_pid(3);", "bpf_task_from_pid(3)"), [("KF403", 19), ("KF403", 36)]),
        (("    return task != 0;", "    \n    return task != 0"), [("KF403", 19)]),
        (('SEC("tp_btf/sched_switch")', "/* \n */ SEC("), [("KF403", 19), ("KF403", 37)]),
        (('SEC("tp_btf/sched_switch")', "/* begun"), [("KF403", 19)]),
    ],
    ids=["on a line of its own", "on the line that is accused", "between functions", "by a comment without end"],
)
def test_while_grammar_is_broken_findings_stay(edit: tuple[str, str], left: list[object], tmp_path: Path) -> None:
    """What is found on other lines stays, moved with them; and what is wrong is said at once."""
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    analyst.analyse(path, TEXT, {})
    broken = analyst.analyse(path, TEXT.replace(*edit), {}, fresh=False, partly=True)
    assert broken["partly"] and broken["status"] != "ok" and broken["problems"]
    assert [(each["rule"], each["start"][0]) for each in broken["findings"]] == left
    assert all(each["fix"] is None for each in broken["findings"])
    mended = analyst.analyse(path, TEXT, {}, fresh=False, partly=True)
    assert mended["status"] == "ok" and len(mended["findings"]) == 2
