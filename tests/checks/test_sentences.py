"""Every case has one sentence, in the module of one rule, and no sentence is without a case."""

from __future__ import annotations

from collections import Counter
from string import Formatter

import pytest

from bpflint.checks._sentences import Sentence, cases, pointer_in
from bpflint.flow.domain.cases import Case
from bpflint.policy.rules import load_catalog

SENTENCES = cases()
ALL = [(case, sentence) for sentences in SENTENCES.values() for case, sentence in sentences.items()]


def test_every_case_has_one_sentence() -> None:
    assert Counter(case for case, _ in ALL) == Counter(Case)


def test_sentences_stand_with_rules() -> None:
    assert set(SENTENCES) <= {rule.name for rule in load_catalog()}


def test_keys_tell_cases_apart() -> None:
    assert len({case.key for case in Case}) == len(Case)


@pytest.mark.parametrize("sentence", [sentence for _, sentence in ALL], ids=[case.key for case, _ in ALL])
def test_sentences_can_be_filled(sentence: Sentence) -> None:
    for text in sentence:
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text))
    assert sentence.message
    assert sentence.cure
    assert not sentence.message.endswith(".")


@pytest.mark.parametrize(
    ("written", "pointer"),
    [
        ("p", "p"),
        ("&p->pid", "p"),
        ("&p->a.b[2].c", "p"),
        ("&p->q->x", "p->q"),
        ("&p[3]", "p"),
        ("&table[i[2]].x", "table"),
        ("&box.pointers[1]", "box.pointers"),
        ("&local", "&local"),
        ("&local.member", "&local.member"),
    ],
)
def test_the_pointer_in_an_address_is_named(written: str, pointer: str) -> None:
    assert pointer_in(written) == pointer
