"""From bags of items with counts or proportions."""

from assay.learn.bags.count_likelihood import CountLikelihood as CountLikelihood
