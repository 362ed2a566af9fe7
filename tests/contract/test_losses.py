"""What holds for every loss: slopes, far logits, half precision, compilation, weights."""

import inspect

import numpy as np
import pytest

from assay.registry import methods

torch = pytest.importorskip("torch")

EVERY = [pytest.param(cls, id=name) for name, cls in methods("losses").items()]
#: Of each kind of output, how many a case has.
WIDE = {"softmax": 4, "sigmoid": 5, "identity": 1}


def case(cls, m=6, seed=0, scale=1.0, kind=None):
    """Return logits, soft targets and what else a loss wants to know, in double precision."""
    generator = torch.Generator().manual_seed(seed)
    link = sorted(cls.links)[0]
    shape = (m, WIDE[link])
    logits = torch.randn(shape, generator=generator, dtype=torch.float64) * scale
    raw = torch.rand(shape, generator=generator, dtype=torch.float64)
    target = {
        "softmax": raw / raw.sum(1, keepdim=True),
        "sigmoid": raw.round(),
        "identity": raw * 9,
    }
    wanted = inspect.signature(cls.losses).parameters
    prior = torch.linspace(1, 2, WIDE[link], dtype=torch.float64)
    known = {"prior": prior / prior.sum(), "progress": 0.5}
    more = {n: v for n, v in known.items() if n in wanted}
    aim = target[link].floor() if "number" in cls.truth else target[link]
    if kind is not None:
        logits, aim = logits.to(kind), aim.to(kind)
        more = {n: v.to(kind) if torch.is_tensor(v) else v for n, v in more.items()}
    return logits, aim, more


@pytest.mark.parametrize("cls", EVERY)
def test_one_number_an_item_and_the_mean_of_them(cls):
    logits, target, more = case(cls)
    each = cls().losses(logits, target, **more)
    assert each.shape[0] == len(logits)
    assert each.ndim == (2 if "sigmoid" in cls.links else 1) or cls.batchwise
    whole = cls()(logits, target, **more)
    assert whole.ndim == 0
    np.testing.assert_allclose(float(whole), float(each.mean()), rtol=1e-9)
    ones = torch.ones(len(logits), dtype=torch.float64)
    np.testing.assert_allclose(float(cls()(logits, target, ones, **more)), float(whole), rtol=1e-9)
    half = cls()(logits, target, ones / 2, **more)
    np.testing.assert_allclose(float(half), float(whole) / 2, rtol=1e-9)


@pytest.mark.parametrize("cls", EVERY)
def test_the_slope_is_the_slope(cls):
    logits, target, more = case(cls)
    assert torch.autograd.gradcheck(
        lambda z: cls().losses(z, target, **more).sum(), logits.requires_grad_(), atol=1e-4
    )


@pytest.mark.parametrize("cls", EVERY)
@pytest.mark.parametrize("scale", [0.0, 1e2, 1e4])
def test_far_logits_give_finite_numbers_and_slopes(cls, scale):
    for seed in range(3):
        logits, target, more = case(cls, scale=scale, seed=seed, kind=torch.float32)
        logits.requires_grad_()
        paid = cls()(logits, target, **more)
        assert torch.isfinite(paid)
        paid.backward()
        assert torch.isfinite(logits.grad).all()


@pytest.mark.parametrize("cls", EVERY)
def test_an_item_costs_the_same_whoever_is_beside_it(cls):
    if cls.batchwise:
        pytest.skip("what an item costs depends on the others")
    logits, target, more = case(cls)
    alone = [cls().losses(logits[i : i + 1], target[i : i + 1], **more) for i in range(6)]
    torch.testing.assert_close(torch.cat(alone), cls().losses(logits, target, **more))


@pytest.mark.parametrize("cls", EVERY)
def test_half_precision_is_borne(cls):
    logits, target, more = case(cls, kind=torch.float32)
    whole = cls()(logits, target, **more)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        layer = torch.eye(logits.shape[1])
        half = cls()(logits @ layer, target, **more)
    assert half.dtype == torch.float32
    np.testing.assert_allclose(float(half), float(whole), rtol=0.03, atol=0.03)


@pytest.mark.parametrize("cls", EVERY)
def test_it_compiles(cls):
    logits, target, more = case(cls, kind=torch.float32)
    loss = cls()
    torch.compiler.reset()
    compiled = torch.compile(lambda z, t: loss(z, t, **more), fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(logits, target), loss(logits, target, **more))
