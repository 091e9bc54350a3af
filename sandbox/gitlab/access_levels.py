"""The roles of a project's members, by the numbers that the API gives them.

Source: "Members API", "Roles" and "Roles and permissions" (GitLab's documentation).
"""

NO_ACCESS = 0
GUEST = 10
REPORTER = 20
DEVELOPER = 30
MAINTAINER = 40
OWNER = 50

DESCRIPTIONS = {
    NO_ACCESS: "No one",
    DEVELOPER: "Developers + Maintainers",
    MAINTAINER: "Maintainers",
    OWNER: "Owners",
}
"""What the API calls the levels of a protected branch."""
