"""Other tools: what a review holds to their files, and what people said there back as decisions."""

from assay.exchange.argilla import ARGILLA as ARGILLA
from assay.exchange.bring import bring as bring
from assay.exchange.coco import COCO as COCO
from assay.exchange.csv import CSV as CSV
from assay.exchange.doccano import DOCCANO as DOCCANO
from assay.exchange.export import export as export
from assay.exchange.hugging_face import HUGGING_FACE as HUGGING_FACE
from assay.exchange.label_studio import LABEL_STUDIO as LABEL_STUDIO
from assay.exchange.tool import Tool as Tool

#: What each format is, in a line, by name.
FORMATS: dict[str, str] = {
    value.name: value.about for value in list(vars().values()) if isinstance(value, Tool)
}
