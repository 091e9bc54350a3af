"""Restraints: why an image that a rule would write has to wait, and until when."""
