"""One function over many shards."""

from assay.engine.threads import map_shards as map_shards
