"""The sandbox's GitHub stands on GitHub's published contracts, not on copies of them."""

import re
from pathlib import Path

import pytest
from graphql import GraphQLObjectType

from sandbox.github import GitHub, GitHubServer, npm_contracts
from sandbox.github.graphql_contract import graphql_contract
from sandbox.github.graphql_support import supported_types
from tests.integration.sandbox.github.conftest import Client

PACKAGES = Path(npm_contracts.__file__).parent


def test_the_schema_is_read_once() -> None:
    assert graphql_contract() is graphql_contract()


@pytest.mark.parametrize("name", sorted(supported_types()))
def test_everything_that_is_supported_is_in_the_schema(name: str) -> None:
    type_ = graphql_contract().type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    members = {
        member
        for class_ in supported_types()[name].__mro__[:-1]
        for member in [*vars(class_), *class_.__annotations__]
        if not member.startswith("_") and member != "of"
    }
    fields = {re.sub("(?<=[a-z])(?=[A-Z])", "_", field).lower() for field in type_.fields}
    assert members <= fields


def test_missing_packages_are_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(npm_contracts, "_PACKAGES", tmp_path)
    with pytest.raises(FileNotFoundError, match="@octokit/openapi is not installed: run `make"):
        npm_contracts.contract_text("openapi", "generated/api.github.com.json")


def test_the_lock_names_no_registry() -> None:
    assert "://" not in (PACKAGES / "package-lock.json").read_text()


def test_several_run_side_by_side(client: Client, tmp_path: Path) -> None:
    other = GitHub(tmp_path / "other")
    with GitHubServer(other) as server:
        theirs = Client(server, other.add_token("stranger"))
        assert theirs.graphql("{ viewer { login } }").json["data"]["viewer"]["login"] == "stranger"
        assert client.graphql("{ viewer { login } }").json["data"]["viewer"]["login"] == "robot"
        client.token = theirs.token
        assert client.graphql("{ viewer { login } }").status == 401
