"""The variational loss of tags with mixtures: by hand, its end, and drawn tags."""

import numpy as np
import pytest

from assay.learn import RobustTraining, VariationalMixup
from assay.learn.step import Network, Step
from assay.learn.tags.variational_mixup import Between
from assay.losses import VariationalTags

torch = pytest.importorskip("torch")


def test_mixtures_are_held_to_the_mixture_of_what_is_said():
    random = np.random.default_rng(0)
    rows = torch.tensor(random.normal(size=(5, 3))).float()
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    tags = np.array([[1, -1], [-1, 1], [0, -1], [1, 1], [-1, -1]])
    recipe = Between(tags, VariationalTags(), 0.5, 0.3)
    np.testing.assert_array_equal(recipe.first, tags == 1)
    step = Step(np.arange(5), 0, 1, 0, "sigmoid", np.random.default_rng(7), rows,
                (Network(module),))  # fmt: skip
    found = recipe.penalty(step)
    draws = np.random.default_rng(7)
    share = draws.beta(0.3, 0.3, 5)
    other, share = draws.permutation(5), np.maximum(share, 1 - share)[:, None]
    total = 0.0
    for i in range(5):
        a = float(share[i, 0])
        one, two = (module(rows[j : j + 1]).sigmoid() for j in (i, int(other[i])))
        mixture = module(a * rows[i : i + 1] + (1 - a) * rows[int(other[i])][None]).sigmoid()
        off = (a * one + (1 - a) * two).log() - mixture.log()
        total += float(off.detach().square().sum())
    assert float(found.detach()) == pytest.approx(0.5 * total / 10, rel=1e-5)
    # A network that is linear in logs everywhere has nothing to pay.
    flat = torch.nn.Linear(3, 2)
    torch.nn.init.zeros_(flat.weight)
    step = Step(np.arange(5), 0, 1, 0, "sigmoid", draws, rows, (Network(flat),))
    assert float(recipe.penalty(step).detach()) == pytest.approx(0, abs=1e-10)


def test_without_mixtures_it_is_the_loss_alone(drawn):
    told = drawn(0)
    parts, head = (told["features"], told["evidence"]), drawn.head(2)
    one = VariationalMixup(mixing=0.0).learn(*parts, carrier=head)
    two = RobustTraining(loss="variational-tags").learn(*parts, carrier=head)
    rows = told["test_features"]
    np.testing.assert_allclose(one.probabilities(rows), two.probabilities(rows), atol=1e-6)


def test_drawn_tags_where_one_is_told(drawn):
    """The reference, without mixtures, at 25 epochs: .731."""
    told = drawn(0)
    model = VariationalMixup().learn(told["features"], told["evidence"], drawn.head(10))
    assert drawn.score(model, told) > 0.66
