"""Repositories: created, described, listed and deleted."""

from typing import Any

from sandbox.aws.codecommit import store
from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pages import page
from sandbox.aws.errors import NotSupported

DESCRIPTION_LENGTH = 1000
REPOSITORIES_A_PAGE = 1000


def create_repository(call: Call) -> dict[str, Any]:
    """Make an empty repository."""
    name, description = call.repository_name, _description(call)
    try:
        made = store.create(call.account, call.region, name, description)
    except FileExistsError:
        raise codecommit_error(
            "RepositoryNameExistsException", f"Repository named {name} already exists"
        ) from None
    return {"repositoryMetadata": made.metadata}


def get_repository(call: Call) -> dict[str, Any]:
    """Describe a repository."""
    return {"repositoryMetadata": call.repository.metadata}


def update_repository_description(call: Call) -> dict[str, Any]:
    """Change the description; without one it is removed."""
    call.repository.describe(_description(call))
    return {}


def list_repositories(call: Call) -> dict[str, Any]:
    """Name the repositories of the account and region, sorted by name."""
    if call.parameters.get("sortBy", "repositoryName") != "repositoryName":
        raise NotSupported("codecommit ListRepositories sorted by anything but repositoryName")
    order = call.parameters.get("order", "ascending")
    if order not in ("ascending", "descending"):
        raise codecommit_error("InvalidOrderException", f"{order} is not an order")
    known = sorted(
        store.repositories(call.account, call.region).items(), reverse=order == "descending"
    )
    shown, token = page(
        known, REPOSITORIES_A_PAGE, call.parameters.get("nextToken"), of=f"repositories {order}"
    )
    return {
        "repositories": [
            {"repositoryName": name, "repositoryId": repository.id} for name, repository in shown
        ],
        "nextToken": token,
    }


def delete_repository(call: Call) -> dict[str, Any]:
    """Delete a repository; one that is not there is no error, and has no id."""
    return {"repositoryId": store.delete(call.account, call.region, call.repository_name)}


def _description(call: Call) -> str:
    description = call.parameters.get("repositoryDescription", "")
    if len(description) > DESCRIPTION_LENGTH:
        raise codecommit_error(
            "InvalidRepositoryDescriptionException", "The description is too long"
        )
    return str(description)
