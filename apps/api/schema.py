"""The OpenAPI schema: every answer of every operation, errors included."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from apps.api.problems import MEDIA_TYPE, TITLES, TYPE

PROBLEM = {
    "type": "object",
    "description": "An error as problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "enum": [TYPE + name for name in TITLES]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
        "rule": {"type": "string", "description": "code of the rule that refuses"},
        "article": {"type": ["string", "null"], "description": "its article, like 28-2(10)(7)"},
        "version": {
            "type": "integer", "description": "for `stale` and `version-needed`: the version that is stored now",
        },
        "current": {"type": "object", "description": "for those two: the record as it is stored now"},
    },
    "example": {
        "type": TYPE + "refused",
        "title": "The Law or a rule of the system does not allow this.",
        "status": 422,
        "detail": "A fact cannot be established before it happened.",
        "errors": [{
            "field": "established_at", "message": "A fact cannot be established before it happened.",
            "rule": "kz345.a28-2.p10.s7", "article": "28-2(10)(7)",
        }],
        "rule": "kz345.a28-2.p10.s7",
        "article": "28-2(10)(7)",
    },
}  # fmt: skip
FIELD_ERROR = {
    "type": "object",
    "required": ["field", "message", "rule", "article"],
    "properties": {
        "field": {"type": ["string", "null"], "description": "null: the whole body"},
        "message": {"type": "string"},
        "rule": {"type": ["string", "null"]},
        "article": {"type": ["string", "null"]},
    },
}
MEANINGS = {
    400: "Not well formed: a wrong type, an unknown field, a bad filter or cursor.",
    401: "No token or session, or one that has ended.",
    403: "The post or the token's scopes do not allow this.",
    404: "No such record, or none you may see.",
    405: "The address does not take this method.",
    406: "Only JSON is answered.",
    409: (
        "The Idempotency-Key belongs to another request, or the same one is still being worked on. For a PATCH:"
        " If-Match is missing; `current` and `version` say what is stored now."
    ),
    412: "If-Match names another version than the stored one; `current` and `version` say what is stored now.",
    413: "The body is too large.",
    415: "Only JSON is taken.",
    422: "The Law or a rule of the system refuses; `errors` say why.",
    428: "The ground is not your daily work: state the purpose first, by `X-Purpose`, `purpose` or `…/purpose/`.",
    429: "Too many requests; see Retry-After.",
}
ALWAYS = (400, 401, 403, 406, 429)
WITH_BODY = (409, 413, 415, 422)
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="Any text of your choice. The same request sent again within a day is done once and answered alike.",
)  # fmt: skip
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER,
    description="The ETag of the version you read. Another one gives 412; a PATCH in a child's file without one, 409.",
)  # fmt: skip
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag you hold. The same one gives 304."
)
LANGUAGE = OpenApiParameter(
    "Accept-Language", str, OpenApiParameter.HEADER, description="kk, ru or en; else the language of the account."
)


class Schema(AutoSchema):
    """What all operations share."""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_override_parameters(self) -> list[Any]:
        names = [LANGUAGE]
        if self.method == "POST" and self.view.authentication_classes and not self._only_reads():
            names.append(KEY)
        if self._names_a_record() and self.method in ("POST", "PATCH"):
            names.append(IF_MATCH)
        if self._is_retrieve():
            names.append(IF_NONE_MATCH)
        return names

    def get_description(self) -> str:
        said = super().get_description() or ""
        scope = self._scope()
        return f"{said}\n\nScope: `{scope}`." if scope else said

    def _get_response_bodies(self, direction: str = "response") -> Any:
        answers = super()._get_response_bodies(direction)
        if self._is_retrieve():
            answers["304"] = {"description": "You hold this version already."}
        for status in self._errors():
            answers[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        return dict(sorted(answers.items()))

    def _errors(self) -> list[int]:
        statuses = {*ALWAYS}
        if "{" in self.path or "/mine/" in self.path:
            statuses.add(404)
        if self.method in ("POST", "PATCH"):
            statuses |= {*WITH_BODY}
        if self.method == "PATCH" and "/children/" not in self.path:
            statuses.discard(409)
        if self._names_a_record() and self.method in ("POST", "PATCH"):
            statuses.add(412)
        if "/children/{" in self.path and self.method == "GET":
            statuses |= {422, 428}
        if self.view.action == "due":
            statuses |= {409, 422}
        if self.view.action in ("list", "due", "file"):
            statuses.add(422)
        return sorted(statuses)

    def _names_a_record(self) -> bool:
        return "{" in self.path and self.view.action != "create"

    def _is_retrieve(self) -> bool:
        return self.view.action in ("retrieve", "me")

    def _only_reads(self) -> bool:
        from apps.api.base import only_reads

        return only_reads(self.view, self.method)

    def _scope(self) -> str | None:
        from apps.api.base import needed_scope

        return needed_scope(self.view, self.method)


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Spectacular's hook: the problem document and one response for each status."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update({"Problem": PROBLEM, "FieldError": FIELD_ERROR})
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": meaning, "content": content} for status, meaning in MEANINGS.items()
    }
    return result
