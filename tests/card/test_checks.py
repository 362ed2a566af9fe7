import pytest

from assay.card.checks import checks
from assay.card.declared import Annotation, Content, Declared
from assay.card.found import read_summaries

HONEST = Declared(
    annotation=Annotation(who=["crowdsourced"], annotators=4, per_item=3),
    content=Content(
        items=240, classes=["billing", "login", "shipping"], splits={"train": 180, "test": 60},
        personal_data=True, duplicates=True, unlabelled=False,
    ),
)  # fmt: skip


def told(declared, *folders):
    return {one.name: one for one in checks(declared, read_summaries(folders))}


def test_a_consistent_card_has_no_contradiction(audit, truth):
    found = told(HONEST, audit, truth)
    assert {one.verdict for one in found.values()} <= {"matches", "not declared", "can't be told"}
    for name in ("items", "classes", "splits", "annotators", "labels an item", "personal data"):
        assert found[name].verdict == "matches", found[name]


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("items", Declared(content=Content(items=250))),
        ("classes", Declared(content=Content(classes=["billing", "login", "returns"]))),
        ("splits", Declared(content=Content(splits={"train": 200, "test": 40}))),
        ("personal data", Declared(content=Content(personal_data=False))),
        ("copies", Declared(content=Content(duplicates=False))),
        ("items without a label", Declared(content=Content(unlabelled=True))),
        ("annotators", Declared(annotation=Annotation(annotators=12))),
        ("labels an item", Declared(annotation=Annotation(per_item=5))),
        ("agreement", Declared(annotation=Annotation(agreement=0.99))),
        ("wrong labels", Declared(annotation=Annotation(error_rate=0.9))),
    ],
)
def test_each_planted_contradiction_is_found_and_no_other(audit, truth, name, declared):
    found = told(declared, audit, truth)
    assert [one.name for one in found.values() if one.verdict == "contradicts"] == [name]


def test_classes_that_were_lost_and_new_ones_are_named(audit):
    one = told(Declared(content=Content(classes=["billing", "login", "returns"])), audit)["classes"]
    assert one.found == "3; not found: returns; not declared: shipping"


def test_what_one_label_an_item_cannot_tell(audit):
    said = Declared(annotation=Annotation(annotators=4, per_item=3, agreement=0.7))
    found = told(said, audit)
    for name in ("annotators", "labels an item", "agreement"):
        assert found[name].verdict == "can't be told"
        assert "assay truth" in found[name].found


def test_an_interval_bears_out_what_it_holds_only_where_it_is_narrow(audit, changed):
    rate = {"estimate": 0.03, "low": 0.02, "high": 0.04, "level": 0.95, "verdict": "identified"}
    for low, said, verdict in [
        (0.02, 0.03, "matches"), (0.02, 0.05, "contradicts"), (0.02, 0.01, "contradicts"),
        (0.02, None, "not declared"),
    ]:  # fmt: skip
        folder = changed(audit, error_rate=rate | {"low": low})
        one = told(Declared(annotation=Annotation(error_rate=said)), folder)["wrong labels"]
        assert one.verdict == verdict
    wide = changed(audit, error_rate=rate | {"low": 0.0, "high": 0.3})
    said = Declared(annotation=Annotation(error_rate=0.03))
    assert told(said, wide)["wrong labels"].verdict == "can't be told"


def test_what_nobody_could_look_at_is_not_called_absent(audit, changed):
    report = changed(audit, findings=[], methods={"audit": []})
    one = told(Declared(content=Content(personal_data=False)), report)["personal data"]
    assert (one.verdict, one.found) == ("can't be told", "nobody could look")


def test_a_model_among_people_contradicts_people(truth, changed):
    sources = [{"kind": "annotator"}, {"kind": "model"}]
    report = changed(truth, sources=sources)
    said = Declared(annotation=Annotation(who=["expert-generated"]))
    assert told(said, report)["who labelled"].verdict == "contradicts"
    fair = Declared(annotation=Annotation(who=["expert-generated", "machine-generated"]))
    assert "who labelled" not in told(fair, report)
