"""What Tagboat decides, on plain data: no network, no clock, no environment."""
