"""The kernels that a run judges for, as its settings name them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from bpflint.base.errors import complain
from bpflint.kernel import Facts, KernelFacts, Target, TargetError
from bpflint.kernel.profile import read
from bpflint.policy.settings import Settings


def target_of(settings: Settings, facts: Facts) -> list[KernelFacts] | None:
    """The kernels that were asked for, None for any. Raises BpflintError for what names none."""
    if settings.kernel_profile is not None:
        return [KernelFacts.from_profile(read(settings.kernel_profile), facts)]
    if settings.kernel is None:
        return None
    with _naming_the_setting(settings):
        asked = Target.parse(settings.kernel)
        versions = asked.versions(facts)
    for version in asked.newer(facts):
        complain(f"kernel {version} is newer than bpflint knows: {facts.newest}, the newest, stands for it")
    return [facts.at(version, asked.patches.get(version)) for version in versions]


@contextlib.contextmanager
def _naming_the_setting(settings: Settings) -> Iterator[None]:
    """Says who gave a target that cannot be used."""
    try:
        yield
    except TargetError as error:
        raise TargetError([settings.naming("kernel", problem) for problem in error.problems]) from error
