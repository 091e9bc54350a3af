"""Lambda's API: functions, layers, mappings and permissions, kept as they are deployed."""
