"""Out of a review of a real audit, and back into it."""

import json
import shutil

import numpy as np
import pytest

import assay
from assay.bench.data.audit_folders import write_audit
from assay.exchange import FORMATS, bring, export
from assay.review import open_review

SUFFIX = {"label-studio": ".json", "doccano": ".jsonl", "argilla": ".json", "csv": ".csv",
          "hugging-face": "", "coco": ".json"}  # fmt: skip


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    write_audit(folder, 200, 3, wrong=0.3)
    open_review(folder / "audit", light=True).close()
    return folder / "audit"


def fresh(audit, folder):
    shutil.copytree(audit, folder, ignore=shutil.ignore_patterns("ledger.*"))
    return open_review(folder, light=True)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"coco"}))
def test_texts_go_out_and_decisions_come_into_another_copy(texts, tmp_path, name):
    with fresh(texts, tmp_path / "a") as one, fresh(texts, tmp_path / "b") as other:
        cards = one.queue("ann", limit=6)["items"]
        verdicts = ["relabel", "confirm", "ambiguous", "drop", "relabel"]
        sent = [
            {"event": f"e{n}", "key": card["key"], "verdict": verdict, "seconds": 1.5}
            | ({"new": card["suggested"] or card["given"]} if verdict == "relabel" else {})
            for n, (card, verdict) in enumerate(zip(cards, verdicts, strict=False))
        ]
        saved = one.decide("ann", sent)["saved"]
        path = tmp_path / f"out{SUFFIX[name]}"
        assert export(one, name, path)["written"] == 200
        assert bring(one, path, name)["new"] == 0
        told = bring(other, path)
        assert (told["new"], told["by"]) == (len(saved), {"ann": len(saved)})
        assert other.ledger.settled()[0].keys() == one.ledger.settled()[0].keys()
        few = export(one, name, tmp_path / f"few{SUFFIX[name]}", {"state": "decided"})
        assert few["written"] == len(saved)


def test_pictures_go_to_coco_and_label_studio(tmp_path):
    random = np.random.default_rng(0)
    pixels = random.integers(0, 255, (40, 8, 8, 3), dtype=np.uint8)
    pixels[::2] //= 4
    labels = np.array(["dark", "light"])[np.arange(40) % 2]
    labels[4] = "light"
    np.savez(tmp_path / "x.npz", images=pixels, labels=labels)
    dataset = assay.read(tmp_path / "x.npz")
    assay.audit(dataset, effort="quick").write(tmp_path / "audit")
    with open_review(tmp_path / "audit") as review:
        key = review.queue("ann", limit=1)["items"][0]["key"]
        review.decide("ann", [{"event": "e", "key": key, "verdict": "confirm"}])
        export(review, "coco", tmp_path / "x.json")
        made = json.loads((tmp_path / "x.json").read_text())
        assert {(i["width"], i["height"]) for i in made["images"]} == {(8, 8)}
        marks = [m for m in made["annotations"] if m["attributes"]["by"] == "given"]
        assert len(marks) == 39
        assert bring(review, tmp_path / "x.json")["new"] == 0
        export(review, "label-studio", tmp_path / "ls.json")
        assert bring(review, tmp_path / "ls.json")["again"] == 1
