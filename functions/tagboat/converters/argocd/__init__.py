"""Argo CD Image Updater's annotations."""
