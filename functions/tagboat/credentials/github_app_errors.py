"""Why GitHub gives an App no token, and what to mend.

"REST API endpoints for GitHub Apps": 401, 403, 404 and 422, each with a text. Which of two mistakes
an answer is about only the text says; where it is not known, both are named.
"""

from tagboat.core import errors
from tagboat.git_hosts.github import errors as github_errors
from tagboat.http_client import Answer


def is_permission_not_granted(answer: Answer) -> bool:
    """Whether the installation has not all permissions that were asked for."""
    return answer.status == 422 and not _is_about_repository(answer)


def of_answer(
    answer: Answer, client_id: str, installation_id: str, repository: str
) -> errors.TagboatError:
    """The error that an answer other than a token is.

    Args:
        answer: What GitHub said.
        client_id: The App's.
        installation_id: The installation that was asked about.
        repository: The one that the token was to be for.
    """
    said = github_errors.text_of(answer).removesuffix(".")
    if answer.status == 401:
        return _not_believed(said, client_id)
    if answer.status == 404:
        return _missing(said, client_id, installation_id)
    if answer.status == 422:
        return _unprocessable(answer, said, client_id, repository)
    error = github_errors.of_status(answer, repository)
    if isinstance(error, errors.PermissionMissing):
        return errors.PermissionMissing(
            f"GitHub gives the App {client_id} no token for its installation {installation_id}:"
            f" {said}. If the installation is suspended, let its owner lift that."
        )
    return error


def _not_believed(said: str, client_id: str) -> errors.CredentialsRefused:
    if "'iss'" in said:  # It asks for a number where it does not know the text.
        return _no_app(said, client_id)
    if "'iat'" in said or "'exp'" in said:
        return errors.CredentialsRefused(
            f"GitHub's clock and the function's are not together: {said}. Set the clock of the"
            " GitHub Enterprise Server."
        )
    return errors.CredentialsRefused(
        f"GitHub does not believe that this is the App {client_id}: {said}. Import a private key"
        " of that App into the KMS key of the parameter GitHubAppKmsKeyArn (or put it into the"
        " secret), or mend GitHubAppClientId."
    )


def _no_app(said: str, client_id: str) -> errors.CredentialsRefused:
    return errors.CredentialsRefused(
        f"GitHub has no App with the client ID {client_id}: {said}. Mend the parameter"
        " GitHubAppClientId."
    )


def _missing(said: str, client_id: str, installation_id: str) -> errors.CredentialsRefused:
    if "integration" in said.lower():  # What Apps were called at first.
        return _no_app(said, client_id)
    return errors.CredentialsRefused(
        f"The App {client_id} has no installation {installation_id}: {said}. Install it again, and"
        " mend the parameter GitHubAppInstallationId: it is the number at the end of the"
        " installation's address; or GitHubUrl."
    )


def _unprocessable(
    answer: Answer, said: str, client_id: str, repository: str
) -> errors.TagboatError:
    if _is_about_repository(answer):
        return errors.RepositoryMissing(
            f"The App {client_id} is not installed on {repository}: {said}. Add the repository to"
            " the installation, or mend the parameter InfraRepository."
        )
    return errors.PermissionMissing(
        f"The App {client_id} may not write files: {said}. Give it the permission 'Contents: read"
        " and write', and let the owner of the installation accept it."
    )


def _is_about_repository(answer: Answer) -> bool:
    return "repositor" in github_errors.text_of(answer).lower()
