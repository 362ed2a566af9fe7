"""Small networks of torch, and what of them numpy needs to predict."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np

from assay.errors import ExtraError
from assay.learn.step import Network, arrayed
from assay.model import PIECE, Layers, Link, unsaved
from assay.types import Array, Features, Floats


def torch_there(who: str) -> Any:
    """Return torch, or say which extra brings it."""
    try:
        import torch
    except ImportError:
        raise ExtraError.of(who, "torch", "torch") from None
    return torch


def perceptron(columns: int, hidden: int, outputs: int, random: np.random.Generator) -> Any:
    """Return a linear layer, or with `hidden` units two and a ramp between them.

    The last layer begins at zero, so that no class is preferred by what was drawn, and the drawn
    numbers are numpy's: neither the classes' order nor torch's own generator matters.
    """
    import torch

    widths = [columns, hidden, outputs] if hidden else [columns, outputs]
    layers: list[Any] = []
    for depth, (enter, leave) in enumerate(pairwise(widths)):
        last = depth == len(widths) - 2
        layer = torch.nn.utils.skip_init(torch.nn.Linear, enter, leave)
        bound = 0.0 if last else 1 / np.sqrt(max(enter, 1))
        drawn = random.uniform(-bound, bound, (enter + 1, leave)).astype(np.float32)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(drawn[:-1].T))
            layer.bias.copy_(torch.from_numpy(drawn[-1]))
        layers += [layer] if last else [layer, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers)


def layers_of(
    networks: tuple[Network, ...], middle: Floats, scale: Floats, link: Link, *, average: bool
) -> Layers:
    """Return the trained networks as numpy has them."""
    members = []
    for network in networks:
        module = network.average if average else network.module
        linear = [layer for layer in module if hasattr(layer, "weight")]
        pairs = [(arrayed(one.weight).T.copy(), arrayed(one.bias).copy()) for one in linear]
        members.append(tuple(pairs))
    return Layers(tuple(members), middle, scale, link)


class OwnModule:
    """A network of the user's, as a model's body: the mean over its copies.

    Parameters
    ----------
    modules
        Networks that were trained side by side.
    link
        What their outputs are of.
    """

    def __init__(self, modules: list[Any], link: Link) -> None:
        self.modules, self.link = modules, link

    def outputs(self, features: Features) -> Floats:
        """Return (n, K), the mean over the networks."""
        import torch

        from assay.model import linked

        found = []
        for module in self.modules:
            kind = next(module.parameters()).device
            parts = []
            with quiet(module), torch.no_grad():
                for start in range(0, len(features), PIECE):
                    piece = np.asarray(features[start : start + PIECE], np.float32)
                    parts.append(arrayed(module(torch.from_numpy(piece).to(kind))))
            found.append(linked(np.concatenate(parts), self.link))
        return np.asarray(sum(found[1:], start=found[0]) / len(found))

    def arrays(self) -> dict[str, Array]:
        """Refuse: a network of the user's is code, whose weights torch saves."""
        raise unsaved("a network of yours")


@contextmanager
def quiet(module: Any) -> Iterator[None]:
    """Turn off dropout and the like for a while."""
    was = module.training
    module.eval()
    try:
        yield
    finally:
        module.train(was)


@contextmanager
def one_thread(*, single: bool) -> Iterator[None]:
    """Let torch use one thread for a while: sums are then added up in one order anywhere."""
    import torch

    was = torch.get_num_threads()
    if single and was != 1:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        if single and was != 1:
            torch.set_num_threads(was)
