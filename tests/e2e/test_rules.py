"""Every file editor and an ordered policy, in the function as it is deployed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.e2e.deployed import Deployed

TARGETS: Mapping[str, tuple[Mapping[str, Any], bytes, bytes]] = {
    "rules/tag": ({}, b"1.9.0\r\n", b"1.10.0\r\n"),
    "rules/a/values.yaml": (
        {"file": "rules/*/values.yaml", "yaml": "$.images[?@.name=='web'].tag"},
        b"images: # ours\n- {name: api, tag: '1.9.0'}\n- {name: web, tag: '1.9.0'}\n",
        b"images: # ours\n- {name: api, tag: '1.9.0'}\n- {name: web, tag: '1.10.0'}\n",
    ),
    "rules/prod.json": (
        {"json": "Parameters.Tag"},
        b'{ "Parameters": {"Tag":  "1.9.0"} }',
        b'{ "Parameters": {"Tag":  "1.10.0"} }',
    ),
    "rules/chart.yaml": (
        {"helm": "image"},
        b"image:\n  tag: 1.9.0\n  digest: ''\n",
        b"image:\n  tag: 1.10.0\n  digest: ''\n",
    ),
    "rules/kustomization.yaml": (
        {"kustomize": "$IMAGE_NAME", "missing": "add"},
        b"images:\n- name: api\n  newTag: '7'\n",
        b"images:\n- name: api\n  newTag: '7'\n- name: editors\n  newTag: 1.10.0\n",
    ),
    "rules/text.tpl": (
        {"regex": "tag={{(?<image_tag>.*)}}"},
        b"tag={{1.9.0}} tag=1.9.0\n",
        b"tag={{1.10.0}} tag=1.9.0\n",
    ),
    "rules/flux.yaml": (
        {"marker": "flux:web"},
        b'tag: 1.9.0 # {"$imagepolicy": "flux:web:tag"}\n',
        b'tag: 1.10.0 # {"$imagepolicy": "flux:web:tag"}\n',
    ),
}


@pytest.mark.parametrize("host", ["codecommit", "github"])
def test_a_push_is_written_by_every_editor_in_one_commit_and_never_taken_back(
    request: pytest.FixtureRequest, host: str
) -> None:
    deployed: Deployed = request.getfixturevalue(host)
    image = deployed.add_rule(
        "editors",
        {path: before for path, (_, before, _) in TARGETS.items()},
        *({"file": path, **target} for path, (target, _, _) in TARGETS.items()),
        policy={"semver": "^1.0.0"},
    )
    before = deployed.commits()
    assert deployed.push(image, "1.10.0", "1.9.9") == ()
    assert deployed.last_outcome(image)[2] in ("the highest version in ^1.0.0", "1.10.0 is higher")
    commit, *earlier = deployed.commits()
    assert earlier == before
    assert {path: deployed.content(path) for path in TARGETS} == {
        path: after for path, (_, _, after) in TARGETS.items()
    }
    assert commit.message.splitlines()[-1] == "Tagboat-Rule: editors"
    assert deployed.push(image, "1.9.10") == ()
    assert deployed.last_outcome(image)[0] == "older"
    assert "1.10.0 is there already and is higher" in deployed.last_outcome(image)[2]
    assert deployed.commits() == [commit, *earlier]
