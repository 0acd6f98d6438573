"""What is known of kfuncs by name is about kfuncs that there are, and about arguments that they have."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bpflint.kernel import load_facts
from bpflint.kernel.kfunc_effects import KfuncEffects

FACTS = load_facts()
EFFECTS = FACTS.kfunc_effects


@pytest.mark.parametrize("table", [each.name for each in fields(KfuncEffects)])
def test_names_are_those_of_kfuncs(table: str) -> None:
    assert set(getattr(EFFECTS, table)) <= set(FACTS.kfuncs)


@pytest.mark.parametrize(("name", "position"), [*EFFECTS.calls_back.items(), *EFFECTS.calls_back_later.items()])
def test_what_is_called_is_a_callback(name: str, position: int) -> None:
    known = [kfunc for version in FACTS.versions if (kfunc := FACTS.at(version).kfunc(name)) is not None]
    targets = {kfunc.prototype.params[position].type.target for kfunc in known}
    assert targets
    assert {target.kind for target in targets if target is not None} == {"function"}
