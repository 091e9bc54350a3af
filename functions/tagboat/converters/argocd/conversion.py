"""The annotations of Argo CD's Image Updater as rules: each image of an application is one."""

from collections.abc import Iterator, Sequence

from tagboat.converters.argocd.applications import Application, applications
from tagboat.converters.argocd.images import Listed, choice, listed_in
from tagboat.converters.argocd.targets import targets_of
from tagboat.converters.base import Comment, Gap, Image, Part, Repository, Rule, Target, to_do
from tagboat.converters.foreign_yaml import text_at
from tagboat.converters.image_names import image_of, remark_on


def convert(repository: Repository, files: Sequence[str]) -> list[Part]:
    """Convert the images of the applications that stand in files.

    Args:
        repository: All files, in which the values are.
        files: Those to look for applications in.
    """
    found, others = applications(repository, files)
    return [*others, *(part for application in found for part in _parts(repository, application))]


def _parts(repository: Repository, application: Application) -> Iterator[Part]:
    images = list(listed_in(application))
    for image in images:
        if isinstance(image, str):
            told = f"{image} in its image-list is no [ALIAS=]IMAGE[:CONSTRAINT]; mend it"
            yield Gap(application.where, (to_do(told),))
        else:
            yield _rule(repository, application, image, is_alone=len(images) == 1)


def _rule(
    repository: Repository, application: Application, image: Listed, *, is_alone: bool
) -> Rule:
    chosen = choice(application, image)
    named = image_of(image.name)
    alias = image.alias or image.name.rpartition("/")[2]
    targets = list(targets_of(application, image, repository, by_digest=chosen.is_by_digest))
    return Rule(
        source=application.where if is_alone else f"{application.where}, image {alias}",
        name=application.name if is_alone else f"{application.name}-{alias}",
        image=named,
        policy=chosen.policy,
        tags=chosen.tags,
        ignore_tags=chosen.ignore_tags,
        targets=tuple(targets),
        comments=(*_about_branch(application), *chosen.comments),
        remarks={"image": (*remark_on(named), *_about_registry(named, targets))},
    )


def _about_registry(image: Image, targets: Sequence[Target]) -> Iterator[Comment]:
    if image.was is not None and any("$IMAGE_URI" in str(one.settings) for one in targets):
        yield to_do(
            "the values that name it will name the registry of ECR that it is pushed to; check that"
            " it is pushed there"
        )


def _about_branch(application: Application) -> Iterator[Comment]:
    branch = application.annotations.get("git-branch")
    if branch and branch != text_at(application.source, "targetRevision"):
        yield to_do(f"it pushed to the branch {branch}; Tagboat commits to the parameter Branch")
