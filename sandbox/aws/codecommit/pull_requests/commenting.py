"""PostCommentForPullRequest and GetCommentsForPullRequest: general comments, not those of lines."""

from itertools import groupby
from typing import Any

import pygit2

from sandbox.aws.codecommit.call import COMMIT_ID, Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pages import page, page_size
from sandbox.aws.codecommit.pull_requests.comment import Comment
from sandbox.aws.codecommit.pull_requests.named import (
    associated_pull_request,
    every_pull_request,
    named_pull_request,
)
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest
from sandbox.aws.codecommit.pull_requests.texts import check_same, request_token

CONTENT_LENGTH = 10240
COMMENTS_A_PAGE = 100
MOST_COMMENTS_A_PAGE = 500
"""Both by the parameter `maxResults`."""


def post_comment_for_pull_request(call: Call) -> dict[str, Any]:
    """Say something about a pull request, be it open or closed; once for a token."""
    found = associated_pull_request(call)
    before, after = _commit(call, "beforeCommitId"), _commit(call, "afterCommitId")
    if before == after:
        raise codecommit_error(
            "BeforeCommitIdAndAfterCommitIdAreSameException", "The two commits are the same"
        )
    comment = Comment(before, after, _content(call), call.caller, request_token(call.parameters))
    for other, known in _posted(call, comment.token):
        check_same(
            (found.id, before, after, comment.content),
            (other.id, known.before, known.after, known.content),
        )
        return {**_place(found, known), "comment": known.shown()}
    found.comments.append(comment)
    found.touch()
    return {**_place(found, comment), "comment": comment.shown()}


def get_comments_for_pull_request(call: Call) -> dict[str, Any]:
    """What was said about a pull request, by the commits that it was said about.

    The repository and the two commits are named together, or not at all.
    """
    found, wanted = named_pull_request(call), None
    names = ("repositoryName", "beforeCommitId", "afterCommitId")
    if any(name in call.parameters for name in names):
        found = associated_pull_request(call)
        wanted = (_commit(call, "beforeCommitId"), _commit(call, "afterCommitId"))
    comments = [one for one in found.comments if wanted in (None, (one.before, one.after))]
    shown, token = page(
        comments,
        page_size(call.parameters.get("maxResults"), COMMENTS_A_PAGE, most=MOST_COMMENTS_A_PAGE),
        call.parameters.get("nextToken"),
        of=f"comments of {found.id} {wanted}",
    )
    return {
        "commentsForPullRequestData": [
            {**_place(found, first), "comments": [first.shown(), *(one.shown() for one in others)]}
            for first, *others in (
                list(group) for _, group in groupby(shown, lambda one: (one.before, one.after))
            )
        ],
        "nextToken": token,
    }


def _posted(call: Call, token: str | None) -> list[tuple[PullRequest, Comment]]:
    """The comment that was posted with a token, and where."""
    return [
        (pull_request, comment)
        for pull_request in every_pull_request(call.account, call.region)
        for comment in pull_request.comments
        if token is not None and comment.token == token
    ]


def _content(call: Call) -> str:
    content = call.parameters.get("content")
    if not content:
        raise codecommit_error("CommentContentRequiredException", "The comment is empty")
    if len(content) > CONTENT_LENGTH:
        raise codecommit_error("CommentContentSizeLimitExceededException", "It is too long")
    return str(content)


def _commit(call: Call, parameter: str) -> str:
    given = call.parameters.get(parameter)
    if not given:
        raise codecommit_error("CommitIdRequiredException", f"{parameter} is required")
    if not COMMIT_ID.fullmatch(given):
        raise codecommit_error("InvalidCommitIdException", f"{given} is not a full commit id")
    if not isinstance(call.repository.git.open().get(given), pygit2.Commit):
        raise codecommit_error("CommitDoesNotExistException", f"Commit {given} does not exist")
    return str(given)


def _place(pull_request: PullRequest, comment: Comment) -> dict[str, Any]:
    return {
        "repositoryName": pull_request.repository.name,
        "pullRequestId": pull_request.id,
        "beforeCommitId": comment.before,
        "afterCommitId": comment.after,
    }
