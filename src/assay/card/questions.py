"""The questions of a datasheet that no measurement answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question to the makers of a data set.

    Parameters
    ----------
    name
        What it is called in a file of answers.
    section
        Part of the datasheet.
    text
        The question.
    """

    name: str
    section: str
    text: str


#: After the sections of Gebru et al. (2021), in our words, the measured ones left out.
QUESTIONS = tuple(
    Question(name, section, text)
    for section, asked in {
        "Motivation": (
            ("purpose", "What were the data made for, and which gap did they fill?"),
            ("makers", "Who made them, on whose behalf?"),
            ("funding", "Who paid for it?"),
        ),
        "Composition": (
            ("instances", "What is one item, and what is it a sample of?"),
            ("sampling", "How was the sample drawn?"),
            ("label_meaning", "What exactly does each label mean, and where are the edges?"),
            ("sensitive", "Can items offend, name persons, or tell of health, faith or politics?"),
        ),
        "Collection": (
            ("acquisition", "How was each item come by: seen, said, derived?"),
            ("timeframe", "When was it collected, and does that match what it shows?"),
            ("consent", "Did the persons concerned know and agree, and can they withdraw?"),
            ("review", "Was it looked at by an ethics board?"),
        ),
        "Preparation": (
            ("preprocessing", "What was cleaned, cut or left out, and is the raw form kept?"),
            ("adjudication", "How were disagreements between annotators settled?"),
            ("corrections", "Which labels were changed since, by whom and why?"),
        ),
        "Uses": (
            ("uses", "What have the data been used for, and what for should they be?"),
            ("misuses", "What should they not be used for?"),
        ),
        "Distribution": (
            ("distribution", "How and to whom are they given, and on which terms?"),
            ("restrictions", "Does anybody else hold rights, or does a law restrict them?"),
        ),
        "Maintenance": (
            ("maintainer", "Who looks after them, and how is that person reached?"),
            ("errata", "Where are known errors listed, and how are new ones reported?"),
            ("retention", "Are there limits to how long they may be kept?"),
        ),
    }.items()
    for name, text in asked
)
