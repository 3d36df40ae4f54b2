"""Typed formulas: their values, their derivatives, and the tape behind autograd."""
