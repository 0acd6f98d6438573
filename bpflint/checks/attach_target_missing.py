"""BP508: a program for a function, tracepoint, hook, iterator or struct_ops member that the kernel does not have.

Says nothing of what no known kernel has, as that may be in a module; but no module brings an LSM hook. A note where the
program loads all the same, and where a loader may leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bpflint.base.errors import did_you_mean
from bpflint.base.finding import Found, Level
from bpflint.checks._member_shapes import OtherMember, other_members
from bpflint.checks._set_functions import Misplaced, Why, misplaced
from bpflint.checks._set_members import SetMember, Unfounded, set_members, unfounded
from bpflint.checks._targets import MissingTarget, having, is_in_no_kernel, is_optional, missing_targets, nowhere
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.attach_targets import Refusal, target_of
from bpflint.libbpf.hook_prototypes import unsupported

_ALIKE: Final = 3
"""Letters at the beginning of a name that a slip of the hand leaves."""


def check(context: Context) -> Iterator[Found]:
    """Yield each such program at its name, and each struct_ops variable that does not fit."""
    judged = {program.name for program in context.programs}
    for each in missing_targets(context):
        program = each.program
        if program.name in judged and each.target.category != "type":
            yield Found(
                span=program.body.name_span,
                message=_message(context, each),
                help=_help(each),
                level=Level.NOTE if _loads(each) else None,
                function=program.name,
                programs=(program.name,),
                key=f"{program.name} {each.target.name}",
                at_most=each.at_most,
            )
    yield from _unknown_hooks(context)
    for lacking in unfounded(context):
        if lacking.presence is Presence.ABSENT:
            yield _of_type(context, lacking)
    for member in set_members(context):
        if member.presence is Presence.ABSENT:
            yield _of_member(context, member)
    for other in other_members(context):
        yield _of_shape(other)
    for function in misplaced(context):
        yield _of_function(function)


def _unknown_hooks(context: Context) -> Iterator[Found]:
    """LSM hooks whose name is nearly that of one. Others may stand for what a loader names itself."""
    for program in context.programs:
        target = target_of(program.kind)
        if target is None or target.category != "hook" or is_optional(program) or not is_in_no_kernel(context, target):
            continue
        if near := _near(target.name, context.kernel.surface.lsm_hooks()):
            yield Found(
                span=program.body.name_span,
                message=f"{nowhere(target)} (section '{program.section}'){near}",
                help="correct the name, or have the loader set the hook; 'bpflint surface lsm/NAME' tells who has one",
                level=Level.WARNING,
                function=program.name,
                programs=(program.name,),
                key=f"{program.name} {target.name}",
            )


@lru_cache(maxsize=4096)  # the same for all kernels
def _near(name: str, hooks: tuple[str, ...]) -> str:
    return did_you_mean(name, [hook for hook in hooks if hook[:_ALIKE] == name[:_ALIKE]])


def _of_type(context: Context, lacking: Unfounded) -> Found:
    holders = having(context, lacking.target)
    programs = [each for each in missing_targets(context) if each.target == lacking.target]
    # Its programs may be one way of several to the same end.
    has_alternatives = bool(programs) and all(each.at_most is Level.NOTE for each in programs)
    return Found(
        span=lacking.span,
        message=f"{lacking.variable} is of {lacking.target.text}, which is not there: {holders}",
        help='have the loader leave it out there, or ask for it where it is: SEC("?.struct_ops")',
        key=f"{lacking.variable} {lacking.target.name}",
        at_most=Level.NOTE if has_alternatives else Level.ERROR,
    )


def _of_member(context: Context, member: SetMember) -> Found:
    holders = having(context, member.target)
    return Found(
        span=member.span,
        message=f"{member.variable} sets {member.target.text}, which is not there: {holders}",
        help="let the loader clear it where the kernel lacks it, before it loads the object",
        key=f"{member.variable} {member.target.name}",
        at_most=Level.NOTE if member.has_alternative else Level.ERROR,
    )


def _of_shape(member: OtherMember) -> Found:
    name = f"{member.struct}.{member.member}"
    ours, theirs = f"'{member.ours}'", f"'{member.theirs}'"
    if member.sizes:
        ours, theirs = (f"{text} ({size} bytes)" for text, size in zip((ours, theirs), member.sizes, strict=True))
    message = f"{member.variable} declares the struct_ops member {name} as {ours}, and the kernel as {theirs}"
    return Found(
        span=member.span,
        message=f"{message}: libbpf takes no bit-fields" if member.is_bit_field else message,
        help=f"declare it as the kernel does, or leave it out of a struct {member.struct}___x of your own",
        key=f"{member.variable} {name} {ours}",
        at_most=Level.NOTE if member.has_alternative else Level.ERROR,
    )


def _of_function(each: Misplaced) -> Found:
    sets = f"{each.variable} sets {each.member} to {each.function}()"
    match each.why:
        case Why.DATA:
            message = f"{sets}, and it is no pointer to a function: libbpf does not open the object"
            help = "set members of data to data, or leave them out"
        case Why.NO_PROGRAM:
            message = f"{sets}, which is no struct_ops program: libbpf does not open the object"
            help = f'put {each.function}() in a section of its kind: SEC("struct_ops")'
        case Why.OTHER_MEMBER:
            message = f"{sets}, which is loaded for {each.first} already: a program is for one member only"
            help = "write a program for each, which may call the same function"
    return Found(
        span=each.span,
        message=message,
        help=help,
        programs=(each.function,) if each.why is Why.OTHER_MEMBER else (),
        key=f"{each.variable} {each.member} {each.function}",
        at_most=Level.NOTE if each.has_alternative else Level.ERROR,
    )


def _message(context: Context, each: MissingTarget) -> str:
    section, what = each.program.section, each.target.text
    if each.refusal is Refusal.SLEEPS:
        message = f"a sleepable program may not attach to {what} (section '{section}')"
    elif each.refusal is Refusal.CLOSED:
        message = f"{what} takes no BPF programs (section '{section}')"
    elif each.refusal is Refusal.UNSUPPORTED and each.program.kind is not None:
        why = unsupported(context.kernel, each.program.kind)
        message = f"{what} {why}, so no program of this kind may attach to it (section '{section}')"
    elif each.refusal is Refusal.MODIFIES:
        message = f"the result of {what} may not be changed (section '{section}')"
    else:
        holders = having(context, target_of(each.program.kind) or each.target)
        message = f"{what} is not there: {holders} (section '{section}')"
    return f"{message}; the program loads, but cannot be attached" if _loads(each) else message


def _loads(each: MissingTarget) -> bool:
    # What an iterator lets its programs do is only asked when one is attached.
    return each.target.loads or (each.refusal is not None and each.target.category == "iterator")


def _help(each: MissingTarget) -> str:
    section = each.program.section
    if each.refusal is Refusal.SLEEPS:
        return f'make it a program that does not sleep: SEC("{section.replace(".s/", "/")}")'
    if each.refusal is Refusal.CLOSED and each.target.category == "member":
        return "the kernel calls no program there: leave the member out"
    if each.refusal is Refusal.CLOSED:
        return "since 6.12 hooks that would return data or sizes are closed: attach to another hook"
    if each.refusal is Refusal.MODIFIES:
        return (
            "change the result of a security_...() function, a system call, or a function marked ALLOW_ERROR_INJECTION"
        )
    if each.refusal is Refusal.UNSUPPORTED:
        return "attach to another function, or with a kprobe"
    return "load it only where it is, with bpf_program__set_autoload() or a section '?...'"
