"""The Serverless Application Repository takes what AWS takes, and nothing else."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.server import AwsServer

type Clients = Callable[[str], Any]
type Publish = Callable[..., dict[str, Any]]

SERVERLESS = "AWS::Serverless-2016-10-31"
ACCOUNT = "123456789012"


@pytest.fixture
def repo(clients: Clients) -> Any:
    return clients("serverlessrepo")


@pytest.fixture
def bucket(clients: Clients, name: str) -> str:
    """A bucket that the repository may read, with code, a license and a readme."""
    s3 = clients("s3")
    s3.create_bucket(Bucket=name)
    for key in ("code.zip", "LICENSE", "README.md"):
        s3.put_object(Bucket=name, Key=key, Body=key.encode())
    allow(s3, name)
    return name


def allow(s3: Any, bucket: str, **changed: Any) -> None:
    """Give the bucket the documented policy, or one that differs."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "serverlessrepo.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        **changed,
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def function(bucket: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "CodeUri": f"s3://{bucket}/code.zip",
            "Handler": "app.handle",
            "Runtime": "python3.13",
            **properties,
        },
    }


@pytest.fixture
def publish(repo: Any, bucket: str, name: str) -> Publish:
    """Create an application; what is given differs from one that may be published."""

    def publish(
        resources: Mapping[str, Any] | None = None,
        *,
        sections: Mapping[str, Any] | None = None,
        **properties: Any,
    ) -> dict[str, Any]:
        template = {
            "Transform": SERVERLESS,
            "Resources": {"Greeter": function(bucket), **(resources or {})},
            **(sections or {}),
        }
        given = {
            "Name": name,
            "Author": "a-person",
            "Description": "Greets",
            "SemanticVersion": "1.0.0",
            "TemplateBody": json.dumps(template),
            **properties,
        }
        created: dict[str, Any] = repo.create_application(**given)
        return created

    return publish


def refusal(repo: Any, publish: Publish, *arguments: Any, **given: Any) -> str:
    """Why a publication is refused; nothing of it is kept."""
    with pytest.raises(ClientError) as caught:
        publish(*arguments, **given)
    error = caught.value.response["Error"]
    assert error["Code"] == "BadRequestException", error
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    message: str = error["Message"]
    return message


def test_an_application_is_published_and_described(
    repo: Any, publish: Publish, bucket: str, name: str
) -> None:
    parameters = {
        "Greeting": {"Type": "String", "Default": "hello", "AllowedValues": ["hello", "bye"]},
        "Times": {"Type": "Number", "MinValue": 1},
    }
    resources = {
        "Greeter": function(bucket, Environment={"Variables": {"G": {"Ref": "Greeting"}}}),
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Policy": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {"Queues": [{"Ref": "Queue"}], "PolicyDocument": {}},
        },
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"RoleName": "r", "AssumeRolePolicyDocument": {}},
        },
    }
    created = publish(
        resources,
        sections={"Parameters": parameters},
        Labels=["a:b/c@d+e-f_g"],
        SpdxLicenseId="Apache-2.0",
        LicenseUrl=f"s3://{bucket}/LICENSE",
        ReadmeUrl=f"s3://{bucket}/README.md",
        SourceCodeUrl="https://example.com/code",
    )
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
    id_ = f"arn:aws:serverlessrepo:us-east-1:{ACCOUNT}:applications/{name}"
    got = repo.get_application(ApplicationId=id_)
    assert (got["ApplicationId"], got["Name"], got["Author"]) == (id_, name, "a-person")
    version = got["Version"]
    assert version["SemanticVersion"] == "1.0.0"
    assert version["SourceCodeUrl"] == "https://example.com/code"
    assert version["RequiredCapabilities"] == [
        "CAPABILITY_NAMED_IAM",
        "CAPABILITY_RESOURCE_POLICY",
    ]
    assert version["ParameterDefinitions"] == [
        {
            "AllowedValues": ["hello", "bye"],
            "DefaultValue": "hello",
            "Name": "Greeting",
            "NoEcho": False,
            "ReferencedByResources": ["Greeter"],
            "Type": "String",
        },
        {
            "MinValue": 1,
            "Name": "Times",
            "NoEcho": False,
            "ReferencedByResources": [],
            "Type": "Number",
        },
    ]
    with urlopen(got["LicenseUrl"]) as answer:
        assert answer.read() == b"LICENSE"
    with urlopen(version["TemplateUrl"]) as answer:
        assert json.load(answer)["Parameters"] == parameters


def test_what_the_repository_keeps_is_not_in_the_publishers_account(
    publish: Publish, clients: Clients, bucket: str
) -> None:
    publish(ReadmeUrl=f"s3://{bucket}/README.md")
    names = {one["Name"] for one in clients("s3").list_buckets()["Buckets"]}
    assert not [one for one in names if one.startswith("awsserverlessrepo")]


def test_versions_are_added_once_and_listed(
    repo: Any, publish: Publish, bucket: str, name: str
) -> None:
    id_ = publish()["ApplicationId"]
    template = json.dumps({"Transform": SERVERLESS, "Resources": {"Greeter": function(bucket)}})
    with pytest.raises(repo.exceptions.ConflictException, match=f"{id_} already exists"):
        publish()
    added = repo.create_application_version(
        ApplicationId=id_, SemanticVersion="1.1.0-rc.1+build", TemplateBody=template
    )
    assert added["SemanticVersion"] == "1.1.0-rc.1+build"
    with pytest.raises(repo.exceptions.ConflictException):
        repo.create_application_version(
            ApplicationId=id_, SemanticVersion="1.0.0", TemplateBody=template
        )
    listed = repo.list_application_versions(ApplicationId=id_)["Versions"]
    assert [one["SemanticVersion"] for one in listed] == ["1.0.0", "1.1.0-rc.1+build"]
    got = repo.get_application(ApplicationId=id_, SemanticVersion="1.0.0")
    assert got["Version"]["SemanticVersion"] == "1.0.0"
    with pytest.raises(repo.exceptions.NotFoundException, match=r"no version 2\.0\.0"):
        repo.get_application(ApplicationId=id_, SemanticVersion="2.0.0")


def test_an_application_is_updated_in_what_is_given(repo: Any, publish: Publish) -> None:
    id_ = publish(Labels=["old"])["ApplicationId"]
    repo.update_application(ApplicationId=id_, Description="Greets again")
    got = repo.get_application(ApplicationId=id_)
    assert (got["Description"], got["Labels"]) == ("Greets again", ["old"])
    with pytest.raises(repo.exceptions.BadRequestException, match="Author"):
        repo.update_application(ApplicationId=id_, Author="A Person")
    with pytest.raises(repo.exceptions.NotFoundException):
        repo.update_application(ApplicationId=id_ + "x", Description="None")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Name": "a_b"}, "Name 'a_b' does not match the pattern"),
        ({"Name": "a" * 141}, "Name has 141 characters"),
        ({"Description": "d" * 257}, "Description has 257 characters"),
        ({"Author": "Tagboat"}, "Author 'Tagboat' does not match the pattern"),
        ({"Author": "a--b"}, "Author 'a--b' does not match the pattern"),
        ({"Author": "a" * 128}, "Author has 128 characters"),
        ({"Labels": ["a b"]}, "Labels 'a b' does not match the pattern"),
        ({"Labels": ["a"] * 11}, "Labels has 11 labels; at most 10 are allowed"),
        ({"SpdxLicenseId": "Apache"}, "SpdxLicenseId Apache is not an SPDX identifier"),
        ({"SpdxLicenseId": "MIT OR 0BSD"}, "SpdxLicenseId MIT OR 0BSD is not an SPDX identifier"),
        ({"HomePageUrl": "example"}, "HomePageUrl 'example' is not a URL"),
        ({"SemanticVersion": "1.0"}, "SemanticVersion 1.0 is not a semantic version"),
        ({"SemanticVersion": "01.0.0"}, "SemanticVersion 01.0.0 is not a semantic version"),
        ({"LicenseUrl": "LICENSE"}, "Invalid S3 URI: LICENSE"),
        ({"TemplateBody": "[]"}, "Template format error: unsupported structure."),
    ],
)
def test_what_a_publisher_says_is_checked(
    repo: Any, publish: Publish, given: dict[str, Any], said: str
) -> None:
    assert refusal(repo, publish, **given).startswith(said)


@pytest.mark.parametrize("transform", [None, [SERVERLESS, "AWS::LanguageExtensions"]])
def test_the_template_has_sams_transform_and_no_other(
    repo: Any, publish: Publish, transform: object
) -> None:
    said = refusal(repo, publish, sections={"Transform": transform})
    assert said == f"The template must have the transform {SERVERLESS} and no other"


@pytest.mark.parametrize("type_", ["AWS::SSM::Parameter::Value<String>", "AWS::EC2::VPC::Id"])
def test_parameters_have_plain_types(repo: Any, publish: Publish, type_: str) -> None:
    parameters = {"Given": {"Type": type_, "Default": "x"}}
    said = refusal(repo, publish, sections={"Parameters": parameters})
    assert said == f"Parameter Given has an unsupported type: {type_}"


@pytest.mark.parametrize(
    "type_", ["AWS::Scheduler::Schedule", "Custom::Thing", "AWS::Serverless::Connector"]
)
def test_an_unpublishable_type_of_resource_is_named(
    repo: Any, publish: Publish, type_: str
) -> None:
    said = refusal(repo, publish, {"One": {"Type": type_, "Properties": {}}})
    assert said == f"The template contains unsupported resource types. [{type_}]"


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        (
            {"SnapStart": {"ApplyOn": "None"}},
            "property SnapStart not defined for resource of type AWS::Serverless::Function",
        ),
        (
            {"Events": {"Tick": {"Type": "ScheduleV2", "Properties": {}}}},
            "Event Type is: ScheduleV2.",
        ),
        (
            {"Events": {"Tick": {"Type": "Schedule", "Properties": {"RetryPolicy": {}}}}},
            "property RetryPolicy not defined for resource of type Schedule",
        ),
        ({"Architectures": [{"Ref": "Greeting"}]}, "Architectures must be a list of one string."),
    ],
)
def test_what_the_repositorys_own_sam_does_not_know_is_refused(
    repo: Any, publish: Publish, bucket: str, properties: dict[str, Any], said: str
) -> None:
    message = refusal(repo, publish, {"Greeter": function(bucket, **properties)})
    assert message.startswith("Invalid Serverless Application Specification document.")
    assert message.endswith(said)


@pytest.mark.parametrize("policy", ["AWSLambda_FullAccess", "AdministratorAccess"])
def test_a_function_with_a_far_too_broad_policy_is_refused(
    repo: Any, publish: Publish, bucket: str, policy: str
) -> None:
    said = refusal(repo, publish, {"Greeter": function(bucket, Policies=[policy])})
    assert said.startswith(f"Resource with id [GreeterRole] grants the managed policy {policy}")


def test_a_role_that_could_make_itself_more_powerful_is_refused(
    repo: Any, publish: Publish
) -> None:
    def role(action: object, resource: object) -> dict[str, Any]:
        statement = {"Effect": "Allow", "Action": action, "Resource": resource}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        policy = {"PolicyName": "p", "PolicyDocument": document}
        chosen = {"Fn::If": ["Always", policy, {"Ref": "AWS::NoValue"}]}
        return {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": {}, "Policies": [chosen]},
        }

    sections = {"Conditions": {"Always": {"Fn::Equals": ["a", "a"]}}}
    for action in ("iam:AttachRolePolicy", ["s3:GetObject", "iam:put*"], "iam:*", "*"):
        said = refusal(repo, publish, {"Role": role(action, "*")}, sections=sections)
        assert said.startswith("Resource with id [Role] grants")
    narrow = role("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/r")
    assert publish({"Role": narrow}, sections=sections)["ApplicationId"]


def test_code_is_in_s3_where_the_repository_may_read_it(
    repo: Any, publish: Publish, clients: Clients, bucket: str
) -> None:
    local = function(bucket, CodeUri="src/")
    assert refusal(repo, publish, {"Greeter": local}) == "Invalid S3 URI: src/"
    denied = "Failed to copy S3 object. Access denied: bucket={}, key={}"
    missing = function(bucket, CodeUri=f"s3://{bucket}/none.zip")
    assert refusal(repo, publish, {"Greeter": missing}) == denied.format(bucket, "none.zip")
    s3 = clients("s3")
    readme = f"s3://{bucket}/README.md"
    for changed in (
        {"Principal": {"Service": "lambda.amazonaws.com"}},
        {"Resource": f"arn:aws:s3:::{bucket}/elsewhere/*"},
        {"Action": "s3:ListBucket"},
        {"Effect": "Deny"},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "210987654321"}}},
    ):
        allow(s3, bucket, **changed)
        assert refusal(repo, publish) == denied.format(bucket, "code.zip")
        assert refusal(repo, publish, ReadmeUrl=readme) == denied.format(bucket, "README.md")
    s3.delete_bucket_policy(Bucket=bucket)
    assert refusal(repo, publish) == denied.format(bucket, "code.zip")


def test_what_is_too_long_to_be_a_license_is_refused(
    repo: Any, publish: Publish, clients: Clients, bucket: str
) -> None:
    clients("s3").put_object(Bucket=bucket, Key="LICENSE", Body=b"x" * (5 * 1024 * 1024 + 1))
    said = refusal(repo, publish, LicenseUrl=f"s3://{bucket}/LICENSE")
    assert said == "LicenseUrl has 5242881 bytes; at most 5242880 are allowed"


def test_what_is_not_known_of_the_repository_is_not_supported(
    repo: Any, publish: Publish, bucket: str, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    id_ = f"arn:aws:serverlessrepo:us-east-1:{ACCOUNT}:applications/{name}"
    topic_rule = {"Type": "AWS::IoT::TopicRule", "Properties": {}}
    for call in (
        lambda: publish({"Rule": topic_rule}),
        lambda: publish({"Greeter": function(bucket, Policies=["AmazonSQSFullAccess"])}),
        lambda: publish(LicenseBody="MIT"),
        lambda: repo.delete_application(ApplicationId=id_),
        lambda: repo.create_application_version(ApplicationId=id_, SemanticVersion="1.0.0"),
        lambda: repo.list_application_versions(ApplicationId=id_, MaxItems=1),
        lambda: repo.create_cloud_formation_template(ApplicationId=id_),
    ):
        with pytest.raises(ClientError, match="The local AWS does not support") as caught:
            call()
        assert caught.value.response["Error"]["Code"] == "NotSupported"
    assert "serverlessrepo:DeleteApplication" in capfd.readouterr().err


def test_every_error_is_one_that_its_operation_has(aws: AwsServer, repo: Any, name: str) -> None:
    refused = {
        "create_application": {"Name": "_", "Author": "a", "Description": "d"},
        "get_application": {"ApplicationId": name},
        "update_application": {"ApplicationId": name},
        "list_application_versions": {"ApplicationId": name},
        "create_cloud_formation_template": {"ApplicationId": name, "SemanticVersion": "1.0.0"},
    }
    for method, given in refused.items():
        operation = repo.meta.method_to_api_mapping[method]
        modelled = {
            shape.name for shape in repo.meta.service_model.operation_model(operation).error_shapes
        }
        with pytest.raises(ClientError) as caught:
            getattr(repo, method)(**given)
        assert caught.value.response["Error"]["Code"] in modelled


def test_a_published_version_is_nested_by_its_id(
    clients: Clients, publish: Publish, name: str
) -> None:
    resources = {"Greeter": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 7}}}
    application = publish(
        {**resources, "Queue": {"Type": "AWS::SQS::Queue"}},
        sections={
            "Parameters": {"Times": {"Type": "Number"}, "Loud": {"Type": "String"}},
            "Outputs": {"Said": {"Value": {"Fn::Sub": "${Times} ${Loud}"}}},
        },
    )
    location = {"ApplicationId": application["ApplicationId"], "SemanticVersion": "1.0.0"}
    nested = {
        "Type": "AWS::Serverless::Application",
        "Properties": {"Location": location, "Parameters": {"Times": 2, "Loud": True}},
    }
    cloudformation = clients("cloudformation")
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(
            {
                "Transform": SERVERLESS,
                "Resources": {"Inner": nested},
                "Outputs": {"Said": {"Value": {"Fn::GetAtt": "Inner.Outputs.Said"}}},
            }
        ),
        Capabilities=["CAPABILITY_AUTO_EXPAND"],
    )
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert [output["OutputValue"] for output in stack["Outputs"]] == ["2 true"]
