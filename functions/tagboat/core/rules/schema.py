"""The rules file as people write it. Unknown keys are errors: a slip is not ignored.

It is defined here and nowhere else: `docs/rules.schema.json` is made from it. A `description`
completes "it has to be ..." where somebody wrote something else.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from tagboat.core.image_push import Account, Region
from tagboat.core.image_scan import SEVERITIES, Severity
from tagboat.core.restraints import duration

# To ECMA-262, which JSON Schema follows, a byte order mark is white space; to Python it is none.
_NOT_BLANK = r"[^\s\ufeff]"
_Text = Annotated[str, Meta(pattern=_NOT_BLANK, description="text that is not empty")]
_Line = Annotated[
    str,
    Meta(
        pattern=rf"^[^\r\n]*{_NOT_BLANK}[^\r\n]*\Z",
        description="one line of text that is not empty",
    ),
]
_Template = Annotated[
    str,
    Meta(
        pattern=_NOT_BLANK, description="text that is not empty, with variables such as $IMAGE_TAG"
    ),
]
_Pattern = Annotated[str, Meta(pattern=_NOT_BLANK, description="a regular expression of RE2")]
_Path = Annotated[
    str,
    Meta(
        pattern=_NOT_BLANK,
        description="the path of a value, such as image.tag, or a JSONPath that begins with $",
    ),
]
_Order = Annotated[
    Literal["asc", "desc"],
    Meta(description="asc, where the highest wins, or desc, where the lowest does"),
]
_Extract = Annotated[
    str,
    Meta(
        pattern=r"\$",
        description="what to compare, made of named groups of 'tags', such as $version",
    ),
]

_Duration = Annotated[
    str, Meta(pattern=duration.PATTERN, description="a duration such as 2h, 90m or 1d12h")
]
_Time = Annotated[
    str,
    Meta(
        pattern=(
            r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
            r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?\Z"
        ),
        description="a date or a time, such as 2026-12-20 or 2027-01-02T08:00",
    ),
]
_Names = Annotated[list[_Line], Meta(min_length=1, description="a list of names")]


class WrittenAuthor(Struct, frozen=True, forbid_unknown_fields=True):
    """`author`: who commits are by."""

    name: Annotated[
        str, Meta(pattern=r"^[^<>\r\n]+\Z", description="one line of text without < and >")
    ]
    email: Annotated[
        str,
        Meta(pattern=r"^[^<>\s]+@[^<>\s]+\Z", description="an address such as team@example.com"),
    ]


class WrittenSemver(Struct, frozen=True, forbid_unknown_fields=True):
    """`policy: {semver: …}` in full."""

    range: _Text
    extract: _Extract | None = None


class WrittenOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """`policy: {numerical: …}` and `{alphabetical: …}` in full."""

    order: _Order = "asc"
    extract: _Extract | None = None


class WrittenPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """`policy` with settings: exactly one of its keys."""

    semver: Annotated[
        str | WrittenSemver | None,
        Meta(description="a range of versions such as ^1.0.0, or its range and extract"),
    ] = None
    numerical: Annotated[
        Literal["asc", "desc"] | WrittenOrder | None,
        Meta(description="asc, desc, or keys order and extract"),
    ] = None
    alphabetical: Annotated[
        Literal["asc", "desc"] | WrittenOrder | None,
        Meta(description="asc, desc, or keys order and extract"),
    ] = None
    digest: (
        Annotated[
            str,
            Meta(
                pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\Z",
                description="the tag whose digest is written, such as latest",
            ),
        ]
        | None
    ) = None


class WrittenHelm(Struct, frozen=True, forbid_unknown_fields=True):
    """`helm` in full: what is written to which key."""

    path: _Path
    repository: _Template | None = None
    tag: _Template | None = None
    digest: _Template | None = None


class WrittenKustomize(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"new_name": "newName", "new_tag": "newTag"},
):
    """`kustomize` in full: what is written to which key."""

    name: _Template
    new_name: _Template | None = None
    new_tag: _Template | None = None
    digest: _Template | None = None


class WrittenTarget(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `targets`: a value in a file. Without an editor the whole file is the value."""

    file: _Text
    value: _Template | None = None
    yaml: _Path | None = None
    json: _Path | None = None
    regex: _Pattern | None = None
    helm: Annotated[
        str | WrittenHelm | None,
        Meta(description="the path of an image's keys, or keys path, repository, tag and digest"),
    ] = None
    kustomize: Annotated[
        _Template | WrittenKustomize | None,
        Meta(description="an image's name, or keys name, newName, newTag and digest"),
    ] = None
    marker: (
        Annotated[
            str,
            Meta(
                pattern=r"^[^:\s\"]+:[^:\s\"]+\Z",
                description="the namespace and the name in Flux's markers, such as flux-system:web",
            ),
        ]
        | None
    ) = None
    document: Annotated[
        int | Annotated[dict[str, str | int | bool], Meta(min_length=1)] | None,
        Meta(description="an index from 0, or keys with values such as {kind: Deployment}"),
    ] = None
    matches: Annotated[
        Literal["one", "all"] | None, Meta(description="one, or all of several values")
    ] = None
    missing: Annotated[
        Literal["refuse", "skip", "add"],
        Meta(description="what to do where the value is missing: refuse, skip or add"),
    ] = "refuse"
    aliases: Annotated[
        Literal["refuse", "allow"],
        Meta(description="whether aliases may change with a value: refuse or allow"),
    ] = "refuse"


class WrittenPullRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """`deliver: {pull_request: …}` in full: how a rule's changes are proposed."""

    group: Annotated[
        Literal["rule", "environment", "all"],
        Meta(description="which rules share a pull request: rule, environment or all"),
    ] = "rule"
    branch: (
        Annotated[
            str,
            Meta(
                pattern=_NOT_BLANK,
                description="the name of a branch, with $RULE and $ENVIRONMENT as its variables",
            ),
        ]
        | None
    ) = None
    title: _Template | None = None
    body: _Template | None = None
    labels: Annotated[list[_Template], Meta(description="a list of labels")] = []
    reviewers: Annotated[list[_Line], Meta(description="a list of logins")] = []
    assignees: Annotated[list[_Line], Meta(description="a list of logins")] = []
    draft: Annotated[bool, Meta(description="true or false")] = False
    auto_merge: Annotated[
        Literal["squash", "merge", "rebase", "fast-forward"] | None,
        Meta(description="squash, merge, rebase or fast-forward"),
    ] = None


class WrittenDelivery(Struct, frozen=True, forbid_unknown_fields=True):
    """`deliver` in full."""

    pull_request: WrittenPullRequest


_Deliver = Annotated[
    Literal["commit", "pull_request"] | WrittenDelivery,
    Meta(description="commit, pull_request, or the key pull_request with settings"),
]


class WrittenFreeze(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"start": "from", "end": "to"},
):
    """One entry of a rule's `freeze`: by a schedule, or from one time to another."""

    cron: Annotated[
        str | None,
        Meta(description="five fields: minute, hour, day of the month, month, day of the week"),
    ] = None
    duration: _Duration | None = None
    start: _Time | None = None
    end: _Time | None = None
    timezone: Annotated[str, Meta(description="a time zone such as Europe/Berlin")] = "UTC"
    reason: _Line | None = None


class WrittenSharedFreeze(
    WrittenFreeze,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"start": "from", "end": "to"},
):
    """One entry of the file's `freeze`."""

    environments: _Names | None = None
    rules: _Names | None = None


class WrittenHold(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's `hold` in full: what is held, and why."""

    environments: _Names | None = None
    rules: _Names | None = None
    reason: _Line | None = None


class WrittenScan(Struct, frozen=True, forbid_unknown_fields=True):
    """`require: {scan: …}`: what the scan of an image may have found."""

    max_severity: Annotated[
        Severity,
        Meta(description=f"the worst that a finding may be: {', '.join(SEVERITIES)}"),
    ]
    wait: _Duration = "15m"


class WrittenRequire(Struct, frozen=True, forbid_unknown_fields=True):
    """`require`: what an image needs before it is written."""

    scan: WrittenScan


class WrittenTogether(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `together` in full."""

    rules: _Names
    by: Annotated[
        str,
        Meta(
            pattern=r"\$",
            description="what has to be the same for all, such as $IMAGE_TAG or $version",
        ),
    ] = "$IMAGE_TAG"


class WrittenRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `rules`."""

    name: _Line
    image: Annotated[
        str | Annotated[list[str], Meta(min_length=1)],
        Meta(description="the name of an ECR repository, a glob such as team/*, or a list of them"),
    ]
    targets: Annotated[
        list[WrittenTarget], Meta(min_length=1, description="a list of at least one target")
    ]
    account: Account | None = None
    region: Region | None = None
    tags: _Pattern = ".+"
    ignore_tags: Annotated[
        list[_Pattern], Meta(description="a list of regular expressions of RE2")
    ] = []
    policy: Annotated[
        Literal["newest-build", "numerical", "alphabetical"] | WrittenPolicy,
        Meta(
            description="newest-build, numerical, alphabetical, or one of the keys semver,"
            " numerical, alphabetical and digest"
        ),
    ] = "newest-build"
    environment: Annotated[str, Meta(pattern=r"^[^\r\n]*\Z", description="one line of text")] = ""
    commit_message: _Template | None = None
    deliver: _Deliver | None = None
    hold: Annotated[bool | _Line, Meta(description="true, false, or why it is held")] = False
    freeze: Annotated[list[WrittenFreeze], Meta(description="a list of windows of time")] = []
    minimum_age: _Duration | None = None
    require: WrittenRequire | None = None


class WrittenFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The rules file."""

    version: Annotated[Literal[1], Meta(description="1")]
    rules: list[Any]
    author: WrittenAuthor | None = None
    commit_message: _Template | None = None
    deliver: _Deliver = "commit"
    hold: Annotated[
        bool | _Line | WrittenHold,
        Meta(description="true, false, why all is held, or keys environments, rules and reason"),
    ] = False
    freeze: Annotated[list[WrittenSharedFreeze], Meta(description="a list of windows of time")] = []
    together: Annotated[
        list[_Names | WrittenTogether],
        Meta(description="a list of groups, each a list of names of rules, or keys rules and by"),
    ] = []


class WholeFile(WrittenFile, frozen=True, forbid_unknown_fields=True):
    """The rules file with the type of its rules, each of which is checked on its own."""

    rules: list[WrittenRule]
