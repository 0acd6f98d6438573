"""What kfuncs and helpers ask for and do, one module a family."""
