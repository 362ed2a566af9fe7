"""What suites are run on: functions (seed, settings) -> Problem, named in `loader:`.

Those that read real sets take the folder they lie in as `root`.
"""

from assay.bench.data.agreement import judged_babe, worked_votes
from assay.bench.data.audit_folders import audit_folder
from assay.bench.data.babe import babe
from assay.bench.data.cora import cora
from assay.bench.data.crowded import crowded
from assay.bench.data.digits import digits
from assay.bench.data.diluted import learn_diluted
from assay.bench.data.drifting_votes import drifting_votes
from assay.bench.data.gaussians import gaussians
from assay.bench.data.hinted import hinted_digits
from assay.bench.data.judges import stored_judges
from assay.bench.data.kinds import (
    amounts,
    duels,
    stored_numbers,
    stored_ordered,
    stored_ratings,
    voted_tags,
)
from assay.bench.data.learn.ages import learn_ages
from assay.bench.data.learn.bags import bank_bags, digit_bags, drawn_bags
from assay.bench.data.learn.candidates import (
    candidates_by_model,
    partial_labels,
    picked_exclusions,
)
from assay.bench.data.learn.correction import (
    learn_annotators,
    learn_gold,
    learn_moons,
    learn_one_sided,
    learn_permuted,
    learn_warming,
)
from assay.bench.data.learn.decisions import learn_changed
from assay.bench.data.learn.groups import learn_groups
from assay.bench.data.learn.losses import learn_counts, learn_overlapping, learn_rare_tags
from assay.bench.data.learn.positives import learn_selected
from assay.bench.data.learn.real import learn_real, learn_texts
from assay.bench.data.learn.selection import learn_long_tail
from assay.bench.data.learn.tags import drawn_tags, stored_tags
from assay.bench.data.learn.unlabelled import learn_clouds, learn_imbalanced, learn_mismatched
from assay.bench.data.learning import learn_digits, learn_stored
from assay.bench.data.misses import misses
from assay.bench.data.noisebench import noisebench
from assay.bench.data.nothing import nothing
from assay.bench.data.own import own_table
from assay.bench.data.people import people
from assay.bench.data.predicted_votes import predicted_votes
from assay.bench.data.regimes import regime
from assay.bench.data.rules import rules, stored_rules
from assay.bench.data.shifted import missed_sets, shifted_clouds
from assay.bench.data.spurious import spurious
from assay.bench.data.stored import stored_features, stored_judged, stored_votes
from assay.bench.data.strangers import strangers
from assay.bench.data.tabular import tabular
from assay.bench.data.tagged import tagged
from assay.bench.data.texts import texts
from assay.bench.data.tokens import learn_noisebench, noisebench_judged, noisebench_votes
from assay.bench.data.voted import voted
from assay.bench.data.votes import votes
from assay.bench.data.worlds import world

__all__ = [
    "amounts",
    "audit_folder",
    "babe",
    "bank_bags",
    "candidates_by_model",
    "cora",
    "crowded",
    "digit_bags",
    "digits",
    "drawn_bags",
    "drawn_tags",
    "drifting_votes",
    "duels",
    "gaussians",
    "hinted_digits",
    "judged_babe",
    "learn_ages",
    "learn_annotators",
    "learn_changed",
    "learn_clouds",
    "learn_counts",
    "learn_digits",
    "learn_diluted",
    "learn_gold",
    "learn_groups",
    "learn_imbalanced",
    "learn_long_tail",
    "learn_mismatched",
    "learn_moons",
    "learn_noisebench",
    "learn_one_sided",
    "learn_overlapping",
    "learn_permuted",
    "learn_rare_tags",
    "learn_real",
    "learn_selected",
    "learn_stored",
    "learn_texts",
    "learn_warming",
    "missed_sets",
    "misses",
    "noisebench",
    "noisebench_judged",
    "noisebench_votes",
    "nothing",
    "own_table",
    "partial_labels",
    "people",
    "picked_exclusions",
    "predicted_votes",
    "regime",
    "rules",
    "shifted_clouds",
    "spurious",
    "stored_features",
    "stored_judged",
    "stored_judges",
    "stored_numbers",
    "stored_ordered",
    "stored_ratings",
    "stored_rules",
    "stored_tags",
    "stored_votes",
    "strangers",
    "tabular",
    "tagged",
    "texts",
    "voted",
    "voted_tags",
    "votes",
    "worked_votes",
    "world",
]  # fmt: skip
