"""One update of the weights, computed line by line as one would on paper."""
