"""What an audit and an inference say, in the form of their report.json."""

import json
from typing import Any

import numpy as np
import pytest

import assay

NAMES = ("billing", "login", "shipping")


@pytest.fixture(scope="session")
def audit(tmp_path_factory: Any) -> Any:
    """Return the folder of an audit of texts with splits, a copy, and an address."""
    random = np.random.default_rng(0)
    words = [f"{name[:3]}{i}" for name in NAMES for i in range(20)]
    labels = np.repeat(np.arange(3), 80)
    texts = []
    for k in labels:
        own = random.choice(words[20 * k : 20 * k + 20], 6)
        texts.append(" ".join([*own, *random.choice(words, 2)]))
    texts[3] = texts[2]
    texts[9] += " write to ada@example.org"
    columns = {
        "said": np.array(texts, object),
        "topic": np.array(NAMES, object)[labels],
        "fold": np.where(np.arange(240) % 4 == 0, "test", "train").astype(object),
    }
    data = assay.read(columns, label="topic", text=["said"], split="fold", name="tickets")
    folder = tmp_path_factory.mktemp("card") / "audit"
    assay.audit(data, effort="quick").write(folder)
    return folder


@pytest.fixture(scope="session")
def truth(tmp_path_factory: Any) -> Any:
    """Return the folder of an inference of 240 items by four sources, three votes an item."""
    random = np.random.default_rng(1)
    right = np.repeat(np.arange(3), 80)
    rows = []
    for i, k in enumerate(right):
        for source in random.choice(list("abcd"), 3, replace=False):
            said = k if random.random() < 0.85 else random.integers(3)
            rows.append((i, source, NAMES[said]))
    item, who, label = (np.array(part, object) for part in zip(*rows, strict=True))
    data = assay.read(
        {"item": item, "who": who, "label": label}, item="item", source="who", label="label"
    )
    folder = tmp_path_factory.mktemp("card") / "truth"
    assay.truth(data).write(folder)
    return folder


@pytest.fixture
def changed(tmp_path: Any) -> Any:
    """Return what writes a report with some values changed into a folder of its own."""

    def changed(folder: Any, **values: Any) -> Any:
        said = json.loads((folder / "report.json").read_text())
        path = tmp_path / "changed"
        path.mkdir(exist_ok=True)
        (path / "report.json").write_text(json.dumps(said | values))
        return path

    return changed
