"""One file a type of action that the executor can run."""
