"""Where the APIs of each edition of GitHub are."""


def graphql_endpoint(url: str) -> str:
    """Where GraphQL is asked: "Forming calls with GraphQL" for each edition of GitHub."""
    return f"{_api(url) or f'{url}/api'}/graphql"


def rest_root(url: str) -> str:
    """Where REST is asked: "Getting started with the REST API" for each edition of GitHub."""
    return _api(url) or f"{url}/api/v3"


def _api(url: str) -> str | None:
    """The host of the API, where it has one of its own: an Enterprise Server has none."""
    scheme, _, host = url.partition("://")
    has_its_own = host == "github.com" or host.endswith(".ghe.com")
    return f"{scheme}://api.{host}" if has_its_own else None
