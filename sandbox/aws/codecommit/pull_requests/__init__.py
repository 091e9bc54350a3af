"""Pull requests: proposed, followed while branches move, approved, discussed, merged and closed.

Sources: the AWS CodeCommit API Reference as botocore ships it, and of the user guide "Working with
pull requests", "Merge a pull request", "Close a pull request", "Create an approval rule for a pull
request" and "Quotas in AWS CodeCommit".
"""
