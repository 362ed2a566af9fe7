"""Whatever is wrong with what comes in: two lines that help, exit code 2, and nothing written."""

from pathlib import Path

import numpy as np
import pytest

from assay.cli import main

HEAD = ("size", "topic")


def csv(name, rows, head=HEAD):
    """Write a CSV file here."""
    lines = [",".join(map(str, row)) for row in (head, *rows)]
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def two_classes(n=40):
    return [(row * 0.37 % 5, ("a", "b")[row % 2]) for row in range(n)]


def no_such_file():
    return ["tickets.csv", "--label", "topic"], ("tickets.csv",)


def csv_called_parquet():
    csv("tickets.parquet", two_classes())
    return ["tickets.parquet", "--label", "topic"], ("tickets.parquet", "arquet")


def truncated_parquet():
    import duckdb

    duckdb.sql(
        "copy (select 1.5 * range as size, range % 2 as topic from range(50)) to 'x.parquet'"
    )
    whole = Path("x.parquet").read_bytes()
    Path("x.parquet").write_bytes(whole[: len(whole) // 2])
    return ["x.parquet", "--label", "topic"], ("x.parquet",)


def truncated_arrays():
    np.savez("x.npz", labels=np.arange(400) % 2, features=np.ones((400, 3)))
    whole = Path("x.npz").read_bytes()
    Path("x.npz").write_bytes(whole[: len(whole) // 2])
    return ["x.npz"], ("x.npz",)


def unknown_kind_of_file():
    Path("tickets.docx").write_text("size,topic\n1,a\n")
    return ["tickets.docx", "--label", "topic"], ("tickets.docx",)


def bytes_that_are_no_text():
    Path("x.csv").write_bytes(bytes(range(256)) * 20)
    return ["x.csv", "--label", "topic"], ("x.csv",)


def no_such_column():
    return [csv("x.csv", two_classes()), "--label", "topci"], ("topci", "Did you mean 'topic'?")


def no_such_group():
    return [csv("x.csv", two_classes()), "--label", "topic", "--group", "siez"], ("'size'",)


def no_label_named():
    return [csv("x.csv", two_classes())], ("--label",)


def one_class():
    return [csv("x.csv", [(row, "a") for row in range(40)]), "--label", "topic"], ("'a'", "two")


def a_class_an_item():
    rows = [(row, f"t{row}") for row in range(60)]
    return [csv("x.csv", rows), "--label", "topic"], ("id",)


def more_classes_than_half_the_items():
    rows = [(row, f"t{row // 2}") for row in range(60)] + [(9, "t0")]
    rows += [(row, f"u{row}") for row in range(19)]
    return [csv("x.csv", rows), "--label", "topic"], ("classes",)


def empty_file():
    Path("x.csv").write_text("")
    return ["x.csv", "--label", "topic"], ("x.csv",)


def head_alone():
    return [csv("x.csv", []), "--label", "topic"], ("x.csv",)


def all_labels_missing():
    return [csv("x.csv", [(row, "") for row in range(40)]), "--label", "topic"], ("label",)


def class_with_one_item():
    rows = [*two_classes(), (3, "lonely")]
    return [csv("x.csv", rows), "--label", "topic"], ("'lonely'", "--rare aside")


def nan_in_features():
    features = np.ones((40, 3))
    features[7, 2] = np.nan
    np.savez("x.npz", labels=np.arange(40) % 2, features=features)
    return ["x.npz"], ("features", "7")


def infinity_in_features():
    features = np.ones((40, 3))
    features[5, 1] = np.inf
    np.savez("x.npz", labels=np.arange(40) % 2, features=features)
    return ["x.npz"], ("features", "5")


def predictions(table):
    np.savez("x.npz", labels=np.arange(40) % 2, predictions=table)
    return ["x.npz"]


def predictions_that_do_not_sum_to_one():
    table = np.full((40, 2), 0.5)
    table[3] = 0.7
    return predictions(table), ("predictions", "3")


def predictions_of_too_few_items():
    return predictions(np.full((39, 2), 0.5)), ("predictions", "39", "40")


def predictions_of_too_few_classes():
    return predictions(np.ones((40, 1))), ("predictions",)


def predictions_in_one_row():
    return predictions(np.full(40, 0.5)), ("predictions",)


def predictions_with_nan():
    table = np.full((40, 2), 0.5)
    table[4, 0] = np.nan
    return predictions(table), ("predictions", "4")


def predictions_in_sample():
    labels = np.random.default_rng(0).integers(0, 2, 400)
    np.savez("x.npz", labels=labels, predictions=np.eye(2)[labels] * 0.998 + 0.001)
    return ["x.npz"], ("out of sample", "--trust-predictions")


def mixed_types_of_labels():
    lines = [
        f'{{"size": {row}, "topic": {row % 2 if row > 30 else chr(34) + "a" + chr(34)}}}'
        for row in range(40)
    ]
    Path("x.jsonl").write_text("\n".join(lines))
    return ["x.jsonl", "--label", "topic"], ("'topic'", "numbers and text")


def groups_that_swallow_a_class():
    rows = [(row, "ab"[row % 2], "xy"[row % 2]) for row in range(40)]
    path = csv("x.csv", rows, ("size", "topic", "house"))
    return [path, "--label", "topic", "--group", "house"], ("group", "'a'")


def class_that_was_not_named():
    words = ["--label", "topic", "--classes", "a", "--classes", "c"]
    return [csv("x.csv", two_classes()), *words], ("'b'",)


def votes_without_their_source():
    path = csv("x.csv", two_classes())
    return [path, "--label", "topic", "--item", "size"], ("source",)


def images_of_a_file():
    return [csv("x.csv", two_classes()), "--images"], ("folder",)


def folder_without_images():
    Path("photos/a").mkdir(parents=True)
    return ["photos", "--images"], ("photos",)


def one_role_too_many():
    path = csv("x.csv", two_classes())
    return [path, "--label", "topic", "--group", "topic"], ("'topic'",)


def address_on_the_network():
    return ["https://example.org/x.csv", "--label", "topic"], ("machine",)


def checks_of_an_unknown_class():
    rows = [(*row, "c" if at == 3 else "") for at, row in enumerate(two_classes())]
    words = [csv("x.csv", rows, (*HEAD, "gold")), "--label", "topic", "--gold", "gold"]
    return words, ("'c'", "row 3", "among the classes a, b")


def checks_of_too_few_items():
    data = csv("x.csv", two_classes())
    words = [data, "--label", "topic", "--gold", csv("checks.csv", [("a",)] * 7, ("gold",))]
    return words, ("one row an item, 40", "7", "checks.csv")


def no_such_checks():
    return [csv("x.csv", two_classes()), "--label", "topic", "--gold", "topics"], ("topics", "gold")


def predictions_of_other_classes():
    given = csv("p.csv", [(0.5, 0.5)] * 40, ("a", "c"))
    words = [csv("x.csv", two_classes()), "--label", "topic", "--predictions", given]
    return words, ("none for b", "p.csv", "--classes")


def predictions_file_too_short():
    np.save("p.npy", np.full((39, 2), 0.5))
    words = [csv("x.csv", two_classes()), "--label", "topic", "--predictions", "p.npy"]
    return words, ("one row an item, 40", "39", "p.npy")


CASES = [
    no_such_file, csv_called_parquet, truncated_parquet, truncated_arrays, unknown_kind_of_file,
    bytes_that_are_no_text, no_such_column, no_such_group, no_label_named, one_class,
    a_class_an_item, more_classes_than_half_the_items, empty_file, head_alone, all_labels_missing,
    class_with_one_item, nan_in_features, infinity_in_features,
    predictions_that_do_not_sum_to_one, predictions_of_too_few_items,
    predictions_of_too_few_classes, predictions_in_one_row, predictions_with_nan,
    predictions_in_sample, mixed_types_of_labels, groups_that_swallow_a_class,
    class_that_was_not_named, votes_without_their_source, images_of_a_file, folder_without_images,
    one_role_too_many, address_on_the_network, checks_of_an_unknown_class, checks_of_too_few_items,
    no_such_checks, predictions_of_other_classes, predictions_file_too_short,
]  # fmt: skip


@pytest.mark.parametrize("verb", ["audit", "check"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_wrong_input(case, verb, capsys):
    words, told = case()
    before = sorted(path for path in Path().rglob("*") if "cache" not in path.parts)
    assert main([verb, *words]) == 2
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert lines[0].startswith("error: ")
    assert len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("  fix: "))
    assert all(word in err for word in told), err
    assert "mistake in assay" not in err
    assert "Traceback" not in err
    assert not out
    assert sorted(p for p in Path().rglob("*") if "cache" not in p.parts) == before


def test_nothing_is_computed_when_the_report_has_nowhere_to_go(monkeypatch, capsys):
    Path("audit").mkdir()
    Path("audit/notes.txt").write_text("mine")

    def fail(*_, **__):
        raise AssertionError("it was read")

    monkeypatch.setattr("assay.cli.audit.read_and_audit", fail)
    assert main(["audit", csv("x.csv", two_classes()), "--label", "topic", "--out", "audit"]) == 2
    told = capsys.readouterr().err
    assert "audit" in told
    assert "--force" in told
    assert Path("audit/notes.txt").read_text() == "mine"


@pytest.mark.parametrize("out", ["notes.txt", "notes.txt/audit"])
def test_out_must_be_a_folder(out, capsys):
    Path("notes.txt").write_text("mine")
    words = ["audit", csv("x.csv", two_classes()), "--label", "topic", "--out", out, "--force"]
    assert main(words) == 2
    assert "notes.txt" in capsys.readouterr().err
    assert Path("notes.txt").read_text() == "mine"


def test_an_empty_folder_will_do():
    Path("audit").mkdir()
    words = [
        "audit",
        csv("x.csv", two_classes(80)),
        "--label",
        "topic",
        "--out",
        "audit",
        "--quiet",
    ]
    assert main(words) == 0
    assert Path("audit/report.html").exists()


def test_rare_classes_can_be_set_aside():
    words = [csv("x.csv", [*two_classes(80), (3, "lonely")]), "--label", "topic", "--rare", "aside"]
    assert main(["audit", *words, "--out", "audit", "--quiet"]) == 0


def test_long_texts_are_no_trouble():
    rows = [
        ("word " * 200_000 if row == 7 else f"about {'xy'[row % 2]}", "ab"[row % 2])
        for row in range(40)
    ]
    words = [csv("x.csv", rows, ("body", "topic")), "--label", "topic", "--text", "body"]
    assert main(["audit", *words, "--out", "audit", "--quiet"]) == 0
    assert Path("audit/report.html").stat().st_size < 3_000_000


def test_broken_images_are_listed_and_not_fatal(capsys):
    image = pytest.importorskip("PIL.Image")
    random = np.random.default_rng(0)
    for name, level in (("dark", 40), ("light", 200)):
        Path("photos", name).mkdir(parents=True)
        for number in range(12):
            pixels = random.integers(level - 30, level + 30, (16, 16, 3)).astype(np.uint8)
            image.fromarray(pixels).save(Path("photos", name, f"{number}.png"))
    Path("photos/dark/torn.png").write_bytes(Path("photos/dark/0.png").read_bytes()[:60])
    assert main(["audit", "photos", "--images", "--out", "audit", "--quiet"]) == 0
    assert "torn.png" in Path("audit/report.json").read_text("utf-8")
