"""Decisions to CSV and TSV, against Python's own reader."""

import csv
import gzip
import io

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import assay
from assay.errors import DataError, OutputError, ReadError
from assay.ledger import Decision, Patch, apply, plan, revert

ROWS = (
    'id,"text",label,split\r\n'
    '1,"hello, ""w""\n x",cat,train\r\n'
    '2,  b ,"dog",train\r\n'
    "3,c,,train\r\n"
    "\r\n"
    "4,d,cat,Test\r\n"
    "5,é,bird,train"
)
LINES = ROWS.split("\r\n")
HEAD, LAST = LINES[0], LINES[-1]
OPTIONS = {"label": "label", "id": "id", "split": "split"}


def write(path, text=ROWS, encoding="utf-8"):
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def patch_for(path, *decisions, key="id", **options):
    """A patch for a file; decisions are (item, verdict, old, new)."""
    options = options or OPTIONS
    digest = assay.read(path, **options).digest
    made = tuple(
        Decision(str(item), verdict, old=old, new=rest[0] if rest else None)
        for item, verdict, old, *rest in decisions
    )
    return Patch(made, data=digest, key=key, options=options)


@pytest.fixture
def pets(tmp_path):
    return write(tmp_path / "pets.csv")


def applied(patch, path, out=None, **settings):
    """The bytes of the repaired file; and it is turned back on the way."""
    out = out or path.with_name(f"repaired{''.join(path.suffixes)}")
    apply(patch, path, out, force=True, **settings)
    back = path.with_name(f"back{''.join(path.suffixes)}")
    revert(out, back, force=True)
    unpack = gzip.decompress if path.suffix == ".gz" else bytes
    assert unpack(back.read_bytes()) == unpack(path.read_bytes())
    return unpack(out.read_bytes())


def test_what_is_decided_changes_and_nothing_else(pets):
    patch = patch_for(
        pets,
        (1, "relabel", "cat", "do,g"), (2, "several", "dog", ("cat", "dog")),
        (3, "relabel", None, "cat"), (5, "confirm", "bird"),
    )  # fmt: skip
    wanted = (
        ROWS.replace('x",cat', 'x","do,g"')
        .replace('"dog"', '"cat|dog"')
        .replace("3,c,,", "3,c,cat,")
    )
    assert applied(patch, pets).decode() == wanted


@pytest.mark.parametrize(
    ("items", "wanted"),
    [
        ((1,), [HEAD, '2,  b ,"dog",train', "3,c,,train", "", "4,d,cat,Test", LAST]),
        ((3, 5), [*LINES[:3], "", "4,d,cat,Test", ""]),
        ((1, 2, 3, 4, 5), [HEAD, "", ""]),
    ],
)
def test_dropped_rows_go_and_come_back_to_their_place(pets, items, wanted):
    old = {1: "cat", 2: "dog", 3: None, 4: "cat", 5: "bird"}
    patch = patch_for(pets, *((item, "drop", old[item]) for item in items))
    assert applied(patch, pets, test=True).decode() == "\r\n".join(wanted)


def test_verdicts_stand_in_a_column_of_their_own(pets):
    patch = patch_for(
        pets, (1, "relabel", "cat", "dog"), (2, "drop", "dog"), (5, "confirm", "bird")
    )
    assert applied(patch, pets, verdicts=True).decode() == (
        'id,"text",label,split,assay_verdict\r\n'
        '1,"hello, ""w""\n x",dog,train,relabel\r\n'
        "3,c,,train,\r\n\r\n4,d,cat,Test,\r\n5,é,bird,train,confirm"
    )
    write(pets, ROWS.replace("split", "assay_verdict"))
    patch = patch_for(pets, label="label", id="id")
    with pytest.raises(DataError, match="no column 'assay_verdict' yet"):
        apply(patch, pets, pets.with_name("out.csv"), verdicts=True)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, ["cat", "dog", "", "cat"]),
        ({"ambiguous": "blank", "out_of_scope": "keep"}, ["", "dog", "", "cat", "bird"]),
        ({"ambiguous": "drop", "out_of_scope": "blank"}, ["dog", "", "cat", ""]),
    ],
)
def test_what_cannot_be_told_or_fits_no_class(pets, settings, wanted):
    patch = patch_for(pets, (1, "ambiguous", "cat"), (5, "out-of-scope", "bird"))
    text = applied(patch, pets, **settings).decode()
    rows = csv.DictReader(io.StringIO(text, newline=""))
    assert [row["label"] for row in rows] == wanted


def test_the_test_split_is_left_alone_unless_asked_for(pets):
    patch = patch_for(pets, (1, "relabel", "cat", "dog"), (4, "relabel", "cat", "dog"))
    made = plan(patch, pets)
    assert [one.item for one in made.protected] == ["4"]
    assert b"4,d,cat,Test" in applied(patch, pets)
    assert b"4,d,dog,Test" in applied(patch, pets, test=True)
    # What the reviewer was told counts too, where the file has no splits.
    told = patch.only(
        Decision(o.item, o.verdict, old=o.old, new=o.new, split="test") for o in patch.decisions
    )
    assert len(plan(told, pets).protected) == 2


class TestOtherData:
    def test_it_is_refused(self, pets):
        patch = patch_for(pets, (1, "relabel", "cat", "dog"))
        write(pets, ROWS + "\r\n6,f,cat,train")
        with pytest.raises(DataError, match="must be those that the decisions were made for") as e:
            plan(patch, pets)
        assert "--by-key" in e.value.fix

    def test_how_cells_are_quoted_makes_no_other_data(self, pets):
        patch = patch_for(pets, (1, "relabel", "cat", "dog"))
        write(pets, ROWS.replace('"dog"', "dog").replace("\r\n", "\n"))
        assert plan(patch, pets).exact

    def test_by_key_where_old_labels_agree(self, pets):
        patch = patch_for(pets, (1, "relabel", "cat", "dog"), (2, "relabel", "dog", "cat"))
        head, *rows = ROWS.replace("\r\n\r\n", "\r\n").replace("\n x", "x").split("\r\n")
        write(pets, "\r\n".join([head, *rows[::-1]]))
        assert b'2,  b ,"cat"' in applied(patch, pets, by_key=True)

    def test_what_does_not_fit_is_listed_by_row(self, pets):
        patch = patch_for(
            pets, (1, "relabel", "cat", "dog"), (2, "relabel", "dog", "cat"), (3, "drop", None)
        )
        write(pets, ROWS.replace(",cat,train", ",hen,train").replace("3,c", "33,c"))
        made = plan(patch, pets, by_key=True)
        found = [(one.decision.item, one.row, one.found) for one in made.mismatches]
        assert found == [("1", 0, "hen"), ("3", None, None)]
        out = pets.with_name("out.csv")
        with pytest.raises(DataError, match=r"old labels must be .* 'hen' for 'cat', and 1 more"):
            apply(patch, pets, out, by_key=True)
        assert not out.exists()
        assert b'"cat"' in applied(patch, pets, by_key=True, partly=True)

    def test_what_was_applied_is_there_already(self, pets):
        patch = patch_for(pets, (1, "relabel", "cat", "dog"))
        once = write(pets.with_name("once.csv"), applied(patch, pets).decode())
        made = plan(patch, once, by_key=True)
        assert [one.item for one in made.already] == ["1"]
        assert applied(patch, once, by_key=True) == once.read_bytes()

    def test_row_numbers_are_no_key(self, pets):
        patch = patch_for(pets, (0, "relabel", "cat", "dog"), key="", label="label")
        write(pets, ROWS + "\r\n6,f,cat,train")
        with pytest.raises(DataError, match="by a key only"):
            plan(patch, pets, by_key=True)

    def test_ids_that_repeat(self, pets):
        patch = patch_for(pets, (1, "relabel", "cat", "dog"))
        write(pets, ROWS + "\r\n1,f,cat,train")
        with pytest.raises(DataError, match="ids must differ; got '1' twice"):
            plan(patch, pets, by_key=True)


def test_rows_by_number(pets):
    patch = patch_for(pets, (3, "relabel", "cat", "dog"), (0, "drop", "cat"), key="", label="label")
    text = applied(patch, pets).decode()
    assert "4,d,dog,Test" in text
    assert "hello" not in text


@pytest.mark.parametrize(
    ("name", "encoding", "change"),
    [
        ("pets.csv", "utf-8-sig", {}), ("pets.csv", "utf-16", {}), ("pets.csv", "cp1252", {}),
        ("pets.csv.gz", "utf-8", {}), ("pets.tsv", "utf-8", {",": "\t"}),
        ("pets.csv", "utf-8", {",": ";"}), ("pets.csv", "utf-8", {",": "|"}),
        ("pets.csv", "utf-8", {"\r\n": "\r"}), ("pets.txt", "utf-8", {"\r\n": "\n"}),
        ("pets.csv", "utf-8", {'""': '\\"'}), ("pets.csv", "utf-8", {"id,": "\r\n\r\nid,"}),
        ("pets.csv", "utf-8", {"cat,train\r\n": "cat,train\n"}),
    ],
)  # fmt: skip
def test_ways_to_write_a_table(tmp_path, name, encoding, change):
    text = ROWS
    for old, new in change.items():
        text = text.replace(old, new)
    path = write(tmp_path / name, text, encoding)
    patch = patch_for(
        path, (1, "relabel", "cat", 'a "b" é'), (2, "drop", "dog"), (5, "drop", "bird")
    )
    after = applied(patch, path, test=True)
    (tmp_path / f"out-{name}").write_bytes(gzip.compress(after) if ".gz" in name else after)
    again = assay.read(tmp_path / f"out-{name}", **OPTIONS)
    labels = [again.classes[k] if k >= 0 else None for k in again.labels]
    assert labels == ['a "b" é', None, "cat"]
    same = [line for line in text.splitlines() if line.startswith(("3", "4"))]
    assert all(line.encode(encoding.replace("-sig", ""))[2:] in after for line in same)


def test_letters_that_the_encoding_has_not(tmp_path):
    path = write(tmp_path / "pets.csv", encoding="cp1252")
    patch = patch_for(path, (1, "relabel", "cat", "狗"))
    with pytest.raises(OutputError, match="cp1252; got '狗'"):
        apply(patch, path, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_single_column(tmp_path):
    path = write(tmp_path / "one.csv", "label\ncat\n\ndog\n")
    patch = patch_for(
        path, (1, "relabel", None, "hen"), (2, "ambiguous", "dog"), key="", label="label"
    )
    assert applied(patch, path, ambiguous="blank") == b'label\ncat\nhen\n""\n'


def test_numbers_and_classes_by_number(tmp_path):
    path = write(tmp_path / "n.csv", "id,label\na,0\nb,1\nc,1\n")
    patch = patch_for(
        path, ("a", "relabel", "cat", "dog"), id="id", label="label", classes=["cat", "dog"]
    )
    assert applied(patch, path) == b"id,label\na,1\nb,1\nc,1\n"
    numbers = "id,label\n" + "".join(f"{i},{i / 8}\n" for i in range(30))
    path = write(tmp_path / "m.csv", numbers)
    patch = patch_for(
        path, (1, "relabel", 0.125, 2.0), (2, "relabel", 0.25, 0.1), id="id", label="label"
    )
    assert applied(patch, path).decode().splitlines()[1:4] == ["0,0.0", "1,2", "2,0.1"]


def test_a_quote_that_is_not_closed(tmp_path):
    path = write(tmp_path / "pets.csv")
    patch = patch_for(path, (1, "relabel", "cat", "dog"))
    write(path, ROWS.replace('"dog"', '"dog'))
    with pytest.raises(ReadError, match=r"every quote must be closed.*line 4"):
        plan(patch, path, by_key=True)


def test_a_column_that_is_not_there(pets):
    patch = patch_for(pets, (1, "relabel", "cat", "dog"))
    write(pets, ROWS.replace("label", "topic"))
    with pytest.raises(DataError, match=r"one column 'label'.*There are: id, text, topic"):
        plan(patch, pets, by_key=True)


class TestReceipt:
    @pytest.fixture
    def repaired(self, pets):
        out = pets.with_name("out.csv")
        apply(patch_for(pets, (1, "relabel", "cat", "dog"), (2, "drop", "dog")), pets, out)
        return out

    def test_what_was_changed_since_is_refused(self, repaired):
        repaired.write_bytes(repaired.read_bytes() + b"\r\n")
        with pytest.raises(DataError, match="changed since"):
            revert(repaired, repaired.with_name("back.csv"))

    def test_it_must_be_there_and_whole(self, repaired):
        receipt = repaired.with_name("out.csv.receipt.jsonl")
        data = receipt.read_bytes()
        for cut in range(0, len(data), 7):
            receipt.write_bytes(data[:cut])
            with pytest.raises(ReadError, match="must be"):
                revert(repaired, repaired.with_name("back.csv"))
        receipt.unlink()
        with pytest.raises(ReadError, match="the receipt must be there"):
            revert(repaired, repaired.with_name("back.csv"))
        assert not repaired.with_name("back.csv").exists()

    def test_files_that_are_there_stay(self, repaired, pets):
        with pytest.raises(OutputError, match="must not be there yet"):
            revert(repaired, pets)
        revert(repaired, pets, force=True)
        assert pets.read_bytes() == ROWS.encode()

    def test_in_place(self, pets):
        apply(patch_for(pets, (1, "relabel", "cat", "dog")), pets, pets, force=True)
        assert pets.read_bytes() != ROWS.encode()
        assert revert(pets, pets, force=True) == 1
        assert pets.read_bytes() == ROWS.encode()


#: Letters that make tables hard to read.
CELL = st.text(
    st.sampled_from("ab \t,;|\"'\\\n\rñ🐶‏0.-") | st.characters(codec="utf-8"), max_size=5
)


def tabled(rows, mark, quoting, end):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=mark, quoting=quoting, lineterminator=end).writerows(rows)
    return file.getvalue()


@given(
    cells=st.lists(
        st.tuples(CELL, st.sampled_from(["cat", "a, b", 'q"t', "c;d|e", " x "]), CELL),
        min_size=1,
        max_size=6,
    ),
    mark=st.sampled_from([",", ";", "|", "\t"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    acts=st.lists(st.sampled_from(["relabel", "drop", "keep"]), min_size=6, max_size=6),
    new=st.text(st.sampled_from("xy,;|\"\t\n'ñ "), min_size=1, max_size=4),
    closed=st.booleans(),
    verdicts=st.booleans(),
)
@example(
    cells=[("", "cat", "")],
    mark=",",
    quoting=csv.QUOTE_MINIMAL,
    end="\n",
    acts=["drop"] * 6,
    new="x",
    closed=False,
    verdicts=True,
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_table(tmp_path_factory, cells, mark, quoting, end, acts, new, closed, verdicts):
    """Python's reader sees the decisions and nothing else; every undecided line is as it was."""
    assume(not any("\x00" in a + b for a, _, b in cells))
    rows = [["first", "id", "label", "last"]]
    rows += [[a, f"k{n}", label, b] for n, (a, label, b) in enumerate(cells)]
    text = tabled(rows, mark, quoting, end)
    path = tmp_path_factory.mktemp("t") / ("a.tsv" if mark == "\t" else "a.csv")
    path.write_bytes((text if closed else text.removesuffix(end)).encode())
    acts = acts[: len(cells)]
    decisions = tuple(
        Decision(f"k{n}", act, old=cells[n][1], new=new if act == "relabel" else None)
        for n, act in enumerate(acts)
        if act != "keep"
    )
    out = path.with_name(f"out{path.suffix}")
    patch = Patch(decisions, data="file-other", key="id")
    apply(patch, path, out, by_key=True, verdicts=verdicts)
    wanted = [[*rows[0], "assay_verdict"][: 4 + verdicts]]
    for row, act in zip(rows[1:], acts, strict=True):
        if act != "drop":
            label = new if act == "relabel" else row[2]
            wanted.append([row[0], row[1], label, row[3], act.replace("keep", "")][: 4 + verdicts])
    found = list(csv.reader(io.StringIO(out.read_bytes().decode(), newline=""), delimiter=mark))
    assert found == wanted
    if not verdicts:
        kept = [
            tabled([row], mark, quoting, end).removesuffix(end)
            for row, act in zip(rows[1:], acts, strict=True)
            if act == "keep"
        ]
        assert all(line in out.read_bytes().decode() for line in kept)
    revert(out, path.with_name("back"))
    assert path.with_name("back").read_bytes() == path.read_bytes()
