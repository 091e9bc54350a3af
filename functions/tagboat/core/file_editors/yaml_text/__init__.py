"""YAML by position: what the editors of YAML files share."""
