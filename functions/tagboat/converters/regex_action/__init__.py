"""The mappings of the regex search-and-replace action behind repository_dispatch."""
