"""What is wrong with the data."""

from assay.audit.confused_classes import ConfusedClasses as ConfusedClasses
from assay.audit.copied_answers import CopiedAnswers as CopiedAnswers
from assay.audit.definition_mismatch import DefinitionMismatch as DefinitionMismatch
from assay.audit.duplicates import Duplicates as Duplicates
from assay.audit.group_leakage import GroupLeakage as GroupLeakage
from assay.audit.imbalance import Imbalance as Imbalance
from assay.audit.in_sample_predictions import InSamplePredictions as InSamplePredictions
from assay.audit.judge_versions import JudgeVersions as JudgeVersions
from assay.audit.judges_and_people import JudgesAndPeople as JudgesAndPeople
from assay.audit.label_relations import LabelRelations as LabelRelations
from assay.audit.label_space import LabelSpace as LabelSpace
from assay.audit.leaking_columns import LeakingColumns as LeakingColumns
from assay.audit.order import Order as Order
from assay.audit.outliers import Outliers as Outliers
from assay.audit.personal_data import PersonalData as PersonalData
from assay.audit.source_drift import SourceDrift as SourceDrift
from assay.audit.spammers import Spammers as Spammers
from assay.audit.split_leakage import SplitLeakage as SplitLeakage
from assay.audit.split_shift import SplitShift as SplitShift
from assay.audit.text_shortcuts import TextShortcuts as TextShortcuts
from assay.audit.uneven_judges import UnevenJudges as UnevenJudges
from assay.audit.unlabelled import Unlabelled as Unlabelled
from assay.audit.useless_columns import UselessColumns as UselessColumns
from assay.audit.weak_slices import WeakSlices as WeakSlices
from assay.verbs import make_callable

make_callable(__name__, "assay.report.audit:audit")
