"""Read a torch checkpoint of plain tensors without torch, and without running what it says.

A checkpoint in torch's old form is a row of pickles (a magic number, a version, facts of the
machine, the tensors, the keys of their storages) and then the storages: an int64 count each
and the numbers, little endian. A pickle can name any function; this reader knows three names
and refuses all others.
"""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from assay.errors import ReadError
from assay.types import Array

MAGIC = 0x1950A86A20F9469CFC6C
#: Types of storages, by torch's names.
TYPES = {"FloatStorage": np.float32, "LongStorage": np.int64, "HalfStorage": np.float16}


def read_checkpoint(path: Path) -> dict[str, Array]:
    """Return the tensors of a checkpoint by name."""
    with path.open("rb") as file:
        if _Tensors(file).load() != MAGIC:
            raise ReadError("features", "a checkpoint must be in torch's old form", where=str(path))
        for _ in ("version", "machine"):
            _Tensors(file).load()
        reader = _Tensors(file)
        named = reader.load()
        for key in _Tensors(file).load():
            storage = reader.storages[key]
            count = int(np.frombuffer(file.read(8), "<i8")[0])
            if count != len(storage):
                rule = f"storage {key} must hold {len(storage)} numbers"
                raise ReadError("features", rule, got=str(count), where=str(path))
            storage[:] = np.frombuffer(file.read(count * storage.itemsize), storage.dtype)
    return dict(named)


class _Tensors(pickle.Unpickler):
    """A pickle reader that knows tensors, ordered dictionaries and nothing else."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, Array] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _view
        if module == "torch" and name in TYPES:
            return name
        rule = "a checkpoint may name tensors and ordered dictionaries only"
        raise ReadError("features", rule, got=f"{module}.{name}")

    def persistent_load(self, pid: Any) -> Array:
        _, kind, key, _, count, *_ = pid
        if key not in self.storages:
            self.storages[key] = np.zeros(count, TYPES[kind])
        return self.storages[key]


def _view(storage: Array, start: int, shape: Any, stride: Any, *_: Any) -> Array:
    """Return the part of a storage that is a tensor; it fills when the storage does."""
    if len(shape) == 0:
        return storage[start : start + 1].reshape(())
    last = start + sum((n - 1) * step for n, step in zip(shape, stride, strict=True))
    if min(shape) < 1 or start < 0 or min(stride) < 0 or last >= len(storage):
        raise ReadError("features", "a tensor must lie within its storage", got=str(shape))
    steps = [step * storage.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(storage[start:], shape, steps)
