"""The GitHub action: each shell step, run by bash with the environment that a runner gives it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
EXAMPLE = ROOT / "testdata/call-order/bad_start_before_init.bpf.c"
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass
class Runner:
    """What a runner does with a composite action, as far as this one asks for it."""

    workspace: Path
    temporary: Path
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    upload: str = "skipped"

    def value(self, expression: str) -> str:
        known = {f"inputs.{name}": str(given.get("default", "")) for name, given in ACTION["inputs"].items()}
        known |= {f"inputs.{name}": text for name, text in self.inputs.items()}
        known |= {f"steps.lint.outputs.{name}": text for name, text in self.outputs.items()}
        known |= {"steps.upload.outcome": self.upload}
        known |= {"github.action_path": str(ROOT), "steps.python.outputs.python-path": sys.executable}
        return known.get(expression, "")

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        (step,) = (step for step in STEPS if step.get("name") == name)
        files = {key: self.temporary / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.touch()
        environment = {
            **os.environ,
            **{key: str(file) for key, file in files.items()},
            "RUNNER_TEMP": str(self.temporary),
            **{key: _EXPRESSION.sub(lambda found: self.value(found[1]), text) for key, text in step["env"].items()},
        }
        script = self.temporary / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(command, cwd=self.workspace, env=environment, capture_output=True, text=True, check=False)
        self.outputs |= dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return done

    @property
    def summary(self) -> str:
        return (self.temporary / "github_step_summary").read_text(encoding="utf-8")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A small repository, and a runner on which bpflint is installed."""
    runner = Runner(tmp_path / "work", tmp_path / "temp dir")
    (runner.workspace / "src").mkdir(parents=True)
    (runner.workspace / "src" / "put_off.bpf.c").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    command = runner.temporary / "bpflint" / "bin" / "bpflint"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bpflint "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return runner


def test_finds_annotates_and_fails(runner: Runner) -> None:
    done = runner.run("Lint")
    assert done.returncode == 0, done.stderr
    assert "::error file=src/put_off.bpf.c,line=34" in done.stdout
    assert runner.outputs["exit-code"] == "1"
    log = json.loads(Path(runner.outputs["sarif"]).read_text(encoding="utf-8"))
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]]
    assert "src/put_off.bpf.c" in uris
    assert runner.run("Pass or fail").returncode == 1


def test_inputs_reach_bpflint(runner: Runner) -> None:
    runner.inputs = {"paths": "src/put_off.bpf.c\n", "kernel": "6.6", "args": "--select KF301\n", "annotate": "false"}
    done = runner.run("Lint")
    assert "error[KF301]" in done.stdout and "[KF401]" not in done.stdout and "::error" not in done.stdout
    runner.inputs |= {"fail-on": "never"}
    runner.run("Lint")
    assert runner.run("Pass or fail").returncode == 0


@pytest.mark.parametrize("name", ["paths", "kernel", "args", "compat-args", "fail-on"])
def test_no_input_is_run(runner: Runner, name: str) -> None:
    runner.inputs = {name: "$(touch pwned); touch pwned; `touch pwned`\n\";touch pwned;'"}
    runner.run("Lint")
    runner.run("Tell which programs load on which kernels")
    assert not (runner.workspace / "pwned").exists()
    expected = 1 if name == "compat-args" else 2  # a table that cannot be had is no mistake of the code
    assert runner.outputs["exit-code"] == str(expected)
    assert runner.run("Pass or fail").returncode == expected


def test_table_in_the_summary(runner: Runner) -> None:
    runner.run("Lint")
    done = runner.run("Tell which programs load on which kernels")
    assert done.returncode == 0, done.stderr
    assert "# Kernel compatibility" in runner.summary and "`put_off`" in runner.summary


def test_the_table_has_arguments_of_its_own(runner: Runner) -> None:
    """`args` are those of linting: what tells how sources are built, the table is told, too."""
    source = runner.workspace / "src" / "put_off.bpf.c"
    source.write_text(f'#include "flags.h"\n{source.read_text(encoding="utf-8")}', encoding="utf-8")
    (runner.workspace / "third party").mkdir()
    (runner.workspace / "third party" / "flags.h").write_text("#ifndef BUILT\n#error how?\n#endif\n", encoding="utf-8")
    how = "-I 'third party'\n-DBUILT\n"
    runner.inputs = {"args": how, "compat-args": f"{how}--kernel 7.0,7.3\n"}
    runner.run("Lint")
    assert runner.outputs["exit-code"] == "1"
    done = runner.run("Tell which programs load on which kernels")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert "7.3" in runner.summary and "6.12" not in runner.summary


def test_nothing_to_lint_is_told(runner: Runner) -> None:
    runner.inputs = {"paths": "missing"}
    assert "missing" in runner.run("Lint").stderr
    runner.run("Tell which programs load on which kernels")
    assert runner.run("Pass or fail").returncode == 2


@pytest.mark.parametrize(("fail_on", "code"), [("never", 1), ("warning", 1)])
def test_an_upload_that_is_refused_is_explained(runner: Runner, fail_on: str, code: int) -> None:
    """The job has no permission, or the repository no code scanning: the step's own words do not tell what to do."""
    runner.inputs, runner.upload = {"fail-on": fail_on}, "failure"
    runner.run("Lint")
    done = runner.run("Pass or fail")
    assert done.returncode == code
    assert done.stdout.startswith("::error title=bpflint::The alerts could not be uploaded.")
    assert "security-events: write" in done.stdout
    (upload,) = (step for step in STEPS if "upload-sarif@" in step.get("uses", ""))
    assert upload["continue-on-error"] is True


def test_what_could_not_be_analysed_is_told_at_the_end(runner: Runner) -> None:
    runner.inputs = {"args": "--nonsense"}
    assert "no such option" in runner.run("Lint").stderr
    done = runner.run("Pass or fail")
    assert (done.returncode, done.stdout.count("::error")) == (2, 1)


def test_a_second_use_in_a_job_shows_no_table_of_the_first(runner: Runner) -> None:
    (runner.workspace / "docs").mkdir()
    runner.run("Lint")
    runner.run("Tell which programs load on which kernels")
    (runner.temporary / "github_step_summary").unlink()
    runner.inputs = {"paths": "docs"}
    runner.run("Lint")
    runner.run("Tell which programs load on which kernels")
    assert runner.summary == ""


def test_installs_itself(runner: Runner) -> None:
    for shadowed in ("venv", "ensurepip", "pip"):
        (runner.workspace / f"{shadowed}.py").write_text("raise SystemExit('the repository was imported')\n")
    (runner.temporary / "bpflint" / "bin" / "bpflint").unlink()
    done = runner.run("Install bpflint")
    if done.returncode and "connection" in done.stderr.lower():
        pytest.skip("no package index")
    assert done.returncode == 0, done.stderr
    version = [str(runner.temporary / "bpflint" / "bin" / "bpflint"), "--version"]
    assert subprocess.run(version, capture_output=True, text=True, check=True, cwd="/").stdout.startswith("bpflint ")


def test_shape() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", ""), "an expression in a script is run as shell"
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]), "a tag may be moved to other code"
        else:
            assert step["shell"] == "bash"
    asked = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert asked == set(ACTION["inputs"])


CONTEXTS = {"inputs", "steps", "github", "runner", "env"}
"""What an expression in a composite action may ask for."""
NODE = {"actions/checkout": 5, "actions/setup-python": 6, "github/codeql-action/upload-sarif": 4}
"""The first release of an action that runs on a Node that runners still have."""


def test_what_actionlint_would_say_of_the_action() -> None:
    """Identifiers, references to earlier steps, conditions, keys and shell: what a runner finds out too late."""
    before: set[str] = set()
    for step in STEPS:
        assert set(step) <= {
            "name",
            "id",
            "if",
            "uses",
            "with",
            "run",
            "shell",
            "env",
            "working-directory",
            "continue-on-error",
        }
        text = yaml.safe_dump(step)
        asked = [*_EXPRESSION.findall(text), str(step.get("if", ""))]
        assert {context for each in asked for context in re.findall(r"(?<![\w.'])(\w+)\.", each)} <= CONTEXTS
        assert {each for one in asked for each in re.findall(r"steps\.(\w+)", one)} <= before, "a later step"
        assert "${{" not in str(step.get("if", "")), "conditions are expressions as they are"
        assert not re.search(r"::(set-output|save-state|set-env|add-path)", text), "runners no longer take these"
        assert step.get("id") not in before
        before |= {step["id"]} if "id" in step else set()
        if "run" in step:
            assert subprocess.run(["bash", "-n"], input=step["run"], text=True, check=False).returncode == 0
            used = set(re.findall(r"\$\{?(INPUT_\w+|PYTHON|ACTION_PATH|EXIT_CODE|UPLOAD)", step["run"]))
            assert used == set(step["env"]), "a variable that nothing sets, or that nobody reads"
    assert all(given["description"] for given in (*ACTION["inputs"].values(), *ACTION["outputs"].values()))


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed (apt install shellcheck)")
def test_shellcheck_has_nothing_to_say_of_the_steps() -> None:
    for step in STEPS:
        if "run" in step:
            done = subprocess.run(
                ["shellcheck", "--shell=bash", "-"], input=step["run"], capture_output=True, text=True, check=False
            )
            assert done.stdout == ""


def test_actions_in_use_run_on_a_node_that_runners_have() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    ours = {name: int(major) for name, major in re.findall(r"uses: ([\w/-]+)@[0-9a-f]{40} # v(\d+)", text)}
    assert len(ours) == 2
    pages = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs" / "github.md").read_text(encoding="utf-8")
    shown = {name: int(major) for name, major in re.findall(r"uses: ([\w/-]+)@v(\d+)", pages) if name in NODE}
    assert shown
    assert all(major >= NODE[name] for name, major in (*ours.items(), *shown.items()))


ZIZMOR = shutil.which("zizmor")
LOOSE = "rules: {unpinned-uses: {config: {policies: {'*': ref-pin}}}}\n"
"""A page shows releases by their names, which people can read; what we run ourselves is pinned to commits."""


def _zizmor(path: Path, *options: str) -> str:
    assert ZIZMOR is not None
    done = subprocess.run(
        [ZIZMOR, "--offline", "--no-progress", "--persona", "regular", *options, str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.skipif(ZIZMOR is None, reason="zizmor is not installed (pip install zizmor)")
def test_zizmor_has_nothing_to_say_of_the_action() -> None:
    assert not _zizmor(ROOT / "action.yml")


@pytest.mark.skipif(ZIZMOR is None, reason="zizmor is not installed (pip install zizmor)")
@pytest.mark.parametrize("page", ["README.md", "docs/github.md"])
def test_zizmor_has_nothing_to_say_of_documented_workflows(page: str, tmp_path: Path) -> None:
    (tmp_path / "zizmor.yml").write_text(LOOSE, encoding="utf-8")
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for number, each in enumerate(each for each in _snippets(page) if isinstance(each, dict) and "jobs" in each):
        each["on"] = each.pop(True)
        (workflows / f"{number}.yml").write_text(yaml.safe_dump(each, sort_keys=False), encoding="utf-8")
    assert not _zizmor(workflows, "--config", str(tmp_path / "zizmor.yml"))


def _snippets(page: str) -> list[Any]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)]


@pytest.mark.parametrize("page", ["README.md", "docs/github.md"])
def test_documented_workflows_work_as_they_stand(page: str) -> None:
    workflows = [each for each in _snippets(page) if isinstance(each, dict) and "jobs" in each]
    assert workflows
    for workflow in workflows:
        assert True in workflow, "YAML reads the key `on` as true"
        assert workflow["permissions"]["contents"] == "read"
        (job,) = workflow["jobs"].values()
        uses = [step for step in job["steps"] if "bpflint" in step.get("uses", "")]
        assert uses and job["steps"][0]["uses"].startswith("actions/checkout@")
        for step in uses:
            given = step.get("with", {})
            assert set(given) <= set(ACTION["inputs"])
            if str(given.get("upload-sarif", "true")) != "False":
                assert workflow["permissions"]["security-events"] == "write"


@pytest.mark.parametrize(("fails", "code"), [("true", "2"), ("false", "0")])
def test_what_was_not_understood_fails_the_job(runner: Runner, fails: str, code: str) -> None:
    text = 'SEC("xdp") int pass(struct xdp_md *ctx) { return VERDICT; }\n'
    (runner.workspace / "src" / "put_off.bpf.c").write_text(f'#include "vmlinux.h"\n{text}', encoding="utf-8")
    assert ACTION["inputs"]["fail-on-degraded"]["default"] == "true"
    runner.inputs["fail-on-degraded"] = fails
    runner.run("Lint")
    assert runner.outputs["exit-code"] == code
