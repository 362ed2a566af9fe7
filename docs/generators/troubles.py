"""Data with something wrong in it, for the example of every auditor."""

RANDOM = "random = np.random.default_rng(0)\n"
START = RANDOM + "truth = np.arange(300) % 3\n"
FEATURES = START + "features = random.normal(size=(300, 4)) + 3 * np.eye(3, 4)[truth]\n"
NAMES = '("cat", "dog", "bird")'
GIVEN = f"evidence = assay.Evidence.labels(truth, {NAMES})\n"
DATASET = "dataset = assay.Dataset(evidence, features=features)\n"
#: Answers of five people to each item, most of them right.
PEOPLE = f"""\
{START}people = np.array(["ann", "bob", "eve", "jim", "zoe"])
item, source = np.repeat(np.arange(300), 5), np.tile(np.arange(5), 300)
answer = np.where(random.random(1500) < 0.2, random.integers(0, 3, 1500), truth[item])
"""
ANSWERS = f"""\
evidence = assay.Evidence.votes(item, people[source], answer, {NAMES})
dataset = assay.Dataset(evidence)
"""
#: Columns of a table beside the labels.
TABLE = "dataset = assay.Dataset(evidence, columns=columns)\n"

TROUBLES = {
    "confused-classes": FEATURES + f"""\
labels = np.where((truth == 0) & (random.random(300) < 0.3), 1, truth)  # cats taken for dogs
evidence = assay.Evidence.labels(labels, {NAMES})
""" + DATASET,
    "copied-answers": PEOPLE + """\
answer[source == 4] = np.where(random.random(300) < 0.9, answer[source == 3], 0)  # of jim by zoe
""" + ANSWERS,
    "definition-mismatch": FEATURES + f"""\
groups = np.repeat(["first set", "second set"], 150)
labels = np.where((truth == 2) & (np.arange(300) >= 150), 1, truth)  # birds are dogs there
evidence = assay.Evidence.labels(labels, {NAMES})
dataset = assay.Dataset(evidence, features=features, groups=groups)
""",
    "duplicates": FEATURES + f"""\
features[30:36] = features[:6]
labels = np.where(np.arange(300) < 2, (truth + 1) % 3, truth)  # two differ from their copies
evidence = assay.Evidence.labels(labels, {NAMES})
""" + DATASET,
    "group-leakage": START + GIVEN + """\
split = np.where(np.arange(300) % 4 > 0, "train", "test")
dataset = assay.Dataset(evidence, groups=np.arange(300) // 3, split=split)
""",
    "imbalance": f"""\
labels = np.where(np.arange(300) < 4, 2, np.arange(300) % 2)  # four birds
dataset = assay.Dataset(assay.Evidence.labels(labels, {NAMES}))
""",
    "in-sample-predictions": FEATURES + f"""\
labels = np.where(random.random(300) < 0.2, random.integers(0, 3, 300), truth)
evidence = assay.Evidence.labels(labels, {NAMES})
predictions = np.eye(3)[labels]  # of a model that learnt these very labels by heart
dataset = assay.Dataset(evidence, features=features, predictions=predictions)
""",
    "judge-versions": START + f"""\
later = np.where(np.arange(300) < 60, (truth + 1) % 3, truth)
item, judge, said = np.tile(np.arange(300), 2), ["judge"] * 600, np.r_[truth, later]
evidence = assay.Evidence.votes(item, judge, said, {NAMES}, kind="model")
evidence = replace(evidence, context={{"version": np.repeat(["v1", "v2"], 300)}})
dataset = assay.Dataset(evidence)
""",
    "judges-and-people": PEOPLE + f"""\
said = np.where(random.random(300) < 0.5, random.integers(0, 3, 300), truth)
classes = {NAMES}
judge = assay.Evidence.votes(np.arange(300), ["gpt"] * 300, said, classes, kind="model")
evidence = assay.Evidence.votes(item, people[source], answer, classes).join(judge)
dataset = assay.Dataset(evidence)
""",
    "label-relations": RANDOM + """\
tags = random.random((300, 3)) < 0.4
tags[:, 1] = tags[:, 0]  # always given together
dataset = assay.Dataset(assay.Evidence.tags(tags, ("sea", "beach", "snow")))
""",
    "label-space": START + """\
dataset = assay.Dataset(assay.Evidence.labels(truth, ("cat", "Cat ", "bird")))
""",
    "leaking-columns": START + GIVEN + """\
columns = {"code": np.array([7.0, 8.0, 9.0])[truth], "size": random.normal(size=300)}
""" + TABLE,
    "order": f"""\
labels = np.repeat([0, 1, 2], 100)
dataset = assay.Dataset(assay.Evidence.labels(labels, {NAMES}))
""",
    "outliers": FEATURES + "features[7] += 60\n" + GIVEN + DATASET,
    "personal-data": """\
texts = np.array([f"order {k} is late, write to anna.k@mail.org" for k in range(60)], object)
evidence = assay.Evidence.labels(np.arange(60) % 2, ("complaint", "praise"))
dataset = assay.Dataset(evidence, texts=texts)
""",
    "source-drift": PEOPLE + """\
tired = (source == 2) & (item >= 150) & (random.random(1500) < 0.8)
answer[tired] = random.integers(0, 3, tired.sum())
""" + ANSWERS.replace("(evidence)", '(replace(evidence, context={"time": item}))'),
    "spammers": PEOPLE + """\
answer[source == 2] = random.integers(0, 3, 300)  # whatever the item is
""" + ANSWERS,
    "split-leakage": FEATURES + GIVEN + """\
features[:9] = features[150:159]
split = np.repeat(["train", "test"], 150)
dataset = assay.Dataset(evidence, features=features, split=split)
""",
    "split-shift": START + GIVEN + """\
split = np.where((truth == 0) | (random.random(300) < 0.6), "train", "test")  # no cats in one
dataset = assay.Dataset(evidence, split=split)
""",
    "text-shortcuts": RANDOM + """\
labels = random.integers(0, 2, 300)
words = random.choice(["room", "food", "staff", "view", "price"], (300, 4))
texts = np.array([" ".join(four) + "!" * k for four, k in zip(words, labels)], object)
dataset = assay.Dataset(assay.Evidence.labels(labels, ("fine", "great")), texts=texts)
""",
    "uneven-judges": PEOPLE + f"""\
position = random.integers(0, 3, 1500)  # the place at which each judge was shown each item
swayed = (source == 2) & (random.random(1500) < 0.5)
answer[swayed] = np.where(position[swayed] == 0, 0, 2)
evidence = assay.Evidence.votes(item, people[source], answer, {NAMES}, kind="model")
dataset = assay.Dataset(replace(evidence, context={{"position": position}}))
""",
    "unlabelled": f"""\
labels = np.where(np.arange(300) < 40, -1, np.arange(300) % 3)
dataset = assay.Dataset(assay.Evidence.labels(labels, {NAMES}))
""",
    "useless-columns": START + GIVEN + """\
columns = {"number": np.arange(300.0), "land": np.array(["nowhere"] * 300, object)}
""" + TABLE,
    "weak-slices": FEATURES + f"""\
room = np.array(["a", "b", "c", "d", "e"], object)[random.integers(0, 5, 300)]
wrong = (room == "a") & (random.random(300) < 0.7)
evidence = assay.Evidence.labels(np.where(wrong, (truth + 1) % 3, truth), {NAMES})
columns = {{"room": room, "size": features[:, 0]}}
dataset = assay.Dataset(evidence, features=features, columns=columns)
""",
}  # fmt: skip
