"""A small program for every method: it makes data the method can read, uses it, shows the outcome.

What data a method is shown hangs on the parts its verb asks for and on what it reads; whatever is
shown runs as it stands, which `tests/docs/test_use.py` does for each method.
"""

import inspect

from assay.method import Method
from assay.registry import name_of, needed
from generators.samples import (
    FEATURES,
    FEW,
    FIELDS,
    ITEMS,
    LABELS,
    NAMED,
    OTHERS,
    SIDES,
    TAUGHT,
    VOTED,
    VOTES,
)  # fmt: skip
from generators.troubles import TROUBLES

#: How the outcome is looked at.
SHOWN = {
    "simulate": "print(evidence.claim[:3].toarray())",
    "estimate": "print(estimate.value, estimate.verdict)",
    "flag": "print(np.argsort(-flags.score)[:3])  # the most suspicious",
    "audit": "print([finding.message for finding in findings])",
    "repair": "print(len(evidence.item))",
    "losses": "print(float(paid))",
    "learn": "print(model.predict(features[:5]))",
    "query": "print(batch.items)",
}


def program(cls: type[Method], line: str) -> str:
    """Return a program that makes data, uses a method on it by a line, and shows the outcome."""
    data, last = made(cls), shown(cls)
    text = f"{data}\n{line}\n{last}"
    imports = ["import numpy as np"] * ("np." in text) + ["import torch"] * ("torch." in text)
    ours = ["import assay"] * ("assay." in text)
    ours += ["from assay.evidence import ordered"] * ("ordered(" in text)
    ours += ["from assay.infer import MajorityVote"] * ("MajorityVote" in text)
    own = f"from assay.{cls.stage} import {cls.__name__}"
    ours += [own] * (own not in ours)
    first = ["from dataclasses import replace", ""] if "replace(" in text else []
    head = "\n".join([*first, *imports, *[""] * bool(imports), *ours])
    return f"{head}\n\n{data}\n{line}\n{last}"


def shown(cls: type[Method]) -> str:
    """Return the line that shows what came out."""
    if cls.stage != "infer":
        return SHOWN[cls.stage]
    number = "number" in cls.truth and "one_of" not in cls.truth and "any_of" not in cls.truth
    return f"print(posterior.{'value' if number else 'proba'}[:3].round(2))"


def made(cls: type[Method]) -> str:
    """Return the lines that make what a method is used on."""
    wanted = needed(getattr(cls, cls.stage))
    if cls.stage == "losses":
        return tensors(cls)
    if cls.stage == "learn":
        return taught(cls)
    if cls.stage == "infer":
        return voted(cls, wanted)
    if cls.stage == "simulate":
        named = NAMED["features"] * ("features" in wanted)
        start = ITEMS if named else "truth = np.arange(60) % 3\n"
        return f'{start}{named}classes = ("cat", "dog", "bird")\n'
    if cls.stage == "audit":
        return TROUBLES[name_of(cls)] if name_of(cls) in TROUBLES else dataset(cls, wanted)
    if cls.stage == "query":
        more = "".join(NAMED[name] for name in wanted if name in NAMED)
        return f"{ITEMS}{VOTES}posterior = MajorityVote().infer(evidence)\n{more}"
    return dataset(cls, wanted)


def dataset(cls: type[Method], wanted: list[str]) -> str:
    """Return a data set with the parts that are wanted."""
    kind = next((one for one in OTHERS if one in parts(cls)), "")
    if kind:
        return OTHERS[kind]
    labels = FEW if "target_predictions" in parts(cls) else LABELS
    several = {"source_worth", "truth_posterior"} & set(wanted) or cls.reads == {"votes"}
    fields = ["evidence", "features=features", *dict.fromkeys(
        FIELDS[name] for name in wanted if name in FIELDS
    )]  # fmt: skip
    inside = ", ".join(fields)
    if len(fields) > 2:
        inside = "\n    " + ",\n    ".join(fields) + ",\n"
    text = f"{FEATURES}{VOTES if several else labels}dataset = assay.Dataset({inside})\n"
    if cls.stage == "repair":
        text += 'flags = assay.run(assay.method("label-posterior")(), dataset)\n'
    return text


def parts(cls: type[Method]) -> set[str]:
    """Return what a verb asks for, and the kind of data that this is a part of."""
    found = set(inspect.signature(getattr(cls, cls.stage)).parameters)
    kinds = {"tag_predictions": "tags", "number_predictions": "numbers"}
    found |= {kinds[name] for name in found if name in kinds}
    if "pointwise" not in found:
        found |= {"tokens"} & cls.reads
    return found


def taught(cls: type[Method]) -> str:
    """Return a data set that a learner reads."""
    if "labels" in cls.reads:
        labels = FEW if ".unlabelled." in cls.__module__ else LABELS
        return f"{FEATURES}{labels}dataset = assay.Dataset(evidence, features=features)\n"
    return (TAUGHT | OTHERS)[min(cls.reads & {*TAUGHT, *OTHERS})]


def voted(cls: type[Method], wanted: list[str]) -> str:
    """Return what sources say of what a method finds."""
    kind = next((one for one in ("one_of", *VOTED) if one in cls.truth), "one_of")
    if "tokens" in cls.reads:
        return VOTED["tokens"]
    if "pairs" in cls.reads:
        if kind == "number":
            return VOTED["number"] + SIDES
        told = VOTES.replace("said = ", "said = 1 * (").replace("[item])", "[item]) == 0)")
        return ITEMS + told.replace('("cat", "dog", "bird")', '("first", "second")') + SIDES
    data = VOTED.get(kind, ITEMS + VOTES)
    return data + "".join(NAMED[name] for name in wanted if name in NAMED)


def tensors(cls: type[Method]) -> str:
    """Return logits and what is aimed at, as a loss takes them."""
    link = min(cls.links)
    if link == "identity":
        return (
            "logits = torch.tensor([[2.0], [0.5]])  # numbers as they are predicted\n"
            "target = torch.tensor([[1.0], [3.0]])\nweight = torch.ones(2)\n"
        )
    target = "[[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]]"
    if link == "sigmoid":
        target = "[[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]"
    return (
        "logits = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.0]])\n"
        f"target = torch.tensor({target})\nweight = torch.ones(2)\n"
    )
