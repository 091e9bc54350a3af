"""One file for each trigger."""
