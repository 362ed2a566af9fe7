"""The card as Croissant 1.1: metadata of a data set that programs read.

Croissant has no words for how good labels are. They stand under a vocabulary of their own, and
once more as sentences where its extension for responsible AI has room for an analysis of
annotations.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.report.numbers import figure, percent

Card = Mapping[str, Any]
CONFORMS = [
    "http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0",
]  # fmt: skip
#: Our own words: what is measured of labels.
VOCABULARY = "urn:assay:card:1:"
#: Fields of the extension for responsible AI, and the question that answers each.
ANSWERS = {
    "dataCollection": "acquisition", "dataCollectionTimeframe": "timeframe",
    "dataPreprocessingProtocol": "preprocessing", "dataManipulationProtocol": "corrections",
    "dataUseCases": "uses", "dataLimitations": "misuses",
    "dataReleaseMaintenancePlan": "maintainer",
}  # fmt: skip
#: How a file is called by its ending.
FORMATS = {
    ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".jsonl": "application/jsonlines",
    ".json": "application/json", ".parquet": "application/vnd.apache.parquet",
    ".npz": "application/x-npz", ".arrow": "application/vnd.apache.arrow.file",
}  # fmt: skip
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"}, "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes",
    "isArray": "cr:isArray", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key", "md5": "cr:md5", "name": {"@container": "@language"},
    "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform", "assay": VOCABULARY,
}  # fmt: skip


def croissant(card: Card, around: Path = Path()) -> dict[str, Any]:
    """Return the card as JSON-LD.

    Parameters
    ----------
    card
        From `card`.
    around
        Folder that the data's path is seen from; a file found there is named with its SHA-256.
    """
    about, labels = card["about"], card["labels"]
    made: dict[str, Any] = {
        "@context": CONTEXT, "@type": "sc:Dataset", "conformsTo": CONFORMS,
        "name": card["name"], "description": about.get("description") or card["verdict"],
    }  # fmt: skip
    named = {
        "version": about.get("version"), "license": about.get("license"), "url": about.get("url"),
        "citeAs": about.get("citation"), "datePublished": about.get("published"),
        "inLanguage": about.get("languages"),
        "creator": [{"@type": "sc:Person", "name": one} for one in about.get("creators", [])],
        **_annotation(card),
    }  # fmt: skip
    made |= {name: value for name, value in named.items() if value}
    made |= {f"assay:{name}": value for name, value in _measured(card).items() if value is not None}
    path = around / str(card["measured"][0]["origin"].get("path", ""))
    if path.is_file() and path.suffix in FORMATS:
        made["distribution"] = [_file(path)]
        column = card["measured"][0]["origin"].get("label")
        if isinstance(column, str) and labels["truth"] != "number":
            made["recordSet"] = _records(path, column, labels)
    return made


def _file(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return {
        "@type": "cr:FileObject", "@id": path.name, "name": path.name, "contentUrl": path.name,
        "contentSize": f"{path.stat().st_size} B", "encodingFormat": FORMATS[path.suffix],
        "sha256": digest.hexdigest(),
    }  # fmt: skip


def _records(path: Path, column: str, labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the classes, and the items, whose label is one of them."""
    names = [{"classes/name": one["name"]} for one in labels["classes"]]
    label = {
        "@type": "cr:Field", "@id": f"items/{column}", "name": column,
        "description": "The label that the items come with.",
        "dataType": ["sc:Text", "cr:Label"],
        "source": {"fileObject": {"@id": path.name}, "extract": {"column": column}},
    }  # fmt: skip
    return [
        {
            "@type": "cr:RecordSet", "@id": "classes", "name": "classes",
            "description": "The classes.", "dataType": "sc:Enumeration",
            "key": {"@id": "classes/name"},
            "field": [{"@type": "cr:Field", "@id": "classes/name", "name": "name",
                       "description": "Name of the class.", "dataType": "sc:Text"}],
            "data": names,
        },
        {
            "@type": "cr:RecordSet", "@id": "items", "name": "items",
            "description": "The labelled items.", "field": [label],
        },
    ]  # fmt: skip


def _annotation(card: Card) -> dict[str, Any]:
    """Return what the extension for responsible AI has words for."""
    said, sources = card["about"].get("annotation", {}), card["sources"]
    per_item = figure(sources["votes_per_item"]["mean"]) if sources else ""
    return {
        "rai:dataAnnotationProtocol": said.get("instructions"),
        "rai:dataAnnotationPlatform": said.get("platform"),
        "rai:annotatorDemographics": said.get("demographics"),
        "rai:machineAnnotationTools": said.get("tools"),
        "rai:annotationsPerItem": per_item,
        "rai:dataAnnotationAnalysis": [*told(card), *(card["merged"] or {}).get("told", ())],
        "rai:dataBiases": _biases(card),
        "rai:personalSensitiveInformation": [
            f"{one['value']}: {one['words']}" for one in card["risks"]
            if one["name"] == "Personal data" and one["grade"] != "unknown"
        ],
        **{f"rai:{name}": card["answers"].get(answer) for name, answer in ANSWERS.items()},
    }  # fmt: skip


def _biases(card: Card) -> list[str]:
    """Return what goes with labels beside what they mean, and the groups that pay for it."""
    found = [words for one in card["shortcuts"] for words in one["found"]]
    groups = card["groups"] or {"found": [], "rows": []}
    return [*found, *groups["found"],
            *(f"{one['group']}: {'; '.join(one['worse'])}" for one in groups["rows"])]  # fmt: skip


def told(card: Card) -> list[str]:
    """Return what was measured of the labels, in sentences."""
    found = []
    rate, sources = card["labels"]["error_rate"], card["sources"]
    if rate:
        found.append(
            f"{percent(rate['low'])} to {percent(rate['high'])} of the labels are wrong, "
            f"{percent(rate['estimate'])} by estimate ({rate['level']:.0%} interval, "
            f"{rate['verdict']})."
        )
    if sources and sources["agreement"] and sources["agreement"].get("value") is not None:
        one = sources["agreement"]
        found.append(
            f"Krippendorff's alpha of {sources['n_sources']:,} sources is {figure(one['value'])} "
            f"({figure(one['low'])} to {figure(one['high'])})."
        )
    if card["contradictions"]:
        found.append(f"{card['contradictions']} of the statements declared don't hold.")
    return found


def _measured(card: Card) -> dict[str, Any]:
    """Return what was measured, under our own vocabulary."""
    labels, sources, first = card["labels"], card["sources"], card["measured"][0]
    rate, noise = labels["error_rate"], labels["noise_matrix"]
    return {
        "dataDigest": first["data_digest"],
        "measuredBy": f"assay {first['assay']}",
        "labelErrorRate": rate and {
            f"assay:{name}": rate[name] for name in ("estimate", "low", "high", "level", "verdict")
        } | {"assay:assumes": rate["assumes"]},
        "noiseMatrix": noise and {
            "assay:rows": noise["rows"], "assay:columns": noise["columns"],
            "assay:classes": noise["classes"],
            "assay:values": [[float(v) for v in row] for row in noise["matrix"]],
        },
        "annotators": sources and sources["n_sources"],
        "agreement": sources and sources["agreement"] and {
            f"assay:{name}": sources["agreement"][name] for name in ("value", "low", "high")
        },
        "classErrorRates": [
            {"assay:class": one["name"], **{
                f"assay:{name}": one["error_rate"][name] for name in ("estimate", "low", "high")}}
            for one in labels["classes"] if one["error_rate"]
        ] or None,
        "labelDefinitions": _definitions(card["merged"]),
    }  # fmt: skip


def _definitions(made: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return how classes of merged sets stand to each other."""
    if made is None:
        return None
    return {
        "assay:reference": made["reference"],
        "assay:sets": [
            {"assay:name": one["name"], "assay:labels": one["n_labelled"]} for one in made["sets"]
        ],
        "assay:relations": [
            {"assay:set": one["set"], "assay:class": row["name"], "assay:to": row["to"],
             "assay:relation": row["relation"], "assay:share": row["share"]}
            for one in made["alignments"] for row in one["definitions"]
        ],
        "assay:conflicts": [
            {f"assay:{name}": one[name] for name in ("set", "given", "other", "n_items", "rule")}
            for one in made["conflicts"]
        ],
    }  # fmt: skip
