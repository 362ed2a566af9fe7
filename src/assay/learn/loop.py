"""The one loop: batches, steps, epochs, with what a method answers in between."""

import copy
from typing import Any

import numpy as np

from assay.errors import DataError, TrainingError
from assay.kernels.regions import canonical
from assay.learn import checkpoint
from assay.learn.head import Head
from assay.learn.inputs import Loaded, Rows, zeros
from assay.learn.nets import OwnModule, layers_of, one_thread, perceptron, quiet, torch_there
from assay.learn.recipe import Recipe
from assay.learn.step import Epoch, Network, Step, arrayed, log_linked
from assay.model import LINKS, Body
from assay.truth import Truth
from assay.types import Features, Floats, Ints

TRY = (
    "Lower Head.rate, keep Head.scaling at standard, or look at the features and targets of "
    "these items; the error's `model` is what was reached before."
)


class Training:
    """A training under way: networks, their optimisers, and what has been seen so far."""

    def __init__(
        self, features: Features | None, recipe: Recipe, head: Head, truth: Truth, who: str
    ) -> None:
        self.torch = torch_there(who)
        self.recipe, self.head, self.truth, self.who = recipe, head, truth, who
        self.link = recipe.link = LINKS[truth.kind]
        self.n, self.k = recipe.first.shape
        self.inputs = self._inputs(features)
        self.random = np.random.default_rng(head.seed)
        self.items, self.aside = self._cut(features)
        self.batch, self.epochs = head.plan(len(self.items))
        self.networks = tuple(self._network() for _ in range(recipe.members))
        self.optimisers = [
            self.torch.optim.Adam(
                one.module.parameters(), lr=head.rate, weight_decay=head.decay, fused=True
            )
            for one in self.networks
        ]
        self.epoch, self.steps = 0, 0
        self.history: list[dict[str, float]] = []
        self.good = self.taken()
        self.best: tuple[float, int, Any] = (np.inf, 0, None)

    def _inputs(self, features: Features | None) -> Rows | Loaded:
        if self.head.loader is not None:
            return Loaded(self.head.loader, self.n, self.head.device)
        if features is None:
            raise DataError(self.who, "needs features, or a head with a loader", got="neither")
        return Rows(features, self.head)

    def _cut(self, features: Features | None) -> tuple[Ints, Ints]:
        """Return the items to learn from and those held out to stop by.

        In an order that the features alone decide: batches are the same however items are ordered.
        """
        items = self.recipe.shown()
        if features is not None and not hasattr(features, "tocsr") and np.size(features):
            place = np.empty(self.n, np.int64)
            place[canonical(np.asarray(features))] = np.arange(self.n)
            items = items[np.argsort(place[items], kind="stable")]
        if not self.head.patience:
            return items, items[:0]
        held = self.random.random(len(items)) < self.head.held_out
        return items[~held], items[held]

    def _network(self) -> Network:
        own = self.head.module
        if own is None:
            made = perceptron(self._columns, self.head.hidden, self.k, self.random)
        else:
            made = copy.deepcopy(own)
        module = made.to(self.head.device)
        module.train()
        average = copy.deepcopy(module) if self.recipe.average else None
        return Network(module, average)

    @property
    def _columns(self) -> int:
        if isinstance(self.inputs, Loaded):
            raise DataError(self.who, "a loader needs a module", fix="Give Head(module=...).")
        return int(self.inputs.columns)

    def run(self) -> Body:
        """Train to the end, or to where it stops, and return what predicts."""
        own = self.head.module is None and self.head.device == "cpu"
        with one_thread(single=own), self.torch.random.fork_rng(devices=[]):
            self.torch.manual_seed(self.head.seed)
            if self.head.checkpoint is not None:
                checkpoint.resume(self, self.head.checkpoint)
            while self.epoch < self.epochs and len(self.items) and not self._done():
                self._one_epoch()
                if self.head.checkpoint is not None:
                    checkpoint.keep(self, self.head.checkpoint)
            if self.best[2] is not None:
                self.put(self.best[2])
        return self.body()

    def _done(self) -> bool:
        return bool(self.head.patience) and self.epoch - self.best[1] >= self.head.patience

    def _one_epoch(self) -> None:
        before, paid, count = self.taken(), 0.0, 0
        for ids, rows in self.inputs.epoch(self.recipe, self.batch, self.random, self.items):
            paid += self._one_step(ids, rows, before) * len(ids)
            count += len(ids)
        seen = {"loss": paid / max(count, 1)}
        self.recipe.after(Epoch(self.epoch, self.epochs, self.link, self.random, self.everything))
        if len(self.aside):
            seen["held out"] = self._judged()
        self.history.append(seen)
        if self.head.watch is not None:
            self.head.watch(self.epoch, self.epochs, seen)
        self.epoch += 1

    def _one_step(self, ids: Ints, rows: Any, before: Any) -> float:
        steps: list[Step] = []
        for member in range(len(self.networks)):
            steps.append(Step(
                ids, self.epoch, self.epochs, member, self.link, self.random, rows,
                self.networks, steps=steps,
            ))  # fmt: skip
        if not self.steps:
            self._fits(steps[0])
        costs = [self.recipe.objective(step) for step in steps]
        paid = [float(cost.detach()) for cost in costs]
        if not np.isfinite(paid).all():
            self._broken(ids)
        # Weights are good that gave a finite loss; those after a step may not be.
        self.good = before
        for step, cost, optimiser in zip(steps, costs, self.optimisers, strict=True):
            optimiser.zero_grad(set_to_none=True)
            cost.backward()
            optimiser.step()
            self._average(step.network)
        self.steps += 1
        return float(np.mean(paid))

    def _fits(self, step: Step) -> None:
        """Raise where the network has fewer outputs than there are classes, or more."""
        shape = tuple(step.logits.shape)
        if shape != (len(step.ids), self.k):
            rule = f"the network must have {self.k} outputs, one a class"
            raise DataError(self.who, rule, got=f"shape {shape} of {len(step.ids)} items")

    def _average(self, network: Network) -> None:
        if network.average is None:
            return
        # A mean over few steps forgets sooner: it must not hold on to the first weights.
        kept = min(self.recipe.average, (1 + self.steps) / (10 + self.steps))
        with self.torch.no_grad():
            pairs = zip(network.average.parameters(), network.module.parameters(), strict=True)
            for mean, now in pairs:
                mean.lerp_(now, 1 - kept)

    def _broken(self, ids: Ints) -> None:
        """Stop, with the weights of the beginning of the last epoch that had a finite loss."""
        from assay.model import Model

        self.put(self.good)
        few = ", ".join(map(str, ids[:10])) + (", ..." if len(ids) > 10 else "")
        where = f"epoch {self.epoch}, step {self.steps}, items {few}"
        error = TrainingError(self.who, "the loss must be finite", got="NaN or infinity",
                              where=where, fix=TRY)  # fmt: skip
        columns = self.inputs.columns if isinstance(self.inputs, Rows) else 0
        error.model = Model(self.truth, self.body(), columns, self.who, tuple(self.history))
        raise error

    def _judged(self) -> float:
        logits = [self.everything(m)[self.aside] for m in range(len(self.networks))]
        mean = np.asarray(np.mean(logits, axis=0))
        score = self.recipe.judge(self.aside, log_linked(mean, self.link))
        if score < self.best[0]:
            self.best = (score, self.epoch + 1, self.taken())
        return score

    def everything(self, member: int = 0) -> Floats:
        """Return (n, K) logits of all items by one of the networks."""
        network, found = self.networks[member], zeros(self.n, self.k)
        with quiet(network.module), self.torch.no_grad():
            for ids, rows in self.inputs.pieces():
                found[ids] = arrayed(network.module(rows))
        return found

    def taken(self) -> list[dict[str, Any]]:
        """Return copies of all weights."""
        return [
            {name: value.detach().clone() for name, value in module.state_dict().items()}
            for one in self.networks
            for module in (one.module, one.average)
            if module is not None
        ]

    def put(self, weights: list[dict[str, Any]]) -> None:
        """Take weights back."""
        modules = [m for one in self.networks for m in (one.module, one.average) if m is not None]
        for module, kept in zip(modules, weights, strict=True):
            module.load_state_dict(kept)

    def body(self) -> Body:
        """Return what predicts, as it is now."""
        average = self.recipe.predict_by_average
        if self.head.module is None and isinstance(self.inputs, Rows):
            rows = self.inputs
            return layers_of(self.networks, rows.middle, rows.scale, self.link, average=average)
        modules = [one.average if average else one.module for one in self.networks]
        return OwnModule([copy.deepcopy(module) for module in modules], self.link)
