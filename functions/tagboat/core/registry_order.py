"""ECR is the truth: what was chosen by events is chosen again by what the registry says.

An event is late, comes twice, or tells of a tag that is another image by now.
"""

from collections.abc import Container, Iterator, Sequence

from msgspec.structs import replace

from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.registry import Answers, ImageId, NotAsked
from tagboat.core.registry_questions import repository_of
from tagboat.core.selection import Chosen, Selection, choose
from tagboat.core.tag_policy.base import Candidate


def by_registry(selection: Selection, answers: Answers, new: Container[ImagePush]) -> Selection:
    """Choose again, once a registry was asked.

    Args:
        selection: What was chosen by the events alone.
        answers: What is known of the images, by where they are.
        new: The pushes that an outcome is asked for. The others are in a pull request already, and
            stay there until one of these replaces them.
    """
    chosen: list[Chosen] = []
    outcomes: list[Outcome] = []
    for choice in selection.chosen:
        kept = []
        for candidate in (choice.candidate, *choice.others):
            judged = _judged(choice, candidate, answers, candidate.push in new)
            if isinstance(judged, Outcome):
                outcomes.append(judged)
            else:
                kept.append(judged)
        if kept:
            chosen.append(_chosen_again(choice, kept, answers))
    chosen.sort(key=lambda one: one.candidate.order)
    return Selection(tuple(chosen), (*selection.outcomes, *outcomes))


def _judged(
    choice: Chosen,
    candidate: Candidate,
    answers: Answers,
    is_new: bool,  # noqa: FBT001 - internal
) -> Candidate | Outcome:
    push = candidate.push
    answer = answers.get(repository_of(push))
    id_ = ImageId(tag=push.tag)
    if answer is None or isinstance(answer, NotAsked) or id_ not in answer:
        return candidate
    image = answer[id_]
    if image is not None and image.digest == push.digest:
        return replace(candidate, known=answer)
    if not is_new:
        return candidate
    if image is None:
        kind, reason = Kind.IGNORED, "the image is not in ECR any more"
    else:
        kind, reason = Kind.OLDER, f"the tag was moved to {image.digest} in ECR"
    return Outcome(push=push, rule=choice.rule.name, kind=kind, reason=reason)


def _chosen_again(choice: Chosen, kept: Sequence[Candidate], answers: Answers) -> Chosen:
    chosen = choose(choice.rule, kept, choice.group)
    return replace(chosen, reason="; ".join([chosen.reason, *_doubts(chosen, answers)]))


def _doubts(chosen: Chosen, answers: Answers) -> Iterator[str]:
    """Why the order is that of the events alone, if it is."""
    answer = answers.get(repository_of(chosen.candidate.push))
    if isinstance(answer, NotAsked) and chosen.rule.policy.by_push_time:
        yield f"the event's time counts, since {answer.reason}"
