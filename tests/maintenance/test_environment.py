"""Who uses an environment, and since when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from maintenance.models import Environment, EnvironmentCustomer
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_customer_uses_an_environment_once_at_a_time(cast: Cast) -> None:
    environment = Environment.objects.create(name="OZMO")
    first = EnvironmentCustomer.objects.create(environment=environment, customer=cast.customer, joined_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        EnvironmentCustomer.objects.create(environment=environment, customer=cast.customer, joined_at=NOW)
    first.left_at = NOW + timedelta(days=1)
    first.save()
    EnvironmentCustomer.objects.create(environment=environment, customer=cast.customer, joined_at=first.left_at)
    assert list(environment.customers.all()) == [cast.customer, cast.customer]


def test_customer_leaves_after_joining(cast: Cast) -> None:
    environment = Environment.objects.create(name="OZMO")
    with pytest.raises(IntegrityError), transaction.atomic():
        EnvironmentCustomer.objects.create(
            environment=environment, customer=cast.customer, joined_at=NOW, left_at=NOW - timedelta(seconds=1)
        )


def test_administrator_adds_an_environment(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    form = {"name": "OZMO", "uses-TOTAL_FORMS": "0", "uses-INITIAL_FORMS": "0"}
    assert client.post("/beheer/maintenance/environment/add/", form).status_code == 302
    assert [str(each) for each in Environment.objects.all()] == ["OZMO"]
