"""What every other part stands on: errors, spans, findings, files, safe text. Knows nothing of BPF or of C."""
