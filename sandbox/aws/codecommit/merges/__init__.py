"""Merges of branches: real ones, by libgit2, as far as CodeCommit says how it merges.

Sources: the AWS CodeCommit API Reference as botocore ships it, and "Merge a pull request" and
"Resolve conflicts in a pull request" in the user guide.
"""
