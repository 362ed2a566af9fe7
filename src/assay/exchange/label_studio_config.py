"""The labelling interface of Label Studio for a review."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from assay.exchange.answer import VERDICTS
from assay.exchange.entry import Project
from assay.exchange.sent import MARK

#: Names of the controls beside the label's, and of the thing that is labelled.
VERDICT, NOTE, THING = "verdict", "note", "item"
#: Where classes are more than this they are picked from a list that can be searched.
BUTTONS = 20
#: What an item is -> the tag that shows it.
TAGS = {"text": ("Text", "$text"), "image": ("Image", "$image"), "row": ("Table", "$cells")}


def config(project: Project, kind: str) -> Iterator[str]:
    """Yield the lines of the labelling interface."""
    tag, value = TAGS.get(kind, TAGS["text"])
    control = quoteattr(control_of(project))
    yield "<View>"
    yield f'  <Header value="${MARK}question"/>'
    yield f'  <{tag} name="{THING}" value="{value}"/>'
    if project.numeric:
        yield f'  <Number name={control} toName="{THING}"/>'
    else:
        choice = "multiple" if project.several else "single"
        layout = ' layout="select"' if len(project.classes) > BUTTONS else ' showInline="true"'
        yield f'  <Choices name={control} toName="{THING}" choice="{choice}"{layout}>'
        yield from (f"    <Choice value={quoteattr(name)}/>" for name in project.classes)
        yield "  </Choices>"
    yield f'  <Choices name="{VERDICT}" toName="{THING}" choice="single" showInline="true">'
    yield from (f'    <Choice value="{words}"/>' for words in VERDICTS)
    yield "  </Choices>"
    yield f'  <TextArea name="{NOTE}" toName="{THING}" placeholder="Note" maxSubmissions="1"/>'
    yield "</View>"


def control_of(project: Project) -> str:
    """Return the name of the label's control: the column's, where that can be one."""
    simple = re.fullmatch(r"[A-Za-z_]\w*", project.field, re.ASCII)
    taken = project.field in (VERDICT, NOTE, THING)
    return project.field if simple and not taken else "label"
