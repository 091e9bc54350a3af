"""One file for each way to find a value in a file and to put another in its place."""
