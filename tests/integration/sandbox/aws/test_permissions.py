"""What roles may do is what their deployed policies say."""

import json
import re
from collections.abc import Callable
from typing import Any

import boto3
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from moto.ecr.models import Repository, ecr_backends

from sandbox.aws.ecr import Scan, repository_of, set_scan
from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions import granted_actions
from sandbox.aws.permissions.conditions import are_met
from sandbox.aws.permissions.decision import Needed, RolePolicies, refusal
from sandbox.aws.permissions.statements import statements_of
from sandbox.aws.server import AwsServer
from sandbox.aws.wildcards import arn_matches, matches, resource_matches
from sandbox.pushed_image import PushedImage

type Clients = Callable[[str], Any]
type As = Callable[..., Any]

INFRA = "arn:aws:codecommit:us-east-1:123456789012:infra"


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


class TestWildcards:
    @given(st.text())
    def test_every_text_matches_itself_and_a_star(self, text: str) -> None:
        assert matches("*", text)
        assert matches(text.replace("*", "?"), text)

    @given(st.text(alphabet="ab*?.[", max_size=6), st.text(alphabet="ab.[", max_size=6))
    def test_patterns_mean_what_the_user_guide_says(self, pattern: str, text: str) -> None:
        def slowly(pattern: str, text: str) -> bool:
            if not pattern:
                return not text
            if pattern[0] == "*":
                return any(slowly(pattern[1:], text[i:]) for i in range(len(text) + 1))
            return bool(text) and pattern[0] in ("?", text[0]) and slowly(pattern[1:], text[1:])

        assert matches(pattern, text) == slowly(pattern, text)

    @given(st.text(), st.text(), st.text())
    def test_a_star_stands_for_anything_between(self, before: str, middle: str, after: str) -> None:
        pattern = re.sub(r"[*?]", "x", before) + "*" + re.sub(r"[*?]", "x", after)
        assert matches(pattern, pattern.replace("*", middle))

    @pytest.mark.parametrize(
        ("pattern", "resource", "expected"),
        [
            ("*", "*", True),
            ("arn:aws:sqs:*:*:*", "*", False),
            ("arn:aws:sqs:us-east-1:123456789012:q", "arn:aws:sqs:us-east-1:123456789012:q", True),
            ("arn:aws:sqs:*:q", "arn:aws:sqs:us-east-1:123456789012:q", False),
            ("arn:aws:sqs", "arn:aws:sqs:us-east-1:123456789012:q", True),
            ("arn:aws:logs:*:*:log-group:g:*", "arn:aws:logs:r:1:log-group:g:log-stream:s", True),
            ("arn:aws:logs:*:*:log-group:g", "arn:aws:logs:r:1:log-group:g:log-stream:s", False),
        ],
    )
    def test_the_parts_of_an_arn_are_compared_one_by_one(
        self, pattern: str, resource: str, expected: bool
    ) -> None:
        assert resource_matches(pattern, resource) is expected

    def test_arn_conditions_do_not_fill_in_parts(self) -> None:
        assert arn_matches("arn:aws:events:*:*:rule/*", "arn:aws:events:us-east-1:1:rule/r")
        assert not arn_matches("arn:aws:events", "arn:aws:events:us-east-1:1:rule/r")


CONTEXT = {"k": ("v",), "several": ("a", "b"), "absent": ()}


class TestConditions:
    @pytest.mark.parametrize(
        ("conditions", "expected"),
        [
            ({}, True),
            ({"StringEquals": {"k": "v"}}, True),
            ({"StringEquals": {"K": ["u", "v"]}}, True),
            ({"StringEquals": {"k": "V"}}, False),
            ({"StringEqualsIgnoreCase": {"k": "V"}}, True),
            ({"StringNotEquals": {"k": ["u", "w"]}}, True),
            ({"StringNotEquals": {"k": ["u", "v"]}}, False),
            ({"StringLike": {"k": "?"}}, True),
            ({"StringNotLike": {"k": "v*"}}, False),
            ({"StringEquals": {"absent": "v"}}, False),
            ({"StringEqualsIfExists": {"absent": "v"}}, True),
            ({"StringEqualsIfExists": {"k": "w"}}, False),
            ({"StringNotEquals": {"absent": "v"}}, True),
            ({"Null": {"absent": "true"}}, True),
            ({"Null": {"k": True}}, False),
            ({"Null": {"k": "false"}}, True),
            ({"Bool": {"k": "V"}}, True),
            ({"ForAnyValue:StringEquals": {"several": ["b", "c"]}}, True),
            ({"ForAllValues:StringEquals": {"several": ["b", "c"]}}, False),
            ({"ForAllValues:StringEquals": {"several": ["a", "b", "c"]}}, True),
            ({"ForAllValues:StringEquals": {"absent": "a"}}, True),
            ({"ForAnyValue:StringEquals": {"absent": "a"}}, False),
            ({"StringEquals": {"k": "v"}, "Null": {"absent": "false"}}, False),
        ],
    )
    def test_operators_mean_what_the_user_guide_says(
        self, conditions: dict[str, Any], expected: bool
    ) -> None:
        assert are_met(conditions, CONTEXT) is expected

    @pytest.mark.parametrize(
        ("conditions", "what"),
        [
            ({"StringEquals": {"aws:CalledVia": "x"}}, "the condition key aws:CalledVia"),
            ({"NumericLessThan": {"k": "1"}}, "the condition operator NumericLessThan"),
            ({"ForEachValue:StringEquals": {"k": "v"}}, "the condition operator ForEachValue"),
            ({"StringEquals": {"several": "a"}}, "for a key with several values"),
            ({"StringEquals": {"k": "${aws:username}"}}, "policy variables"),
        ],
    )
    def test_what_is_not_known_is_refused(self, conditions: dict[str, Any], what: str) -> None:
        with pytest.raises(NotSupported, match=re.escape(what)):
            are_met(conditions, CONTEXT)


class TestDecisions:
    needed = Needed("codecommit:GetFile", INFRA, {"k": ("v",)})

    def _refusal(self, *statements: dict[str, Any], boundary: Any = None) -> str | None:
        identity = statements_of(_policy(*statements))
        return refusal(
            RolePolicies(identity, None if boundary is None else statements_of(boundary)),
            self.needed,
        )

    def test_nothing_is_allowed_by_itself(self) -> None:
        assert self._refusal() == (
            "because no identity-based policy allows the codecommit:GetFile action"
        )

    @pytest.mark.parametrize(
        "statement",
        [
            _allow("codecommit:GetFile", INFRA),
            _allow(["codecommit:Get*"], [INFRA]),
            _allow("CodeCommit:getfile"),
            _allow("*"),
            {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::*"},
            _allow("codecommit:GetFile", Condition={"StringEquals": {"k": "v"}}),
        ],
    )
    def test_a_statement_that_speaks_of_it_allows_it(self, statement: dict[str, Any]) -> None:
        assert self._refusal(statement) is None

    @pytest.mark.parametrize(
        "statement",
        [
            _allow("codecommit:GetFolder", INFRA),
            _allow("codecommit:GetFile", f"{INFRA}-other"),
            _allow("codecommit:GetFile", INFRA, Condition={"StringEquals": {"k": "w"}}),
            {"Effect": "Allow", "NotAction": "codecommit:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "*", "NotResource": INFRA},
        ],
    )
    def test_a_statement_that_does_not_speak_of_it_does_not(
        self, statement: dict[str, Any]
    ) -> None:
        assert self._refusal(statement) is not None

    def test_a_denial_is_stronger_than_any_permission(self) -> None:
        deny = {"Effect": "Deny", "Action": "codecommit:*", "Resource": "*"}
        assert self._refusal(_allow("*"), deny) == (
            "with an explicit deny in an identity-based policy"
        )

    def test_a_boundary_allows_nothing_but_what_both_allow(self) -> None:
        assert self._refusal(_allow("*"), boundary=_policy(_allow("sqs:*"))) == (
            "because no permissions boundary allows the codecommit:GetFile action"
        )
        assert self._refusal(boundary=_policy(_allow("*"))) is not None
        assert self._refusal(_allow("*"), boundary=_policy(_allow("codecommit:*"))) is None
        deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
        assert self._refusal(_allow("*"), boundary=_policy(_allow("*"), deny)) == (
            "with an explicit deny in a permissions boundary"
        )


def test_what_policies_grant_is_listed() -> None:
    policies: list[str | dict[str, Any]] = [
        json.dumps(_policy(_allow(["codecommit:GetFile", "codecommit:CreateCommit"], INFRA))),
        _policy(_allow("cloudwatch:PutMetricData")),
    ]
    assert granted_actions(policies) == {
        ("codecommit:GetFile", INFRA),
        ("codecommit:CreateCommit", INFRA),
        ("cloudwatch:PutMetricData", "*"),
    }
    with pytest.raises(NotSupported):
        granted_actions([_policy({"Effect": "Deny", "Action": "*", "Resource": "*"})])


@pytest.fixture
def acting_as(aws: AwsServer, clients: Clients, name: str) -> As:
    """Clients that sign with the credentials of the test's role, whose policy is given."""

    def acting_as(*statements: dict[str, Any], boundary: Any = None) -> Callable[[str], Any]:
        iam = clients("iam")
        more = {}
        if boundary is not None:
            policy = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(boundary))
            more["PermissionsBoundary"] = policy["Policy"]["Arn"]
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}", **more)["Role"]
        if statements:
            document = json.dumps(_policy(*statements))
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document)
        credentials = clients("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="session")
        session: Any = boto3.Session(
            credentials["Credentials"]["AccessKeyId"],
            credentials["Credentials"]["SecretAccessKey"],
            credentials["Credentials"]["SessionToken"],
            region_name="us-east-1",
        )
        config = Config(retries={"total_max_attempts": 1})
        return lambda service: session.client(service, endpoint_url=aws.url, config=config)

    return acting_as


def test_a_request_without_permission_is_refused_as_aws_refuses_it(
    aws: AwsServer, acting_as: As, clients: Clients, name: str
) -> None:
    clients("codecommit").create_repository(repositoryName=name)
    client = acting_as()("codecommit")
    with pytest.raises(ClientError) as refusal:
        client.get_file(repositoryName=name, filePath="x")
    assert refusal.value.response["Error"] == {
        "Code": "AccessDeniedException",
        "Message": f"User: arn:aws:sts::123456789012:assumed-role/{name}/session is not authorized "
        f"to perform: codecommit:GetFile on resource: arn:aws:codecommit:us-east-1:123456789012:"
        f"{name} because no identity-based policy allows the codecommit:GetFile action",
    }
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    logged = [request for request in aws.log if request.principal == name]
    assert [(one.service, one.operation, one.status) for one in logged] == [
        ("codecommit", "GetFile", 400)
    ]


def test_a_commit_is_allowed_on_the_branch_of_the_condition_only(
    acting_as: As, clients: Clients, name: str
) -> None:
    clients("codecommit").create_repository(repositoryName=name)
    client = acting_as(
        _allow(
            "codecommit:CreateCommit",
            f"arn:aws:codecommit:us-east-1:123456789012:{name}",
            Condition={"StringEquals": {"codecommit:References": "refs/heads/main"}},
        )
    )("codecommit")

    def commit(branch: str) -> Any:
        return client.create_commit(
            repositoryName=name,
            branchName=branch,
            putFiles=[{"filePath": "f", "fileContent": b"x"}],
        )

    assert commit("main")["commitId"]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        commit("other")


def test_each_service_says_no_in_its_own_way(acting_as: As) -> None:
    client = acting_as()
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/q"
    calls: list[tuple[str, str, Callable[[], Any]]] = [
        (
            "AccessDenied",
            "sqs:SendMessage on resource: arn:aws:sqs:us-east-1:123456789012:q ",
            lambda: client("sqs").send_message(QueueUrl=url, MessageBody="x"),
        ),
        (
            "AccessDenied",
            "sqs:DeleteMessage on",
            lambda: client("sqs").delete_message_batch(QueueUrl=url, Entries=[]),
        ),
        (
            "AccessDenied",
            "cloudwatch:PutMetricData on resource: * ",
            lambda: client("cloudwatch").put_metric_data(Namespace="n", MetricData=[]),
        ),
        (
            "AccessDenied",
            "events:PutEvents on resource: arn:aws:events:us-east-1:123456789012:event-bus/default",
            lambda: client("events").put_events(Entries=[{"Source": "s"}]),
        ),
        (
            "AccessDeniedException",
            "log-group:g:log-stream:s ",
            lambda: client("logs").create_log_stream(logGroupName="g", logStreamName="s"),
        ),
        (
            "AccessDeniedException",
            "ecr:DescribeImages on resource: arn:aws:ecr:us-east-1:123456789012:repository/app ",
            lambda: client("ecr").describe_images(repositoryName="app"),
        ),
        (
            "AccessDeniedException",
            "secretsmanager:GetSecretValue on resource: nothing ",
            lambda: client("secretsmanager").get_secret_value(SecretId="nothing"),
        ),
    ]
    for code, said, call in calls:
        with pytest.raises(ClientError, match=re.escape(said)) as refusal:
            call()
        assert refusal.value.response["Error"]["Code"] == code


@pytest.fixture
def others_repository(name: str) -> Repository:
    """An image repository of another account."""
    backend: Any = ecr_backends["210987654321"]["us-east-1"]
    made: Repository = backend.create_repository(name, None, {}, None, None, [])
    return made


@pytest.mark.parametrize(
    ("principal", "effect", "said"),
    [
        (None, "Allow", "because no resource-based policy allows the ecr:DescribeImages action"),
        ("210987654321", "Allow", "because no resource-based policy allows"),
        ("arn:aws:iam::123456789012:root", "Deny", "with an explicit deny in a resource-based"),
        ("arn:aws:iam::123456789012:root", "Allow", "does not exist within the repository"),
        ("123456789012", "Allow", "does not exist within the repository"),
    ],
)
def test_another_account_s_images_need_the_repository_s_policy_too(
    acting_as: As, others_repository: Repository, principal: str | None, effect: str, said: str
) -> None:
    arn = others_repository.arn
    ecr = acting_as({"Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": arn})("ecr")
    statement = {"Effect": effect, "Action": "ecr:Describe*", "Principal": {"AWS": principal}}
    others_repository.policy = json.dumps(_policy(statement)) if principal else None
    with pytest.raises(ClientError, match=said):
        ecr.describe_images(
            registryId="210987654321",
            repositoryName=others_repository.name,
            imageIds=[{"imageTag": "v1"}],
        )


@pytest.mark.parametrize(
    ("enhanced", "granted", "lacking"),
    [
        (False, [], "ecr:DescribeImageScanFindings"),
        (False, ["ecr:DescribeImageScanFindings"], ""),
        (True, ["ecr:DescribeImageScanFindings"], "inspector2:ListFindings"),
        (True, ["ecr:DescribeImageScanFindings", "inspector2:*"], ""),
    ],
)
def test_a_scan_by_inspector_takes_the_permissions_of_inspector_too(
    acting_as: As, clients: Clients, name: str, granted: list[str], lacking: str, *, enhanced: bool
) -> None:
    image = PushedImage(name, "v1")
    image.put(clients("ecr"))
    repository = repository_of("123456789012", "us-east-1", name)
    set_scan(repository, image.digest, Scan("ACTIVE", {"LOW": 1}, enhanced=enhanced))
    ecr = acting_as(*map(_allow, granted))("ecr")
    asked = {"repositoryName": name, "imageId": {"imageDigest": image.digest}}
    if lacking:
        with pytest.raises(ClientError, match=f"not authorized to perform: {lacking} on resource"):
            ecr.describe_image_scan_findings(**asked)
    else:
        found = ecr.describe_image_scan_findings(**asked)["imageScanFindings"]
        assert found["findingSeverityCounts"] == {"LOW": 1}


def test_a_secret_is_asked_about_by_its_whole_arn(
    acting_as: As, clients: Clients, name: str
) -> None:
    secrets = clients("secretsmanager")
    arn = secrets.create_secret(Name=name, SecretString="token")["ARN"]
    client = acting_as(_allow("secretsmanager:GetSecretValue", arn))("secretsmanager")
    assert client.get_secret_value(SecretId=name)["SecretString"] == "token"
    assert client.get_secret_value(SecretId=arn)["SecretString"] == "token"
    other = secrets.create_secret(Name=f"{name}-other", SecretString="token")["ARN"]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        client.get_secret_value(SecretId=other)


def test_a_key_is_asked_about_by_its_arn(acting_as: As, clients: Clients, name: str) -> None:
    kms = clients("kms")
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key["KeyId"])
    client = acting_as(_allow("kms:Sign", key["Arn"]))("kms")
    for key_id in (key["KeyId"], key["Arn"], f"alias/{name}"):
        assert client.sign(
            KeyId=key_id, Message=b"m", SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256"
        )["Signature"]
    with pytest.raises(ClientError, match="kms:GetPublicKey"):
        client.get_public_key(KeyId=key["KeyId"])


def test_a_key_may_be_for_one_algorithm_alone(acting_as: As, clients: Clients) -> None:
    key = clients("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    rs256 = {"kms:MessageType": "RAW", "kms:SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256"}
    allowed = {**_allow("kms:Sign", key["Arn"]), "Condition": {"StringEquals": rs256}}
    client = acting_as(allowed)("kms")
    asked = {"KeyId": key["Arn"], "Message": b"m", "MessageType": "RAW"}
    assert client.sign(**asked, SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256")["Signature"]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        client.sign(**asked, SigningAlgorithm="RSASSA_PSS_SHA_256")


def test_a_batch_is_authorised_as_what_it_is_a_batch_of(
    acting_as: As, clients: Clients, name: str
) -> None:
    url = clients("sqs").create_queue(QueueName=name)["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:123456789012:{name}"
    client = acting_as(_allow("sqs:SendMessage", arn))("sqs")
    answer = client.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "x"}])
    assert len(answer["Successful"]) == 1


def test_a_boundary_holds(acting_as: As, clients: Clients, name: str) -> None:
    url = clients("sqs").create_queue(QueueName=name)["QueueUrl"]
    client = acting_as(_allow("sqs:*"), boundary=_policy(_allow("sqs:SendMessage")))("sqs")
    client.send_message(QueueUrl=url, MessageBody="x")
    with pytest.raises(ClientError, match="because no permissions boundary allows"):
        client.receive_message(QueueUrl=url)


def test_managed_policies_of_aws_are_known(acting_as: As, clients: Clients, name: str) -> None:
    client = acting_as()("logs")
    clients("iam").attach_role_policy(
        RoleName=name,
        PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    )
    client.create_log_group(logGroupName=name)
    client.create_log_stream(logGroupName=name, logStreamName="s")


def test_an_operation_whose_needs_are_not_known_is_refused_for_roles(acting_as: As) -> None:
    client = acting_as(_allow("*"))
    with pytest.raises(ClientError, match=r"does not support sqs:ListQueues by a role"):
        client("sqs").list_queues()
    with pytest.raises(ClientError, match=r"does not support iam:ListRoles by a role"):
        client("iam").list_roles()
    assert client("sts").get_caller_identity()["Account"] == "123456789012"


def test_a_condition_that_is_not_known_is_refused_by_name(acting_as: As) -> None:
    client = acting_as(_allow("sqs:*", Condition={"StringEquals": {"aws:VpcSourceIp": "1"}}))
    with pytest.raises(ClientError, match="condition key aws:VpcSourceIp") as refusal:
        client("sqs").get_queue_url(QueueName="q")
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_a_role_cannot_play_a_service_of_aws(acting_as: As) -> None:
    client = acting_as(_allow("events:PutEvents"))("events")
    entry = {"Source": "aws.ecr", "DetailType": "d", "Detail": "{}"}
    (answer,) = client.put_events(Entries=[entry])["Entries"]
    assert answer["ErrorCode"] == "NotAuthorizedForSourceException"


def test_credentials_without_their_session_token_are_invalid(
    aws: AwsServer, acting_as: As, name: str
) -> None:
    acting_as(_allow("*"))
    credentials = aws.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::123456789012:role/{name}", RoleSessionName="session"
    )["Credentials"]
    session: Any = boto3.Session(
        credentials["AccessKeyId"], credentials["SecretAccessKey"], region_name="us-east-1"
    )
    client = session.client("codecommit", endpoint_url=aws.url)
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        client.list_repositories()


def test_a_session_may_do_what_both_its_policy_and_the_role_allow(
    aws: AwsServer, acting_as: As, clients: Clients, name: str
) -> None:
    acting_as(_allow(["codecommit:CreateRepository", "codecommit:GetRepository"]))
    most = _policy(_allow(["codecommit:GetRepository", "codecommit:DeleteRepository"]))
    credentials = clients("sts").assume_role(
        RoleArn=f"arn:aws:iam::123456789012:role/{name}",
        RoleSessionName="session",
        Policy=json.dumps(most),
    )["Credentials"]
    keys = (credentials[key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    client = aws.client("codecommit", *keys)
    clients("codecommit").create_repository(repositoryName=name)
    client.get_repository(repositoryName=name)
    with pytest.raises(ClientError, match="no session policy allows the codecommit:Create"):
        client.create_repository(repositoryName=f"{name}-2")
    with pytest.raises(ClientError, match="no identity-based policy allows the codecommit:Del"):
        client.delete_repository(repositoryName=name)


def test_a_presigned_address_has_the_rights_of_who_signed_it(
    aws: AwsServer, acting_as: As, clients: Clients, name: str
) -> None:
    clients("s3").create_bucket(Bucket=name)
    clients("s3").put_object(Bucket=name, Key="k", Body=b"content")

    def get(client: Any) -> tuple[int, bytes]:
        url = client.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "k"})
        answer = urllib3.request("GET", url, retries=False)
        return answer.status, answer.data

    assert get(clients("s3")) == (200, b"content")
    signed = acting_as(_allow("s3:PutObject"))("s3")
    status, said = get(signed)
    assert (status, b"s3:GetObject" in said) == (403, True)
    document = json.dumps(_policy(_allow("s3:GetObject")))
    clients("iam").put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document)
    assert get(signed) == (200, b"content")


def test_a_request_that_nobody_signed_is_refused(aws: AwsServer) -> None:
    answer = urllib3.request("GET", f"{aws.url}/?Action=ListQueues", retries=False)
    assert answer.status == 403
    assert b"MissingAuthenticationToken" in answer.data


def test_a_role_that_is_gone_has_no_credentials(acting_as: As, clients: Clients, name: str) -> None:
    client = acting_as(_allow("*"))("sqs")
    clients("iam").delete_role_policy(RoleName=name, PolicyName="own")
    clients("iam").delete_role(RoleName=name)
    with pytest.raises(ClientError, match="security token included in the request is invalid"):
        client.get_queue_url(QueueName="q")
