"""How often each word stands in each text, weighed by how rare it is."""

from scipy.sparse import csr_array

from assay.types import Objects

#: Characters of a text that are looked at.
LONGEST = 100_000
#: Most words and word pairs that are kept.
WIDEST = 65_536


def words(texts: Objects) -> csr_array:
    """Return the TF-IDF weights of words and word pairs, (n, V) float32, rows of length one.

    Parameters
    ----------
    texts
        (n,) of str; a text without words gives a row of zeros.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigher = TfidfVectorizer(
        ngram_range=(1, 2),
        sublinear_tf=True,
        min_df=1 if len(texts) < 200 else 2,
        max_features=WIDEST,
        dtype=np.float32,
        token_pattern=r"(?u)\b\w+\b",
    )
    try:
        return csr_array(weigher.fit_transform(text[:LONGEST] for text in texts))
    except ValueError:
        return csr_array((len(texts), 1), dtype=np.float32)
