"""Decisions on labels: their history, what stands of it, and patches one can review."""

from assay.ledger.decision import Decision as Decision
from assay.ledger.ledger import Ledger as Ledger
from assay.ledger.merged import Merged as Merged
from assay.ledger.merged import merge as merge
from assay.ledger.patch import Patch as Patch
from assay.ledger.standing import Conflict as Conflict
