"""What a run found, told to people and to programs. Knows file reports alone, not how anything was found."""
