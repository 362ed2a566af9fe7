import pytest

from assay.report.verdict import verdict


def made(**changes):
    rate = {"estimate": 0.08, "low": 0.06, "high": 0.11, "verdict": "bounded"}
    summary = {
        "n_items": 1797, "n_labelled": 1797, "n_flagged": 143, "planted": None, "findings": [],
        "classes": [{}, {}, {}], "confused": [{"truth": "8", "given": "3"}],
        "methods": {"flag": ["label-posterior"]},
    }  # fmt: skip
    return {**summary, **changes, "error_rate": {**rate, **changes.get("error_rate", {})}}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {},
            "About 8 % of the 1,797 labels look wrong (between 6 % and 11 %); 143 are flagged, "
            "worst between 3 and 8.",
        ),
        (
            {"error_rate": {"verdict": "identified"}, "n_flagged": 1, "classes": [{}, {}]},
            "About 8 % of the 1,797 labels are wrong (between 6 % and 11 %); 1 is flagged.",
        ),
        (
            {"error_rate": {"estimate": 1e-6, "low": 0.0, "high": 0.018}, "n_flagged": 0},
            "Under 0.01 % of the 1,797 labels look wrong (at most 1.8 %); none is flagged.",
        ),
        (
            {"error_rate": {"low": 0.0}, "n_flagged": 0},
            "About 8 % of the 1,797 labels look wrong (at most 11 %); none is flagged.",
        ),
        (
            {"error_rate": {"verdict": "cannot-be-told", "low": 0, "high": 1}, "methods": {}},
            "How many of the 1,797 labels are wrong can't be told from these data.",
        ),
        (
            {"error_rate": {"verdict": "cannot-be-told"}, "methods": {}},
            "How many of the 1,797 labels are wrong can't be told from these data; "
            "6 % to 11 % fits.",
        ),
        (
            {"planted": {"n": 144, "found": 131}, "confused": []},
            "About 8 % of the 1,797 labels look wrong (between 6 % and 11 %); 143 are flagged, "
            "with 131 of the 144 planted errors among them.",
        ),
        (
            {"findings": [{"severity": "error"}, {"severity": "note"}], "confused": []},
            "About 8 % of the 1,797 labels look wrong (between 6 % and 11 %); 143 are flagged; "
            "1 serious finding below.",
        ),
        ({"n_items": 0}, "There are no items."),
    ],
)
def test_sentence(changes, said):
    assert verdict(made(**changes)) == said
