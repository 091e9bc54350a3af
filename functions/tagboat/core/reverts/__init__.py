"""What people took back: which images are not written again, and why."""
