"""Pull requests as people see them: what they are called, where they are, what fits into them.

Lengths: "Quotas in AWS CodeCommit".
"""

from tagboat.git_hosts.codecommit.repository import Repository

LONGEST_TITLE = 150
LONGEST_DESCRIPTION = 10_240
"""Characters; comments may have as many."""
_CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}


def pull_request_name(number: str) -> str:
    """What people call a pull request."""
    return f"#{number}"


def pull_request_url(repository: Repository, number: str) -> str:
    """Where the console shows a pull request."""
    meta = repository.client.meta
    console = _CONSOLES.get(meta.partition, _CONSOLES["aws"])
    return (
        f"https://{meta.region_name}.{console}/codesuite/codecommit/repositories/{repository.name}"
        f"/pull-requests/{number}/details?region={meta.region_name}"
    )


def fitting_title(title: str) -> str:
    """As much of a title as there is room for."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def fitting_description(body: str) -> str:
    """As many lines of a description as there is room for, and how many more there are."""
    if len(body) <= LONGEST_DESCRIPTION:
        return body
    lines = body.splitlines()
    room = LONGEST_DESCRIPTION - len(_left_out(len(lines)))
    kept = 0
    for line in lines:
        room -= len(line) + len("\n")
        if room < 0:
            break
        kept += 1
    return "\n".join([*lines[:kept], _left_out(len(lines) - kept)])


def _left_out(count: int) -> str:
    return f"\n({count} lines more are left out: CodeCommit has no room for them.)"
