"""What a method sees when it is asked what to aim at."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from assay.errors import NeedsError
from assay.model import Link, linked
from assay.types import Array, Floats, Ints, Tensor


@dataclass(eq=False)
class Network:
    """A torch network under training, with what is needed to ask it.

    Parameters
    ----------
    module
        Features (m, d) in, logits (m, K) out.
    average
        The mean of its weights over the steps so far; None where it isn't kept.
    """

    module: Any
    average: Any = None

    def hidden(self, rows: Tensor) -> Tensor:
        """Return (m, h) what goes into the last layer."""
        if not hasattr(self.module, "__getitem__"):
            raise NeedsError("Head", "needs the layers below the last one", got="a module of yours")
        return self.module[:-1](rows)


@dataclass(eq=False)
class Step:
    """A batch of items (of all items, with a classifier of scikit-learn's), and what is known.

    `log_proba` and `proba` are of numpy and don't teach; `logits` are of torch and do. Both are
    made when they are first asked for.

    Parameters
    ----------
    ids
        (m,) which items, 0..n-1 in the user's order: arrays an item are indexed by it.
    epoch, epochs
        Which epoch (or round) it is, from 0, of how many.
    member
        Which of the networks that are trained side by side is being asked for.
    link
        What the logits are of.
    random
        For draws; the same for the same seed.
    rows
        (m, d) what the network is shown, of torch; None without torch.
    networks
        All members; empty without torch.
    guess
        (m, K) log probabilities of a classifier of scikit-learn's; None before the first fit.
    """

    ids: Ints
    epoch: int
    epochs: int
    member: int
    link: Link
    random: np.random.Generator
    rows: Any = None
    networks: tuple[Network, ...] = ()
    guess: Floats | None = None
    steps: list["Step"] = field(default_factory=list)

    @property
    def progress(self) -> float:
        """How far training is, 0 in the first epoch and 1 in the last."""
        return self.epoch / max(self.epochs - 1, 1)

    @property
    def network(self) -> Network:
        """The network that is being asked for."""
        return self.networks[self.member]

    @cached_property
    def hidden(self) -> Tensor:
        """(m, h) what goes into the last layer, of torch."""
        return self.network.hidden(self.rows)

    @cached_property
    def logits(self) -> Tensor:
        """(m, K) of the network, of torch."""
        if "hidden" in self.__dict__:
            return self.network.module[-1](self.hidden)
        return self.network.module(self.rows)

    @cached_property
    def outputs(self) -> Floats:
        """(m, K) logits as numpy has them; of numbers, the predictions themselves."""
        return arrayed(self.logits)

    @cached_property
    def log_proba(self) -> Floats:
        """(m, K) log probabilities; of tags, of each by itself that it holds."""
        if self.guess is not None:
            return self.guess
        return log_linked(self.outputs, self.link)

    @cached_property
    def proba(self) -> Floats:
        """(m, K) probabilities."""
        return np.asarray(np.exp(self.log_proba))

    @cached_property
    def averaged(self) -> Floats:
        """(m, K) log probabilities of the network whose weights are the mean over the steps."""
        return log_linked(self.forward(self.rows, self.network.average), self.link)

    @property
    def peers(self) -> list["Step"]:
        """The same batch as the other networks see it, before any of them learns from it."""
        return [step for step in self.steps if step.member != self.member]

    def forward(self, rows: Tensor, module: Any = None) -> Floats:
        """Return (m, K) logits of other inputs, that don't teach."""
        import torch

        with torch.no_grad():
            return arrayed((module or self.network.module)(rows))

    def tensor(self, array: Array) -> Tensor:
        """Return an array as torch has it, beside the inputs."""
        import torch

        kind = np.float32 if np.asarray(array).dtype.kind == "f" else None
        made = torch.from_numpy(np.ascontiguousarray(array, kind))
        return made.to(self.rows.device)


def arrayed(tensor: Tensor) -> Floats:
    """Return a tensor of torch as an array in single precision."""
    return np.asarray(tensor.detach().float().cpu().numpy())


def log_linked(logits: Floats, link: Link) -> Floats:
    """Return log probabilities of logits."""
    if link == "softmax":
        top = logits - logits.max(axis=1, keepdims=True, initial=-np.inf)
        return np.asarray(top - np.log(np.exp(top).sum(axis=1, keepdims=True)))
    if link == "sigmoid":
        return np.asarray(np.minimum(logits, 0) - np.log1p(np.exp(-np.abs(logits))))
    return logits


#: For a view of all items after an epoch: member -> (n, K) log probabilities.
Predict = Callable[[int], Floats]


@dataclass(eq=False)
class Epoch:
    """All items after an epoch, for a method that looks at them then.

    Parameters
    ----------
    epoch, epochs
        Which one has ended, from 0, of how many.
    """

    epoch: int
    epochs: int
    link: Link
    random: np.random.Generator
    ask: Predict

    @property
    def progress(self) -> float:
        """How far training is, 0 after the first epoch and 1 after the last."""
        return self.epoch / max(self.epochs - 1, 1)

    def outputs(self, member: int = 0) -> Floats:
        """Return (n, K) logits of all items (of a classifier: log probabilities)."""
        return self.ask(member)

    def log_proba(self, member: int = 0) -> Floats:
        """Return (n, K) log probabilities of all items by one of the networks."""
        return log_linked(self.ask(member), self.link)

    def proba(self, member: int = 0) -> Floats:
        """Return (n, K) probabilities of all items by one of the networks."""
        return linked(self.ask(member), self.link)
