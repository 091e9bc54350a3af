"""Pull requests: a record beside the branches of a real git repository, which decide its state."""
