"""The rules about Python code: each answers with the lines that break it."""

import ast
from collections.abc import Callable
from typing import TypeGuard

CLOCKS = {"datetime", "date", "timezone", "dt"}
CREATING = {"create", "bulk_create", "get_or_create", "update_or_create"}
READINGS = {"now", "utcnow", "today", "localdate", "localtime"}


def _name(node: ast.expr) -> str:
    """`a.b.c` for a chain of names, "" for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{_name(value)}.{attribute}"
        case _:
            return ""


def _lines(nodes: list[ast.AST]) -> list[int]:
    return sorted({node.lineno for node in nodes if isinstance(node, ast.expr | ast.stmt | ast.keyword)})


def reads_the_clock(tree: ast.Module) -> list[int]:
    """Asks what time it is, or hands the asking on (`default=timezone.now`)."""

    def reads(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return node.attr in READINGS and _name(node.value).rpartition(".")[2] in CLOCKS
        return isinstance(node, ast.Call) and _name(node.func) == "time.time"

    return _lines([node for node in ast.walk(tree) if reads(node)])


def holds_the_clock(tree: ast.Module) -> list[int]:
    """Imports `now` itself, which the demo clock cannot shift any more."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return _lines([node for node in imports if node.module == "django.utils.timezone"])


def uses_the_orm(tree: ast.Module) -> list[int]:
    """Goes to the database by itself: a manager, a raw query, a cursor."""
    names = {"objects", "_default_manager", "_base_manager", "raw", "cursor"}
    return _lines([node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in names])


def writes_status(tree: ast.Module) -> list[int]:
    """Sets the `status` of another object: by assignment, by setattr, or in an update or bulk_update."""

    def writes(node: ast.AST) -> bool:
        match node:
            case ast.Assign(targets=targets):
                return any(_is_status(part) for target in targets for part in ast.walk(target))
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                return _is_status(target)
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="status"), *_]):
                return True
            case ast.Call(func=ast.Attribute(attr="update" | "update_or_create"), keywords=keywords):
                return any(keyword.arg == "status" for keyword in keywords)
            case ast.Call(func=ast.Attribute(attr="bulk_update"), args=[_, fields, *_]):
                return any(isinstance(part, ast.Constant) and part.value == "status" for part in ast.walk(fields))
            case _:
                return False

    return _lines([node for node in ast.walk(tree) if writes(node)])


def writes_own_status(tree: ast.Module) -> list[int]:
    """Sets `self.status`: for a model this is its row, for other classes their own affair."""
    return _lines([node for node in ast.walk(tree) if _is_stored_status(node) and _name(node.value) == "self"])


def _is_status(node: ast.AST) -> bool:
    return _is_stored_status(node) and _name(node.value) != "self"


def _is_stored_status(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store)


def creates(model: str) -> Callable[[ast.Module], list[int]]:
    """The rule that finds what makes a row of this model, by itself or through its manager."""

    def makes(name: list[str]) -> bool:
        return name[-1] == model or (model in name and name[-1] in CREATING)

    def rule(tree: ast.Module) -> list[int]:
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        return _lines([call for call in calls if makes(_name(call.func).split("."))])

    return rule


def listens_to_rows(tree: ast.Module) -> list[int]:
    """Uses model signals, which hide who does what."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return _lines([node for node in imports if node.module == "django.db.models.signals"])


def caches_pages(tree: ast.Module) -> list[int]:
    """Keeps whole pages: never for pages behind a login."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return _lines([node for node in imports if any(alias.name == "cache_page" for alias in node.names)])
