"""What is said of pull requests: comments, labels, assignees, requests for reviews."""

from typing import TYPE_CHECKING, Any

from sandbox.github.graphql_types import payloads
from sandbox.github.graphql_types.conversations import IssueComment, IssueCommentEdge
from sandbox.github.graphql_types.mutations.base import Mutations
from sandbox.github.graphql_types.people import actor_of
from sandbox.github.node_access import need_to_write, pull_request_of
from sandbox.github.pull_requests import conversing
from sandbox.github.pull_requests.people_and_labels import assignees_of, labels_of, teams_of
from sandbox.github.pull_requests.refusals import check_texts, unprocessable
from sandbox.github.pull_requests.texts import wrong_comment

if TYPE_CHECKING:
    from sandbox.github.tokens import Account, Team


class ConversationMutations(Mutations):
    """Each raises the TypedError with which GitHub would refuse. Issues are not supported."""

    def add_comment(self, input: dict[str, Any]) -> payloads.AddCommentPayload:
        """Say something."""
        hosted, pull = pull_request_of(self._call, input["subjectId"])
        need_to_write(self._call, "pull_requests")
        check_texts(wrong_comment(input["body"]))
        author, now = self._call.token.account, self._call.github.clock()
        comment = conversing.add_comment(hosted, pull, author, input["body"], now)
        edge = IssueCommentEdge(IssueComment.of(comment, self._call))
        id_ = input.get("clientMutationId")
        return payloads.AddCommentPayload(id_, edge, self._shown(hosted, pull))

    def add_labels_to_labelable(
        self, input: dict[str, Any]
    ) -> payloads.AddLabelsToLabelablePayload:
        """Put labels on it."""
        hosted, pull = pull_request_of(self._call, input["labelableId"])
        need_to_write(self._call, "pull_requests")
        conversing.add_labels(hosted, pull, labels_of(hosted, input["labelIds"]))
        shown, id_ = self._shown(hosted, pull), input.get("clientMutationId")
        return payloads.AddLabelsToLabelablePayload(id_, shown)

    def add_assignees_to_assignable(
        self, input: dict[str, Any]
    ) -> payloads.AddAssigneesToAssignablePayload:
        """Assign people to it."""
        hosted, pull = pull_request_of(self._call, input["assignableId"])
        need_to_write(self._call, "pull_requests")
        accounts = assignees_of(self._call, input["assigneeIds"])
        conversing.add_assignees(hosted, pull, accounts)
        shown, id_ = self._shown(hosted, pull), input.get("clientMutationId")
        return payloads.AddAssigneesToAssignablePayload(id_, shown)

    def request_reviews(self, input: dict[str, Any]) -> payloads.RequestReviewsPayload:
        """Ask people and teams for reviews."""
        hosted, pull = pull_request_of(self._call, input["pullRequestId"])
        need_to_write(self._call, "pull_requests")
        people = assignees_of(self._call, input.get("userIds") or [])
        reviewers: list[Account | Team] = [*people]
        reviewers += teams_of(self._call, input.get("teamIds") or [])
        if why := conversing.why_not_asked(hosted, pull, reviewers):
            raise unprocessable(why)
        conversing.request_reviews(hosted, pull, reviewers, add=bool(input.get("union")))
        id_, actor = input.get("clientMutationId"), actor_of(self._call.token.account, self._call)
        return payloads.RequestReviewsPayload(id_, self._shown(hosted, pull), actor)
