"""A question that is composed once answers as the queryset does, on each database."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.composed import Composed
from accounts.models import Mandate, Membership, User
from tests.cast import Cast


def members(before: datetime, organisation_id: int) -> QuerySet[Membership]:
    joined = Membership.objects.filter(organisation_id=organisation_id, user__date_joined__lt=before)
    return joined.select_related("user", "organisation").order_by("pk")


@pytest.mark.django_db
def test_composed_question_gives_what_its_queryset_gives(cast: Cast) -> None:
    asked, late = Composed(members, datetime, int), cast.now + timedelta(days=1)
    for organisation in (cast.customer, cast.other_customer, cast.customer):
        expected = list(members(late, organisation.pk))
        with CaptureQueriesContext(connection) as captured:
            found = asked(late, organisation.pk)
            assert [each.user.email for each in found] == [each.user.email for each in expected]
        assert found == expected
        assert found != []
        assert found[0].organisation == organisation
        assert len(captured) == 1
    assert asked(cast.now - timedelta(days=9000), cast.customer.pk) == []


@pytest.mark.django_db
def test_composed_question_gives_rows_that_can_be_saved(cast: Cast) -> None:
    (mandate,) = Composed(lambda number: Mandate.objects.filter(pk=number), int)(cast.mandate.pk)
    assert (mandate, mandate.starts_at) == (cast.mandate, cast.mandate.starts_at)
    mandate.save()
    assert mandate._state.db == "default"


@pytest.mark.django_db
def test_composed_question_of_which_a_value_gets_lost_is_refused() -> None:
    with pytest.raises(ValueError, match="does not come out"):
        Composed(lambda _number: User.objects.all(), int)(1)
    with pytest.raises(TypeError):
        Composed(lambda number: User.objects.filter(pk=number), int)(1, 2)
