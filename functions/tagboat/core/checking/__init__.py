"""Checking rules against the files that they name, before any image is pushed."""
