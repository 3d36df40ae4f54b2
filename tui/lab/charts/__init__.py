"""From a frame to what is drawn: pure data, as many points as there are columns to show them."""
