"""One file for each git host, behind one port."""
