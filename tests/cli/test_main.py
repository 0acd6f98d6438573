"""The command line: exit codes, messages, what goes where. A stand-in plays the part of the analysis."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import bpflint.policy.rules
from bpflint import __version__
from bpflint.base.errors import BpflintError
from bpflint.base.files import digest_of
from bpflint.base.finding import Edit, FileReport, Finding, Fix, Level, ProgramReport, Step
from bpflint.base.span import Span
from bpflint.cli.argument_files import split_arguments
from bpflint.cli.main import main
from bpflint.policy.rules import SECTIONS
from bpflint.policy.settings import Settings

Runner = Callable[..., tuple[int, str, str]]
seen: list[tuple[list[str], Settings]] = []


def page(rule_id: str, name: str, level: str) -> str:
    front = f"id: {rule_id}\nname: {name}\nlevel: {level}\nconfidence: high\nprofile: default\nstatus: {{stable: '1'}}"
    return f"---\n{front}\n---\n" + "".join(f"\n## {heading}\n\nText of {heading}. More.\n" for heading in SECTIONS)


def lint(files: Sequence[str], settings: Settings, *, every_kernel: bool = False, **_: object) -> Iterator[FileReport]:
    """Finds the words ERROR, WARNING and NOTE in files; LOST makes a file degraded, CRASH raises."""
    seen.append((list(files), settings))
    for path in files:
        text = settings.texts.get(path) or Path(path).read_text(encoding="utf-8")
        report = FileReport(path, status="degraded" if "LOST" in text else "ok", digest=digest_of(text.encode()))
        if "LOST" in text:
            report.problems.append(Step(Span(path, 1, 1, 1, 2), "unknown type"))
        if "CRASH" in text:
            raise RuntimeError("a bug")
        if "INTERRUPT" in text:
            raise KeyboardInterrupt
        if "BADKERNEL" in text:
            raise BpflintError("no such kernel")
        for number, line in enumerate(text.splitlines(), 1):
            for level in Level:
                if level.name in line:
                    column = line.index(level.name) + 1
                    span = Span(path, number, column, number, column + len(level.name))
                    fix = Fix("mend it", (Edit(span, "fine"),)) if "FIX" in line else None
                    report.findings.append(Finding("KF401", "call-order", level, span, f"found {level}", fix=fix))
        report.programs.append(ProgramReport(path, "main_program", 1, "tc", "BPF_PROG_TYPE_SCHED_CLS", "6.10"))
        if every_kernel:
            report.programs[0].kernels["6.10"] = (True, [])
        yield report


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository as working directory, three rules, and the stand-in."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for rule_id, name, level in (("KF401", "call-order", "error"), ("KF305", "superseded", "note")):
        (pages / f"{name}.md").write_text(page(rule_id, name, level), encoding="utf-8")
    (tmp_path / "w" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "w")
    catalog = bpflint.policy.rules.load_catalog(pages)
    # The session first: imported after the rules were replaced, it would keep the stand-in for all tests that follow.
    for module in ("bpflint.cli.session", "bpflint.policy.rules"):
        monkeypatch.setattr(f"{module}.load_catalog", lambda: catalog)
    monkeypatch.setitem(sys.modules, "bpflint.engine.lint", types.SimpleNamespace(lint=lint))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    seen.clear()
    return tmp_path / "w"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Run bpflint; gives exit code, standard output and standard error."""

    def runner(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return runner


def put(path: str, text: str = "int x;\n") -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------------------------------------------- exit codes


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("int x;", [], 0),
        ("NOTE", [], 0),
        ("WARNING", [], 1),
        ("ERROR", [], 1),
        ("NOTE", ["--fail-on", "note"], 1),
        ("WARNING", ["--fail-on", "error"], 0),
        ("ERROR", ["--fail-on", "never"], 0),
        ("ERROR", ["--exit-zero"], 0),
        ("LOST", [], 0),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_exit_codes(run: Runner, text: str, options: list[str], code: int, form: str) -> None:
    assert run(put("a.bpf.c", text), "--format", form, *options)[0] == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no files given (try 'bpflint --help')"),
        (["--frmat", "json", "a.bpf.c"], "'--format'"),
        (["--format", "jsn", "a.bpf.c"], "'jsn' is not one of text, json, sarif, github"),
        (["--jobs", "0", "a.bpf.c"], "0 is not in the range"),
        (["--fix", "--diff", "a.bpf.c"], "exclude each other"),
        (["--fix", "--add-ignore", "a.bpf.c"], "exclude each other"),
        (["help", "explian"], "did you mean 'explain'"),
        (["--config", "gone.toml", "a.bpf.c"], "'gone.toml' does not exist"),
        (["--select", "KF4O1", "a.bpf.c"], "did you mean 'KF401'?"),
        (["--ignore", "nonsense", "a.bpf.c"], "no rule is called 'nonsense'"),
        (["--baseline", "a.bpf.c", "a.bpf.c"], "is not a baseline"),
        (["explane", "KF401"], "did you mean 'explain'?"),
        (["a.bpf.c", "explain"], "the command comes first: bpflint explain"),
        (["explain", "KF4O1"], "did you mean 'KF401'?"),
        (["explain", "bpf_wq_start"], "bpflint kfunc bpf_wq_start"),
        (["rules", "KF9"], "no rule is called 'KF9'"),
        (["@gone"], "@gone: cannot be read"),
        (["a.bpf.c", "-o", "gone/out.txt"], "gone/out.txt: cannot be written"),
    ],
)
def test_wrong_usage_is_one_line_and_2(run: Runner, arguments: list[str], message: str) -> None:
    put("a.bpf.c")
    code, _, err = run(*arguments)
    assert code == 2
    assert message.lower() in err.lower()
    assert err.startswith("bpflint: ")
    assert err.count("\n") <= 2


def test_command_without_arguments_shows_its_help(run: Runner) -> None:
    code, _, err = run("kernel")
    assert code == 2
    assert "import" in err
    assert "probe" in err


def test_trouble_in_a_run_is_2(run: Runner) -> None:
    code, _, err = run(put("a.bpf.c", "BADKERNEL"))
    assert (code, err) == (2, "bpflint: no such kernel\n")


def test_our_own_mistake_asks_for_a_report(run: Runner) -> None:
    code, _, err = run(put("a.bpf.c", "CRASH"))
    assert code == 2
    assert "RuntimeError: a bug" in err
    assert "Please report it" in err


def test_interrupt_is_quiet(run: Runner) -> None:
    assert run(put("a.bpf.c", "INTERRUPT")) == (130, "", "bpflint: interrupted\n")


# --------------------------------------------------------------------------------------------------------- files


def test_files_that_cannot_be_linted_do_not_stop_the_others(run: Runner) -> None:
    put("empty.bpf.c", "")
    Path("binary.bpf.c").write_bytes(b"\x7fELF\0\0")
    os.mkfifo("pipe.bpf.c")
    good = put("good.bpf.c", "ERROR")
    code, out, err = run("gone.bpf.c", "empty.bpf.c", "binary.bpf.c", "pipe.bpf.c", good, "--format", "json")
    assert code == 2
    assert err.splitlines() == [
        "bpflint: gone.bpf.c: no such file",
        "bpflint: empty.bpf.c: is empty",
        "bpflint: binary.bpf.c: is a binary file, not C source",
        "bpflint: pipe.bpf.c: is not a regular file",
    ]
    document = json.loads(out)
    assert [finding["path"] for finding in document["findings"]] == ["good.bpf.c"]
    assert {file["path"]: file["status"] for file in document["files"]} == {
        "good.bpf.c": "ok",
        "gone.bpf.c": "failed",
        "empty.bpf.c": "failed",
        "binary.bpf.c": "failed",
        "pipe.bpf.c": "failed",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_unreadable_file(run: Runner) -> None:
    path = put("secret.bpf.c")
    Path(path).chmod(0)
    assert run(path)[::2] == (2, "bpflint: secret.bpf.c: cannot be read: Permission denied\n")


def test_directories_are_searched(run: Runner) -> None:
    for path in ("src/b.bpf.c", "src/a.bpf.c", "src/user.c", "src/sub/c.bpf.c", "src/.hidden/d.bpf.c", ".git/e.bpf.c"):
        put(path)
    Path("src/loop").symlink_to("..")
    assert run(".")[0] == 0
    assert seen[0][0] == ["src/a.bpf.c", "src/b.bpf.c", "src/sub/c.bpf.c"]


def test_directory_without_bpf_sources(run: Runner) -> None:
    put("src/one.c")
    put("src/two.c")
    code, _, err = run("src")
    assert code == 2
    assert err == (
        "bpflint: src: no BPF source files in this directory; there are 2 .c files,"
        " and --show-files says why none was taken\n"
    )


def test_what_was_lost_fails_where_somebody_says_so(run: Runner) -> None:
    put("a.bpf.c", "LOST\n")
    assert run("a.bpf.c")[0] == 0
    code, out, _ = run("--fail-on-degraded", "--format", "sarif", "a.bpf.c")
    assert code == 2
    assert json.loads(out)["runs"][0]["invocations"][0]["executionSuccessful"] is False
    put("bpflint.toml", "fail-on-degraded = true\n")
    assert run("a.bpf.c")[0] == 2
    assert run("--no-fail-on-degraded", "a.bpf.c")[0] == 0


def test_what_a_search_takes_is_shown(run: Runner) -> None:
    put("src/a.bpf.c")
    put("src/user.c", "int main(void) { return 0; }\n")
    code, out, _ = run("--show-files", "src")
    assert code == 0
    assert out == "lint  src/a.bpf.c: its name ends in .bpf.c\nskip  src/user.c: no SEC()\n"
    assert not seen


def test_what_is_no_bpf_is_refused(run: Runner) -> None:
    put("load.rs", "fn main() {}\n")
    code, _, err = run("load.rs")
    assert code == 2
    assert "this is not BPF C but Rust" in err


def test_standard_input_under_the_name_of_a_file(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    put("src/bpflint.toml", 'kernel = "6.6"\n')
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"ERROR here\n")))
    _, out, _ = run("--format", "json", "--stdin-filename", "src/a.bpf.c", "-")
    assert json.loads(out)["findings"][0]["path"] == "src/a.bpf.c"
    assert seen[0][0] == ["src/a.bpf.c"]
    assert seen[0][1].kernel == "6.6"


def test_a_file_named_twice_is_linted_once(run: Runner) -> None:
    put("src/a.bpf.c")
    run("src", "src/a.bpf.c", "./src/a.bpf.c")
    assert seen[0][0] == ["src/a.bpf.c"]


def test_standard_input(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"ERROR here\n")))
    code, out, _ = run("-")
    assert code == 1
    assert out.startswith("<stdin>.bpf.c:1:1: error[KF401] found error\n")
    assert "1 | ERROR here\n" in out


@pytest.mark.parametrize(("data", "reason"), [(b"", "is empty"), (b"\0", "is not C source")])
def test_bad_standard_input(run: Runner, monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    code, _, err = run("-")
    assert (code, err) == (2, f"bpflint: <stdin>.bpf.c: standard input {reason}\n")


# ------------------------------------------------------------------------------------------------------ arguments


def test_argument_files_and_what_follows_the_dashes() -> None:
    put("list", "# comment\n\nsrc/a b.bpf.c\n--kernel '>=6.1'\n-\n")
    before, after = split_arguments(["-v", "@list", "x.bpf.c", "--", "@list", "-DX", "--"])
    assert before == ["-v", "src/a b.bpf.c", "--kernel", ">=6.1", "-", "x.bpf.c"]
    assert after == ["@list", "-DX", "--"]


def test_argument_file_cannot_name_another() -> None:
    put("list", "@list\n")
    with pytest.raises(BpflintError, match="list:1: an argument file cannot name another"):
        split_arguments(["@list"])


def test_settings_reach_the_run(run: Runner) -> None:
    put("a.bpf.c")
    put("vmlinux.h")
    Path("facts").mkdir()
    options = ["--kernel", ">=6.1", "--rules", "facts", "--select", "KF4,KF305", "--ignore", "KF305", "-Iinc", "-DX=1"]
    run(
        "a.bpf.c",
        *options,
        "-p",
        ".",
        "--vmlinux",
        "vmlinux.h",
        "-j2",
        "--no-cache",
        "--profile",
        "audit",
        "--",
        "-DY",
        "-v",
    )
    assert seen[0][1] == Settings(
        kernel=">=6.1",
        rules=(Path("facts"),),
        select=("KF4", "KF305"),
        ignore=("KF305",),
        profile="audit",
        include_dirs=("inc",),
        defines=("X=1",),
        clang_args=("-DY", "-v"),
        compile_commands=Path(),
        vmlinux=Path("vmlinux.h"),
        jobs=2,
        cache=False,
    )


# -------------------------------------------------------------------------------------------------- configuration


def test_each_file_follows_its_own_configuration(run: Runner) -> None:
    put("bpflint.toml", 'kernel = "6.1"\nfail-on = "error"\n')
    put("new/bpflint.toml", 'kernel = "6.12"\nfail-on = "warning"\n')
    put("old/a.bpf.c", "WARNING")
    put("new/b.bpf.c", "int x;")
    assert run("old", "new")[0] == 0
    assert [(files, settings.kernel) for files, settings in seen] == [
        (["old/a.bpf.c"], "6.1"),
        (["new/b.bpf.c"], "6.12"),
    ]
    assert run("old", "new", "--kernel", "6.6", "--no-config")[0] == 1


def test_exclude_holds_for_named_files_too(run: Runner) -> None:
    put("bpflint.toml", 'exclude = ["vendor"]\n')
    path = put("vendor/a.bpf.c", "ERROR")
    code, _, err = run(path)
    assert code == 0
    assert "the configuration excludes every file" in err


def test_broken_configuration_is_2_and_says_all(run: Runner) -> None:
    put("bpflint.toml", 'kernl = "6.1"\nfail-on = 3\n')
    code, out, err = run(put("a.bpf.c"))
    assert (code, out) == (2, "")
    assert "bpflint.toml:1: unknown key 'kernl'; did you mean 'kernel'?" in err
    assert "bpflint.toml:2: 'fail-on' should be one of" in err


def test_verbose_names_the_configuration(run: Runner) -> None:
    put("bpflint.toml", "")
    assert "1 file with settings from" in run(put("a.bpf.c"), "-v")[2]


# --------------------------------------------------------------------------------------------------------- output


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_output_file_is_whole_and_standard_output_empty(run: Runner, form: str) -> None:
    printed = run(put("a.bpf.c", "ERROR"), "--format", form)[1]
    code, out, err = run("a.bpf.c", "--format", form, "--output", "out")
    assert (code, out) == (1, "")
    assert Path("out").read_text().split(" in 0.")[0] == printed.split(" in 0.")[0] or form == "json"
    assert "Found 1 error" in err
    assert sorted(entry.name for entry in Path().iterdir()) == [".git", "a.bpf.c", "out"]


def test_output_file_survives_a_failing_run(run: Runner) -> None:
    put("out", "old")
    assert run(put("a.bpf.c", "CRASH"), "-o", "out")[0] == 2
    assert Path("out").read_text() == "old"


def test_degraded_is_said_in_every_format(run: Runner) -> None:
    put("a.bpf.c", "LOST")
    assert "degraded" in run("a.bpf.c")[1]
    for form in ("json", "sarif", "github"):
        assert "a.bpf.c: degraded, calls may have been missed: unknown type" in run("a.bpf.c", "--format", form)[2]


def test_statistics_do_not_spoil_json(run: Runner) -> None:
    _, out, err = run(put("a.bpf.c", "ERROR"), "--format", "json", "--statistics")
    json.loads(out)
    assert "KF401  call-order" in err


def test_colour_on_demand(run: Runner) -> None:
    put("a.bpf.c", "ERROR")
    assert "\x1b[" not in run("a.bpf.c")[1]
    assert "\x1b[" in run("a.bpf.c", "--color", "always")[1]


# ------------------------------------------------------------------------------------------- fixes and baselines


def test_fix_mends_and_reports_what_is_left(run: Runner) -> None:
    put("a.bpf.c", "ERROR FIX\nWARNING\n")
    code, out, _ = run("a.bpf.c", "--fix")
    assert code == 1
    assert Path("a.bpf.c").read_text() == "fine FIX\nWARNING\n"
    assert "Found 1 warning in 1 file (1 finding fixed)" in out


def test_diff_changes_nothing(run: Runner) -> None:
    put("a.bpf.c", "ERROR FIX\n")
    code, out, err = run("a.bpf.c", "--diff")
    assert code == 1
    assert "-ERROR FIX\n+fine FIX\n" in out
    assert "--fix would mend 1 finding in 1 file" in err
    assert Path("a.bpf.c").read_text() == "ERROR FIX\n"
    assert run(put("b.bpf.c"), "--diff")[:2] == (0, "")


def test_baseline_round(run: Runner) -> None:
    put("a.bpf.c", "ERROR\n")
    assert run("a.bpf.c", "--write-baseline", "base.json")[0] == 0
    assert run("a.bpf.c", "--baseline", "base.json")[0] == 0
    put("a.bpf.c", "\nERROR\nERROR two\n")
    code, out, _ = run("a.bpf.c", "--baseline", "base.json", "--format", "json")
    assert code == 1
    assert [finding["line"] for finding in json.loads(out)["findings"]] == [3]


# ------------------------------------------------------------------------------------------------- other commands


def test_rules(run: Runner) -> None:
    _, out, _ = run("rules")
    assert out.splitlines() == [
        "KF305  superseded  note     Text of What it does",
        "KF401  call-order  error    Text of What it does",
    ]
    (rule,) = json.loads(run("rules", "KF4", "--format", "json")[1])
    assert rule["id"] == "KF401"
    assert rule["level"] == "error"


@pytest.mark.parametrize("word", ["KF401", "kf401", "call-order"])
def test_explain(run: Runner, word: str) -> None:
    code, out, _ = run("explain", word)
    assert code == 0
    assert out.startswith("# KF401 call-order\n")
    positions = [out.index(f"## {heading}") for heading in SECTIONS]
    assert positions == sorted(positions)


def test_explain_in_colour_keeps_the_text(run: Runner) -> None:
    assert "Text of Known misses" in run("explain", "KF401", "--color", "always")[1]


def test_kfunc_page(run: Runner) -> None:
    code, out, _ = run("kfunc", "bpf_wq_start")
    assert code == 0
    assert out.startswith("NAME\n    bpf_wq_start")
    assert "    extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;\n" in out
    record = json.loads(run("kfunc", "bpf_wq_start", "--format", "json")[1])
    assert (record["name"], record["since"], record["until"]) == ("bpf_wq_start", "6.10", None)


def test_kfunc_pages(run: Runner) -> None:
    out = run("kfunc", "bpf_wq_init", "bpf_wq_start", "--kernel", "6.12", "--format", "json")[1]
    document = json.loads(out)
    assert document["kernel"] == "6.12"
    assert [kfunc["name"] for kfunc in document["kfuncs"]] == ["bpf_wq_init", "bpf_wq_start"]


def test_kfunc_list(run: Runner) -> None:
    document = json.loads(run("kfunc", "--all", "--kernel", "6.6", "--format", "json")[1])
    assert document["kernel"] == "6.6"
    names = [kfunc["name"] for kfunc in document["kfuncs"]]
    assert "bpf_task_from_pid" in names
    assert "bpf_wq_start" not in names
    keys = {"name", "prototype", "flags", "program_types", "since", "until", "replaced_by"}
    assert all(set(kfunc) == keys for kfunc in document["kfuncs"])
    assert json.loads(run("kfunc", "--all", "--format", "json")[1])["kernel"] is None
    assert "bpf_dynptr_from_xdp" in run("kfunc", "--program-type", "xdp", "--kernel", "6.6")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give names, or one of --all"),
        (["bpf_wq_start", "--all"], "give names, or one of --all"),
        (["bpf_wq_strt"], "bpf_wq_start"),
        (["bpf_wq_start", "--kernel", ">=6.6"], "a page is about one"),
        (["bpf_wq_start", "--kernel", "six"], "is not a kernel target"),
        (["--program-type", "xpd"], "'xpd' is no program type"),
        (["--family", "workqeue"], "did you mean 'workqueue'?"),
    ],
)
def test_kfunc_usage(run: Runner, arguments: list[str], message: str) -> None:
    code, out, err = run("kfunc", *arguments)
    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("form", "sign"),
    [("text", "main_program"), ("json", '"loads": true'), ("html", "<table "), ("markdown", "| 6.10 |")],
)
def test_compat(run: Runner, form: str, sign: str) -> None:
    code, out, _ = run("compat", put("a.bpf.c", "ERROR"), "--format", form)
    assert code == 0
    assert sign in out


def test_compat_of_a_missing_file(run: Runner) -> None:
    code, _, err = run("compat", "gone.bpf.c")
    assert (code, err) == (2, "bpflint: gone.bpf.c: no such file\n")


def test_help_names_every_command_and_option_of_the_design(run: Runner) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for word in ("explain", "rules", "kfunc", "compat", "kernel"):
        assert f"  {word} " in out
    options = (
        "--kernel --kernel-profile --rules --select --ignore --fail-on --format --output --fix --diff --statistics"
    )
    options += " -I -D -p --vmlinux --jobs --config --no-config --baseline --write-baseline --no-cache --version"
    for option in options.split():
        assert option in out


@pytest.mark.parametrize("command", ["explain", "rules", "kfunc", "compat", "kernel"])
def test_help_of_commands(run: Runner, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert out.startswith(f"Usage: bpflint {command}")


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("command", ["check", "compat", "kfunc", "cc", "kernel import", "doctor"])
def test_help_fits_the_terminal(run: Runner, monkeypatch: pytest.MonkeyPatch, command: str, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = run(*command.split(), "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= columns
    if command == "check":
        assert "--no-fail-on-degraded" in out


# ---------------------------------------------------------------------------------------------------- as a process


def process(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that finds this bpflint."""
    environment = {**os.environ, "PYTHONPATH": str(Path(bpflint.__file__).parents[1])}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_module_runs_and_loads_little() -> None:
    done = process(sys.executable, "-X", "importtime", "-m", "bpflint", "--version")
    assert done.stdout == f"bpflint {__version__}\n"
    loaded = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]
    ours = [name for name in loaded if name.startswith("bpflint")]
    assert not [name for name in ours if name.startswith(("bpflint.flow", "bpflint.source", "bpflint.kernel"))]
    assert len(ours) <= 27, ours


def test_heavy_libraries_are_not_imported_for_small_commands() -> None:
    heavy = ("rich", "yaml", "sarif_om", "clang", "attr")
    code = f"import sys, bpflint.cli.main; print([name for name in {heavy} if name in sys.modules])"
    assert process(sys.executable, "-c", code).stdout == "[]\n"


def test_output_survives_a_terminal_of_ascii() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(bpflint.__file__).parents[1]), "PYTHONIOENCODING": "ascii"}
    code = "from bpflint.cli.main import main; main(['--version']); print('…')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert "\\u2026" in done.stdout


def test_closed_pipe_is_quiet() -> None:
    command = f"{sys.executable} -m bpflint --help | true; exit ${{PIPESTATUS[0]}}"
    done = process("bash", "-c", command)
    assert done.stderr == ""
    assert done.returncode in (0, 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", ["--help", "rules"])
def test_a_full_disk_is_no_mistake_of_ours(command: str) -> None:
    done = process("bash", "-c", f"{sys.executable} -m bpflint {command} > /dev/full")
    assert done.stderr == "bpflint: the output cannot be written: No space left on device\n"
    assert done.returncode == 2


def test_whoever_closes_the_output_still_gets_the_exit_code() -> None:
    done = process("bash", "-c", f"{sys.executable} -m bpflint rules --no-such >&- 2>&-")
    assert done.returncode == 2
    done = process("bash", "-c", f"{sys.executable} -m bpflint rules >&-")
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_directory_that_is_not_there_is_told(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "a.bpf.c"
    file.write_text("fine\n")
    code, _, complaints = run("-I", "nowhere", "-I", str(tmp_path), str(file))
    assert (code, complaints) == (0, "bpflint: -I nowhere: there is no such directory\n")


def test_several_reports_in_one_run(run: Runner) -> None:
    put("a.bpf.c", "ERROR")
    code, out, _ = run("--output-format", "json:out.json", "--output-format", "junit:out.xml", "a.bpf.c")
    assert code == 1
    assert "KF401" in out
    assert json.loads(Path("out.json").read_text())["findings"]
    assert "<failure" in Path("out.xml").read_text()


@pytest.mark.parametrize("value", ["json", "xml:out", "json:", ":out"])
def test_an_output_is_a_form_and_a_file(value: str, run: Runner) -> None:
    code, _, err = run("--output-format", value, put("a.bpf.c"))
    assert code == 2
    assert "FORMAT:FILE" in err
