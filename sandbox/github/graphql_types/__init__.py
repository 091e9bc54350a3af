"""The types of GitHub's GraphQL schema that the sandbox supports, a class for each.

A public member of a class is the field of the schema of that name (`is_truncated` for
`isTruncated`): an attribute, or a method whose arguments are the field's. What is not here is
refused. The schema describes the fields; here stands what it leaves open.
"""
