"""JSON by position: where the values of a text stand."""
