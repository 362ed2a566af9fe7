"""`assay.truth`: votes in, the truth, its sources and a report out."""

import json
import shlex
import subprocess
import sys
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pytest

import assay
from assay.errors import DataError, OutputError, UnknownName
from assay.evidence import Evidence, Source, number
from assay.infer import DawidSkene, MajorityVote
from assay.method import Inference
from assay.posterior import NumberPosterior, Posterior, Strengths, TagPosterior
from assay.report.truth.asking import gains

CLASSES = ("cat", "dog", "bird")


def drawn(n=120, per_item=5, sources=9, seed=0):
    """Votes of sources of which one clicks at random; the truth."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, n)
    item = np.repeat(np.arange(n), per_item)
    source = np.concatenate([random.permutation(sources)[:per_item] for _ in range(n)])
    wrong = random.random(len(item)) < np.where(source == 0, 1.0, 0.15)
    said = np.where(wrong, random.integers(0, 3, len(item)), truth[item])
    return item, source, said, truth


def table(**more):
    item, source, said, truth = drawn()
    return {
        "task": item, "worker": [f"w{s}" for s in source],
        "answer": [CLASSES[k] for k in said], **more,
    }, truth  # fmt: skip


@pytest.fixture(scope="module")
def made():
    data, truth = table()
    return assay.truth(data, item="task", source="worker", label="answer"), truth


def test_the_truth_is_found_and_the_clicker_too(made):
    report, truth = made
    names = np.array(CLASSES, object)
    assert (report.items["label"] == names[truth]).mean() > 0.95
    accuracy = dict(zip(report.sources["source"], report.sources["accuracy"], strict=True))
    assert accuracy["w0"] < 0.6 < min(v for name, v in accuracy.items() if name != "w0")
    assert report.summary["sources"][-1]["source"] == "w0"
    assert "spammer" in {one["code"] for one in report.summary["findings"]}


def test_files_hold_what_they_should(made, tmp_path):
    report, _ = made
    folder = report.write(tmp_path / "out")
    assert sorted(path.name for path in folder.iterdir()) == [
        "ask.csv", "findings.parquet", "report.html", "report.json", "report.md",
        "sources.parquet", "truth.parquet",
    ]  # fmt: skip
    items = duckdb.read_parquet(str(folder / "truth.parquet"))
    assert items.columns == ["item", "label", "probability", "entropy", "votes"]
    sources = duckdb.read_parquet(str(folder / "sources.parquet"))
    assert sources.columns == ["source", "kind", "accuracy", "low", "high", "votes"]
    assert sources.aggregate("sum(votes)").fetchall() == [(600,)]
    assert items.aggregate("min(votes), max(votes)").fetchall() == [(5, 5)]
    assert json.loads((folder / "report.json").read_text())["schema"] == "assay-truth/1"
    with pytest.raises(OutputError, match="the folder must be empty"):
        report.write(folder)
    again = report.write(folder, force=True)
    assert again == folder


def test_the_commands_that_are_told_work(made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report, _ = made
    report.write("out folder")
    steps = json.loads((tmp_path / "out folder/report.json").read_text())["next"]
    code = [step["command"] for step in steps if step["command"].startswith("python")]
    assert len(code) >= 4
    for command in code:
        words = [sys.executable, *shlex.split(command)[1:]]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stderr)
    checks = (tmp_path / "check.csv").read_text().splitlines()
    assert checks[0] == "item,gold"
    assert len(checks) == 101
    # What they say is to be given back is read.
    rows = [checks[0], *(f"{line}cat" for line in checks[1:])]
    (tmp_path / "check.csv").write_text("\n".join(rows))
    data, _ = table()
    again = assay.truth(data, item="task", source="worker", label="answer", gold="check.csv")
    assert again.summary["checked"]["items"] == 100


def test_probability_and_entropy_are_the_posteriors(made):
    report, _ = made
    proba = report.posterior.proba
    np.testing.assert_allclose(report.items["probability"], proba.max(axis=1))
    np.testing.assert_allclose(report.items["entropy"], report.posterior.entropy)
    expected = report.summary["sure"]["expected_right"]
    assert expected == pytest.approx(proba.max(axis=1).mean(), rel=1e-5)


def test_the_same_again_is_the_same_but_for_time(made):
    data, _ = table()
    again = assay.truth(data, item="task", source="worker", label="answer")
    first, second = ({**r.summary, "timings": 0} for r in (made[0], again))
    assert json.dumps(first) == json.dumps(second)


def test_the_order_of_rows_does_not_matter(made):
    data, _ = table()
    order = np.random.default_rng(1).permutation(len(data["task"]))
    turned = {name: np.asarray(column)[order] for name, column in data.items()}
    report = assay.truth(turned, item="task", source="worker", label="answer")
    place = np.argsort(report.items["item"])
    np.testing.assert_array_equal(report.items["label"][place], made[0].items["label"])
    for name in ("accuracy", "low", "high"):
        np.testing.assert_allclose(report.sources[name], made[0].sources[name], atol=1e-6)


def test_votes_come_as_evidence_a_data_set_or_several_columns(made):
    item, source, said, _ = drawn()
    evidence = Evidence.votes(item, source, said, CLASSES)
    labels = assay.truth(evidence).items["label"]
    np.testing.assert_array_equal(labels, made[0].items["label"])
    data = assay.read(table()[0], item="task", source="worker", label="answer")
    np.testing.assert_array_equal(assay.truth(data).items["label"], labels)
    wide = {f"w{s}": np.full(120, None, object) for s in range(9)}
    for i, s, k in zip(item, source, said, strict=True):
        wide[f"w{s}"][i] = CLASSES[k]
    report = assay.truth(wide, label=[f"w{s}" for s in range(9)])
    np.testing.assert_array_equal(report.items["label"], labels)


def test_a_method_is_named_or_given_with_its_settings():
    data, _ = table()
    options = {"item": "task", "source": "worker", "label": "answer"}
    named = assay.truth(data, method="majority-vote", **options)
    given = assay.truth(data, method=MajorityVote(), **options)
    np.testing.assert_array_equal(named.posterior.proba, given.posterior.proba)
    assert given.summary["settings"] == {
        "method": "majority-vote", "set": {"smoothing": 0.0}, "seed": 0,
    }  # fmt: skip
    one = assay.truth(data, method=DawidSkene(rounds=1), **options)
    assert one.summary["settings"]["set"]["rounds"] == 1


def test_checked_answers_are_the_truth_and_say_how_good_the_rest_is():
    truth = drawn()[-1]
    data = assay.read(table()[0], item="task", source="worker", label="answer")
    known = np.where(np.arange(120) < 40, truth, -1)
    # CLASSES in alphabetic order, as reading has them.
    order = [data.classes.index(name) for name in CLASSES]
    gold = np.where(known >= 0, np.array(order)[known], -1)
    report = assay.truth(data.replace(gold=gold))
    checked = report.summary["checked"]
    blind = assay.truth(data)
    right = (blind.posterior.labels[:40] == gold[:40]).sum()
    assert (checked["items"], checked["right"]) == (40, right)
    assert checked["low"] <= checked["estimate"] <= checked["high"]
    np.testing.assert_array_equal(report.posterior.labels[:40], gold[:40])
    assert report.summary["sure"]["verdict"] == "identified"
    assert "40 checked items" in report.to_html()
    assert report.sources["kind"][-1] == "gold"


def test_items_without_votes_have_no_label():
    evidence = Evidence.votes([0, 0, 1, 1], [0, 1, 0, 1], ["a", "a", "b", "b"], n_items=4)
    report = assay.truth(evidence)
    assert report.items["label"].tolist() == ["a", "b", None, None]
    assert np.isnan(report.items["probability"][2:]).all()
    assert report.items["votes"].tolist() == [2, 2, 0, 0]
    assert [one["code"] for one in report.summary["findings"]].count("no-votes") == 1


def test_the_last_of_several_votes_of_one_source_counts():
    votes = {
        "i": [1, 1, 1, 2, 2], "s": ["a", "a", "b", "a", "b"], "l": ["x", "y", "y", "x", "x"],
        "t": [9, 1, 1, 1, 1],
    }  # fmt: skip
    options = {"item": "i", "source": "s", "label": "l", "method": "majority-vote"}
    report = assay.truth(votes, **options)
    assert report.posterior.proba[0].tolist() == [0, 1]
    assert report.sources["votes"].tolist() == [2, 2]
    assert "repeated-votes" in {one["code"] for one in report.summary["findings"]}
    by_time = assay.truth(votes, time="t", **options)
    assert by_time.posterior.proba[0].tolist() == [0.5, 0.5]
    apart = assay.truth(votes, context=["t"], **options)
    assert apart.sources["votes"].tolist() == [3, 2]


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        (Evidence.votes([0, 1, 2], ["a"] * 3, list("xyx")), "one-source"),
        (Evidence.votes([0, 1, 2], list("abc"), list("xyx")), "one-vote-an-item"),
        (Evidence.votes([0, 0, 1, 1], list("abab"), list("xyxx")), "few-votes"),
        (Evidence.votes([0] * 3 + [1] * 3, list("abcabc"), list("xyxxyy")), "thin-sources"),
    ],
)
def test_it_is_told_when_the_truth_can_not_be_trusted(votes, code):
    report = assay.truth(votes)
    assert code in {one["code"] for one in report.summary["findings"]}
    blind = code in ("one-source", "one-vote-an-item")
    assert (report.summary["sure"]["verdict"] == "cannot-be-told") == blind
    assert ("can't be told" in report.summary["verdict"]) == blind
    assert report.to_html()
    assert report.to_markdown()


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        (Evidence.labels(["a", "b"]), ("several sources", "one label an item", "--item")),
        (Evidence.votes([0, 0], ["a", "b"], ["x", "x"]), ("at least two classes", "only 'x'")),
        (Evidence.votes([0], ["a"], [-1], ["x", "y"]), ("say something", "nobody")),
    ],
)
def test_votes_that_can_not_be_judged_are_refused(votes, words):
    with pytest.raises(DataError) as caught:
        assay.truth(votes)
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_method_for_another_truth_is_refused():
    votes = Evidence.votes([0, 0], ["a", "b"], ["x", "y"])
    with pytest.raises(UnknownName, match="no method of inference 'majorty-vote'"):
        assay.truth(votes, method="majorty-vote")
    values = Evidence.numbers(np.array([1.0, 2.5]), item=np.array([0, 0]), source=np.array([0, 1]))
    with pytest.raises(DataError, match="majority-vote infers a truth that is one_of or ordered"):
        assay.truth(values, method="majority-vote")


def test_alpha_is_krippendorffs():
    """His own example: four observers, twelve units, with missing answers."""
    rows = ["1233214 12...", "1233224 125.3", ".333234 2251.", "1233244 1251."]
    rows = [row.replace(" ", "") for row in rows]
    votes = [(u, o, a) for o, row in enumerate(rows) for u, a in enumerate(row) if a != "."]
    unit, observer, answer = zip(*votes, strict=True)
    report = assay.truth(Evidence.votes(np.array(unit), np.array(observer), np.array(answer)))
    assert report.summary["agreement"]["value"] == pytest.approx(0.743, abs=5e-4)


def test_gain_is_the_mutual_information():
    random = np.random.default_rng(0)
    proba = random.dirichlet(np.ones(3), 4)
    tables = random.dirichlet(np.ones(3), (5, 3))
    found = gains(proba, tables)
    for i, p in enumerate(proba):
        for s, table_ in enumerate(tables):
            joint = p[:, None] * table_
            apart = p[:, None] * joint.sum(axis=0)
            assert found[i, s] == pytest.approx((joint * np.log(joint / apart)).sum())


def test_nobody_is_asked_twice_and_the_best_first():
    item, source, said, _ = drawn()
    report = assay.truth(Evidence.votes(item, source, said, CLASSES))
    spoke = {(int(i), str(s)) for i, s in zip(item, source, strict=True)}
    asked = report.summary["ask"]
    assert asked
    assert not spoke & {(one["item"], one["source"]) for one in asked}
    gain = [one["gain"] for one in asked]
    assert gain == sorted(gain, reverse=True)
    assert all(0 <= one["gain"] <= one["left"] + 1e-9 for one in asked)


def test_where_everybody_spoke_somebody_new_is_asked():
    votes = Evidence.votes([0, 0, 1, 1], [0, 1, 0, 1], ["a", "b", "b", "b"])
    assert {one["source"] for one in assay.truth(votes).summary["ask"]} <= {None}


@dataclass(frozen=True)
class Known(Inference, reads={"votes"}, truth={"one_of", "any_of", "number"}):
    """Gives the posterior it was given."""

    known: object = None

    def infer(self, evidence: Evidence) -> Posterior:
        """Return what is known."""
        return self.known


def test_two_answers_need_both_a_chance_and_two_votes():
    item, said = [0] * 4 + [1] * 4 + [2] * 4, list("aabb") + list("aaab") + list("aabb")
    votes = Evidence.votes(item, [0, 1, 2, 3] * 3, said, ["a", "b", "c"])
    proba = np.array([[0.6, 0.4, 0], [0.6, 0.4, 0], [0.9, 0.1, 0]])
    report = assay.truth(votes, method=Known(Posterior(votes.classes, proba)))
    cards = {one["item"]: one for one in report.summary["uncertain"]}
    assert {i: one["two_answers"] for i, one in cards.items()} == {0: True, 1: False, 2: False}
    assert report.summary["n_two_answers"] == 1
    pair = report.summary["pairs"][0]
    assert (pair["one"], pair["other"], pair["items"]) == ("a", "b", 1)
    # Of the votes for b: item 0 two by .6, item 1 one by .6, item 2 two by .9.
    assert pair["one_as_other"] == pytest.approx(2 * 0.6 + 0.6 + 2 * 0.9)
    assert pair["other_as_one"] == pytest.approx(2 * 0.4 + 3 * 0.4 + 2 * 0.1)


def test_numbers_are_told_with_their_ends(tmp_path):
    item, source = np.repeat(np.arange(3), 2), np.tile([0, 1], 3)
    votes = Evidence.numbers(np.array([1, 2, 5, 5.5, 8, 11]), number(), item=item, source=source)
    posterior = NumberPosterior(np.array([1.5, 5.25, 9.5]), np.array([0.5, 0.25, 2.0]))
    report = assay.truth(votes, method=Known(posterior))
    folder = report.write(tmp_path / "out")
    rows = duckdb.read_parquet(str(folder / "truth.parquet"))
    assert rows.columns == ["item", "value", "low", "high", "votes"]
    value, low, high = rows.project("value, low, high").fetchall()[0]
    assert (value, low, high) == pytest.approx((1.5, 1.5 - 0.98, 1.5 + 0.98), abs=1e-3)
    # Both are off by .5, .25 and 1.5.
    off = np.sqrt((0.25 + 0.0625 + 2.25) / 3)
    np.testing.assert_allclose(report.sources["accuracy"], [off, off])
    assert report.summary["uncertain"][0]["item"] == 2
    assert "off by" in report.to_html()
    assert "within" in report.summary["verdict"]


def test_tags_are_told_one_by_one(tmp_path):
    member = np.array([[1, 0], [1, 1], [0, 1], [0, 1]])
    item, source = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    votes = Evidence.tags(member, ["funny", "rude"], item=item, source=source)
    posterior = TagPosterior(("funny", "rude"), np.array([[0.9, 0.5], [0.1, 0.8]]))
    report = assay.truth(votes, method=Known(posterior))
    folder = report.write(tmp_path / "out")
    rows = duckdb.read_parquet(str(folder / "truth.parquet")).fetchall()
    assert [row[:4] for row in rows] == [
        (0, "funny", 1.0, 0.9), (0, "rude", 0.0, 0.5), (1, "funny", 0.0, 0.1),
        (1, "rude", 1.0, 0.8),
    ]  # fmt: skip
    # The first says funny, not rude; not funny, rude: right with .9, .5, .9 and .8.
    assert report.sources["accuracy"][0] == pytest.approx((0.9 + 0.5 + 0.9 + 0.8) / 4)
    assert report.summary["classes"][1]["count"] == 1
    assert "Tags" in report.to_html()


def test_things_compared_in_pairs_are_ranked():
    votes = Evidence.votes([0, 0, 1, 1], [0, 1, 0, 1], ["first", "first", "second", "first"])
    order = Strengths(("a", "b"), np.array([-1.0, 1]), np.array([-2.0, 0]), np.array([0.0, 2]))
    posterior = Posterior(votes.classes, np.array([[0.9, 0.1], [0.5, 0.5]]), strengths=order)
    report = assay.truth(votes, method=Known(posterior))
    assert [one["name"] for one in report.summary["strengths"]] == ["b", "a"]
    assert "What won" in report.to_html()


def test_trusted_sources_are_no_crowd():
    votes = Evidence.votes([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], ["a", "a", "b", "b", "a"])
    gold = (Source("0"), Source("1"), Source("2", trusted=True))
    run = assay.truth(replace(votes, sources=gold), method="majority-vote")
    assert run.posterior.proba[0].tolist() == [0, 1]
    assert sum(sum(row) for row in run.summary["confusion"]["matrix"]) == pytest.approx(2)
    assert (run.summary["checked"]["items"], run.summary["checked"]["right"]) == (1, 0)


def test_what_a_vote_on_a_number_or_a_tag_buys():
    item, source = np.array([0, 0, 1]), np.array([0, 1, 0])
    votes = Evidence.numbers(np.array([0.0, 2.0, 5.0]), item=item, source=source)
    posterior = NumberPosterior(np.array([1.0, 5.0]), np.array([1.0, 2.0]))
    asked = assay.truth(votes, method=Known(posterior)).summary["ask"]
    # Both sources are off by 1, where another spoke beside them; the second is free for item 1.
    assert [(one["item"], one["source"]) for one in asked] == [(1, "1"), (0, None)]
    assert asked[0]["gain"] == pytest.approx(2 - 1 / np.sqrt(1 / 4 + 1), rel=1e-5)
    assert asked[1]["gain"] == pytest.approx(1 - 1 / np.sqrt(2), rel=1e-5)
    tags = Evidence.tags(np.array([[1, 0], [1, 1], [0, 1]]), ["a", "b"], item=item, source=source)
    posterior = TagPosterior(("a", "b"), np.array([[0.9, 0.5], [0.5, 0.8]]))
    report = assay.truth(tags, method=Known(posterior))
    first = report.summary["ask"][0]
    # The second says a and b of item 0: right with .9 and .5.
    right = report.sources["accuracy"][1]
    assert right == pytest.approx(0.7)

    def entropy(p):
        return -p * np.log(p) - (1 - p) * np.log(1 - p)

    gain = sum(entropy(p * right + (1 - p) * (1 - right)) - entropy(right) for p in (0.5, 0.8))
    assert (first["item"], first["source"]) == (1, "1")
    assert first["gain"] == pytest.approx(gain, rel=1e-5)


def test_groups_on_which_sources_agree_less_are_told():
    random = np.random.default_rng(0)
    truth, hard = random.integers(0, 2, 600), np.arange(600) % 3 == 0
    item, source = np.repeat(np.arange(600), 3), np.tile(np.arange(3), 600)
    wrong = random.random(1800) < np.where(hard[item], 0.45, 0.02)
    said = np.where(wrong, 1 - truth[item], truth[item])
    votes = {
        "i": item, "s": source, "l": [CLASSES[k] for k in said],
        "topic": np.where(hard, "politics", "sport")[item],
        "day": random.choice(["mon", "tue", "wed"], 600)[item],
    }  # fmt: skip
    report = assay.truth(votes, item="i", source="s", label="l")
    told = report.summary["groups"]
    assert [(one["column"], one["value"], one["items"]) for one in told] == [
        ("topic", "politics", 200),
    ]  # fmt: skip
    assert told[0]["low"] <= told[0]["share"] <= told[0]["high"]
    assert "politics" in report.to_html()
    assert "topic: politics" in report.to_markdown()


def test_comparisons_make_a_ranking():
    random = np.random.default_rng(0)
    names, strength = np.array(["a", "b", "c", "d"]), np.array([1.5, 0.5, -0.5, -1.5])
    left = random.integers(0, 4, 400)
    right = (left + random.integers(1, 4, 400)) % 4
    first = random.random(400) < 1 / (1 + np.exp(strength[right] - strength[left]))
    duels = {
        "left": names[left], "right": names[right], "judge": [f"j{k}" for k in left % 3],
        "won": names[np.where(first, left, right)],
    }  # fmt: skip
    report = assay.truth(duels, sides=["left", "right"], source="judge", label="won")
    assert report.summary["settings"]["method"] == "bradley-terry"
    assert [one["name"] for one in report.summary["strengths"]] == list("abcd")
    # Each comparison counts, though a judge compares the same two again and again.
    assert report.summary["n_votes"] == 400
    assert "What won" in report.to_html()
    assert "What won" in report.to_markdown()
