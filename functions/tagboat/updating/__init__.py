"""The steps of the use case: reading, delivering, and trying again."""
