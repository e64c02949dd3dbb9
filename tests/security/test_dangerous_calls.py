"""What the program never does: run text as code, start programs, read objects or XML, take patterns from people."""

import ast

import pytest

from tests.architecture.tree import broken, lines, modules

NAMES = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "marshal", "shelve", "subprocess", "xml", "yaml", "telnetlib", "ftplib"}
CALLS = {("os", "system"), ("os", "popen"), ("tempfile", "mktemp")}
# They take text that becomes a template or a pattern: it must stand in the code.
WRITTEN = {("re", each) for each in ("compile", "sub", "split", "match", "search", "fullmatch", "findall")}
WRITTEN |= {("engines", "from_string"), ("Template", ""), ("SafeString", "")}
# It prepares the machine with a list of words of its own, before anything can be typed.
STARTS_PROGRAMS = "ozmo_desk/bootstrap.py"
# Writing XML harms nobody; what reads it follows entities and addresses of whoever wrote it.
WRITES_XML = {"xml.etree": "ElementTree", "xml.sax.saxutils": "escape"}
CALLS |= {("ET", each) for each in ("parse", "fromstring", "fromstringlist", "iterparse", "XML", "XMLID", "XMLParser")}


def dangers(module: ast.Module) -> list[int]:
    """The lines that do one of these."""
    nodes = [node for node in ast.walk(module) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)]
    return [node.lineno for node in nodes if _imports(node) or _calls(node)]


def _imports(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and [each.name for each in node.names] == [WRITES_XML.get(node.module or "")]:
        # Under this one name its reading calls are known.
        return node.module == "xml.etree" and node.names[0].asname != "ET"
    named = [each.name for each in node.names] if isinstance(node, ast.Import) else []
    named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return any(each.partition(".")[0] in MODULES for each in named)


def _calls(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in NAMES or ((node.func.id, "") in WRITTEN and not _written(node))
    if not isinstance(node.func, ast.Attribute) or not isinstance(node.func.value, ast.Name):
        return False
    called = (node.func.value.id, node.func.attr)
    return called in CALLS or (called in WRITTEN and not _written(node))


def _written(call: ast.Call) -> bool:
    """Whether the first thing that it is given stands in the code: texts and names in capitals, nothing else."""
    return not call.args or _stands_in_code(call.args[0])


def _stands_in_code(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id.isupper()
    if isinstance(node, ast.JoinedStr):
        return all(_stands_in_code(each) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        return _stands_in_code(node.value)
    if isinstance(node, ast.BinOp):
        return _stands_in_code(node.left) and _stands_in_code(node.right)
    return isinstance(node, ast.Constant) or "re.escape" in ast.unparse(node)


def test_no_dangerous_call() -> None:
    assert broken(dangers, (path for path in modules() if path != STARTS_PROGRAMS)) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("eval(x)\nint(x)", [1]),
        ("import subprocess\nfrom xml.etree import ElementTree\nimport json", [1, 2]),
        ("from xml.etree import ElementTree as ET\nET.tostring(x)\nET.fromstring(x)", [3]),
        ("from xml.sax.saxutils import escape\nfrom xml.sax import parse", [2]),
        ("os.system(x)\nos.getpid()", [1]),
        ("re.compile(r'a')\nre.compile(x)\nre.sub(WORD, '', x)", [2]),
        ("Template('a')\nTemplate(x)", [2]),
    ],
)
def test_rule_finds_dangers(code: str, expected: list[int]) -> None:
    assert lines(dangers, code) == expected
