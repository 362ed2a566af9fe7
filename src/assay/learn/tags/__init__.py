"""From tags: any set of classes an item, some of them unspoken."""

from assay.learn.tags.assumed_negatives import AssumedNegatives as AssumedNegatives
