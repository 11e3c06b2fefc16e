"""What things are: the kinds of entries, their fields, choices and vocabularies. Imports nothing of ours."""
