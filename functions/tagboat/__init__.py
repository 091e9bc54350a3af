"""An image pushed to Amazon ECR becomes a commit in the infrastructure repository."""

__version__ = "0.1.0"
