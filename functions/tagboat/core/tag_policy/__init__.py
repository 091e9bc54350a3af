"""One file for each way to choose among tags, behind one small interface."""
