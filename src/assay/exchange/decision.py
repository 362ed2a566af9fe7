"""An answer that was brought, as a decision."""

from hashlib import blake2b

from assay.exchange.answer import Answer, moment
from assay.exchange.entry import Label, Project
from assay.exchange.sent import content
from assay.ledger import Decision

#: Letters of a note that are kept.
LETTERS = 10_000


def decision(
    answer: Answer, project: Project, item: str, given: Label, split: str, by: str,
    verdict: str, new: Label, source: str,
) -> Decision:  # fmt: skip
    """Return the decision that an answer is; the same answer has the same event."""
    said = content(verdict, new, settles=answer.settles)
    event = answer.event if answer.event and answer.sent == said else ""
    if not event:
        parts = (source, item, by, answer.at, verdict, repr(said), answer.why)
        packed = "\0".join(parts).encode("utf-8", "backslashreplace")
        event = f"{source}:{blake2b(packed, digest_size=12).hexdigest()}"
    when = {"at": moment(answer.at)} if answer.at else {}
    return Decision(
        item, verdict, field=project.field, old=given, new=new, by=by,  # type: ignore[arg-type]
        why=answer.why[:LETTERS], finding=source, data=project.digest, split=split,
        settles=answer.settles, event=event, seconds=answer.seconds, **when,
    )  # fmt: skip
