"""Branches and tags, and commits on branches."""

from typing import Any

from sandbox.github.commit_on_branch import commit_on_branch
from sandbox.github.graphql_types import payloads
from sandbox.github.graphql_types.git_objects import Commit
from sandbox.github.graphql_types.mutations.base import Mutations
from sandbox.github.node_access import need_to_write, reference_of, repository_of
from sandbox.github.references import moving
from sandbox.github.references.merge_branch import merge_branch
from sandbox.github.references.transaction import ZERO, Move


class ReferenceMutations(Mutations):
    """Each raises the TypedError with which GitHub would refuse."""

    def create_commit_on_branch(
        self, input: dict[str, Any]
    ) -> payloads.CreateCommitOnBranchPayload:
        """Append a commit to a branch."""
        hosted, branch, new = commit_on_branch(self._call, input)
        place = self._place(hosted)
        return payloads.CreateCommitOnBranchPayload(
            input.get("clientMutationId"),
            Commit.of(place, place.find(new)),
            self._ref(hosted, f"refs/heads/{branch}"),
        )

    def create_ref(self, input: dict[str, Any]) -> payloads.CreateRefPayload:
        """Make a reference."""
        hosted, name = repository_of(self._call, input["repositoryId"]), input["name"]
        need_to_write(self._call, "contents")
        moving.create(self._call, hosted, name, input["oid"])
        return payloads.CreateRefPayload(input.get("clientMutationId"), self._ref(hosted, name))

    def update_ref(self, input: dict[str, Any]) -> payloads.UpdateRefPayload:
        """Point a reference to another commit."""
        hosted, name = reference_of(self._call, input["refId"])
        need_to_write(self._call, "contents")
        forced = {name} if input.get("force") else set()
        moving.move(self._call, hosted, [Move(name, input["oid"], None)], is_forced=forced)
        return payloads.UpdateRefPayload(input.get("clientMutationId"), self._ref(hosted, name))

    def update_refs(self, input: dict[str, Any]) -> payloads.UpdateRefsPayload:
        """Create, move and delete references, all or none."""
        hosted = repository_of(self._call, input["repositoryId"])
        need_to_write(self._call, "contents")
        updates = input["refUpdates"]
        moves = [Move(one["name"], one["afterOid"], one.get("beforeOid")) for one in updates]
        forced = {one["name"] for one in updates if one.get("force")}
        moving.move(self._call, hosted, moves, is_forced=forced)
        return payloads.UpdateRefsPayload(input.get("clientMutationId"))

    def delete_ref(self, input: dict[str, Any]) -> payloads.DeleteRefPayload:
        """Remove a reference."""
        hosted, name = reference_of(self._call, input["refId"])
        need_to_write(self._call, "contents")
        moving.move(self._call, hosted, [Move(name, ZERO, None)], is_forced={name})
        return payloads.DeleteRefPayload(input.get("clientMutationId"))

    def merge_branch(self, input: dict[str, Any]) -> payloads.MergeBranchPayload:
        """Merge a branch, or a commit, into a branch."""
        hosted = repository_of(self._call, input["repositoryId"])
        need_to_write(self._call, "contents")
        new, place = merge_branch(self._call, hosted, input), self._place(hosted)
        commit = Commit.of(place, place.find(new))
        return payloads.MergeBranchPayload(input.get("clientMutationId"), commit)
