"""Hurts a running district in every way that happens in real life, and counts what was lost or done twice: none."""
