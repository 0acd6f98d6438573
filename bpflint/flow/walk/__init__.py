"""The interpreter: walks the paths of a program, one state at a time, and hands each call to its effect."""
