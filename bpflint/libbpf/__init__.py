"""What the loader makes of an object: its programs and sections, and what each kernel symbol resolves to."""
