"""Whatever files hold, what is made of them loads; nothing crashes."""

from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.converters.argocd import conversion as argocd
from tagboat.converters.flux import conversion as flux
from tagboat.converters.regex_action import conversion as regex_action
from tagboat.converters.updatecli import conversion as updatecli
from tests.repositories import Convert, made

CONVERTERS: dict[str, Convert] = {
    "flux": flux.convert,
    "argocd": argocd.convert,
    "updatecli": updatecli.convert,
    "regex-action": partial(regex_action.convert, image="team/web"),
}
API = "image.toolkit.fluxcd.io/v1"
MARKED = 'a: 1 # {"$imagepolicy": "n:p"}\nb: &b {c: x/y:1} # {"$imagepolicy": "n:p:tag"}\nd: *b\n'
SIGNS = (
    f"apiVersion: {API}",
    *("sources:", "targets:", "jobs:", "steps:", "versionfilter:", "kind: ImagePolicy", "---"),
    *(
        "uses: conditional-regex-search-and-replace",
        "{THEN_UPDATE_FILES}",
        "  - a: &b c",
        "  d: *b",
        "image: {{ .x }}",
        "    argocd-image-updater.argoproj.io/image-list: a=b",
    ),
    MARKED,
)
texts = st.text() | st.lists(st.sampled_from(SIGNS), max_size=12).map("\n".join)

ODD = st.sampled_from(
    ["", "$", "${", "'", '"', "(", "[", "*", "{a", "a: b", "#", "\\", "..", "x" * 2_000, "{{ x }}"]
)
anything: st.SearchStrategy[Any] = (
    ODD | st.text(max_size=8) | st.none() | st.just([]) | st.just({}) | st.integers()
)


def one_of(*usual: object) -> st.SearchStrategy[Any]:
    """What is usual there, mostly; at times anything else."""
    return st.sampled_from([*usual, *usual, None]).flatmap(
        lambda value: anything if value is None else st.just(value)
    )


def keys(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


def resource(kind: str, name: str, spec: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    head = {"apiVersion": API, "kind": kind, "metadata": {"name": name, "namespace": "n"}}
    return spec.map(lambda data: head | {"spec": data})


patterns = one_of("^v(.*)$", "(?P<a>.+)-x", "a|b", "^stable$")
filters = keys(pattern=patterns, extract=one_of("$1", "$a", "${a}b", "v$$"))
orders = keys(order=one_of("asc", "desc"))
ranges = st.fixed_dictionaries({"range": one_of("^1", "1.x")})
resources = [
    resource(
        "ImageRepository",
        "r",
        st.fixed_dictionaries(
            {"image": one_of("o/i", "ghcr.io/o/i")}, optional={"exclusionList": anything}
        ),
    ),
    resource(
        "ImagePolicy",
        "p",
        st.fixed_dictionaries(
            {
                "imageRepositoryRef": st.just({"name": "r"}),
                "policy": st.fixed_dictionaries({"semver": ranges})
                | st.fixed_dictionaries({"numerical": orders})
                | st.fixed_dictionaries({"alphabetical": orders}),
            },
            optional={
                "filterTags": filters,
                "digestReflectionPolicy": one_of("Always", "IfNotPresent"),
            },
        ),
    ),
    resource(
        "ImageUpdateAutomation",
        "u",
        keys(
            git=keys(
                commit=keys(
                    author=keys(name=one_of("b"), email=one_of("b@example.com")),
                    messageTemplate=one_of("x $", "{{ .Values.a }}"),
                ),
                push=anything,
            ),
            update=keys(path=one_of("./", "apps")),
        ),
    ),
]
transformers = st.lists(
    st.dictionaries(
        st.sampled_from(
            [
                "trimprefix",
                "trimsuffix",
                "addprefix",
                "addsuffix",
                "find",
                "findsubmatch",
                "semverinc",
            ]
        ),
        one_of("v", "^v(.*)$"),
        max_size=2,
    ),
    max_size=3,
)
manifests = st.fixed_dictionaries(
    {
        "sources": st.fixed_dictionaries(
            {
                "it": st.fixed_dictionaries(
                    {
                        "kind": one_of("dockerimage", "gittag"),
                        "spec": keys(
                            image=one_of("o/i", "ghcr.io/o/i"),
                            tagfilter=patterns,
                            versionfilter=keys(
                                kind=one_of("semver", "regex", "regex/semver", "latest"),
                                pattern=one_of("^1"),
                                regex=patterns,
                            ),
                        ),
                    },
                    optional={"transformers": transformers},
                )
            }
        ),
        "targets": st.fixed_dictionaries(
            {
                "it": st.fixed_dictionaries(
                    {
                        "kind": one_of("yaml", "json", "file", "dockerfile", "toml"),
                        "spec": st.fixed_dictionaries(
                            {
                                "file": one_of("marked.yaml", "*.yaml"),
                                "key": one_of("$.a", "d.c", "$..c", "b['c']"),
                            },
                            optional={
                                "searchpattern": one_of("true"),
                                "documentindex": one_of("0"),
                                "matchpattern": one_of("(a: ).*", "x:1"),
                                "replacepattern": one_of("${1}{{ source `it` }}", "$$"),
                                "content": one_of("v{{ source `it` }}"),
                                "value": one_of("{{ source `it` }}$"),
                                "instruction": keys(
                                    keyword=one_of("FROM", "ARG"), matcher=one_of("x/y", "a")
                                ),
                            },
                        ),
                    },
                    optional={"transformers": transformers},
                )
            }
        ),
    }
)
PREFIX = "argocd-image-updater.argoproj.io/"
annotations = st.fixed_dictionaries(
    {"image-list": one_of("a=x/y:1.x", "ghcr.io/x/y,b=c")},
    optional={
        "a.update-strategy": one_of("digest", "newest-build", "name"),
        "a.allow-tags": patterns.map(lambda text: f"regexp:{text}"),
        "a.ignore-tags": one_of("*, v?", "[a-b", "[^]]"),
        "a.helm.image-tag": one_of("a", "d.c"),
        "a.helm.image-name": one_of("a"),
        "a.helm.image-spec": one_of("b.c"),
        "a.kustomize.image-name": one_of("x/y"),
        "git-branch": one_of("main"),
        "write-back-target": one_of(
            "kustomization", "kustomization:../..", "helmvalues:/marked.yaml", "helmvalues"
        ),
    },
).map(lambda found: {f"{PREFIX}{key}": value for key, value in found.items()})
applications = st.fixed_dictionaries(
    {
        "kind": one_of("Application", "List"),
        "metadata": st.fixed_dictionaries({"name": one_of("app"), "annotations": annotations}),
        "spec": keys(
            source=keys(
                path=one_of(".", "apps"),
                chart=one_of("redis"),
                helm=keys(valueFiles=st.lists(one_of("$v/marked.yaml", "marked.yaml"), max_size=2)),
            ),
            sources=anything,
        ),
    }
)
workflows = st.fixed_dictionaries(
    {
        "mappings": one_of(
            "docker_image_tag==.*-x {THEN_UPDATE_FILES}"
            " **.yaml=docker_image_tag_regex&git_branch_regex",
            "docker_image_tag {OR} git_branch==a {THEN_UPDATE_FILES} **ed.yaml=*",
        ),
        "docker_image_tag_regex": one_of("a: (?<docker_image_tag>.*)", r"\"(?<x>a)(?<git_tag>b)"),
    },
    optional={
        "git_branch_regex": one_of("^a: (?<git_branch>.*)$"),
        "directory": one_of("./"),
        "commit_template": one_of("{{ $docker_image_tag }}a $", "{{ $git_branch }}"),
        "committer_name": one_of("b"),
        "committer_email": one_of("b@example.com"),
    },
).map(lambda given: {"jobs": {"it": {"steps": [{"with": given, "uses": SIGNS[8][6:]}]}}})


def as_yaml(data: object) -> str:
    return msgspec.json.encode(data).decode()


files = st.fixed_dictionaries(
    {
        "flux.yaml": st.tuples(*resources).map(lambda found: "\n---\n".join(map(as_yaml, found))),
        "updatecli.yaml": manifests.map(as_yaml),
        "argocd.yaml": applications.map(as_yaml),
        "workflow.yaml": workflows.map(as_yaml),
        "marked.yaml": st.just(MARKED) | texts,
    },
    optional={"apps/other.yaml": texts},
)


@pytest.mark.parametrize("kind", CONVERTERS)
@given(files)
def test_what_is_almost_right_becomes_rules_that_load(kind: str, found: dict[str, str]) -> None:
    made(CONVERTERS[kind], found)


@pytest.mark.parametrize("kind", CONVERTERS)
@given(st.lists(texts, min_size=1, max_size=3))
@example(["sources: {a: {kind: x}}\ntargets: {b: c}"])
@example([f"apiVersion: {API}\nkind: ImagePolicy\nmetadata: {{name: b}}"])
def test_any_texts_become_rules_that_load(kind: str, found: list[str]) -> None:
    made(CONVERTERS[kind], {f"{index}.yaml": text for index, text in enumerate(found)})
