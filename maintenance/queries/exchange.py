"""What was said about a window for some of its customers: every answer, and the conversation (M2)."""

from collections.abc import Collection

from maintenance.models import ConsultationAnswer, ConsultationMessage


def answers_in(consultation_ids: Collection[int]) -> list[ConsultationAnswer]:
    """Every answer ever given in these consultations, void ones too, the newest first. One SQL."""
    answers = ConsultationAnswer.objects.filter(consultation_id__in=consultation_ids)
    people = ("consultation__customer", "given_by", "partner", "recorded_by")
    return list(answers.select_related(*people).order_by("-at", "-pk"))


def messages_in(consultation_ids: Collection[int]) -> list[ConsultationMessage]:
    """The questions and our replies in these consultations, oldest first. One SQL."""
    messages = ConsultationMessage.objects.filter(consultation_id__in=consultation_ids)
    return list(messages.select_related("consultation__customer", "author", "partner").order_by("at", "pk"))
