"""Ranges that helpers promise: a way on which the result lies outside of them is not taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import analyse

from bpflint.flow.domain.cases import Case

LEAKS = """
static int (*bpf_get_retval)(void) = (void *)186;

SEC("%s")
int program(void *ctx)
{
	void *record = bpf_ringbuf_reserve(&records, 8, 0);

	if (!record)
		return 0;
	if (bpf_get_retval() %s)
		return 0;
	bpf_ringbuf_discard(record, 0);
	return 1;
}
"""


@pytest.mark.parametrize(
    ("section", "outside", "version", "leaks"),
    [
        ("cgroup/setsockopt", "> 0", "7.3", False),
        ("cgroup/setsockopt", "< -4095", "7.3", False),
        ("cgroup/setsockopt", "< 0", "7.3", True),
        ("cgroup/setsockopt", "> 0", "6.12", True),
        ("cgroup/getsockopt", "> 0", "7.3", True),
    ],
)
def test_a_result_that_is_never_positive(tmp_path: Path, section: str, outside: str, version: str, leaks: bool) -> None:
    events = analyse(tmp_path, LEAKS % (section, outside), version).events
    assert ({event.case for event in events} & {Case.REFERENCE_LEAKED} != set()) == leaks
