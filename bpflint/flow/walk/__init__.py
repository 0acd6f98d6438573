"""The interpreter: walks the paths of a program, one state at a time."""
