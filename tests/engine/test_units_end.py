"""A worker that lints many files does not keep them: what was found out about one dies with it."""

from __future__ import annotations

import gc
from pathlib import Path

from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings
from bpflint.source.unit import Unit

SOURCE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} counts SEC(".maps");
SEC("tp_btf/task_newtask") int count%d(__u64 *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&counts, &key);

	if (value)
		*value += ctx[0] == %d;
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
"""
KEPT = 3
"""Units that the caches of the last files may hold."""


def test_files_that_were_linted_are_forgotten(tmp_path: Path) -> None:
    engine = Engine(Settings())
    for number in range(2 * KEPT):
        source = tmp_path / f"count{number}.bpf.c"
        source.write_text(SOURCE % (number, number), encoding="utf-8")
        assert engine.lint_file(str(source)).status == "ok"
    gc.collect()
    alive = [each.path for each in gc.get_objects() if isinstance(each, Unit) and each.path.startswith(str(tmp_path))]
    assert len(alive) <= KEPT, alive
