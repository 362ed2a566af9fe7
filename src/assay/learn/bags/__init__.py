"""From bags of items with counts or proportions."""

from assay.learn.bags.bag_proportions import BagProportions as BagProportions
from assay.learn.bags.belief_propagation import BeliefPropagation as BeliefPropagation
from assay.learn.bags.count_likelihood import CountLikelihood as CountLikelihood
