"""Cells of the shipped database against the BTF that it was made of, read another way. Needs ../shared/btf."""

from __future__ import annotations

import lzma
import random
from pathlib import Path

import pytest

from bpflint.kernel import Presence, Version
from bpflint.kernel.btf import Btf, Kind
from bpflint.kernel.btf_c import declare
from bpflint.kernel.surface import load_surface

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "btf"
BUILD = "6.17.13-cloud-amd64"
pytestmark = pytest.mark.skipif(not (FOLDER / f"{BUILD}.btf.xz").is_file(), reason="needs the BTF of kernels")


@pytest.fixture(scope="module")
def types() -> Btf:
    with lzma.open(FOLDER / f"{BUILD}.btf.xz") as file:
        return Btf(file.read())


def test_functions(types: Btf) -> None:
    surface = load_surface().at(Version(6, 17))
    names = sorted(name for name in types.functions if not name.startswith(("__bpf_trace_", "trace_", "perf_trace_")))
    for name in random.Random(6).sample(names, 30):
        answer = surface.function(name)
        assert answer.presence in (Presence.PRESENT, Presence.UNKNOWN), name
        parameters = types.parameters(types.type(types.functions[name]).target)
        expected = [(declare(types, each.type_id), each.name) for each in parameters if each.type_id]
        assert expected in [[(each.type, each.name) for each in form.arguments] for form in answer.forms], name


def test_members(types: Btf) -> None:
    surface = load_surface().at(Version(6, 17))
    ids = [each for each in types.ids_of(Kind.STRUCT) if types.name(each)]
    for struct in random.Random(12).sample(ids, 30):
        name = types.name(struct)
        forms = surface.record(f"struct {name}").forms
        expected = {(each.name, each.bit_offset, each.bits) for each in types.members(struct) if each.name}
        places = [{(each.path, each.bit_offset, each.bits) for each in form.members} for form in forms]
        assert any(expected <= each for each in places), name
        assert types.type(struct).size in {form.size for form in forms}


def test_names_of_no_kernel(types: Btf) -> None:
    surface = load_surface().at(Version(6, 17))
    assert "no_such_function" not in types.functions
    assert surface.function("no_such_function").presence is Presence.UNKNOWN
