"""The API put together: every package's routers behind one door, and its own description (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

import ortaq
from ortaq.access import api as watches
from ortaq.api import feeds, refusals, service
from ortaq.api.door import behind_door
from ortaq.directory import api as directory
from ortaq.duties import api as duties
from ortaq.exchange import api as messages
from ortaq.lib.operations import needs
from ortaq.lib.problems import MEDIA_TYPE

PREFIX = "api/"
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "one for each deed, the same again when it is repeated: the answer given is given once more",
    "schema": {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[!-~]{8,100}$"},
}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; title and detail in the asker's language",
    "required": ["type", "title", "status", "detail", "instance", "facts"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "facts": {"type": "object"},
    },
}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "a token of a unit, within its scopes"},
    "officer": {"type": "apiKey", "in": "cookie", "name": "ortaq-session", "description": "a signed-in officer"},
}
SAYS = {
    400: "cannot be read",
    401: "nobody is known by this",
    403: "not by this token or post, or only by a person on watch",
    404: "not there, or not to be seen",
    409: "it stands otherwise by now",
    412: "the draft has moved",
    413: "too large",
    422: "well formed, and cannot be so",
    429: "asked too often",
}


class Api(NinjaAPI):
    """Ninja's, described with what the door adds to every operation."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the description: the key of each POST, every refusal, and who may call."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        schema["components"]["securitySchemes"] = SECURITY
        rights = {
            operation.operation_id or self.get_openapi_operation_id(operation): right
            for operation, right in self.rights()
        }
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                _describe(method, operation, rights[operation["operationId"]])
        return schema

    def rights(self) -> list[tuple[Any, needs]]:
        """Return every operation with what it needs of its caller."""
        return [
            (operation, next(one for one in operation.auth_callbacks if isinstance(one, needs)))
            for bound in self._get_bound_routers()
            for view in bound.path_operations.values()
            for operation in view.operations
        ]

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return the function's name: no two operations share one."""
        return str(operation.view_func.__name__)


def _describe(method: str, operation: dict[str, Any], right: needs) -> None:
    statuses = [401, 403, 429]
    statuses += [404] if any(one["in"] == "path" for one in operation["parameters"]) else []
    statuses += [400, 422] if operation["parameters"] or method != "get" else []
    if method == "post":
        operation["parameters"].append(KEY)
        statuses += [409, 413]
    if method == "put":
        statuses += [412, 413]
    for status in sorted({*statuses}):
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        operation["responses"][status] = {"description": SAYS[status], "content": content}
    operation["security"] = [{"officer": []}] if right.scope is None else [{"token": []}, {"officer": []}]
    operation["x-ortaq-scope"], operation["x-ortaq-verb"] = right.scope, right.verb


def made() -> Api:
    """Return the API with every package's operations."""
    api = Api(
        title="Ortaq",
        version=ortaq.__version__,
        description="What the console does, for other programs: what needs a person stays with a person.",
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    for router in (service.router, directory.router, watches.router, duties.router, *messages.ROUTERS, feeds.router):
        api.add_router("", router)
    refusals.handle_all(api)
    return api


API = made()


def addresses() -> list[URLPattern | URLResolver]:
    """Return the addresses of the operations, each behind the door."""
    return behind_door(API.urls[0])
