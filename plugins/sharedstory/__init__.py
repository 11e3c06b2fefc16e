"""Shared Story: Markdown testimonies go in, a checked story comes out, an engine publishes it."""

__version__ = "0.1.0"
