"""Any git server, or a folder: all of it by Git."""
