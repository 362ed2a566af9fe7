"""A small program for every method: it makes data the method can read, uses it, shows the outcome.

What data a method is shown hangs on the parts its verb asks for and on what it reads; whatever is
shown runs as it stands, which `tests/docs/test_use.py` does for each method.
"""

import inspect

from assay.method import Method
from assay.registry import needed

RANDOM = "random = np.random.default_rng(0)\n"
ITEMS = RANDOM + "truth = np.arange(60) % 3\n"
FEATURES = ITEMS + "features = random.normal(size=(60, 4)) + 3 * np.eye(3, 4)[truth]\n"
#: Labels of which the first few are wrong.
LABELS = """\
labels = np.where(np.arange(60) < 3, (truth + 1) % 3, truth)  # the first three are wrong
evidence = assay.Evidence.labels(labels, ("cat", "dog", "bird"))
"""
#: Labels of the first items alone.
FEW = """\
labels = np.where(np.arange(60) < 15, truth, -1)  # most items have no label
evidence = assay.Evidence.labels(labels, ("cat", "dog", "bird"))
"""
#: Three sources that are wrong now and then.
VOTES = """\
item, source = np.repeat(np.arange(60), 3), np.tile(["ann", "bob", "eve"], 60)
said = np.where(random.random(180) < 0.2, random.integers(0, 3, 180), truth[item])
evidence = assay.Evidence.votes(item, source, said, ("cat", "dog", "bird"))
"""
#: What else a data set holds, where a method asks for it: fields of `Dataset`.
FIELDS = {
    "columns": 'columns={"size": features[:, 0], "room": np.array(["a", "b"], object)[truth % 2]}',
    "slices": 'columns={"size": features[:, 0], "room": np.array(["a", "b"], object)[truth % 2]}',
    "graph": "graph=np.roll(np.eye(60), 3, axis=1)",  # of every item to the next of its class
    "groups": "groups=np.arange(60) // 2",
    "split": 'split=np.where(np.arange(60) % 4 > 0, "train", "test")',
    "time": "time=np.arange(60.0)",
}
#: Data of other kinds, by a part of theirs.
OTHERS = {
    "texts": """\
texts = np.array([("loud and long", "low")[k % 2] + f" sound {k}" for k in range(60)], object)
evidence = assay.Evidence.labels(np.arange(60) % 2, ("long", "short"))
dataset = assay.Dataset(evidence, texts=texts)
""",
    "tags": RANDOM + """\
features = random.normal(size=(60, 3))
tags = features + 0.3 * random.normal(size=(60, 3)) > 0
dataset = assay.Dataset(assay.Evidence.tags(tags, ("sun", "sea", "snow")), features=features)
""",
    "numbers": RANDOM + """\
features = random.normal(size=(60, 3))
numbers = features @ [1, 2, 3] + 0.1 * random.normal(size=60)
dataset = assay.Dataset(assay.Evidence.numbers(numbers), features=features)
""",
    "tokens": """\
labels = np.tile([0, 1, 2, 0, 0, 0], 20)  # of every word of 20 sentences
dataset = assay.Dataset(
    assay.Evidence.labels(labels, ("O", "B-city", "I-city")),
    predictions=np.eye(3)[labels] * 0.85 + 0.05,
    groups=np.repeat(np.arange(20), 6),
)
""",
    "pointwise": RANDOM + """\
better = random.normal(size=60)  # how much better the first of two answers is
dataset = {
    "labels": (better < 0).astype(int),
    "classes": ("first", "second"),
    "pointwise": (np.stack([better, -better], axis=1) > 1) * 1.0,
}
""",
    "views": RANDOM + """\
first = random.normal(size=(60, 4))
dataset = {"views": (first, first + 0.1 * random.normal(size=(60, 4)))}
""",
}  # fmt: skip
TWO = f"""\
{RANDOM}truth = random.integers(0, 2, 120)
features = random.normal(size=(120, 4)) + 3 * truth[:, None]
"""
#: What learners read beside labels, by kind.
TAUGHT = {
    "positives": TWO + """\
labels = np.where((truth == 1) & (np.arange(120) % 3 > 0), 1, -1)  # some of the positives
evidence = assay.Evidence.labels(labels, ("no", "yes"))
dataset = assay.Dataset(evidence, features=features)
""",
    "complementary": FEATURES + """\
out = np.eye(3)[(truth + random.integers(1, 3, 60)) % 3]  # one class that each item isn't
evidence = assay.Evidence.soft(out, ("cat", "dog", "bird"), negated=True)
dataset = assay.Dataset(evidence, features=features)
""",
    "candidates": FEATURES + """\
sets = np.eye(3)[truth] + (random.random((60, 3)) < 0.3) > 0  # the truth is among these
evidence = assay.Evidence.soft(sets, ("cat", "dog", "bird"))
dataset = assay.Dataset(evidence, features=features)
""",
    "bags": TWO + """\
dataset = {"features": features}
bags = np.arange(120) // 4
bag_counts = np.stack([np.bincount(bags, truth == k) for k in range(2)], axis=1).astype(int)
""",
}  # fmt: skip
#: What several sources say, by kind of truth.
VOTED = {
    "ordered": ITEMS + VOTES.replace('("cat", "dog", "bird")', '("low", "middle", "high")') + """\
evidence = replace(evidence, truth=ordered(("low", "middle", "high")))
""",
    "any_of": RANDOM + """\
truth = random.random((60, 3)) < 0.4
item, source = np.repeat(np.arange(60), 3), np.tile(["ann", "bob", "eve"], 60)
tags = truth[item] ^ (random.random((180, 3)) < 0.15)  # which are wrong now and then
evidence = assay.Evidence.tags(tags, ("sun", "sea", "snow"), item=item, source=source)
""",
    "number": RANDOM + """\
item, source = np.repeat(np.arange(60), 3), np.tile(["ann", "bob", "eve"], 60)
numbers = item % 10 + random.normal(size=180)
evidence = assay.Evidence.numbers(numbers, item=item, source=source)
""",
    "tokens": ITEMS + VOTES.replace('("cat", "dog", "bird")', '("O", "B-city", "I-city")') + """\
groups = np.arange(60) // 6  # the sentence of each word
""",
}  # fmt: skip
SIDES = "sides = np.array([random.permutation(list('abcd'))[:2] for _ in range(60)])\n"
#: Other parts that are named in a call.
NAMED = {
    "features": "features = random.normal(size=(60, 4)) + 3 * np.eye(3, 4)[truth]\n",
    "groups": "groups = np.arange(60) % 4\n",
    "predictions": "predictions = np.eye(3)[truth] * 0.7 + 0.1\n",
    "regions": "regions = np.repeat(np.eye(3)[truth][:, None] * 0.7 + 0.1, 2, axis=1)\n",
    "labels": "labels = truth.copy()\n",
}
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
