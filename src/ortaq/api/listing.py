"""The list of operations in docs/reference/api.md, written from the API itself.

python -m ortaq.api.listing > docs/reference/api.md
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

HEAD = """# The API's operations

Written by `python -m ortaq.api.listing`; a test holds it to the program. The whole description, with every field, is
the node's own `/api/openapi.json` (OpenAPI 3.1); how to begin is told in [the how-to](../how-to/api.md).

*Who may*: a scope of a token, or an officer with the post's verb; **officer** alone where it needs a person.
"""


def page() -> str:
    """Return the page."""
    from ortaq.access.tokens import SCOPES
    from ortaq.api.views import description

    groups: dict[str, list[str]] = defaultdict(list)
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append(_row(path, method, operation))
    lines = [HEAD]
    for name, rows in groups.items():
        lines += [f"## {name}", "", "| operation | what it does | who may |", "|---|---|---|", *rows, ""]
    lines += ["## Scopes of a token", "", "| scope | stands for the verbs | brings along |", "|---|---|---|"]
    for code, scope in SCOPES.items():
        verbs = " ".join(f"`{verb}`" for verb in sorted(scope.verbs)) or "–"
        lines.append(f"| `{code}` | {verbs} | {f'`{scope.with_scope}`' if scope.with_scope else '–'} |")
    return "\n".join(lines) + "\n"


def _row(path: str, method: str, operation: dict[str, Any]) -> str:
    scope, verb = operation["x-ortaq-scope"], operation["x-ortaq-verb"]
    who = f"**officer**, `{verb}`" if scope is None else f"`{scope}`" if scope else "any token"
    said = " ".join(operation["description"].split()).replace("|", "\\|")
    return f"| `{method.upper()} {path}` | {said} | {who} |"


if __name__ == "__main__":
    from ortaq.lib.setup import django_setup

    django_setup("web")
    print(page(), end="")
