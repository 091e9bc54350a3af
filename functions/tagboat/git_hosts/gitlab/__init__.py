"""GitLab: its files by Git, its merge requests by REST."""
