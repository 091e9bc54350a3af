"""Rules files for tests: data that looks like one, more or less, and texts that nearly are one."""

from typing import Any

from hypothesis import strategies as st

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(scalars, inner, max_size=4),
    max_leaves=8,
)
"""What YAML may hold."""

_words = st.sampled_from(
    [
        *("$IMAGE_TAG", "${IMAGE_DIGEST}", "$version", "$IMAGE_TGA", "$", "$$", "a/b", "../x"),
        *("team/web", "team/*", "{a,b}/**", "[a", "(?<version>.+)", "(?<value>.)", "(", "a.b[0]"),
        *(
            "$.a[?@.b=='${version}']",
            "$..",
            "^1.0",
            ">=1 <2",
            "latest",
            "a:b",
            "one",
            "all",
            "skip",
        ),
        *(
            "add",
            "refuse",
            "asc",
            "desc",
            "numerical",
            "newest-build",
            "web",
            "",
            " ",
            "\n",
            "\x00",
        ),
    ]
)
_text = _words | st.text(max_size=8)
_names = st.sampled_from(["web", "api", "", "a\nb"]) | st.text(max_size=4)


def _some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the keys, and at times another, or another value."""
    slips = st.dictionaries(st.sampled_from([*keys, "nmae", "x"]), anything, max_size=1)
    return st.builds(
        lambda written, slip: written | slip,
        st.fixed_dictionaries({}, optional=keys),
        st.just({}) | st.just({}) | slips,
    )


_policies = _text | _some(
    semver=_text | _some(range=_text, extract=_text),
    numerical=_text | _some(order=_text, extract=_text),
    alphabetical=_text | _some(order=_text, extract=_text),
    digest=_text,
)
_targets = st.builds(
    lambda file, more: {"file": file} | more,
    _text,
    _some(
        value=_text,
        yaml=_text,
        json=_text,
        regex=_text,
        helm=_text | _some(path=_text, repository=_text, tag=_text, digest=_text),
        kustomize=_text | _some(name=_text, newName=_text, newTag=_text, digest=_text),
        marker=_text,
        document=st.integers(-1, 2) | st.dictionaries(_text, _text | st.integers(), max_size=2),
        matches=_text,
        missing=_text,
        aliases=_text,
    ),
)
written_rules = st.builds(
    lambda name, image, targets, more: {"name": name, "image": image, "targets": targets} | more,
    _names,
    _text | st.lists(_text, max_size=3),
    st.lists(_targets, max_size=3),
    _some(
        account=_text | st.just("123456789012"),
        region=_text | st.just("us-east-1"),
        tags=_text,
        ignore_tags=st.lists(_text, max_size=2),
        policy=_policies,
        environment=_text,
        commit_message=_text,
    ),
)
"""Rules, most of them with mistakes."""
files = st.builds(
    lambda rules, more: {"version": 1, "rules": rules} | more,
    st.lists(written_rules | anything, max_size=3),
    _some(
        version=st.just(1),
        author=_some(name=_text, email=_text | st.just("a@b.example")),
        commit_message=_text,
    ),
)
"""The data of whole files."""

WHOLE = """\
version: 1
author: {name: Team, email: team@example.com}
commit_message: "Deploy $IMAGE_TAG to $ENVIRONMENT"
rules:
  - name: web
    image: [team/web, "team/{a,b}-*"]
    account: "123456789012"
    region: eu-central-1
    tags: '(?<branch>.+)-(?<version>[0-9.]+)'
    ignore_tags: &temporary ['latest', '.*-tmp']
    policy: {semver: {range: "^1.0 || >=2.1.0-rc <3", extract: $version}}
    environment: dev
    targets:
      - file: tags/$branch
      - {file: "apps/*/values.yaml", yaml: "$.a[?@.name=='${branch}'].tag", matches: all}
      - {file: b.yaml, yaml: image.tag, document: {kind: X}, missing: skip, aliases: allow}
      - {file: c.json, json: "a['b.c'][0]", value: "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"}
      - {file: d, regex: '(?<image_tag>.+) (?<value>\\S+)', value: v$version, matches: one}
      - {file: e.yaml, helm: {path: image, repository: $IMAGE_URI, tag: $version}}
      - {file: kustomization.yaml, kustomize: {name: web, newTag: $version}, missing: add}
      - {file: f.yaml, marker: flux-system:web}
  - name: moving
    image: team/web
    ignore_tags: *temporary
    policy: {digest: latest}
    commit_message: "Move $OLD_TAG"
    targets: [{file: g}]
  - {name: dates, image: team/api, policy: alphabetical, targets: [{file: h}]}
"""
"""A file with every kind of target and policy."""

_pieces = st.sampled_from(
    [
        *"{}[]:,&*!|>'\"#%@`$()?-\t\n ",
        "  ",
        "\r\n",
        "- ",
        ": ",
        "<<: ",
        "\ufeff",
        "\x00",
        "...",
        "---",
    ]
)


@st.composite
def nearly_whole(draw: st.DrawFn) -> str:
    """A whole file with a few slips of the hand: pieces put in, taken out, doubled or moved."""
    text = WHOLE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        put = draw(_pieces | st.just(text[start:end] * 2) | st.text(max_size=3) | st.just(""))
        text = text[:start] + put + text[end:]
    return text
