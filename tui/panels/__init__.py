"""The framed panels other than plots, and the bars above and below them."""
