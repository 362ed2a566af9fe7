"""Small drawings in SVG: no plot library, every number also as text."""

from assay.report.plots.bars import bar as bar
from assay.report.plots.bars import interval as interval
from assay.report.plots.bars import scale as scale
from assay.report.plots.bars import spark as spark
from assay.report.plots.bars import ticks as ticks
from assay.report.plots.heat_map import heat_map as heat_map
from assay.report.plots.ranks import ranks as ranks
from assay.report.plots.reliability import reliability as reliability
from assay.report.plots.scatter import scatter as scatter
