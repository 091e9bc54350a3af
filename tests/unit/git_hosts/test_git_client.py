"""Git's requests: with the token, a new one when it is refused, and to no other host."""

import base64
from collections.abc import Mapping

import pytest

from tagboat.core import errors
from tagboat.git_hosts.git_client import authorization
from tagboat.git_hosts.git_http import HttpRepository
from tagboat.http_client import HttpClient, RawAnswer

URL = "https://git.example.com/group/infra.git"
GIT = {"content-type": "application/x-git-upload-pack-advertisement"}


def advertised(line: bytes) -> RawAnswer:
    """What a server says first, with one line about its branches."""
    service = b"001e# service=git-upload-pack\n0000"
    return RawAnswer(200, GIT, b"%s%04x%s0000" % (service, len(line) + 4, line))


NO_BRANCHES = advertised(b"0" * 40 + b" capabilities^{}\0\n")

VERSION_2 = RawAnswer(
    200, GIT, b"001e# service=git-upload-pack\n0000000eversion 2\n000cls-refs\n000afetch\n0000"
)
NONE_LISTED = RawAnswer(200, {"content-type": "application/x-git-upload-pack-result"}, b"0000")


class Http(HttpClient):
    """Answers in turn, and keeps what it was asked."""

    def __init__(self, *answers: RawAnswer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: bytes | None = None,
        *,
        safe: bool = False,
    ) -> RawAnswer:
        assert (method == "GET") == (data is None)
        assert safe == url.endswith("/git-upload-pack")
        self.asked.append((url, headers))
        return self.answers.pop(0)

    @property
    def passwords(self) -> list[str]:
        values = (headers["Authorization"].partition(" ")[2] for _, headers in self.asked)
        return [base64.b64decode(value).decode() for value in values]


class Token:
    """A token that was rotated once."""

    def __init__(self) -> None:
        self.known = "old-t0ken"

    def get(self) -> str:
        return self.known

    def renew(self) -> str:
        self.known = "new-t0ken"
        return self.known


def refused(repository: HttpRepository) -> errors.TagboatError:
    """The error of reading; the token is not in it."""
    with pytest.raises(errors.TagboatError) as caught:
        repository.open("main", None)
    assert "t0ken" not in str(caught.value)
    return caught.value


def answer(status: int, **headers: str) -> RawAnswer:
    return RawAnswer(status, headers, b"")


@pytest.mark.parametrize(
    ("secret", "pair"),
    [("me:t0ken", "me:t0ken"), ("t0ken", "x-token-auth:t0ken"), ("me:to:ken", "me:to:ken")],
)
def test_a_token_alone_goes_with_a_name_that_servers_take(secret: str, pair: str) -> None:
    assert authorization(secret) == f"Basic {base64.b64encode(pair.encode()).decode()}"


def test_a_bearer_token_is_sent_without_a_user_s_name() -> None:
    assert authorization("t0ken", bearer=True) == "Bearer t0ken"
    with pytest.raises(errors.CredentialsRefused, match="CredentialsScheme to basic") as caught:
        authorization("me:t0ken", bearer=True)
    assert "t0ken" not in str(caught.value)


def test_a_repository_is_asked_with_the_scheme_that_is_chosen() -> None:
    http = Http(answer(401), NO_BRANCHES)
    refused(HttpRepository(http, URL, Token(), bearer=True))
    sent = [headers["Authorization"] for _, headers in http.asked]
    assert sent == ["Bearer old-t0ken", "Bearer new-t0ken"]


def test_the_address_is_asked_as_git_asks_it() -> None:
    http = Http(NO_BRANCHES)
    assert isinstance(refused(HttpRepository(http, URL, Token())), errors.BranchMissing)
    ((url, headers),) = http.asked
    assert url == f"{URL}/info/refs?service=git-upload-pack"
    assert headers["User-Agent"].startswith("git/tagboat")


def test_a_token_that_is_refused_is_read_again_once() -> None:
    http = Http(answer(401), NO_BRANCHES)
    assert isinstance(refused(HttpRepository(http, URL, Token())), errors.BranchMissing)
    assert http.passwords == ["x-token-auth:old-t0ken", "x-token-auth:new-t0ken"]
    http = Http(answer(401), answer(401))
    assert isinstance(refused(HttpRepository(http, URL, Token())), errors.CredentialsRefused)


@pytest.mark.parametrize("status", [403, 404])
def test_another_token_is_tried_the_next_time_where_it_may_help(status: int) -> None:
    http = Http(answer(status), NO_BRANCHES)
    repository = HttpRepository(http, URL, Token())
    refused(repository)
    refused(repository)
    assert http.passwords == ["x-token-auth:old-t0ken", "x-token-auth:new-t0ken"]


def test_a_redirect_is_not_followed() -> None:
    http = Http(answer(301, location="https://elsewhere.example.com/infra.git"))
    assert isinstance(refused(HttpRepository(http, URL, Token())), errors.RepositoryMissing)
    assert len(http.asked) == 1


def test_a_page_in_place_of_git_is_not_taken_for_a_dumb_server() -> None:
    http = Http(RawAnswer(200, {"content-type": "text/plain"}, b"1" * 40 + b"\trefs/heads/main\n"))
    assert isinstance(refused(HttpRepository(http, URL, Token())), errors.RepositoryMissing)


def test_commits_that_are_named_by_sha_256_are_refused() -> None:
    http = Http(advertised(b"1" * 64 + b" refs/heads/main\0object-format=sha256\n"))
    assert "SHA-256" in str(refused(HttpRepository(http, URL, Token())))


@pytest.mark.parametrize("length", range(len(NO_BRANCHES.data)))
def test_an_answer_that_is_cut_is_asked_for_again(length: int) -> None:
    cut = RawAnswer(200, GIT, NO_BRANCHES.data[:length])
    error = refused(HttpRepository(Http(cut), URL, Token()))
    assert isinstance(error, errors.HostUnavailable)


def test_what_a_server_can_do_is_asked_once() -> None:
    http = Http(VERSION_2, NONE_LISTED, NONE_LISTED)
    repository = HttpRepository(http, URL, Token())
    for _ in range(2):
        assert isinstance(refused(repository), errors.BranchMissing)
    able, listed = f"{URL}/info/refs?service=git-upload-pack", f"{URL}/git-upload-pack"
    assert [url for url, _ in http.asked] == [able, listed, listed]
    assert {headers["Git-Protocol"] for _, headers in http.asked} == {"version=2"}


def test_branches_that_come_with_what_a_server_can_do_are_asked_each_time() -> None:
    http = Http(NO_BRANCHES, NO_BRANCHES)
    repository = HttpRepository(http, URL, Token())
    for _ in range(2):
        assert isinstance(refused(repository), errors.BranchMissing)
    assert len(http.asked) == 2


@pytest.mark.parametrize("failed", [answer(400), answer(502), RawAnswer(200, GIT, b"0009ERR x")])
def test_what_a_server_can_do_is_asked_again_after_an_error(failed: RawAnswer) -> None:
    http = Http(VERSION_2, failed, VERSION_2, NONE_LISTED)
    repository = HttpRepository(http, URL, Token())
    refused(repository)
    assert isinstance(refused(repository), errors.BranchMissing)
    assert http.answers == []


@pytest.mark.parametrize("length", range(40, len(VERSION_2.data)))
def test_what_a_server_can_do_is_asked_again_if_its_answer_was_cut(length: int) -> None:
    cut = RawAnswer(200, GIT, VERSION_2.data[:length])
    http = Http(cut, VERSION_2, NONE_LISTED)
    repository = HttpRepository(http, URL, Token())
    assert isinstance(refused(repository), errors.HostUnavailable)
    assert isinstance(refused(repository), errors.BranchMissing)
