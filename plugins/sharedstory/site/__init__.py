"""The story -> everything that is published."""
