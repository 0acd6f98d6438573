"""What holds on every path of a function: guards, reach, liveness, layout of structs, summaries."""
