"""Pull requests: what stands on the git host, what is to be proposed, and what to do about it."""
