"""Changes in people's files: the only writer."""
