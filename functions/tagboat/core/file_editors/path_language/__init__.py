"""How paths of values are written: keys with dots between them, or JSONPath."""
