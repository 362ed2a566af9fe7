import sqlite3
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import DataError, OutputError, ReadError
from assay.ledger import Decision, Ledger, store
from assay.ledger.standing import Standing, agreed


def test_what_was_appended_is_there(ledger, tmp_path, decided):
    first, second = decided(1), decided(2, "drop", by="ben")
    assert ledger.append([first, second]) == [1, 2]
    assert ledger.history() == [(1, first), (2, second)]
    assert ledger.history(item="2") == ledger.history(by="ben") == [(2, second)]
    assert ledger.history(after=1) == [(2, second)]
    assert ledger.history(limit=1) == [(1, first)]
    assert ledger.sequence == 2
    assert ledger.standing() == {"1": first, "2": second}
    assert ledger.standing(by="ada") == {"1": first}
    with Ledger(tmp_path / "ledger.sqlite", create=False) as again:
        assert again.history() == ledger.history()
        assert again.check() == []


def test_an_event_counts_once(ledger, decided):
    one = decided(event="e1")
    later = decided(event="e1", n=5, seconds=2)
    assert ledger.append([one]) == ledger.append([later]) == [1]
    assert ledger.append([one, decided(8, event="e2"), later]) == [1, 2, 1]
    assert ledger.append([decided(by="ben", event="e1")]) == [3]
    assert len(ledger.history()) == 3


def test_an_event_that_stands_for_two_decisions_is_refused(ledger, decided):
    ledger.append([decided(event="e1")])
    for other in (decided(8, event="e1"), decided(new="cow", event="e1")):
        with pytest.raises(DataError, match="an event must stand for one decision"):
            ledger.append([other])
    assert ledger.sequence == 1


def test_the_same_decision_is_one_decision(ledger, decided):
    assert ledger.append([decided()]) == ledger.append([decided()]) == [1]


def test_all_or_none(ledger, decided):
    ledger.append([decided(event="e1")])
    with pytest.raises(DataError):
        ledger.append([decided(2), decided(3, event="e1")])
    assert [d.item for _, d in ledger.history()] == ["7"]


def test_one_ledger_is_of_one_field(ledger, decided):
    ledger.append([decided(field="topic")])
    with pytest.raises(DataError, match="one field, 'topic'"):
        ledger.append([decided(8, field="mood")])
    assert ledger.append([]) == []


class TestUndo:
    def test_the_last_decision_goes_and_the_one_before_stands_again(self, ledger, decided):
        first, second = decided(new="dog"), decided(new="cow", n=1)
        ledger.append([first, second])
        (undone,) = ledger.undo(by="ada")
        assert (undone.verdict, undone.item, undone.replaces) == ("undo", "7", second.id)
        assert ledger.verdicts() == {"7": {"ada": first}}
        ledger.undo(by="ada")
        assert ledger.verdicts() == {}
        assert ledger.undo(by="ada") == []
        assert len(ledger.history()) == 4

    def test_one_decision_among_many(self, ledger, decided):
        first, second = decided(1), decided(2)
        ledger.append([first, second])
        assert [u.replaces for u in ledger.undo(by="ada", of=first.id)] == [first.id]
        assert ledger.undo(by="ada", of=first.id) == []
        assert ledger.standing() == {"2": second}

    def test_a_batch_goes_as_it_came(self, ledger, decided):
        ledger.append([decided(0)])
        ledger.append([decided(i, batch="b") for i in (1, 2, 3)])
        assert [u.item for u in ledger.undo(by="ada")] == ["3", "2", "1"]
        assert set(ledger.standing()) == {"0"}
        ledger.append([decided(i, batch="c", n=1) for i in (1, 2)])
        assert len(ledger.undo(by="ada", of="c")) == 2

    def test_a_retry_counts_once(self, ledger, decided):
        ledger.append([decided(1), decided(2), *(decided(i, batch="b") for i in (3, 4))])
        first = ledger.undo(by="ada", event="u1")
        assert ledger.undo(by="ada", event="u1") == first
        assert len(first) == 2
        assert set(ledger.standing()) == {"1", "2"}

    def test_only_ones_own(self, ledger, decided):
        one = decided()
        ledger.append([one])
        assert ledger.undo(by="ben") == []
        with pytest.raises(DataError, match="what they decided themselves"):
            ledger.undo(by="ben", of=one.id)
        with pytest.raises(DataError, match="must be a decision"):
            ledger.undo(by="ada", of="nothing")
        (undone,) = ledger.undo(by="ada")
        with pytest.raises(DataError, match="can't be undone"):
            ledger.undo(by="ada", of=undone.id)


class TestSettled:
    def test_agreement_whatever_it_is_called(self, ledger, decided):
        ledger.append([decided(new="dog"), decided(new="dog", by="ben", n=1)])
        settled, conflicts = ledger.settled()
        assert settled["7"].by == "ada"
        assert conflicts == []

    def test_disagreement_is_listed(self, ledger, decided):
        ada, ben = decided(new="dog"), decided(new="cow", by="ben")
        ledger.append([ada, ben, decided(8)])
        settled, conflicts = ledger.settled()
        assert set(settled) == {"8"}
        assert [(c.item, c.decisions) for c in conflicts] == [("7", (ada, ben))]

    def test_who_skips_has_no_opinion(self, ledger, decided):
        one = decided()
        ledger.append([one, decided(verdict="skip", by="ben"), decided(8, "skip")])
        assert ledger.settled() == ({"7": one}, [])
        assert set(ledger.verdicts()) == {"7", "8"}

    def test_an_adjudication_stands_above(self, ledger, decided):
        judge = decided(new="cow", by="eve", settles=True, n=2)
        ledger.append([decided(new="dog"), decided(new="pig", by="ben"), judge])
        assert ledger.settled() == ({"7": judge}, [])
        ledger.append([decided(new="hen", by="dan")])
        assert ledger.settled()[0] == {"7": judge}
        ledger.undo(by="eve")
        assert len(ledger.settled()[1][0].decisions) == 3

    def test_adjudications_differ_unless_one_replaces_the_other(self, ledger, decided):
        eve = decided(new="cow", by="eve", settles=True)
        dan = decided(new="pig", by="dan", settles=True)
        ledger.append([eve, dan])
        assert ledger.settled()[0] == {}
        zoe = decided(new="hen", by="zoe", settles=True, replaces=eve.id)
        assert agreed([eve, zoe]) == zoe
        assert agreed([eve, dan, zoe]) is None


ITEMS, PEOPLE = "123", "ab"
ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(ITEMS), st.sampled_from(PEOPLE),
            st.sampled_from(["dog", "cow", "confirm", "skip"]),
        ),
        st.sampled_from(PEOPLE),
    ),
    max_size=25,
)  # fmt: skip


@given(acts=ACTS)
@settings(max_examples=60)
def test_what_stands_is_what_a_plain_replay_says(acts, decided):
    """Stacks by hand: the last decision of each reviewer that was not taken back."""
    standing, log, plain = Standing(), [], defaultdict(list)
    for n, act in enumerate(acts):
        if isinstance(act, tuple):
            item, by, what = act
            verdict = what if what in ("confirm", "skip") else "relabel"
            one = decided(item, verdict, new=what, by=by, n=n)
            plain[by].append(one)
        elif plain[act]:
            last = plain[act].pop()
            one = Decision(last.item, "undo", by=act, replaces=last.id)
        else:
            continue
        log.append(one)
        standing.add(len(log), one)
    wanted = defaultdict(dict)
    for by, stack in plain.items():
        for one in stack:
            wanted[one.item][by] = one
    assert standing.verdicts() == wanted
    for item, said in wanted.items():
        labels = {one.outcome for one in said.values() if one.verdict != "skip"}
        assert (item in standing.settled()[0]) == (len(labels) == 1)
        conflicts = {conflict.item for conflict in standing.settled()[1]}
        assert (item in conflicts) == (len(labels) > 1)


def test_many_threads_lose_nothing(ledger, decided):
    def write(by):
        return [ledger.append([decided(i, by=by, event=f"e{i}")])[0] for i in range(40)]

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(write, "abcdefgh"))
    assert all(one == sorted(one) for one in numbers)
    assert sorted(n for one in numbers for n in one) == list(range(1, 321))
    assert all(len(said) == 8 for said in ledger.verdicts().values())
    assert ledger.check() == []


def test_one_that_fails_does_not_fail_its_neighbours(ledger, decided):
    ledger.append([decided(0, event="bad")])

    def write(i):
        try:
            return ledger.append([decided(i, event="bad" if i % 3 == 0 else f"e{i}")])
        except DataError:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(write, range(1, 61)))
    assert [i for i, one in enumerate(done, 1) if one is None] == list(range(3, 61, 3))
    assert len(ledger.history()) == 41


def test_two_open_ledgers_see_each_other(ledger, decided):
    with Ledger(ledger.path) as other:
        ledger.append([decided(1)])
        other.append([decided(2)])
        assert set(ledger.verdicts()) == set(other.verdicts()) == {"1", "2"}
        assert ledger.verdicts(["2", "9"]) == {"2": {"ada": decided(2)}}


def test_rows_are_never_changed(ledger, decided):
    ledger.append([decided()])
    with sqlite3.connect(ledger.path) as raw:
        for statement in ("DELETE FROM decisions", "UPDATE decisions SET item = '8'"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                raw.execute(statement)
    raw.close()


def test_a_row_that_was_changed_all_the_same_is_found(ledger, decided):
    ledger.append([decided(), decided(8)])
    with sqlite3.connect(ledger.path) as raw:
        raw.execute("DROP TRIGGER nothing_is_changed")
        raw.execute("UPDATE decisions SET body = replace(body, 'dog', 'cow') WHERE number = 2")
    raw.close()
    assert ledger.check() == ["decision 2 is not what its id says"]


def test_it_waits_for_the_disk(ledger):
    def pragma(name):
        return ledger._writer.do(lambda c: c.execute(f"PRAGMA {name}").fetchone()[0])

    assert (pragma("journal_mode"), pragma("synchronous")) == ("wal", 2)


def test_files_that_are_no_ledgers_are_refused(tmp_path):
    with pytest.raises(ReadError, match="must be there"):
        Ledger(tmp_path / "none.sqlite", create=False)
    text = tmp_path / "text.sqlite"
    text.write_text("label,item\n" * 400)
    with pytest.raises(ReadError, match="whole ledger"):
        Ledger(text)
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("CREATE TABLE pets (name)")
    other.close()
    with pytest.raises(ReadError, match="another database"):
        Ledger(tmp_path / "other.sqlite")
    newer = sqlite3.connect(tmp_path / "newer.sqlite")
    newer.execute(f"PRAGMA application_id = {store.APPLICATION}")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(ReadError, match="version 99"):
        Ledger(tmp_path / "newer.sqlite")
    with pytest.raises(OutputError, match="can be written"):
        Ledger(tmp_path / "no" / "folder.sqlite")


def test_a_closed_ledger_says_so(tmp_path, decided):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.close()
    ledger.close()
    with pytest.raises(OutputError, match="must be open"):
        ledger.append([decided()])


def test_strange_text_is_kept(ledger, decided):
    odd = "a\x00b\ud800\u2028\n'\"é🐶"
    ledger.append([decided(odd, by=odd, why=odd, event=odd, batch=odd)])
    assert ledger.history(item=odd, by=odd)[0][1].why == odd
    assert len(ledger.undo(by=odd, of=odd)) == 1


def test_there_is_nothing_to_look_for_in_the_folder_but_the_ledger(tmp_path, decided):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([decided()])
    assert [path.name for path in Path(tmp_path).iterdir()] == ["ledger.sqlite"]
