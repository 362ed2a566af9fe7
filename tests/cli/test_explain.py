"""`assay explain`."""

import json

import pytest

from assay.audit.codes import codes
from assay.cli import main


def told(capsys, *words):
    assert main(["explain", *words]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("code", codes())
def test_every_code_is_explained(code, capsys):
    out = " ".join(told(capsys, code).split())
    for part in codes()[code]:
        assert " ".join(part.split()) in out


def test_without_a_code_all_are_listed(capsys):
    rows = {line.split()[0] for line in told(capsys).splitlines()[1:]}
    assert rows == set(codes())


def test_json(capsys):
    out = json.loads(told(capsys, "--json"))
    assert set(out) == set(codes())
    assert set(out["duplicates"]) == {"what", "why", "how"}


def test_an_unknown_code_gets_a_suggestion(capsys):
    assert main(["explain", "duplicate"]) == 2
    told = capsys.readouterr()
    assert "Did you mean 'duplicates'?" in told.err
    assert not told.out


def test_what_a_report_finds_can_be_explained(summary):
    assert {finding["code"] for finding in summary["findings"]} <= set(codes())
