"""Truth to noisy evidence."""

from assay.simulate.class_dependent_noise import ClassDependentNoise as ClassDependentNoise
from assay.simulate.instance_dependent_noise import InstanceDependentNoise as InstanceDependentNoise
from assay.simulate.pair_flip import PairFlip as PairFlip
from assay.simulate.symmetric_noise import SymmetricNoise as SymmetricNoise
