"""What programs attach to: which helpers a target is closed for."""

from __future__ import annotations

import pytest

from bpflint.kernel import Version, load_facts
from bpflint.kernel.program_types import ProgramKind
from bpflint.libbpf.attach_targets import helper_is_closed

FACTS = load_facts()


@pytest.mark.parametrize(
    ("hook", "helper", "closed"),
    [
        ("file_open", "bpf_ima_file_hash", False),
        ("task_free", "bpf_ima_file_hash", True),  # must not sleep
        ("task_free", "bpf_get_current_pid_tgid", False),
        ("set_by_a_loader", "bpf_ima_file_hash", None),
    ],
)
def test_a_helper_that_sleeps_is_closed_to_hooks_that_do_not(hook: str, helper: str, closed: bool | None) -> None:
    kind = ProgramKind("BPF_PROG_TYPE_LSM", "BPF_LSM_MAC", target=hook)
    assert helper_is_closed(FACTS.at(Version(6, 12)), helper, kind) is closed
