"""The repository's API: each operation, from its input to its output.

Operations that are not here are refused. Names and shapes are those of botocore's model.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.errors import NotSupported
from sandbox.aws.serverlessrepo.artifacts import Artifacts
from sandbox.aws.serverlessrepo.errors import bad_request, conflict, not_found
from sandbox.aws.serverlessrepo.metadata import (
    check_metadata,
    check_required,
    check_semantic_version,
)
from sandbox.aws.serverlessrepo.shapes import (
    Application,
    now,
    parameter_definitions,
    required_capabilities,
)
from sandbox.aws.serverlessrepo.submitted import Submitted

type Input = Mapping[str, Any]
type Output = Mapping[str, Any]

_SAID = ("Name", "Description", "Author", "Labels", "HomePageUrl", "SpdxLicenseId")
_TEXTS = ("LicenseUrl", "ReadmeUrl")
_NOT_SUPPORTED = (
    "LicenseBody", "MaxItems", "NextToken", "ReadmeBody", "SourceCodeArchiveUrl", "TemplateUrl",
)  # fmt: skip


class ServerlessRepo:
    """The service, with the applications that one account has published."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._artifacts = Artifacts(account)
        self._applications: dict[str, Application] = {}
        self._templates: dict[str, str] = {}
        """The templates, by the addresses at which they are shown."""
        self._operations: Mapping[str, Callable[[Input], Output]] = {
            "CreateApplication": self._create_application,
            "CreateApplicationVersion": self._create_application_version,
            "CreateCloudFormationTemplate": self._create_template,
            "GetApplication": self._get_application,
            "ListApplicationVersions": self._list_application_versions,
            "UpdateApplication": self._update_application,
        }

    def answer(self, operation: str, asked: Input) -> Output:
        """Carry out an operation.

        Raises:
            AwsError: What the repository would answer instead.
            NotSupported: An operation or a setting that the local AWS does not have.
        """
        if operation not in self._operations:
            raise NotSupported(f"serverlessrepo:{operation}")
        for setting in _NOT_SUPPORTED:
            if asked.get(setting) is not None:
                raise NotSupported(f"{setting} of serverlessrepo:{operation}")
        return self._operations[operation](asked)

    def _create_application(self, asked: Input) -> Output:
        check_required(asked, ("Name", "Description", "Author"))
        check_metadata(asked)
        id_ = (
            f"arn:aws:serverlessrepo:{self._account.region}:{self._account.id}:"
            f"applications/{asked['Name']}"
        )
        if id_ in self._applications:
            raise conflict(f"Application with id {id_} already exists")
        if "SemanticVersion" not in asked:
            raise NotSupported("an application without a version")
        application = Application(id_, self._described(asked))
        self._add_version(application, asked)
        self._applications[id_] = application
        return application.shape(application.versions[asked["SemanticVersion"]])

    def _update_application(self, asked: Input) -> Output:
        application = self._find(asked["ApplicationId"])
        check_metadata(asked)
        application.described |= self._described(asked)
        return application.shape(self._latest(application))

    def _create_application_version(self, asked: Input) -> Output:
        if asked["ApplicationId"] not in self._applications:
            # The model of this operation has no error for it.
            raise NotSupported(f"a version of the unknown application {asked['ApplicationId']}")
        return self._add_version(self._applications[asked["ApplicationId"]], asked)

    def _get_application(self, asked: Input) -> Output:
        application = self._find(asked["ApplicationId"])
        wanted = asked.get("SemanticVersion")
        if wanted is None:
            return application.shape(self._latest(application))
        if wanted not in application.versions:
            raise not_found(f"Application {application.id} has no version {wanted}")
        return application.shape(application.versions[wanted])

    def _create_template(self, asked: Input) -> Output:
        """The template of a version, for a stack that nests it; here it is active at once."""
        if "SemanticVersion" not in asked:
            raise NotSupported("a template for CloudFormation without a version")
        version = self._get_application(asked)["Version"]
        return {
            "ApplicationId": asked["ApplicationId"],
            "CreationTime": now(),
            "SemanticVersion": version["SemanticVersion"],
            "Status": "ACTIVE",
            "TemplateId": str(uuid4()),
            "TemplateUrl": self._artifacts.for_cloudformation(
                self._templates[version["TemplateUrl"]]
            ),
        }

    def _list_application_versions(self, asked: Input) -> Output:
        names = ("ApplicationId", "CreationTime", "SemanticVersion", "SourceCodeUrl")
        versions = self._find(asked["ApplicationId"]).versions.values()
        return {
            "Versions": [{name: one[name] for name in names if name in one} for one in versions]
        }

    def _add_version(self, application: Application, asked: Input) -> Output:
        version = asked["SemanticVersion"]
        check_semantic_version(version)
        check_metadata(asked)
        if version in application.versions:
            raise conflict(f"Application {application.id} has a version {version} already")
        if not asked.get("TemplateBody"):
            raise bad_request("TemplateBody must be given")
        submitted = Submitted.check(asked["TemplateBody"], self._artifacts, self._account.region)
        made = {
            "ApplicationId": application.id,
            "CreationTime": now(),
            "SemanticVersion": version,
            "ParameterDefinitions": parameter_definitions(submitted.source),
            "RequiredCapabilities": required_capabilities(submitted.source),
            "ResourcesSupported": True,
            "TemplateUrl": self._artifacts.keep(submitted.text.encode()),
        }
        self._templates[made["TemplateUrl"]] = submitted.text
        if "SourceCodeUrl" in asked:
            made["SourceCodeUrl"] = asked["SourceCodeUrl"]
        application.versions[version] = made
        return made

    def _described(self, asked: Input) -> dict[str, Any]:
        texts = {
            name: self._artifacts.keep_text(name, asked[name]) for name in _TEXTS if name in asked
        }
        return {name: asked[name] for name in _SAID if name in asked} | texts

    def _find(self, id_: str) -> Application:
        if id_ not in self._applications:
            raise not_found(f"Application {id_} does not exist")
        return self._applications[id_]

    def _latest(self, application: Application) -> Output:
        """The version that was published last."""
        return next(reversed(application.versions.values()))
