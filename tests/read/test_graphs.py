"""Links between items: matrices, pairs, files."""

import numpy as np
import pytest
from scipy.sparse import csr_array, csr_matrix, save_npz

import assay
from assay.errors import DataError, ReadError
from assay.method import Detector
from assay.results import Flags

X, Y = np.arange(12.0).reshape(4, 3), np.array(["a", "b", "a", "b"])
WEIGHTS = np.array([[0, 1, 0, 0], [0, 0, 0, 2], [0, 0, 0, 0], [1, 0, 0, 0]])
PAIRS = np.array([[0, 1], [1, 3], [3, 0]])


def read(graph, data=(X, Y), **options):
    return assay.read(data, graph=graph, **options).graph.toarray().tolist()


@pytest.mark.parametrize("kind", [np.asarray, csr_array, csr_matrix])
def test_matrices(kind):
    assert read(kind(WEIGHTS)) == WEIGHTS.tolist()
    assert read(kind(WEIGHTS + np.eye(4, dtype=int))) == WEIGHTS.tolist()  # none to itself


def test_pairs_of_rows_either_way_up():
    once = (WEIGHTS > 0).astype(int).tolist()
    assert read(PAIRS) == read(PAIRS.T) == once
    assert read(np.array([[0, 1], [1, 3]]))[0] == [0, 1, 0, 0]
    assert read(np.repeat(PAIRS, 2, axis=0)) == (2 * np.array(once)).tolist()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "0,1\n1,3,\n3,0\n".replace("3,\n", "3\n")),
        ("a.csv", "from,to\n0,1\n1,3\n3,0\n"),
        ("a.tsv", "0\t1\n1\t3\n3\t0\n"),
        ("a.txt", "# links\n0 1\n1 3\n3 0\n"),
    ],
)
def test_files_of_pairs(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert read(tmp_path / name) == (WEIGHTS > 0).astype(int).tolist()


def test_files_name_items_and_weights(tmp_path):
    (tmp_path / "links.csv").write_text("one,other,weight\nx, y,1\ny,w,2\nw,x,1\n")
    (tmp_path / "items.csv").write_text("who,size,kind\nx,1,a\ny,2,b\nz,3,a\nw,4,b\n")
    options = {"label": "kind", "id": "who"}
    data = assay.read(tmp_path / "items.csv", graph=tmp_path / "links.csv", **options)
    assert data.graph.toarray().tolist() == WEIGHTS.tolist()
    assert data.origin["graph"] == str(tmp_path / "links.csv")
    (tmp_path / "links.csv").write_text("")
    assert (
        assay.read(tmp_path / "items.csv", graph=tmp_path / "links.csv", **options).graph.nnz == 0
    )


def test_npz_files(tmp_path):
    save_npz(tmp_path / "a.npz", csr_array(WEIGHTS))
    np.savez(tmp_path / "b.npz", edge_index=PAIRS.T)
    np.savez(tmp_path / "c.npz", features=X, labels=[0, 1, 0, 1], edges=PAIRS)
    once = (WEIGHTS > 0).astype(int).tolist()
    assert read(tmp_path / "a.npz") == WEIGHTS.tolist()
    assert read(tmp_path / "b.npz") == once
    assert assay.read(tmp_path / "c.npz").graph.toarray().tolist() == once


def test_arrays_by_name_and_back(tmp_path):
    data = assay.read({"features": X, "labels": np.array([0, 1, 0, 1]), "graph": WEIGHTS})
    assert data.notes == ()
    assert data.graph.toarray().tolist() == WEIGHTS.tolist()
    assay.write(data, tmp_path / "x.npz")
    again = assay.read(tmp_path / "x.npz")
    assert again.digest == data.digest
    assert again.digest != data.replace(graph=None).digest


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        (np.ones((3, 3)), "must be a matrix .*3, 3"),
        (csr_array((5, 5)), "about the 4 items; got shape .5, 5"),
        (np.array([[0, 4], [1, 1]]), "between items 0 to 3; got 4 in link 0"),
        (np.array([[0, -1]]), "between items 0 to 3; got -1"),
        (np.array([[0.0, 1.5]]), "must be a matrix .* or pairs"),
        (-WEIGHTS, "not below zero; got -1"),
        (WEIGHTS * np.nan, "finite"),
        ("nothing", "must be a matrix"),
    ],
)
def test_wrong_graphs_are_told(graph, told):
    if isinstance(graph, str):
        graph = np.array([graph])
    with pytest.raises(DataError, match=told):
        read(graph)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "0,1\n1,9\n", "both ends of a link must be names of items; got '1' and '9'"),
        ("a.csv", "0,1,2,3\n", "two items and, if need be, a weight; got 4 values"),
        ("a.csv", "0,1,x\n", "weight of a link must be a number"),
        ("a.csv", "0,1\n1\n", "every line of the graph"),
        ("a.gml", "graph []", "must be a .csv, .tsv, .txt or .npz file; got a.gml"),
        ("a.npz", "nothing", "must be a sparse matrix"),
    ],
)
def test_wrong_files_are_told(tmp_path, name, text, told):
    (tmp_path / name).write_text(text)
    with pytest.raises((DataError, ReadError), match=told):
        read(tmp_path / name)


def test_a_missing_file_is_told():
    with pytest.raises(ReadError, match="must be there"):
        read("no/such/file.csv")


def test_the_door_looks_at_graphs():
    class Linked(Detector):
        """Read a graph."""

        def flag(self, labels, graph):
            """Give the graph back."""
            self.seen.append(graph)
            return Flags(labels * 0.0, labels, labels > 9)

        seen = []

    labels = np.zeros(4, int)
    Linked().flag(labels, WEIGHTS + np.eye(4))
    assert Linked.seen[0].toarray().tolist() == WEIGHTS.tolist()
    for graph, told in (
        (np.ones((4, 3)), "row and a column an item"),
        (np.array([["a"] * 4] * 4), "graph must be numbers"),
        (np.zeros((3, 3)), "one row an item; got labels of 4 and graph of 3"),
    ):
        with pytest.raises(DataError, match=f"Linked: .*{told}"):
            Linked().flag(labels, graph)
