"""KF417: an access that the verifier refuses for what the memory is.

Only where the walk knows what a pointer points into, or that a number is none; what it does not know passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.READONLY_WRITTEN: Sentence(
        "{subject} is read-only memory",
        "use the function that gives memory to write to, such as bpf_dynptr_slice_rdwr()",
        "cannot write into rdonly_mem",
    ),
    Case.KEY_WRITTEN: Sentence(
        "{subject} is the key of a map, which may only be read",
        "to have it under another key, delete the element and add one",
        "write to change key",
    ),
    Case.CONTEXT_WRITTEN: Sentence(
        "{subject} may not be written by a program of this kind",
        "use a helper or kfunc that changes it; of the context, such programs may write: {writable}",
        "invalid bpf_context access",
    ),
    Case.CONTEXT_READ: Sentence(
        "{subject} may not be read by a program of this kind",
        "leave it out: only some kinds of programs are given that member of struct {struct}",
        "invalid bpf_context access",
    ),
    Case.CONTEXT_READ_IN_PART: Sentence(
        "{subject} is read as {width}, and {member} of struct {struct} only as {element}",
        "read the member as it is declared, and take the part of its value",
        "invalid bpf_context access",
    ),
    Case.CONTEXT_WRITTEN_IN_PART: Sentence(
        "{subject} is written as {width}, and {member} of struct {struct} only as {element}",
        "write the member as it is declared",
        "invalid bpf_context access",
    ),
    Case.PACKET_TAKEN_FOR_NUMBER: Sentence(
        "{subject} is {member} of the struct {struct} that this program is given: an address of the packet, no number",
        "declare the context as a struct {struct} *, and use its members",
        "32-bit pointer arithmetic prohibited",
    ),
    Case.CONTEXT_MISTAKEN: Sentence(
        "{subject} is {width} at {offset} of the context, and this struct {struct} has no member to access so there",
        "declare the context as a struct {struct} *, and use its members",
        "invalid bpf_context access",
    ),
    Case.CONTEXT_EXCEEDED: Sentence(
        "{subject} lies outside of what a program may read of its context",
        "read a member of the struct that programs of this kind are given",
        "invalid bpf_context access",
    ),
    Case.CONTEXT_MISALIGNED: Sentence(
        "{subject} is {width} at byte {offset} of the context, which may be accessed at multiples of the size only",
        "access it in parts that are aligned",
        "invalid bpf_context access",
    ),
    Case.ARGUMENT_READ_IN_PART: Sentence(
        "{subject} reads {width} at byte {offset} of the context, and arguments begin at multiples of 8 bytes there, "
        "of which pointers are read whole",
        "read the argument as it is passed (BPF_PROG() does), and take the part of its value",
        "is not multiple of 8",
    ),
    Case.CONTEXT_AT_VARYING_OFFSET: Sentence(
        "{subject} is picked by a number that is not known when the program is loaded, and the context is no array",
        "test the number, and read each member by a constant index",
        "dereference of modified ctx ptr",
    ),
    Case.CONTEXT_AT_COMPUTED_ADDRESS: Sentence(
        "{subject} is reached by adding to the address of a member that CO-RE looks up, and a context is only accessed "
        "where the instruction itself says",
        "name the member and a constant index in the access, for each element",
        "dereference of modified ctx ptr",
    ),
    Case.SOCKET_READ_IN_PART: Sentence(
        "{subject} is read as {width}, and {member} of struct {struct} only as {element}",
        "read the member as it is declared, and take the part of its value",
        "invalid sock access",
    ),
    Case.SOCKET_MISTAKEN: Sentence(
        "{subject} reads {width} at byte {offset} of a struct {struct}, which has no such member to read",
        "read members of struct {struct}, or get the kernel's own socket by bpf_skc_to_tcp_sock() and the like",
        "invalid sock access",
    ),
    Case.SOCKET_MOVED: Sentence(
        "{callee}() is given the address of {place}, and nothing may be added to the address of such a socket",
        "read the member, or get the kernel's own socket by bpf_skc_to_tcp_sock() and the like",
        "pointer arithmetic on sock prohibited",
    ),
    Case.COMMON_SOCKET_READ: Sentence(
        "{subject} may not be read of a socket that may be in any state",
        "read it from what bpf_sk_fullsock() returns, after a check for NULL",
        "invalid sock_common access",
    ),
    Case.PACKET_WRITTEN: Sentence(
        "{subject} lies in the packet, which a program of this kind may only read",
        "use bpf_skb_store_bytes() where the program type has it, or another program type",
        "cannot write into packet",
    ),
    Case.PACKET_NOT_COMPARED: Sentence(
        "{subject} lies in the packet, and was not compared with {end} before",
        "leave where the pointer behind the last byte that you need is greater than {end}",
        "invalid access to packet",
    ),
    Case.PACKET_COMPARED_WITH_LESS: Sentence(
        "{subject} reaches further into the packet than was compared with {end}",
        "leave where the pointer behind the last byte that you need is greater than {end}",
        "invalid access to packet",
    ),
    Case.PACKET_END_ACCESSED: Sentence(
        "{subject} is where the packet ends, and nothing may be accessed through it",
        "compute the address from data, and compare it with data_end",
        "invalid mem access 'pkt_end'",
    ),
    Case.PACKET_OFFSET_TOO_LARGE: Sentence(
        "{subject} may be more than 65535 bytes into the packet, where no comparison with its end counts",
        "limit the number that is added before, with a test or a mask: if (length > 1500) return 0",
        "offset is outside of the packet",
    ),
    Case.PACKET_BEGINS_LATER: Sentence(
        "{subject} lies before the beginning of the packet",
        "count from the beginning of the packet, or make room with bpf_xdp_adjust_head() and read the pointers again",
        "offset is outside of the packet",
    ),
    Case.PACKET_TO_HELPER: Sentence(
        "{subject} points into the packet, which {callee}() does not take",
        "copy the bytes to a variable first",
        "helper access to the packet is not allowed",
    ),
    Case.CONSTANT_WRITTEN: Sentence(
        "{subject} lies in a constant, which no program may write to",
        "declare it without const, or leave writing to the loader",
        "write into map forbidden",
    ),
    Case.READONLY_MAP_WRITTEN: Sentence(
        "{subject}: programs may not write to map '{map}'",
        "declare the map without BPF_F_RDONLY_PROG, or leave writing to user space",
        "write into map forbidden",
    ),
    Case.WRITEONLY_MAP_READ: Sentence(
        "{subject} points into map '{map}', which programs may not read",
        "declare the map without BPF_F_WRONLY_PROG, or leave reading to user space",
        "read from map forbidden",
    ),
    Case.OBJECT_CLOSED_BY_LICENCE: Sentence(
        "{subject} lies in a struct {type} of the kernel, which is closed to programs with this licence",
        'SEC("license") must say "GPL", "Dual BSD/GPL" or another licence that the kernel knows as compatible',
        "Cannot access kernel 'struct {type}' from non-GPL compatible program",
    ),
    Case.KERNEL_OBJECT_WRITTEN: Sentence(
        "{subject} lies in a struct {type} of the kernel, which a program of this kind may only read there",
        "use a kfunc or helper that changes it, or keep the value in a map of your own",
        "only read is supported",
    ),
    Case.ATOMIC_REFUSED: Sentence(
        "{subject} lies in {place}, where no atomic operation is allowed",
        "read it, and write it back where that is allowed",
        "BPF_ATOMIC stores into",
    ),
    Case.OUTSIDE_KERNEL_OBJECT: Sentence(
        "{subject} lies outside of the struct {type} that the pointer points to",
        "read the struct around it with BPF_CORE_READ(), or make a pointer to it by bpf_core_cast()",
        "access beyond struct",
    ),
    Case.POINTER_COMPUTED: Sentence(
        "'{op}' computes with a pointer into {place}, and the verifier takes no more than + and -",
        "copy the address to memory and compute with what you read there, or use another number",
        "pointer arithmetic with",
    ),
    Case.POINTERS_COMBINED: Sentence(
        "'{op}' computes with two pointers, and the verifier takes no more than their difference",
        "add numbers to pointers, or copy an address to memory first",
        "pointer prohibited",
    ),
    Case.POINTER_MOVED: Sentence(
        "a number is added to a pointer to {place}, which the verifier does not take",
        "use the pointer as it was given, and its members by name",
        "pointer arithmetic on",
    ),
    Case.NUMBER_DEREFERENCED: Sentence(
        "{pointer} is a number to the verifier, so nothing can be accessed through it",
        "read it with bpf_probe_read_kernel(), bpf_probe_read_user() or BPF_CORE_READ(), "
        "or make it a pointer by bpf_core_cast()",
        "invalid mem access 'scalar'",
    ),
    Case.UNSET_USED: Sentence(
        "{pointer} is used before anything is written to it",
        "give it a value on every path that leads here",
        "!read_ok",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
