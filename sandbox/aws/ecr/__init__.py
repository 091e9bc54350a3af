"""Images in ECR: moto's repositories, with ECR's answers about what is in them."""

from sandbox.aws.ecr.images import repository_of, set_pushed_at
from sandbox.aws.ecr.plugin import install
from sandbox.aws.ecr.scans import Scan, scan_of, set_scan

__all__ = ["Scan", "install", "repository_of", "scan_of", "set_pushed_at", "set_scan"]
