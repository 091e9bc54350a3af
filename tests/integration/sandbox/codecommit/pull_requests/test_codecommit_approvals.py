"""Approval rules hold a merge back until enough of the right people approved this revision."""

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.codecommit.pull_requests import approving, rules
from sandbox.aws.codecommit.pull_requests.requirement import Requirement
from sandbox.aws.errors import AwsError, NotSupported
from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


def content(needed: Any = 1, *pool: str, **more: Any) -> str:
    statement: dict[str, Any] = {"Type": "Approvers", "NumberOfApprovalsNeeded": needed}
    if pool:
        statement["ApprovalPoolMembers"] = pool
    return json.dumps({"Version": "2018-11-08", "Statements": [statement], **more})


def read(text: str, **more: Any) -> Requirement:
    return Requirement.read(text, error="InvalidApprovalRuleContentException", **more)


@pytest.fixture
def by_role(acting_as: Any, name: str, feature: str) -> str:
    """A pull request that a role proposed, so that the account may approve it."""
    target = {"repositoryName": name, "sourceReference": "feature"}
    made = acting_as().create_pull_request(title="t", targets=[target])["pullRequest"]
    return str(made["pullRequestId"])


@pytest.fixture
def rule(client: "CodeCommitClient", by_role: str) -> Any:
    def rule(text: str = content(), name: str = "One approval") -> Any:
        return client.create_pull_request_approval_rule(
            pullRequestId=by_role, approvalRuleName=name, approvalRuleContent=text
        )["approvalRule"]

    return rule


def revision_of(client: "CodeCommitClient", id_: str) -> Any:
    found = client.get_pull_request(pullRequestId=id_)["pullRequest"]
    return {"pullRequestId": id_, "revisionId": found["revisionId"]}


def evaluate(client: "CodeCommitClient", id_: str) -> Any:
    asked = revision_of(client, id_)
    return client.evaluate_pull_request_approval_rules(**asked)["evaluation"]


def approve(client: "CodeCommitClient", id_: str, state: Any = "APPROVE") -> None:
    client.update_pull_request_approval_state(**revision_of(client, id_), approvalState=state)


def test_a_rule_is_shown_with_its_pull_request(
    client: "CodeCommitClient", rule: Any, by_role: str
) -> None:
    made = rule()
    assert made["approvalRuleName"] == "One approval"
    assert made["approvalRuleContent"] == content()
    assert len(made["ruleContentSha256"]) == 64
    assert made["lastModifiedUser"] == ROOT
    found = client.get_pull_request(pullRequestId=by_role)["pullRequest"]
    assert found["approvalRules"] == [made]


def test_a_merge_waits_for_the_approval(
    client: "CodeCommitClient", git: GitRepository, name: str, rule: Any, by_role: str, base: str
) -> None:
    rule()
    merge = {"pullRequestId": by_role, "repositoryName": name}
    for operation in (
        client.merge_pull_request_by_fast_forward,
        client.merge_pull_request_by_squash,
        client.merge_pull_request_by_three_way,
    ):
        with pytest.raises(client.exceptions.PullRequestApprovalRulesNotSatisfiedException):
            operation(**merge)
    assert git.head("main") == base
    approve(client, by_role)
    merged = client.merge_pull_request_by_fast_forward(**merge)["pullRequest"]
    assert merged["pullRequestTargets"][0]["mergeMetadata"]["isMerged"]


def test_rules_are_evaluated_one_by_one(
    client: "CodeCommitClient", rule: Any, by_role: str
) -> None:
    assert evaluate(client, by_role) == {
        "approved": True,
        "overridden": False,
        "approvalRulesSatisfied": [],
        "approvalRulesNotSatisfied": [],
    }
    rule()
    rule(content(1, f"arn:aws:sts::{ACCOUNT}:assumed-role/reviewers/*"), "Reviewers")
    approve(client, by_role)
    assert evaluate(client, by_role) == {
        "approved": False,
        "overridden": False,
        "approvalRulesSatisfied": ["One approval"],
        "approvalRulesNotSatisfied": ["Reviewers"],
    }


def test_as_many_people_as_needed_approve(
    client: "CodeCommitClient", acting_as: Any, rule: Any, by_role: str
) -> None:
    role = f"reviewers-{uuid4().hex}"
    rule(content(2, f"CodeCommitApprovers:{ACCOUNT}:{role}/*", ROOT))
    approve(client, by_role)
    approve(client, by_role)
    approve(acting_as(), by_role)
    assert not evaluate(client, by_role)["approved"]
    approve(acting_as(role, "Mary_Major"), by_role)
    assert evaluate(client, by_role)["approved"]


def test_a_new_revision_has_no_approvals(
    client: "CodeCommitClient", git: GitRepository, rule: Any, by_role: str
) -> None:
    rule()
    approve(client, by_role)
    before = revision_of(client, by_role)
    git.commit({"tag": "more"}, branch="feature")
    assert not evaluate(client, by_role)["approved"]
    states = client.get_pull_request_approval_states
    assert states(**revision_of(client, by_role))["approvals"] == []
    assert states(**before)["approvals"] == [{"userArn": ROOT, "approvalState": "APPROVE"}]
    not_current = client.exceptions.RevisionNotCurrentException
    with pytest.raises(not_current):
        client.evaluate_pull_request_approval_rules(**before)
    with pytest.raises(not_current):
        client.update_pull_request_approval_state(**before, approvalState="APPROVE")


def test_an_approval_is_taken_back(client: "CodeCommitClient", rule: Any, by_role: str) -> None:
    rule()
    approve(client, by_role)
    approve(client, by_role, "REVOKE")
    asked = revision_of(client, by_role)
    assert client.get_pull_request_approval_states(**asked)["approvals"] == []
    assert not evaluate(client, by_role)["approved"]


def test_authors_do_not_approve_their_own(client: "CodeCommitClient", pull_request: str) -> None:
    with pytest.raises(client.exceptions.PullRequestCannotBeApprovedByAuthorException):
        approve(client, pull_request)


def test_rules_are_set_aside_for_a_revision(
    client: "CodeCommitClient", git: GitRepository, rule: Any, by_role: str
) -> None:
    rule()
    asked = revision_of(client, by_role)
    override = client.override_pull_request_approval_rules
    override(**asked, overrideStatus="OVERRIDE")
    found = evaluate(client, by_role)
    assert (found["approved"], found["overridden"]) == (True, True)
    with pytest.raises(client.exceptions.OverrideAlreadySetException):
        override(**asked, overrideStatus="OVERRIDE")
    override(**asked, overrideStatus="REVOKE")
    assert not evaluate(client, by_role)["approved"]
    override(**asked, overrideStatus="OVERRIDE")
    git.commit({"tag": "more"}, branch="feature")
    assert not evaluate(client, by_role)["approved"]


def test_what_is_done_about_approvals_is_recorded(
    client: "CodeCommitClient", rule: Any, by_role: str
) -> None:
    made = rule()
    approve(client, by_role)
    asked = revision_of(client, by_role)
    client.override_pull_request_approval_rules(**asked, overrideStatus="OVERRIDE")
    events = client.describe_pull_request_events(pullRequestId=by_role)["pullRequestEvents"]
    _, created, approved, overridden = events
    assert created["approvalRuleEventMetadata"] == {
        "approvalRuleName": "One approval",
        "approvalRuleId": made["approvalRuleId"],
        "approvalRuleContent": content(),
    }
    assert approved["approvalStateChangedEventMetadata"] == {
        "revisionId": asked["revisionId"],
        "approvalStatus": "APPROVE",
    }
    assert overridden["approvalRuleOverriddenEventMetadata"] == {
        "revisionId": asked["revisionId"],
        "overrideStatus": "OVERRIDE",
    }


def test_nothing_is_approved_once_it_is_closed(
    client: "CodeCommitClient", rule: Any, by_role: str
) -> None:
    client.update_pull_request_status(pullRequestId=by_role, pullRequestStatus="CLOSED")
    asked = revision_of(client, by_role)
    closed = client.exceptions.PullRequestAlreadyClosedException
    with pytest.raises(closed):
        approve(client, by_role)
    with pytest.raises(closed):
        client.override_pull_request_approval_rules(**asked, overrideStatus="OVERRIDE")
    with pytest.raises(closed):
        rule()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"revisionId": ""}, "RevisionIdRequiredException"),
        ({"revisionId": "x"}, "InvalidRevisionIdException"),
        ({"revisionId": "0" * 64}, "RevisionNotCurrentException"),
        ({"approvalState": ""}, "ApprovalStateRequiredException"),
        ({"approvalState": "ADORE"}, "InvalidApprovalStateException"),
    ],
)
def test_what_an_approval_asks_is_checked(
    client: "CodeCommitClient", by_role: str, changed: dict[str, str], error: str
) -> None:
    asked: Any = {**revision_of(client, by_role), "approvalState": "APPROVE", **changed}
    with pytest.raises(ClientError) as raised:
        client.update_pull_request_approval_state(**asked)
    assert code(raised) == error


def test_an_unknown_revision_has_no_states(client: "CodeCommitClient", by_role: str) -> None:
    with pytest.raises(client.exceptions.InvalidRevisionIdException):
        client.get_pull_request_approval_states(pullRequestId=by_role, revisionId="0" * 64)


@pytest.mark.parametrize(
    ("called", "text", "error"),
    [
        ("a/b", content(), "InvalidApprovalRuleNameException"),
        ("a.git", content(), "InvalidApprovalRuleNameException"),
        ("One approval", content(), "ApprovalRuleNameAlreadyExistsException"),
        ("n", "no JSON", "InvalidApprovalRuleContentException"),
        ("n", "x" * 3001, "InvalidApprovalRuleContentException"),
    ],
)
def test_a_rule_is_checked(rule: Any, called: str, text: str, error: str) -> None:
    rule()
    with pytest.raises(ClientError) as raised:
        rule(text, called)
    assert code(raised) == error


def test_there_are_limits_of_rules_and_approvals(
    client: "CodeCommitClient", rule: Any, by_role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "RULES", 1)
    rule()
    with pytest.raises(client.exceptions.NumberOfRulesExceededException):
        rule(name="Another")
    monkeypatch.setattr(approving, "APPROVALS", 0)
    with pytest.raises(client.exceptions.MaximumNumberOfApprovalsExceededException):
        approve(client, by_role)


class TestRequirements:
    @pytest.mark.parametrize(
        "text",
        [
            "[]",
            "{}",
            "null",
            json.dumps({"Version": "2018-11-08", "Statements": []}),
            json.dumps({"Version": "2018-11-08", "Statements": ["x"]}),
            content().replace("2018-11-08", "2012-10-17"),
            content(0),
            content("1"),
            content(True),
            content(1, "Mary_Major"),
            content(1, *[ROOT] * 51),
            content(Unknown=1),
            content(DestinationReferences=["refs/heads/main"]),
        ],
    )
    def test_content_that_is_not_valid_is_refused(self, text: str) -> None:
        with pytest.raises(AwsError) as raised:
            read(text)
        assert raised.value.code == "InvalidApprovalRuleContentException"

    @given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
    def test_statements_of_any_other_form_are_refused(self, value: Any) -> None:
        with pytest.raises((AwsError, NotSupported)):
            read(json.dumps({"Version": "2018-11-08", "Statements": value}))

    def test_how_several_statements_combine_is_not_known(self) -> None:
        twice = json.loads(content())["Statements"] * 2
        with pytest.raises(NotSupported, match="several statements"):
            read(content(Statements=twice))

    @pytest.mark.parametrize(
        ("member", "arn", "counts"),
        [
            ("CodeCommitApprovers:123456789012:Mary", "arn:aws:iam::123456789012:user/Mary", True),
            (
                "CodeCommitApprovers:123456789012:Mary",
                "arn:aws:sts::123456789012:federated-user/Mary",
                True,
            ),
            (
                "CodeCommitApprovers:123456789012:Mary",
                "arn:aws:sts::123456789012:assumed-role/Review/Mary",
                False,
            ),
            (
                "CodeCommitApprovers:123456789012:*Mary",
                "arn:aws:sts::123456789012:assumed-role/Review/Mary",
                True,
            ),
            (
                "CodeCommitApprovers:123456789012:Review/*",
                "arn:aws:sts::123456789012:assumed-role/Review/Li",
                True,
            ),
            ("CodeCommitApprovers:123456789012:*", "arn:aws:iam::999999999999:user/Mary", False),
            ("CodeCommitApprovers:123456789012:*", "arn:aws:iam::123456789012:root", False),
            (
                "arn:aws:sts::123456789012:assumed-role/Review/*",
                "arn:aws:sts::123456789012:assumed-role/Review/Li",
                True,
            ),
            (
                "arn:aws:sts::123456789012:assumed-role/Review",
                "arn:aws:sts::123456789012:assumed-role/Review/Li",
                True,
            ),
            (
                "arn:aws:sts::123456789012:assumed-role/Review",
                "arn:aws:sts::123456789012:assumed-role/Reviewers/Li",
                False,
            ),
            (
                "arn:aws:iam::123456789012:user/Mary",
                "arn:aws:iam::123456789012:user/Mary_Major",
                False,
            ),
        ],
    )
    def test_who_counts_is_as_the_user_guide_says(
        self, member: str, arn: str, counts: bool
    ) -> None:
        assert read(content(1, member)).is_met({arn}) is counts


class TestTemplates:
    @pytest.fixture
    def template(self, client: "CodeCommitClient") -> Any:
        def template(text: str = content(), **more: Any) -> Any:
            asked = {
                "approvalRuleTemplateName": f"template-{uuid4().hex}",
                "approvalRuleTemplateContent": text,
                **more,
            }
            return client.create_approval_rule_template(**asked)["approvalRuleTemplate"]

        return template

    @pytest.fixture
    def associate(self, client: "CodeCommitClient", name: str) -> Any:
        def associate(template: str, repository: str = name) -> None:
            client.associate_approval_rule_template_with_repository(
                approvalRuleTemplateName=template, repositoryName=repository
            )

        return associate

    def test_its_rule_is_on_new_pull_requests_into_its_branches(
        self,
        client: "CodeCommitClient",
        name: str,
        base: str,
        template: Any,
        associate: Any,
        propose: Any,
    ) -> None:
        before = propose()
        made = template(
            content(DestinationReferences=["refs/heads/ma*"]),
        )
        associate(made["approvalRuleTemplateName"])
        associate(made["approvalRuleTemplateName"])
        client.create_branch(repositoryName=name, branchName="other", commitId=base)
        target = {
            "repositoryName": name,
            "sourceReference": "feature",
            "destinationReference": "other",
        }

        def rules_of(id_: str) -> Any:
            return client.get_pull_request(pullRequestId=id_)["pullRequest"]["approvalRules"]

        assert rules_of(before) == rules_of(propose(targets=[target])) == []
        (found,) = rules_of(propose())
        assert found["approvalRuleName"] == made["approvalRuleTemplateName"]
        assert found["approvalRuleContent"] == made["approvalRuleTemplateContent"]
        assert found["originApprovalRuleTemplate"] == {
            "approvalRuleTemplateId": made["approvalRuleTemplateId"],
            "approvalRuleTemplateName": made["approvalRuleTemplateName"],
        }

    def test_it_holds_a_merge_back(
        self,
        client: "CodeCommitClient",
        name: str,
        template: Any,
        associate: Any,
        propose: Any,
    ) -> None:
        associate(template()["approvalRuleTemplateName"])
        with pytest.raises(client.exceptions.PullRequestApprovalRulesNotSatisfiedException):
            client.merge_pull_request_by_fast_forward(pullRequestId=propose(), repositoryName=name)

    def test_it_is_checked(self, template: Any, associate: Any) -> None:
        known = template()["approvalRuleTemplateName"]
        for asked, error in [
            ({"approvalRuleTemplateName": known}, "ApprovalRuleTemplateNameAlreadyExistsException"),
            ({"approvalRuleTemplateName": "a/b"}, "InvalidApprovalRuleTemplateNameException"),
            ({"text": "x"}, "InvalidApprovalRuleTemplateContentException"),
            (
                {"text": content(DestinationReferences=["main"])},
                "InvalidApprovalRuleTemplateContentException",
            ),
            (
                {"approvalRuleTemplateDescription": "d" * 1001},
                "InvalidApprovalRuleTemplateDescriptionException",
            ),
        ]:
            with pytest.raises(ClientError) as raised:
                template(**asked)
            assert code(raised) == error
        with pytest.raises(ClientError) as raised:
            associate("missing")
        assert code(raised) == "ApprovalRuleTemplateDoesNotExistException"
        with pytest.raises(ClientError) as raised:
            associate(known, "missing")
        assert code(raised) == "RepositoryDoesNotExistException"
