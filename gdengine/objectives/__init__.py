"""What is descended: a regression's cost, a curve or a surface."""
