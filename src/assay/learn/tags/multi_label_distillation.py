"""Tags learnt from a teacher: its probabilities, and how its embeddings of tags lie."""

from dataclasses import dataclass, replace

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.embeddings import embedded
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.head import Head
from assay.learn.said import tags_of
from assay.learn.step import Step
from assay.learn.tags.entries import Entries, even
from assay.method import Learner
from assay.model import Layers, Model
from assay.types import Array, Features, Floats, NonNegative, Tensor

#: Squared distances are held above it: the root of zero has no slope.
TINY = 1e-8


class Taught(Entries):
    """Aim at what was said and at what a teacher says, and lie as its embeddings lie."""

    def __init__(
        self, tags: Array, taught: Floats, trust: float, structure: float,
        parts: tuple[Floats, Floats] | None,
    ) -> None:  # fmt: skip
        super().__init__(tags, even(tags))
        own = np.asarray(self.entries)
        self.entries = np.asarray(own + trust, np.float32)
        self.both: Floats = (own * self.first + trust * taught) / np.maximum(self.entries, 1e-9)
        self.both = self.both.astype(np.float32)
        self.weight = np.ones(len(tags), np.float32)
        self.structure, self.parts = structure, parts

    def targets(self, step: Step) -> Floats:
        """Return the mean of both, each weighed by how much it is trusted."""
        return self.both[step.ids]

    def penalty(self, step: Step) -> Tensor | None:
        """Return how differently items of a tag, and tags of an item, lie to the teacher."""
        if self.parts is None or self.structure == 0:
            return None
        hidden, last = (step.tensor(part) for part in (self.parts[0][step.ids], self.parts[1]))
        mine = step.hidden[:, None, :] * step.network.module[-1].weight
        theirs = hidden[:, None, :] * last
        held = step.tensor((self.both[step.ids] > 0.5).astype(np.float32))
        apart = differing(mine.transpose(0, 1), theirs.transpose(0, 1), held.T)
        return self.structure * (apart + differing(mine, theirs, held))

    def believed(self) -> Floats:
        """Return what is aimed at."""
        return self.both


def differing(mine: Tensor, theirs: Tensor, held: Tensor) -> Tensor:
    """Return the mean Huber loss of distances within groups, each divided by its group's mean.

    Parameters
    ----------
    mine, theirs
        (g, m, h) embeddings of the m things of each group.
    held
        (g, m) 1 for the things of a group that are compared.
    """
    from torch.nn.functional import huber_loss

    pair = held[:, :, None] * held[:, None, :]
    pair = pair - pair.diagonal(dim1=1, dim2=2).diag_embed()
    count = pair.sum(dim=(1, 2), keepdim=True).clamp_min(1)
    found = []
    for one in (mine, theirs):
        apart = spaced(one)
        found.append(apart / ((apart * pair).sum(dim=(1, 2), keepdim=True) / count + TINY))
    each = huber_loss(found[0], found[1], reduction="none") * pair
    return each.sum() / pair.sum().clamp_min(1)


def spaced(rows: Tensor) -> Tensor:
    """Return (g, m, m) distances of rows (g, m, h)."""
    square = (rows * rows).sum(dim=2)
    inner = rows @ rows.transpose(1, 2)
    return (square[:, :, None] + square[:, None, :] - 2 * inner).clamp_min(TINY).sqrt()


@dataclass(frozen=True)
class MultiLabelDistillation(Learner, reads={"tags"}, truth={"any_of"}, paper="yang2023a"):
    """Learn tags from what was said and from a teacher that says how probable each is.

    A teacher's probability of each tag is aimed at beside what was said, tag by tag. With a
    teacher of layers the student's embeddings must lie as the teacher's do: of each tag, the
    distances of the items that have it; of each item, those of its tags. The embedding of a tag
    of an item is what each hidden unit adds to its logit.

    Without a teacher one is trained first, four times as wide.

    Experimental: with a teacher of its own it is little above unknown tags evenly weighed on
    drawn tags, and not above on stored sets.

    Assumes: the teacher knows better than the claims what nobody spoke of.

    Cost: a training, and one of the teacher where there is none; for the distances, in a batch of
    m items O(m^2 K).

    Equation
    --------
    paid   = mean over items and tags of w * cross(said, p) + trust * cross(teacher, p)
             + structure * (far within tags + far within items)
    far    = mean over pairs of Huber(d / mean of d - d' / mean of d')
    d      = distance of embeddings, an embedding being hidden units * the tag's weights
    w      = 1 where said, else min(1, tags said to hold / tags nobody spoke of)

    cross(a, p) = -a * log(p) - (1 - a) * log(1 - p); d' is the teacher's distance.

    Parameters
    ----------
    trust
        What a teacher's word of a tag counts beside a claim.
    structure
        What lying otherwise costs; 0 leaves embeddings alone.

    References
    ----------
    yang2023a
    """

    trust: NonNegative = 10.0
    structure: NonNegative = 1.0

    def learn(
        self, features: Features, evidence: Evidence, teacher: Model | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `teacher` is a model of the same tags."""
        tags = tags_of(evidence)
        if teacher is None:
            wide = carrier_of(carrier, self)
            if isinstance(wide, Head):
                wide = replace(wide, hidden=4 * wide.hidden, checkpoint=None)
            teacher = fit(self, features, evidence.truth, Entries(tags, even(tags)), wide)
        if teacher.truth != evidence.truth:
            rule = "the teacher must know the tags of the evidence"
            raise DataError(type(self).__name__, rule, got=str(teacher.truth.classes))
        recipe = Taught(
            tags, teacher.probabilities(features), self.trust, self.structure,
            parts_of(teacher, features),
        )  # fmt: skip
        return fit(self, features, evidence.truth, recipe, carrier)


def parts_of(teacher: Model, features: Features) -> tuple[Floats, Floats] | None:
    """Return (n, h) what goes into a teacher's last layer, and its weights (K, h), if it has."""
    body = teacher.body
    if not isinstance(body, Layers) or len(body.members) > 1:
        return None
    return embedded(teacher, features, "MultiLabelDistillation"), body.members[0][-1][0].T
