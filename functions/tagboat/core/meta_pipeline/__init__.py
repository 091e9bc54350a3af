"""What the meta pipeline decides: pure, on plain data."""
