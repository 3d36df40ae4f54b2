"""Charts of a frame as plain data, with no more points than there are columns to show them."""
