"""Where images are: adapters behind one port."""
