"""What is logged and how."""


def logging_config() -> dict[str, object]:
    """Placeholder."""
    return {"version": 1}
