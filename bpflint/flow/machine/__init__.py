"""What one program on one kernel works with: memory, frames, trust, entry and exits, of one state at one place."""
