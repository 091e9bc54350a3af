"""Reading single files of a ZIP in S3, of which no more than needed is fetched."""

import io
import zipfile
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.errors import SourceRefused
from tagboat.meta_pipeline.aws.source import LONGEST_FILE, Source


class S3:
    """One object, of which ranges can be had."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.fetched = 0

    def head_object(self, **asked: Any) -> dict[str, Any]:
        return {"ContentLength": len(self.content)}

    def get_object(self, **asked: Any) -> dict[str, Any]:
        first, _, last = asked["Range"].removeprefix("bytes=").partition("-")
        assert 0 <= int(first) <= int(last) < len(self.content), "416 Range Not Satisfiable"
        part = self.content[int(first) : int(last) + 1]
        self.fetched += len(part)
        return {"Body": io.BytesIO(part)}


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for path, content in files.items():
            made.writestr(path, content)
    return file.getvalue()


def source(s3: S3) -> Source:
    return Source(cast("Any", s3), "bucket", "key")


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,4}(/[a-z]{1,4})?", fullmatch=True), st.binary()),
    st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]),
)
def test_every_file_comes_out_as_it_went_in(files: dict[str, bytes], method: int) -> None:
    found = source(S3(archive(files, method)))
    assert {path: found.read(path) for path in files} == files


def test_a_small_file_of_a_large_repository_costs_little() -> None:
    files = {f"asset-{index}": bytes(1_000_000) for index in range(20)}
    s3 = S3(archive(files | {"pipeline.yaml": b"Resources: {}"}, zipfile.ZIP_STORED))
    assert source(s3).read("pipeline.yaml") == b"Resources: {}"
    assert s3.fetched < 200_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (archive({"README.md": b""}), r"pipeline\.yaml is not in this commit"),
        (archive({"pipeline.yaml": bytes(LONGEST_FILE + 1)}), "1,048,577 bytes"),
        (b"", "no ZIP file"),
        (b"no zip" * 100, "no ZIP file"),
    ],
    ids=["missing", "too large", "empty", "no ZIP"],
)
def test_what_cannot_be_read_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(SourceRefused, match=said):
        source(S3(content)).read("pipeline.yaml")
