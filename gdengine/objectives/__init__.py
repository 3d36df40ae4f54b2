"""What gradient descent minimises: a regression's cost, a curve or a surface."""
