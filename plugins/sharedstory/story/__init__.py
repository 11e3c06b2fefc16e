"""What was read, as one value: every published entry, and what hangs on what."""
