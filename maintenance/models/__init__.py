"""What is kept about maintenance."""

from maintenance.models.announcement import Announcement
from maintenance.models.consultation import ConsultationAnswer, ConsultationMessage
from maintenance.models.environment import Environment
from maintenance.models.environment_customer import EnvironmentCustomer
from maintenance.models.event import WindowEvent
from maintenance.models.feed_address import FeedAddress
from maintenance.models.window import EmergencyMaintenance, MaintenanceWindow
from maintenance.models.window_customer import WindowCustomer

__all__ = [
    "Announcement",
    "ConsultationAnswer",
    "ConsultationMessage",
    "EmergencyMaintenance",
    "Environment",
    "EnvironmentCustomer",
    "FeedAddress",
    "MaintenanceWindow",
    "WindowCustomer",
    "WindowEvent",
]
