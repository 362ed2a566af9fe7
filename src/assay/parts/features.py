"""Numbers that say what an item is like, whatever it is."""

import numpy as np
from scipy.sparse import csr_array

from assay.dataset import Images
from assay.errors import NeedsError
from assay.types import Bools, Columns, Floats, Objects, Seed


def features(
    kind: str,
    columns: Columns | None = None,
    texts: Objects | None = None,
    words: csr_array | None = None,
    images: Images | None = None,
    seed: Seed = 0,
    workers: int | None = None,
    taught: Bools | None = None,
) -> Floats:
    """Return (n, d) float32 features of tables, texts or images.

    Texts or images that have a table beside them weigh as much in a distance as the table.

    Parameters
    ----------
    kind
        What the items are: "table", "texts" or "images".
    columns, texts, words, images
        What is known of them.
    seed
        Of the projections.
    workers
        Threads; the result does not depend on it.
    taught
        (n,) items that all is learnt from that features are made by; by default all. The others
        are told by it.
    """
    from assay.parts import image_features, table_features, text_features

    blocks: list[Floats] = []
    if images is not None:
        blocks.append(image_features.encode(images, seed, workers, taught))
    elif texts is not None and words is not None:
        blocks.append(text_features.encode(texts, words, seed, workers, taught))
    if columns:
        blocks.append(table_features.encode(columns, seed, taught))
    if not blocks:
        raise NeedsError("features", "needs a table, texts or images", got=f"a data set of {kind}")
    if len(blocks) > 1:
        blocks = [_typical(block, taught) for block in blocks]
    return np.ascontiguousarray(np.hstack(blocks), dtype=np.float32)


def _typical(block: Floats, taught: Bools | None = None) -> Floats:
    """Return features scaled so that two items drawn at random are about 1 apart."""
    seen = block if taught is None else block[taught]
    apart = np.sqrt(2 * seen.var(axis=0, dtype=np.float64).sum()) if seen.size else 0.0
    return block / np.float32(apart) if apart > 0 else block
