"""Proof of life of the jobs: one row for each, read by /readyz."""

from django.db import models


class Heartbeat(models.Model):
    """When a scheduled job last started, succeeded and failed, on the desk's clock."""

    name = models.CharField(max_length=100, primary_key=True)
    last_started_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
