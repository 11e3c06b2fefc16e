"""Bytes -> fields and bodies, and everything that is wrong with them."""
