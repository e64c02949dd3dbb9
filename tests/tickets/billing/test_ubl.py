"""The invoice draft, held by a structural test of our own: no package to build on ships schemas and rules.

The order of the elements is that of the UBL 2.1 schema; the sums are the rules BR-CO-10 to 17 and BR-S of EN 16931.
"""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from tests.tickets.billing.samples import BUYER, LOW_VAT, document, taken_back, work
from tickets.billing import ubl
from tickets.billing.document import Document
from tickets.billing.figures import Rounding

NAMESPACES = {"inv": ubl.INVOICE, "cac": ubl.CAC, "cbc": ubl.CBC}
# What the schema gives this order, of the elements that we use.
ORDER = {
    "Invoice": "CustomizationID ID IssueDate DueDate InvoiceTypeCode Note DocumentCurrencyCode BuyerReference "
    "InvoicePeriod BillingReference AccountingSupplierParty AccountingCustomerParty PaymentMeans TaxTotal "
    "LegalMonetaryTotal InvoiceLine",
    "InvoicePeriod": "StartDate EndDate",
    "BillingReference": "InvoiceDocumentReference",
    "InvoiceDocumentReference": "ID IssueDate",
    "AccountingSupplierParty": "Party",
    "AccountingCustomerParty": "Party",
    "Party": "EndpointID PostalAddress PartyTaxScheme PartyLegalEntity Contact",
    "PostalAddress": "StreetName CityName PostalZone Country",
    "Country": "IdentificationCode",
    "PartyTaxScheme": "CompanyID TaxScheme",
    "TaxScheme": "ID",
    "PartyLegalEntity": "RegistrationName CompanyID",
    "Contact": "Telephone ElectronicMail",
    "PaymentMeans": "PaymentMeansCode PaymentID PayeeFinancialAccount",
    "PayeeFinancialAccount": "ID Name FinancialInstitutionBranch",
    "FinancialInstitutionBranch": "ID",
    "TaxTotal": "TaxAmount TaxSubtotal",
    "TaxSubtotal": "TaxableAmount TaxAmount TaxCategory",
    "TaxCategory": "ID Percent TaxScheme",
    "ClassifiedTaxCategory": "ID Percent TaxScheme",
    "LegalMonetaryTotal": "LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount PayableAmount",
    "InvoiceLine": "ID Note InvoicedQuantity LineExtensionAmount InvoicePeriod Item Price",
    "Item": "Description Name ClassifiedTaxCategory",
    "Price": "PriceAmount BaseQuantity",
}


def full() -> Document:
    """Two percentages, two units, a line that is not charged, and something taken back."""
    return document(
        work(1, 50),
        work(2, 7, vat_percent=LOW_VAT, rate=Decimal("33.33")),
        work(3, 95, billable=False, why="incident"),
        taken_back(-20),
        rounding=Rounding(1),
    )


def tree(made: Document) -> ET.Element:
    with translation.override("en"):
        return ET.fromstring(ubl.invoice(made))  # noqa: S314 - we wrote it ourselves, a line ago


def texts(root: ET.Element, path: str) -> list[str]:
    return [each.text or "" for each in root.findall(path, NAMESPACES)]


def money(root: ET.Element, path: str) -> list[Decimal]:
    found = root.findall(path, NAMESPACES)
    assert {each.get("currencyID") for each in found} == {"EUR"}
    assert all((each.text or "").partition(".")[2].isdigit() for each in found)
    return [Decimal(each.text or "") for each in found]


def test_the_elements_stand_in_the_order_of_the_schema_and_none_is_empty() -> None:
    for part in tree(full()).iter():
        name, inside = part.tag.partition("}")[2], [each.tag.partition("}")[2] for each in part]
        if not inside:
            assert (part.text or "").strip(), name
            continue
        order = ORDER[name].split()
        assert inside == sorted(inside, key=order.index), name


def test_the_core_fields_are_there() -> None:
    root = tree(full())
    head = {each.tag.partition("}")[2]: each.text for each in root if each.tag.startswith(f"{{{ubl.CBC}}}")}
    assert head == {
        "CustomizationID": "urn:cen.eu:en16931:2017",
        "ID": "2026-0003",
        "IssueDate": "2026-11-02",
        "DueDate": "2026-12-02",
        "InvoiceTypeCode": "380",
        "Note": "Time is charged by the minute, without rounding.",
        "DocumentCurrencyCode": "EUR",
        "BuyerReference": "PO-77",
    }
    assert texts(root, "cac:InvoicePeriod/*") == ["2026-10-01", "2026-10-31"]
    assert texts(root, ".//cac:BillingReference//cbc:ID") == ["2026-0001"]
    for role, vat, name in (
        ("AccountingSupplierParty", "NL000000000B01", "OZMO B.V."),
        ("AccountingCustomerParty", "NL001234567B01", "De Vries Bouw B.V."),
    ):
        assert texts(root, f"cac:{role}//cac:PartyTaxScheme/cbc:CompanyID") == [vat]
        assert texts(root, f"cac:{role}//cbc:RegistrationName") == [name]
        assert texts(root, f"cac:{role}//cac:Country/cbc:IdentificationCode") == ["NL"]
    assert texts(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == ["NL00BANK0000000000"]


def test_the_sums_keep_the_rules_of_the_standard() -> None:
    root = tree(full())
    lines = money(root, "cac:InvoiceLine/cbc:LineExtensionAmount")
    total = root.find("cac:LegalMonetaryTotal", NAMESPACES)
    assert total is not None
    assert money(total, "cbc:LineExtensionAmount") == [sum(lines)]  # BR-CO-10
    assert money(total, "cbc:TaxExclusiveAmount") == [sum(lines)]  # BR-CO-13, without allowances and charges
    vat = money(root, "cac:TaxTotal/cbc:TaxAmount")
    of_each = money(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")
    assert vat == [sum(of_each)]  # BR-CO-14
    assert money(total, "cbc:TaxInclusiveAmount") == [sum(lines) + vat[0]]  # BR-CO-15
    assert money(total, "cbc:PayableAmount") == money(total, "cbc:TaxInclusiveAmount")  # BR-CO-16, nothing prepaid
    for subtotal in root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMESPACES):
        percent = texts(subtotal, "cac:TaxCategory/cbc:Percent")[0]
        taxable = money(subtotal, "cbc:TaxableAmount")[0]
        ours = f"cac:InvoiceLine[cac:Item/cac:ClassifiedTaxCategory/cbc:Percent='{percent}']"
        same = [
            money(line, "cbc:LineExtensionAmount")[0]
            for line in root.findall("cac:InvoiceLine", NAMESPACES)
            if texts(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") == [percent]
        ]
        assert taxable == sum(same), ours  # BR-S-08
        exact = taxable * Decimal(percent) / 100
        assert abs(money(subtotal, "cbc:TaxAmount")[0] - exact) <= Decimal("0.005")  # BR-CO-17


def test_each_line_is_its_quantity_times_its_price() -> None:
    root = tree(full())
    lines = root.findall("cac:InvoiceLine", NAMESPACES)
    # The third is not charged: it stands on the specification only, and keeps its number there.
    assert texts(root, "cac:InvoiceLine/cbc:ID") == ["1", "2", "4"]
    units = [each.get("unitCode") for each in root.findall("cac:InvoiceLine/cbc:InvoicedQuantity", NAMESPACES)]
    assert units == ["MIN", "MIN", "MIN"]
    for line in lines:
        quantity, base = (Decimal(texts(line, path)[0]) for path in ("cbc:InvoicedQuantity", ".//cbc:BaseQuantity"))
        worth = quantity * money(line, "cac:Price/cbc:PriceAmount")[0] / base
        assert abs(money(line, "cbc:LineExtensionAmount")[0] - worth) <= Decimal("0.005")
    assert texts(tree(document(work(1, 50))), ".//cbc:InvoicedQuantity") == ["1.00"]


def test_what_was_typed_stays_text_and_what_xml_cannot_hold_becomes_a_space() -> None:
    made = document(work(1, 15, subject="<b>&\x00\ud800", note="]]>\x0b'\""))
    assert texts(tree(made), ".//cac:Item/*")[:2] == ["]]> '\" (Fatima El Amrani)", "OZ-4100 <b>&  : remote work"]


def test_a_customer_without_numbers_leaves_them_out() -> None:
    bare = type(BUYER)("Bakkerij Jansen", "Dorpsplein 3", "5401 CD", "Uden", "NL")
    root = tree(document(work(1, 15), buyer=bare))
    assert texts(root, "cac:AccountingCustomerParty//cbc:EndpointID") == []
    assert texts(root, "cac:AccountingCustomerParty//cac:PartyTaxScheme/*") == []
    assert texts(root, "cbc:BuyerReference") == []


def test_a_percentage_of_nothing_is_rated_zero() -> None:
    root = tree(document(work(1, 15, vat_percent=Decimal("0.00"))))
    assert texts(root, ".//cac:TaxCategory/cbc:ID") == ["Z"]
    assert money(root, "cac:TaxTotal/cbc:TaxAmount") == [Decimal(0)]


def test_a_month_without_a_number_has_no_invoice() -> None:
    with pytest.raises(ValueError, match="nothing to bill"):
        ubl.invoice(document(number=""))
