"""What programs read of the kernel's types, where a member is read in more than one way."""

from __future__ import annotations

from judged import judge

READERS = """\
struct mm_struct { unsigned long task_size; } __attribute__((preserve_access_index));
static long (*bpf_probe_read_kernel)(void *dst, u32 size, const void *from) = (void *)113;
SEC("tp_btf/task_newtask") int loads(u64 *ctx)
{
    struct mm_struct *mm = (void *)ctx[0];
    return mm->task_size != 0;
}
SEC("tp_btf/task_newtask") int copies(u64 *ctx)
{
    struct mm_struct *mm = (void *)ctx[0];
    unsigned long size = 0;
    bpf_probe_read_kernel(&size, sizeof(size), &mm->task_size);
    return size != 0;
}
"""


def test_a_member_may_be_loaded_and_its_address_taken() -> None:
    """The two accesses differ in nothing that has an order."""
    assert [program.name for program in judge(READERS).programs] == ["loads", "copies"]
