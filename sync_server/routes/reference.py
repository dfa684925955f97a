"""The hub's interface as a page for people, made from its OpenAPI description; needs nothing from the internet."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)
_LIMITS = {"minimum": "from", "maximum": "to", "minLength": "at least", "maxLength": "at most"}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 }
code { background: #eef1f4; padding: .1rem .3rem; border-radius: .2rem; font-size: .95em }
section { border-top: 1px solid #c5ccd3; margin-top: 1.5rem } table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0 }
"""


@router.get("/docs")
async def reference(request: Request) -> HTMLResponse:
    """Every route with what it takes; the same as JSON is at ``/openapi.json``."""
    described = request.app.openapi()
    info = described["info"]
    parts = [f"<h1>{escape(info['title'])}</h1>", _prose(info["description"])]
    parts.append('<p>For programs: <a href="openapi.json">openapi.json</a>.</p>')
    for path, methods in described["paths"].items():
        parts += [_operation(path, method, operation, described) for method, operation in methods.items()]
    head = f'<meta charset="utf-8"><title>{escape(info["title"])}</title><style>{_STYLE}</style>'
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head>{head}</head><body><main>{"".join(parts)}</main></body></html>'
    )


def _operation(path: str, method: str, operation: dict[str, Any], described: dict[str, Any]) -> str:
    rows = [
        (parameter["name"], parameter["in"], _type(parameter.get("schema", {})), parameter.get("description", ""))
        for parameter in operation.get("parameters", [])
    ]
    rows += _body_rows(operation.get("requestBody", {}).get("content", {}), described)
    heading = f"<h2><code>{method.upper()} {escape(path)}</code> {escape(operation.get('summary', ''))}</h2>"
    return f"<section>{heading}{_prose(operation.get('description', ''))}{_table(rows)}</section>"


def _body_rows(content: dict[str, Any], described: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for media_type, body in content.items():
        name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
        fields = described.get("components", {}).get("schemas", {}).get(name, {}).get("properties", {})
        rows += [(field, "body", _type(schema), "") for field, schema in fields.items()]
        if not fields:
            rows.append(("", "body", media_type, ""))
    return rows


def _table(rows: list[tuple[str, str, str, str]]) -> str:
    if not rows:
        return ""
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    headings = "".join(f'<th scope="col">{word}</th>' for word in ("Name", "Where", "Type", "Meaning"))
    return f"<table><thead><tr>{headings}</tr></thead><tbody>{lines}</tbody></table>"


def _type(schema: dict[str, Any]) -> str:
    limits = [f"{word} {schema[key]}" for key, word in _LIMITS.items() if key in schema]
    return ", ".join([str(schema.get("type", "")), *limits])


def _prose(text: str) -> str:
    paragraphs = (escape(paragraph.strip()) for paragraph in text.split("\n\n") if paragraph.strip())
    return "".join(f"<p>{_code(paragraph)}</p>" for paragraph in paragraphs)


def _code(text: str) -> str:
    """Words between backticks as code."""
    pieces = text.replace("``", "`").split("`")
    return "".join(f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces))
