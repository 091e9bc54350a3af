"""What the systems that Tagboat grew from are told, as rules: pure, on the texts of files."""
