"""A local AWS, CodeCommit and GitHub on real parts, for people and tests.

What is not supported is refused loudly; silence would be a false green.
"""
