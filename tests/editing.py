"""Files of every kind, and rules that write to them: so few that the rules meet."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tagboat.core.errors import InvalidRules
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Selection
from tagboat.core.snapshot import Snapshot
from tests.in_memory_git_host import InMemoryGitHost
from tests.rule_sets import rules

FILES = {
    "plain": b"1.0\n",
    "values.yaml": b"image:\n  repository: r\n  tag: 1.0 # kept\n  digest: ''\nother: 'x'\n",
    "flux.yaml": b'a: x:1 # {"$imagepolicy": "ns:web"}\nb: 1.0 # {"$imagepolicy": "ns:web:tag"}\n',
    "app.json": b'{"image": {"tag": "1.0"}, "n": [1, 2]}\r\n',
    "kustomization.yaml": b"images:\n- name: other\n  newTag: x\n- {name: web, newTag: 1.0}\n",
    "notes.txt": b"\xef\xbb\xbftag=1.0 by x\ntag=1.0 by y\n",
    "env/a.yaml": b"tag: 1.0\n",
    "env/b.yaml": b"tag: 2.0\n",
    "binary": b"\0",
}
_WHOLE = "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"
_targets = st.sampled_from(
    [
        {"file": "plain"},
        {"file": "plain", "value": _WHOLE},
        {"file": "values.yaml", "yaml": "image.tag"},
        {"file": "values.yaml", "yaml": "image.tag", "value": "v$IMAGE_TAG"},
        {"file": "values.yaml", "yaml": "$.image.*", "matches": "all", "value": "$digits"},
        {"file": "values.yaml", "yaml": "other", "value": "$IMAGE_DIGEST"},
        {"file": "values.yaml", "helm": "image"},
        {"file": "values.yaml", "helm": {"path": "image", "repository": "$IMAGE_URI"}},
        {"file": "values.yaml", "regex": "(?:tag|other): (?<value>.+)"},
        {"file": "flux.yaml", "marker": "ns:web"},
        {"file": "flux.yaml", "yaml": "b", "value": _WHOLE},
        {"file": "app.json", "json": "image.tag"},
        {"file": "app.json", "json": "image.missing", "missing": "skip"},
        {"file": "app.json", "regex": '"tag": "(?<image_tag>.*?)"'},
        {"file": "kustomization.yaml", "kustomize": "web"},
        {"file": "kustomization.yaml", "kustomize": "$IMAGE_REPOSITORY", "missing": "add"},
        {"file": "kustomization.yaml", "kustomize": {"name": "web", "digest": "$IMAGE_DIGEST"}},
        {"file": "notes.txt", "regex": "^tag=(?<image_tag>\\S+) by (?<digits>.+)$"},
        {"file": "env/*.yaml", "yaml": "tag"},
        {"file": "env/a.yaml", "yaml": "tag", "value": "$digits"},
        {"file": "env/c.yaml", "missing": "skip"},
        {"file": "$digits", "missing": "skip"},
        {"file": "binary"},
        {"file": "missing"},
    ]
)
_rules = st.fixed_dictionaries(
    {
        "image": st.sampled_from(["team/web", "team/api", "team/*"]),
        "tags": st.sampled_from([".*?(?<digits>[0-9]+).*", "(?<digits>[a-z]*).*"]),
        "targets": st.lists(_targets, min_size=1, max_size=3),
        "policy": st.sampled_from(["newest-build", "alphabetical", {"semver": "*-0"}]),
    }
)


def _loaded(written: list[dict[str, Any]]) -> RuleSet:
    try:
        return rules(*written)
    except InvalidRules:  # Their values do not tell what their policies compare.
        return rules(*[one | {"policy": "newest-build"} for one in written])


editing_rules = st.lists(_rules, max_size=4).map(_loaded)
"""Rules that use every editor; some fail, and some overtake or contradict others."""


def read(selection: Selection, files: Mapping[str, bytes]) -> Snapshot:
    """The files of a selection, and those that its globs mean."""
    host = InMemoryGitHost(files)
    found = {
        glob.text: host.find("main", [glob], at=host.branches["main"][-1])
        for glob in selection.globs
    }
    paths = {*selection.paths, *(path for some in found.values() for path in some)}
    return host.read("main", sorted(paths)).with_found(found)
