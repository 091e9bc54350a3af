"""Flux's image policies, automations and markers."""
