"""Faults through everything that is deployed, from a seed: `make chaos`. docs/reliability.md."""
