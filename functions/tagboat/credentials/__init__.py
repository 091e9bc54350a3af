"""Who Tagboat is to a git host: one file for each kind of credentials, and each part of one."""
