"""Git hosts behind one port: a file for each, or a folder where it takes several."""
