"""Files and frames to data sets."""
