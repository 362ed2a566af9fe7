import shutil
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
import pytest

import assay
from assay.bench.data.audit_folders import write_audit
from assay.dataset import Dataset
from assay.errors import DataError, OutputError, ReadError, SettingError
from assay.evidence import Evidence
from assay.review import open_review
from assay.review.building import _marks


def said(event, key, verdict="confirm", **more):
    return {"event": event, "key": key, "verdict": verdict, **more}


def test_the_index_is_made_once(audit):
    facts = audit / "review" / "index" / "facts.json"
    before = facts.stat().st_ino
    with open_review(audit, light=True) as review:
        assert review.info()["n_items"] == 300
    assert facts.stat().st_ino == before


def test_the_index_is_made_anew_after_another_audit_and_decisions_stay(audit):
    with open_review(audit, light=True) as review:
        review.decide("ada", [said("1", "item-7")])
        title = review.info()["name"]
    report = msgspec.json.decode((audit / "report.json").read_bytes())
    (audit / "report.json").write_bytes(msgspec.json.encode(report | {"name": f"{title} again"}))
    with open_review(audit, light=True) as review:
        assert review.info()["name"] == f"{title} again"
        assert review.card("item-7", "ada")["decision"]["verdict"] == "confirm"
        assert review.queue("ada")["left"] == 299


def test_data_that_moved_are_asked_for_and_found(audit, tmp_path):
    report = msgspec.json.decode((audit / "report.json").read_bytes())
    there = report["origin"]["path"]
    report["origin"]["path"] = str(tmp_path / "gone.parquet")
    (audit / "report.json").write_bytes(msgspec.json.encode(report))
    with pytest.raises(ReadError, match=r"where they were.*gone\.parquet.*--data FILE"):
        open_review(audit)
    with open_review(audit, data=there, light=True) as review:
        assert review.card("item-0", "ada")["row"] == 0
    with pytest.raises(ReadError, match="data must be there"):
        open_review(audit, data=str(tmp_path / "neither.csv"))


def test_data_beside_the_audit_are_found_from_anywhere(audit, tmp_path, monkeypatch):
    report = msgspec.json.decode((audit / "report.json").read_bytes())
    shutil.copy(report["origin"]["path"], audit.parent / "rows.parquet")
    report["origin"]["path"] = "rows.parquet"
    (audit / "report.json").write_bytes(msgspec.json.encode(report))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with open_review(audit, light=True) as review:
        assert review.index.n_items == 300


def test_other_data_are_refused(audit, tmp_path):
    (tmp_path / "other").mkdir()
    write_audit(tmp_path / "other", 300, 4, wrong=0.3, seed=1)
    with pytest.raises(DataError, match=r"those that were audited; got other rows or values"):
        open_review(audit, data=tmp_path / "other" / "data.parquet", light=True)


def test_what_is_no_audit_is_refused(tmp_path):
    with pytest.raises(ReadError, match=r"got no such folder.*Run: assay audit"):
        open_review(tmp_path / "nothing")
    with pytest.raises(ReadError, match=r"no report\.json"):
        open_review(tmp_path)
    for name in ("items.parquet", "findings.parquet"):
        (tmp_path / name).write_bytes(b"")
    for text in ("{", "[]", '{"schema": "assay-truth/1"}'):
        (tmp_path / "report.json").write_text(text)
        with pytest.raises(ReadError, match="that of an audit of labels"):
            open_review(tmp_path)


def test_a_share_is_a_share(audit):
    with pytest.raises(SettingError, match="from 0 to 1"):
        open_review(audit, double=1.1)


def test_data_from_memory_are_given_again(tmp_path):
    rng = np.random.default_rng(0)
    truth = rng.integers(2, size=80)
    made = ({"x": truth + 0.1 * rng.normal(size=80), "y": rng.normal(size=80)}, truth)
    columns = made[0] | {"label": np.where(truth, "yes", "no")}
    dataset = assay.read(columns, label="label")
    assay.audit(dataset, effort="quick").write(tmp_path / "audit")
    with pytest.raises(ReadError, match=r"data from memory.*--data FILE"):
        open_review(tmp_path / "audit")
    with open_review(tmp_path / "audit", data=dataset, light=True) as review:
        assert review.card("3", "ada")["content"]["cells"]["x"] == pytest.approx(columns["x"][3])


def test_ids_must_differ():
    evidence = Evidence.labels(np.array(["a", "b", "a"]))
    dataset = Dataset(evidence, ids=np.array(["x", "y", "x"], object))
    with pytest.raises(DataError, match="ids must differ; got 'x' twice"):
        _marks(dataset)


def test_a_folder_that_cannot_be_written_is_told(audit, monkeypatch):
    from assay.review import building

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    shutil.rmtree(audit / "review" / "index")
    monkeypatch.setattr(building, "build", full)
    with pytest.raises(OutputError, match="No space left"):
        open_review(audit, light=True)


def test_what_a_crash_left_is_removed(audit):
    (audit / "review" / "partial-index" / "deep").mkdir(parents=True)
    (audit / "review" / "index" / "facts.json").unlink()
    open_review(audit, light=True).close()
    assert sorted(path.name for path in (audit / "review" / "index").glob("*.json"))
    assert not (audit / "review" / "partial-index").exists()


def test_two_may_make_the_index_at_once(audit):
    shutil.rmtree(audit / "review")
    with ThreadPoolExecutor(3) as pool:
        opened = list(pool.map(lambda _: open_review(audit, light=True), range(3)))
    for review in opened:
        assert review.queue("ada")["left"] == 300
        review.close()


def test_a_folder_that_cannot_be_made_is_told(audit):
    shutil.rmtree(audit / "review")
    (audit / "review").write_text("a file")
    with pytest.raises(OutputError, match="the folder of the audit must be one"):
        open_review(audit, light=True)
