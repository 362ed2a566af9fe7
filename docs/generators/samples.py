"""Data that the examples of methods make: lines of Python by what is in them."""

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
    "graph": "graph=np.roll(np.eye(60), 3, axis=1)",  # of every item to the next of its class
}
#: Data of other kinds, by a part of theirs.
OTHERS = {
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
SIDES = 'sides = np.array([random.permutation(list("abcd"))[:2] for _ in range(60)])\n'
#: Other parts that are named in a call.
NAMED = {
    "features": "features = random.normal(size=(60, 4)) + 3 * np.eye(3, 4)[truth]\n",
    "groups": "groups = np.arange(60) % 4\n",
    "predictions": "predictions = np.eye(3)[truth] * 0.7 + 0.1\n",
    "regions": "regions = np.repeat(np.eye(3)[truth][:, None] * 0.7 + 0.1, 2, axis=1)\n",
    "labels": "labels = truth.copy()\n",
}
