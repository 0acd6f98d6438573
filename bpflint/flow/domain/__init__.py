"""Abstract values and the state of a path: what is known, how it is compared, what a condition teaches."""
