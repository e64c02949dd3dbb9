"""What is kept about maintenance."""

from maintenance.models.environment import Environment
from maintenance.models.environment_customer import EnvironmentCustomer

__all__ = ["Environment", "EnvironmentCustomer"]
