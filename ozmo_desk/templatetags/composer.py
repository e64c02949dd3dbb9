"""The text fields of a ticket's page, five of them, as joined strings: a template looks each part up anew each time."""

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

LONGEST = 20_000


@register.simple_tag
def text_field(field: BoundField, *, hidden_label: bool = False) -> SafeString:
    """A text field of the composer with its label, its message above it; `hidden_label`: for screen readers only."""
    place, value = field.id_for_label, field.value()
    wrong = format_html_join(
        "", '<p class="invalid-feedback d-block" id="{}_error">{}</p>', ((place, error) for error in field.errors)
    )
    described = format_html(' aria-invalid="true" aria-describedby="{}_error"', place) if wrong else ""
    return format_html(
        '<div class="{}"><label{} for="{}">{}</label><div>{}<textarea class="form-control form-control-sm{}" id="{}"'
        ' name="{}" rows="{}" maxlength="{}"{}>\n{}</textarea></div></div>',
        "oz-plain-field" if hidden_label else "oz-line-field",
        mark_safe(' class="visually-hidden"') if hidden_label else "",
        place, field.label, wrong, " is-invalid" if wrong else "", place,
        field.html_name, field.field.widget.attrs["rows"], LONGEST, described, "" if value is None else value,
    )  # fmt: skip
