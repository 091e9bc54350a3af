"""Event source mappings: queues drive functions, as the deployed mappings say."""
