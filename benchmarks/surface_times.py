"""How long does the database of the kernels' surface take? Prints its size, the opening and questions of every kind.

    python benchmarks/surface_times.py [--tries 50]

A question is the first one that a newly opened database is asked, so it pays for what it unpacks; the time is that of
the processor, the best of all tries, so another program on the machine does not count. Fails beyond the limits.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

from bpflint.base.compiled_rules import rules_directory
from bpflint.kernel import Version
from bpflint.kernel.surface import FILE, Surface
from bpflint.kernel.surface_at import SurfaceAt

MAX_BYTES = 2_500_000
MAX_OPENING_MS = 2.0
MAX_QUESTION_MS = 0.2
RELEASE = Version(6, 12)

Prepared = TypeVar("Prepared")

QUESTIONS: dict[str, Callable[[SurfaceAt], object]] = {
    "function vfs_read": lambda kernel: kernel.function("vfs_read"),
    "function tcp_sendmsg": lambda kernel: kernel.function("tcp_sendmsg"),
    "function blk_account_io_done": lambda kernel: kernel.function("blk_account_io_done"),
    "function of no kernel": lambda kernel: kernel.function("vfs_reed"),
    "field task_struct.pid": lambda kernel: kernel.field("struct task_struct", "pid"),
    "field task_struct.se.vruntime": lambda kernel: kernel.field("struct task_struct", "se.vruntime"),
    "field sk_buff.len": lambda kernel: kernel.field("struct sk_buff", "len"),
    "type struct net_device": lambda kernel: kernel.type("struct net_device"),
    "tracepoint sched_switch": lambda kernel: kernel.tracepoint("sched_switch"),
    "LSM hook file_open": lambda kernel: kernel.lsm_hook("file_open"),
    "enumerator BPF_MAP_TYPE_ARENA": lambda kernel: kernel.enumerator("BPF_MAP_TYPE_ARENA"),
    "member tcp_congestion_ops.get_info": lambda kernel: kernel.struct_ops_member("tcp_congestion_ops", "get_info"),
}
"""What rules ask of a kernel, one of each kind, the largest structs among them."""
IN_TWO_PLACES = ("field task_struct.se.vruntime", "member tcp_congestion_ops.get_info")
"""Two questions in one: the member of a struct inside another, a member and the function that names its arguments."""


def best_of(tries: int, prepare: Callable[[], Prepared], act: Callable[[Prepared], object]) -> float:
    """The least time of `act` in milliseconds, each on something newly prepared."""
    least = float("inf")
    for _ in range(tries):
        prepared = prepare()
        start = time.process_time_ns()
        act(prepared)
        least = min(least, (time.process_time_ns() - start) / 1e6)
    return least


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tries", type=int, default=50)
    options = parser.parse_args()
    path = rules_directory() / FILE
    size = path.stat().st_size
    opening = best_of(options.tries, lambda: path, lambda _: Surface.open(path))
    print(f"{size:,} bytes; opened in {opening:.2f} ms")
    slowest = 0.0
    for name, ask in QUESTIONS.items():
        took = best_of(options.tries, lambda: Surface.open(path).at(RELEASE), ask)
        slowest = max(slowest, took / (2 if name in IN_TWO_PLACES else 1))
        print(f"{took:6.3f} ms  {name}")
    return int(size > MAX_BYTES or opening > MAX_OPENING_MS or slowest > MAX_QUESTION_MS)


if __name__ == "__main__":
    raise SystemExit(main())
