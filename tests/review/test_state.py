"""What is kept in memory is what the ledger says: compared with a fold of the whole history."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from assay.review.state import CODES, State

VERDICTS = ("confirm", "relabel", "drop", "skip", "ambiguous")


def act(review, random, turn):
    by = random.choice(["ada", "ben", "eve"])
    if turn and random.random() < 0.3:
        review.undo(by)
        return
    key, verdict = f"item-{random.integers(12)}", random.choice(VERDICTS)
    sent = {"event": str(turn), "key": key, "verdict": str(verdict)}
    if verdict == "relabel":
        sent["new"] = f"class 000{random.integers(4)}"
    if random.random() < 0.1 and review.state.reviewers[review.index.row(key)] >= 2:
        sent["settles"] = True
    assert not review.decide(str(by), [sent])["refused"]


def test_the_ledger_alone_is_the_truth(review):
    random = np.random.default_rng(4)
    for turn in range(120):
        act(review, random, turn)
    kept, afresh = review.state, State(review.index, review.ledger)
    afresh.follow()
    settled, conflicts = review.ledger.settled()
    place = review.index.row
    for state in (kept, afresh):
        found = {place(item): CODES[one.verdict] for item, one in settled.items()}
        assert {row: state.settled[row] for row in np.flatnonzero(state.settled)} == found
        assert set(np.flatnonzero(state.disagreed)) == {place(c.item) for c in conflicts}
        wrong = {place(i) for i, one in settled.items() if one.verdict != "confirm"}
        assert set(np.flatnonzero(state.wrong)) == wrong
        said = review.ledger.verdicts()
        assert state.standing == {place(item): found for item, found in said.items()}
        many = {place(i): sum(d.verdict != "skip" for d in s.values()) for i, s in said.items()}
        assert {r: n for r, n in many.items() if n} == {
            int(r): int(state.reviewers[r]) for r in np.flatnonzero(state.reviewers)
        }
        for by, codes in state.verdicts.items():
            mine = {place(i): CODES[s[by].verdict] for i, s in said.items() if by in s}
            assert {int(r): int(codes[r]) for r in np.flatnonzero(codes)} == mine
    assert len(conflicts) > 0


def test_reviewers_may_decide_at_once(shared_review):
    review = shared_review

    def work(by):
        while cards := review.queue(by, limit=5)["items"]:
            said = [
                {"event": f"{by} {c['key']}", "key": c["key"], "verdict": "confirm"} for c in cards
            ]
            assert not review.decide(by, said)["refused"]
            review.info()
            review.table({"state": "disagreed"})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ["ada", "ben", "eve", "zoe"]))
    assert review.state.reviewers.min() == 2
    assert review.sequence == int(review.state.reviewers.sum()) == len(review.history())
    afresh = State(review.index, review.ledger)
    afresh.follow()
    assert afresh.standing == review.state.standing
