"""The meta pipeline: it keeps the application's pipeline as the template says."""
