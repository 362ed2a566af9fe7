import json

import pytest

from assay.card import Declared, card, write
from assay.card.croissant import VOCABULARY, croissant
from assay.card.declared import Annotation
from assay.card.found import effective, read_summaries
from assay.card.pages import datasheet, hugging_face, label, size
from assay.cli import main
from assay.errors import DataError

HOSTILE = "<script>alert(1)</script> | **x**"
SAID = Declared(
    name=HOSTILE, description="Texts\nof a shop.", license="CC-BY-4.0", creators=["Ada"],
    languages=["en"], annotation=Annotation(who=["crowdsourced", "other"], instructions="Page 3."),
    answers={"purpose": HOSTILE},
)  # fmt: skip
FILES = ["README.md", "card.html", "card.json", "card.md", "croissant.json", "datasheet.md"]


@pytest.fixture(scope="module")
def made(audit, truth):
    return card(read_summaries([audit, truth]), SAID)


def test_a_card_tells_what_the_reports_tell(made, audit, truth):
    said = json.loads((audit / "report.json").read_text())
    votes = json.loads((truth / "report.json").read_text())
    assert made["labels"]["error_rate"] == said["error_rate"]
    assert made["labels"]["noise_matrix"] == said["noise_matrix"]
    assert [one["count"] for one in made["labels"]["classes"]] == [80, 80, 80]
    assert made["labels"]["effective_classes"] == pytest.approx(3)
    assert made["sources"]["agreement"] == votes["agreement"]
    assert [one["by"] for one in made["measured"]] == ["audit", "truth"]
    assert "purpose" in made["answers"]
    assert "purpose" not in made["open"]
    assert len(made["open"]) + 1 == 21


def test_same_input_same_bytes(made, audit, truth, tmp_path):
    again = card(read_summaries([truth, audit]), SAID)
    assert again == made
    for name in ("one", "two"):
        write(made, tmp_path / name)
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == FILES
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_that_was_declared_is_executed(made, tmp_path):
    write(made, tmp_path / "card")
    page = (tmp_path / "card" / "card.html").read_text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    for text in (label(made), datasheet(made), hugging_face(made).split("---\n", 2)[2]):
        assert "<script>" not in text
        assert "**x**" not in text


def test_the_header_for_the_hub_is_yaml(made):
    yaml = pytest.importorskip("yaml")
    head = yaml.safe_load(hugging_face(made).split("---\n")[1])
    assert head == {
        "pretty_name": HOSTILE, "license": "cc-by-4.0", "language": ["en"],
        "annotations_creators": ["crowdsourced"], "size_categories": ["n<1K"],
    }  # fmt: skip
    assert [size(10**k) for k in (3, 4, 5, 6, 7)] == [
        "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M",
    ]  # fmt: skip


def test_every_question_stands_in_the_datasheet(made):
    text = datasheet(made)
    for section in ("Motivation", "Composition", "Collection", "Uses", "Maintenance"):
        assert f"## {section}\n" in text
    assert text.count("*Open.*") == len(made["open"])
    assert "| billing | 80 | 33 % |" in text


def test_croissant_says_how_good_labels_are(made, audit):
    found = croissant(made)
    assert found["@type"] == "sc:Dataset"
    assert "http://mlcommons.org/croissant/1.1" in found["conformsTo"]
    assert found["@context"]["assay"] == VOCABULARY
    rate = json.loads((audit / "report.json").read_text())["error_rate"]
    assert found["assay:labelErrorRate"]["assay:high"] == rate["high"]
    assert found["assay:labelErrorRate"]["assay:verdict"] == rate["verdict"]
    assert len(found["assay:noiseMatrix"]["assay:values"]) == 3
    assert found["rai:annotationsPerItem"] == "3"
    assert "Krippendorff's alpha of 4 sources" in found["rai:dataAnnotationAnalysis"][1]
    # The data were arrays: there is no file to name.
    assert "distribution" not in found


def test_a_file_is_named_with_its_digest_and_its_label(tmp_path, truth):
    import hashlib

    made = card(read_summaries([truth]))
    made["measured"][0]["origin"] = {"path": "data.csv", "label": "topic"}
    (tmp_path / "data.csv").write_text("topic\na\n")
    found = croissant(made, tmp_path)
    (file,) = found["distribution"]
    assert file["sha256"] == hashlib.sha256(b"topic\na\n").hexdigest()
    classes, items = found["recordSet"]
    assert classes["data"][0] == {"classes/name": "billing"}
    assert items["field"][0]["source"]["extract"] == {"column": "topic"}
    assert "cr:Label" in items["field"][0]["dataType"]


def test_croissant_passes_its_own_checker(made, tmp_path):
    pytest.importorskip("mlcroissant")
    import mlcroissant

    write(made, tmp_path / "card")
    found = mlcroissant.Dataset(jsonld=tmp_path / "card" / "croissant.json")
    assert not found.metadata.ctx.issues.errors


def test_effective_classes_by_hand():
    assert effective([7, 7, 7, 7]) == pytest.approx(4)
    assert effective([5, 0]) == 1
    assert effective([]) == 1


def test_reports_that_are_none(tmp_path, audit):
    with pytest.raises(DataError, match=r"assay audit.*wrote"):
        read_summaries([tmp_path])
    (tmp_path / "report.json").write_text('{"schema": "other"}')
    with pytest.raises(DataError, match="must be of this version"):
        read_summaries([tmp_path])
    with pytest.raises(DataError, match="two of audit"):
        read_summaries([audit, audit])


def test_on_the_command_line(audit, truth, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["card", "--ask"]) == 0
    form = capsys.readouterr().out
    (tmp_path / "declared.toml").write_text(form.replace("# items = 1000", "items = 999"))
    words = ["card", str(audit), str(truth), "--declared", "declared.toml", "--out", "tin"]
    assert main(words) == 1
    assert "items: declared 999, found 240" in capsys.readouterr().out
    assert sorted(p.name for p in (tmp_path / "tin").iterdir()) == FILES
    assert main([*words, "-q"]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["card", str(audit), "--out", "other", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "assay-card/1"
    assert main(["card"]) == 2
    assert "a report must be named" in capsys.readouterr().err
