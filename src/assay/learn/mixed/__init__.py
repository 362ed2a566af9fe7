"""From whatever there is."""

from assay.learn.mixed.auto import Auto as Auto
