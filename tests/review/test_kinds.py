"""Reviews of real audits, of every kind of data and of labels."""

import csv
import io
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

import assay
from assay.errors import UnknownName
from assay.review import open_review

BAD = '<script>alert("1")</script> שלום 😀 \u202egnp {{7*7}}'
LABELS = ("low", BAD, "=1+1")


def audited(path, **options):
    """Audit a file and return its review."""
    folder = Path(path).parent / "audit"
    dataset = assay.read(path, **options)
    assay.audit(dataset, effort="quick", cache=folder.parent / "cache").write(folder)
    return open_review(folder, cache=folder.parent / "cache")


def check(review):
    """Ask for everything there is, and hold it to be plain JSON; return the first cards."""
    info = review.info()
    cards = review.queue("ada", limit=100)["items"]
    made = [review.queue("ada", order=one["name"], limit=3) for one in info["orders"]]
    made += [info, cards, review.table(), review.points(), review.confusion(), review.classes()]
    made += [review.class_page(name) for name in info["classes"]]
    made += [review.card(cards[0]["key"], "ada"), review.disagreements(), review.board("ada")]
    json.loads(msgspec.json.encode(made))
    json.dumps(made, allow_nan=False)
    assert len(list(review.records())) == info["n_items"]
    return cards


def decide(review, key, verdict, new=None):
    sent = {"event": f"{key} {verdict} {new}", "key": key, "verdict": verdict, "new": new}
    return review.decide("ada", [sent])


def written(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rng = np.random.default_rng(0)
    truth = np.arange(90) % 3
    given = np.where(rng.random(90) < 0.1, (truth + 1) % 3, truth)
    rows = [
        (f"{t * 3 + rng.normal():.4f}", 10**7 + r, BAD if r % 3 else "", LABELS[g])
        for r, (t, g) in enumerate(zip(truth, given, strict=True))
    ]
    path = tmp_path_factory.mktemp("table") / "t.csv"
    with audited(written(path, (BAD, "whole", "said", "label"), rows), label="label") as review:
        yield review


def test_a_table_without_ids(table):
    cards = check(table)
    assert table.info()["noun"] == "row"
    assert table.info()["cells"][0] == BAD
    card = cards[0]
    assert card["key"] == str(card["row"])
    assert card["content"]["kind"] == "row"
    assert card["content"]["cells"]["whole"] == 10**7 + card["row"]
    assert card["content"]["cells"]["said"] == (BAD if card["row"] % 3 else None)


def test_cards_have_neighbours_examples_and_other_labels(table):
    card = next(c for c in check(table) if c["suggested"])
    data = table.dataset()
    for near in card["neighbours"]:
        assert near["label"] == data.classes[data.labels[int(near["key"])]]
    distance = [near["distance"] for near in card["neighbours"]]
    assert distance == sorted(distance)
    assert len(distance) == 5
    for name in ("given", "suggested"):
        labels = {data.classes[data.labels[int(e["key"])]] for e in card["examples"][name]}
        assert labels == {card[name]}
    assert card["alternatives"][0]["label"] == card["suggested"]
    assert sum(one["p"] for one in card["alternatives"]) == pytest.approx(1, abs=1e-3)


def test_labels_that_want_to_harm_are_labels(table):
    row = table.queue("ada", where={"class": BAD})["items"][0]
    assert row["given"] == BAD
    assert table.class_page(BAD)["name"] == BAD
    assert decide(table, row["key"], "relabel", "=1+1")["refused"] == []
    assert table.table({"text": "ALERT(", "class": BAD})["total"] > 0


def test_clusters_cut_the_items(table):
    sizes = [table.table({"cluster": k}, limit=1)["total"] for k in range(table.info()["clusters"])]
    assert sum(sizes) == 90
    assert min(sizes) > 0


def test_points_lie_on_the_map(table):
    points = np.array([p[:2] for p in table.points()["points"]])
    assert points.shape == (90, 2)
    assert 0 <= points.min() < points.max() <= 1


@pytest.fixture(scope="module")
def votes(tmp_path_factory):
    rng = np.random.default_rng(1)
    rows = []
    for item in range(40):
        for worker in range(4):
            said = item % 3 if rng.random() < 0.8 else rng.integers(3)
            if rng.random() < 0.9:
                rows.append((f"p/{item}", f"worker {worker}", LABELS[said]))
    path = tmp_path_factory.mktemp("votes") / "v.csv"
    written(path, ("photo", "worker", "said"), rows)
    with audited(path, item="photo", source="worker", label="said") as review:
        yield review, rows


def test_votes_say_who_said_what(votes):
    review, rows = votes
    check(review)
    assert review.info()["votes"]
    for item in (0, 7):
        said = {(v["source"], v["label"]) for v in review.card(f"p/{item}", "ada")["votes"]}
        assert said == {(who, label) for key, who, label in rows if key == f"p/{item}"}
    heard = {row["key"] for row in review.table({"source": "worker 2"})["rows"]}
    assert heard == {key for key, who, _ in rows if who == "worker 2"}
    with pytest.raises(UnknownName, match="Did you mean 'worker 2'"):
        review.table({"source": "worker2"})


@pytest.fixture(scope="module")
def tags(tmp_path_factory):
    rng = np.random.default_rng(2)
    names = np.array(["a", "b, c", "d"])
    member = rng.random((80, 3)) < 0.5
    features = member * 4 + rng.normal(size=(80, 3))
    member[::16] = ~member[::16]
    path = tmp_path_factory.mktemp("tags") / "t.npz"
    np.savez(path, labels=member.astype(int), features=features, classes=names)
    with audited(path) as review:
        yield review, member, names


def test_tags_are_sets(tags):
    review, member, names = tags
    check(review)
    assert review.info()["truth"] == "any_of"
    for row in range(80):
        assert review.card(str(row), "ada")["given"] == names[member[row]].tolist()
    having = {row["row"] for row in review.table({"class": "b, c"})["rows"]}
    assert having == set(np.flatnonzero(member[:, 1]))
    flagged = review.table({"finding": "flagged"})["rows"]
    assert flagged
    for row in flagged:
        assert sorted(row["suggested"]) != sorted(row["given"])
    counts = {one["name"]: one["n"] for one in review.classes()}
    assert counts == dict(zip(names.tolist(), member.sum(axis=0).tolist(), strict=True))


def test_tags_are_changed_as_a_whole(tags):
    review, _, _ = tags
    assert "relabel" not in review.info()["verdicts"]
    key = next(r["key"] for r in review.table()["rows"] if r["given"] != ["a", "d"])
    assert decide(review, key, "several", ["d", "a"])["saved"][0]["verdict"] == "several"
    assert review.card(key, "ada")["decision"]["new"] == ["a", "d"]
    assert decide(review, key, "several", [])["refused"] == []
    assert decide(review, key, "several", ["e"])["saved"] == []
    same = next(r for r in review.table({"class": "a"})["rows"] if r["key"] != key)
    assert decide(review, same["key"], "several", same["given"])["saved"][0]["verdict"] == "confirm"
    shown = review.bulk_preview("ben", {"finding": "flagged"}, "several")
    assert review.bulk("ben", "e", shown["token"])["saved"] == shown["n"] > 0


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(80, 2))
    y = 3 * x[:, 0] + 0.1 * rng.normal(size=80)
    y[:4] += 20
    rows = [(f"{a:.4f}", f"{b:.4f}", f"{v:.3f}") for (a, b), v in zip(x, y, strict=True)]
    path = written(tmp_path_factory.mktemp("numbers") / "n.csv", ("a", "b", "price"), rows)
    with audited(path, label="price") as review:
        yield review, [float(row[2]) for row in rows]


def test_numbers_are_numbers(numbers):
    review, prices = numbers
    cards = check(review)
    assert review.info()["truth"] == "number"
    assert {card["row"] for card in cards[:4]} == {0, 1, 2, 3}
    assert [review.card(str(row), "ada")["given"] for row in range(80)] == prices
    assert review.confusion() == {"classes": [], "counts": []}
    assert decide(review, "0", "relabel", 2)["saved"][0]["verdict"] == "relabel"
    assert review.card("0", "ada")["decision"]["new"] == 2.0
    for new in ("2", None, True, float("nan"), ["2"]):
        assert decide(review, "1", "relabel", new)["saved"] == []
    assert decide(review, "1", "several", [1, 2])["saved"] == []


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    pillow = pytest.importorskip("PIL.Image")
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    folder = tmp_path_factory.mktemp("pictures") / "digits"
    for row in np.flatnonzero(truth < 2)[:40]:
        kind = "test" if row % 5 == 0 else "train"
        (folder / kind / f"n {truth[row]}").mkdir(parents=True, exist_ok=True)
        image = pillow.fromarray((pixels[row].reshape(8, 8) * 15).astype(np.uint8))
        image.resize((400, 300)).save(folder / kind / f"n {truth[row]}" / f"{row} #?&.png")
    with audited(folder) as review:
        yield review


def test_pictures_fit_and_are_nothing_else(pictures):
    from PIL import Image

    card = check(pictures)[0]
    assert card["content"]["image"].startswith("/api/image/t")
    assert "#" not in card["content"]["image"]
    for side, size in ((320, (320, 240)), (64, (64, 48)), (2000, (400, 300))):
        body, kind = pictures.image(card["key"], side)
        opened = Image.open(io.BytesIO(body))
        assert opened.size == size
        assert kind == f"image/{opened.format.lower()}"
    assert pictures.picture(card["key"]).shape == (300, 400, 3)
    assert pictures.info()["splits"] == ["test", "train"]


def test_a_picture_that_broke_since_is_told(pictures):
    from assay.errors import ReadError

    row = next(r for r in pictures.table()["rows"])
    path = Path(pictures.index.facts["pictures"][row["row"]])
    whole = path.read_bytes()
    path.write_bytes(b"no picture")
    with pytest.raises(ReadError, match="one that can be opened"):
        pictures.image(row["key"], 333)
    path.write_bytes(whole)


def test_a_demo_can_be_reviewed(tmp_path, monkeypatch):
    from assay.cli import main

    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--effort", "quick", "--quiet"]) == 0
    monkeypatch.chdir("/")
    with open_review(tmp_path / "assay-demo", light=True) as review:
        card = review.queue("ada")["items"][0]
        body, kind = review.image(card["key"], 96)
        assert (body[:4], kind) == (b"\x89PNG", "image/png")
        assert review.picture(card["key"]).shape == (8, 8, 3)


def test_only_pictures_have_pictures(table):
    with pytest.raises(UnknownName, match="no picture"):
        table.image("3", 96)
