"""A draft of the invoice for bookkeeping: UBL 2.1 with the core fields of EN 16931 (BT and BG numbers beside them)."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from tickets.billing import wording
from tickets.billing.document import Document, Earlier
from tickets.billing.figures import Line, Tax
from tickets.billing.parties import Party

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE, CAC, CBC = f"{UBL}Invoice-2", f"{UBL}CommonAggregateComponents-2", f"{UBL}CommonBasicComponents-2"
CORE = "urn:cen.eu:en16931:2017"
EURO, COMMERCIAL_INVOICE, CREDIT_TRANSFER, KVK_SCHEME = "EUR", "380", "58", "0106"
STANDARD, ZERO_RATED = "S", "Z"
# Hours with two decimals are exact for steps of three minutes; what is not is told in minutes, at the price of 60.
HOUR, MINUTE, EXACT_STEP, MINUTES_AN_HOUR = "HUR", "MIN", 3, 60
# What XML 1.0 cannot hold at all.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attributes = dict[str, str]


def invoice(document: Document) -> bytes:
    """The file. Only a month with a number is an invoice; what is not charged stands on the specification, not here."""
    if not document.number:
        raise ValueError("A month with nothing to bill has no invoice.")
    root = ET.Element("Invoice", {"xmlns": INVOICE, "xmlns:cac": CAC, "xmlns:cbc": CBC})
    _head(root, document)
    _party(root, "AccountingSupplierParty", document.seller)  # BG-4
    _party(root, "AccountingCustomerParty", document.buyer)  # BG-7
    _payment(root, document)
    _taxes(root, document.bill.taxes, document.bill.vat)
    _totals(root, document)
    for place, line in enumerate(document.bill.lines, 1):
        if line.billable:
            _line(root, place, line)
    ET.indent(root)
    written = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()


def _head(root: ET.Element, document: Document) -> None:
    first, last = document.period
    _text(root, "CustomizationID", CORE)  # BT-24
    _text(root, "ID", document.number)  # BT-1
    _text(root, "IssueDate", document.issued_on.isoformat())  # BT-2
    _text(root, "DueDate", document.due_on.isoformat())  # BT-9
    _text(root, "InvoiceTypeCode", COMMERCIAL_INVOICE)  # BT-3
    _text(root, "Note", wording.rounding(document.rounding))  # BT-22
    _text(root, "DocumentCurrencyCode", EURO)  # BT-5
    if document.buyer.reference:
        _text(root, "BuyerReference", document.buyer.reference)  # BT-10
    _period(root, first, last)  # BG-14
    for earlier in document.earlier:
        _earlier(root, earlier)  # BG-3


def _period(parent: ET.Element, first: date, last: date) -> None:
    period = _part(parent, "InvoicePeriod")
    _text(period, "StartDate", first.isoformat())  # BT-73
    _text(period, "EndDate", last.isoformat())  # BT-74


def _earlier(root: ET.Element, earlier: Earlier) -> None:
    reference = _part(_part(root, "BillingReference"), "InvoiceDocumentReference")
    _text(reference, "ID", earlier.number)  # BT-25
    _text(reference, "IssueDate", earlier.issued_on.isoformat())  # BT-26


def _party(root: ET.Element, role: str, party: Party) -> None:
    """Seller and buyer have the same parts: BT-27 to BT-43, BT-44 to BT-58."""
    part = _part(_part(root, role), "Party")
    if ":" in party.endpoint:
        scheme, number = party.endpoint.split(":", 1)
        _text(part, "EndpointID", number, {"schemeID": scheme})  # BT-34, BT-49
    address = _part(part, "PostalAddress")
    _text(address, "StreetName", party.street)
    _text(address, "CityName", party.city)
    _text(address, "PostalZone", party.postcode)
    _text(_part(address, "Country"), "IdentificationCode", party.country)
    if party.vat_number:
        scheme_part = _part(part, "PartyTaxScheme")
        _text(scheme_part, "CompanyID", party.vat_number)  # BT-31, BT-48
        _text(_part(scheme_part, "TaxScheme"), "ID", "VAT")
    legal = _part(part, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)  # BT-27, BT-44
    if party.kvk_number:
        _text(legal, "CompanyID", party.kvk_number, {"schemeID": KVK_SCHEME})  # BT-30, BT-47
    if party.phone or party.email:
        contact = _part(part, "Contact")
        _optional(contact, "Telephone", party.phone)
        _optional(contact, "ElectronicMail", party.email)


def _payment(root: ET.Element, document: Document) -> None:
    means = _part(root, "PaymentMeans")  # BG-16
    _text(means, "PaymentMeansCode", CREDIT_TRANSFER)  # BT-81
    _text(means, "PaymentID", document.number)  # BT-83
    account = _part(means, "PayeeFinancialAccount")
    _text(account, "ID", document.seller.iban)  # BT-84
    _text(account, "Name", document.seller.name)  # BT-85
    if document.seller.bic:
        _text(_part(account, "FinancialInstitutionBranch"), "ID", document.seller.bic)  # BT-86


def _taxes(root: ET.Element, taxes: Iterable[Tax], total: Decimal) -> None:
    whole = _part(root, "TaxTotal")
    _money(whole, "TaxAmount", total)  # BT-110
    for tax in taxes:
        part = _part(whole, "TaxSubtotal")  # BG-23
        _money(part, "TaxableAmount", tax.net)  # BT-116
        _money(part, "TaxAmount", tax.vat)  # BT-117
        _category(part, "TaxCategory", tax.percent)


def _category(parent: ET.Element, name: str, percent: Decimal) -> None:
    part = _part(parent, name)
    _text(part, "ID", STANDARD if percent else ZERO_RATED)  # BT-118, BT-151
    _text(part, "Percent", f"{percent:.2f}")  # BT-119, BT-152
    _text(_part(part, "TaxScheme"), "ID", "VAT")


def _totals(root: ET.Element, document: Document) -> None:
    bill, part = document.bill, _part(root, "LegalMonetaryTotal")  # BG-22
    _money(part, "LineExtensionAmount", bill.net)  # BT-106
    _money(part, "TaxExclusiveAmount", bill.net)  # BT-109
    _money(part, "TaxInclusiveAmount", bill.total)  # BT-112
    _money(part, "PayableAmount", bill.total)  # BT-115


def _line(root: ET.Element, place: int, line: Line) -> None:
    """BG-25. The number is that of the specification, where lines stand between that are not charged."""
    part = _part(root, "InvoiceLine")
    _text(part, "ID", str(place))  # BT-126
    if line.corrects:
        _text(part, "Note", wording.why(line))  # BT-127
    in_hours = line.billed_minutes % EXACT_STEP == 0
    quantity = f"{Decimal(line.billed_minutes) / MINUTES_AN_HOUR:.2f}" if in_hours else str(line.billed_minutes)
    unit = {"unitCode": HOUR if in_hours else MINUTE}
    _text(part, "InvoicedQuantity", quantity, unit)  # BT-129, BT-130
    _money(part, "LineExtensionAmount", line.amount)  # BT-131
    if not line.corrects:
        _period(part, line.day, line.day)  # BG-26: not of work in an earlier month
    item = _part(part, "Item")
    if line.note:
        _text(item, "Description", f"{line.note} ({line.who})")  # BT-154
    _text(item, "Name", f"{line.reference} {line.subject}: {wording.activity(line.activity)}")  # BT-153
    _category(item, "ClassifiedTaxCategory", line.vat_percent)  # BG-30
    price = _part(part, "Price")
    _money(price, "PriceAmount", line.rate or Decimal(0))  # BT-146
    _text(price, "BaseQuantity", "1" if in_hours else str(MINUTES_AN_HOUR), unit)  # BT-149


def _part(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"cac:{name}")


def _text(parent: ET.Element, name: str, text: str, attributes: Attributes | None = None) -> None:
    ET.SubElement(parent, f"cbc:{name}", attributes or {}).text = _NOT_XML.sub(" ", text)


def _optional(parent: ET.Element, name: str, text: str) -> None:
    if text:
        _text(parent, name, text)


def _money(parent: ET.Element, name: str, amount: Decimal) -> None:
    _text(parent, name, f"{amount:.2f}", {"currencyID": EURO})
