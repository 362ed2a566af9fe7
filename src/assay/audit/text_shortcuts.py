"""What gives the label of a text away without its being read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.tell import gain, judged_by
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Count, Floats, Fraction, Ints, Objects

#: Texts that are looked at, and words of each.
MOST, WORDS = 20_000, 400
WORD = re.compile(r"\w{2,40}")
#: Share of texts that a word must stand in, and be absent from, to be looked at.
RARE = 0.02


def share_of(letters: Callable[[str], bool]) -> Callable[[str], float]:
    """Return what counts the share of letters of a kind in a text."""
    return lambda text: sum(map(letters, text)) / max(1, len(text))


#: What can be seen of a text that isn't read: the words for it, and how it is measured.
SEEN: tuple[tuple[str, Callable[[str], float]], ...] = (
    ("the length", lambda text: float(len(text))),
    ("the share of capitals", share_of(str.isupper)),
    ("the share of digits", share_of(str.isdigit)),
    ("the share of signs", share_of(lambda one: not (one.isalnum() or one.isspace()))),
)


@dataclass(frozen=True)
class TextShortcuts(Auditor, reads={"labels"}, truth={"one_of", "ordered"}, paper="thibault2024"):
    """Find what predicts the label of texts that are not read: their form, or a single word.

    Half of the texts teach which class goes with a length, a share of capitals, digits or signs,
    or with one word that is there or not; the other half is scored, 0 being the commonest
    class and 1 every label.

    Equation
    --------
    score = (right - floor) / (1 - floor), on the half of the texts that did not teach
    right: share of labels that are the commonest of the length, signs or word; floor: of all
    told where the best score of the forms >= form, a warning at 2 * form; where of a word >= word

    Parameters
    ----------
    form
        Score of the form from which on it is told; as a warning from twice that on.
    word
        Score of a single word from which on it is told, as a note: it may be what the class is
        about.
    least
        Fewest labelled texts to judge by.

    Notes
    -----
    Assumes that what a text is about doesn't hang on its form. Where it does (poems, tables, spam
    in capitals) the form is an honest measurement. A shortcut of several words isn't seen.

    Cost: one pass over at most 20,000 texts, and a product of words with classes.

    References: thibault2024.
    """

    form: Fraction = 0.3
    word: Fraction = 0.6
    least: Count = 100
    codes = {
        "text-shortcut": (
            "The form of a text alone, or one word, predicts the label.",
            "A model that learns it never needs to read: it fails on texts from elsewhere, and "
            "scores on texts of the same origin don't show it.",
            "Ask how the classes were collected: from other places, at other times, by other "
            "rules? Collect them alike, or test on texts from elsewhere.",
        )
    }

    def audit(self, texts: Objects, labels: Ints, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Score the form of the texts, and every word that isn't rare."""
        judged = judged_by(labels, len(classes), self.least, MOST)
        if judged is None:
            return ()
        rows, share = judged
        said = labels[rows]
        some = [str(texts[row]) for row in rows.tolist()]
        found = []
        scores = {
            name: gain(np.array([measure(text) for text in some]), said, len(classes))
            for name, measure in SEEN
        }
        name = max(scores, key=scores.__getitem__)
        if scores[name] >= self.form:
            found.append(self._told(f"{name} of a text", scores[name], share, form=True))
        best, score = best_word(some, said, len(classes))
        if best and score >= self.word:
            found.append(self._told(f"whether `{best}` stands in a text", score, share, form=False))
        return tuple(found)

    def _told(self, what: str, score: float, share: Floats, *, form: bool) -> Finding:
        most = float(share.max())
        right = percent(most + score * (1 - most))
        return Finding(
            "text-shortcut",
            "warning" if form and score >= 2 * self.form else "note",
            f"{what[0].upper()}{what[1:]} predicts {right} of held-out labels; guessing the "
            f"commonest, {percent(most)}.",
            "Ask whether the classes were collected alike; test on texts from elsewhere.",
            value=score,
        )  # fmt: skip


def best_word(texts: Sequence[str], labels: Ints, n_classes: int) -> tuple[str, float]:
    """Return the word whose being there tells most of the label, and how much, out of sample."""
    known: dict[str, int] = {}
    row, column = [], []
    for i, text in enumerate(texts):
        words = dict.fromkeys(WORD.findall(text.lower())[:WORDS])
        row += [i] * len(words)
        column += [known.setdefault(word, len(known)) for word in words]
    there = csr_array((np.ones(len(row), np.int32), (row, column)), (len(texts), len(known)))
    often = np.asarray(there.sum(axis=0)).ravel() / max(1, len(texts))
    kept = np.flatnonzero((often >= RARE) & (often <= 1 - RARE))
    if not len(kept):
        return "", 0.0
    half = np.random.default_rng(0).permutation(len(labels)) % 2 == 0
    one_hot = csr_array((np.ones(len(labels)), (np.arange(len(labels)), labels)),
                        (len(labels), n_classes))  # fmt: skip
    with_word, all_ = [], []
    for part in (half, ~half):
        with_word.append((there[part][:, kept].T @ one_hot[part]).toarray())
        all_.append(np.bincount(labels[part], minlength=n_classes))
    yes, no = with_word[0].argmax(axis=1), (all_[0] - with_word[0]).argmax(axis=1)
    each = np.arange(len(kept))
    right = with_word[1][each, yes] + (all_[1] - with_word[1])[each, no]
    total, floor = all_[1].sum(), all_[1][all_[0].argmax()]
    top = int(right.argmax())
    return list(known)[kept[top]], float((right[top] - floor) / max(1, total - floor))
