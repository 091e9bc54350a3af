"""What the meta pipeline asks of AWS: one file for each thing that it asks."""
