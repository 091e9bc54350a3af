"""Rules: which pushes are written where."""
