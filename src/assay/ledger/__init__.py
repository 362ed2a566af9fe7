"""Decisions on labels: their history, what stands of it, and patches one can review.

`Ledger` keeps decisions, `Patch` is what is settled of them, as a file. `apply` carries a patch
out on a file of data, `revert` turns that back, `diff` makes a patch of two files, and `merge`
one of several.
"""

from assay.ledger.applied import Applied as Applied
from assay.ledger.applied import Mismatch as Mismatch
from assay.ledger.applied import Plan as Plan
from assay.ledger.applied import apply as apply
from assay.ledger.applied import plan as plan
from assay.ledger.decision import VERDICTS as VERDICTS
from assay.ledger.decision import Decision as Decision
from assay.ledger.decision import now as now
from assay.ledger.difference import diff as diff
from assay.ledger.ledger import Ledger as Ledger
from assay.ledger.merged import Merged as Merged
from assay.ledger.merged import merge as merge
from assay.ledger.patch import Patch as Patch
from assay.ledger.protected import is_test as is_test
from assay.ledger.reverted import revert as revert
from assay.ledger.source import Source as Source
from assay.ledger.source import source_of as source_of
from assay.ledger.standing import Conflict as Conflict
