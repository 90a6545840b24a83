"""JSON, with answers that were kept passed through as they are."""

from typing import Any

from rest_framework.renderers import JSONRenderer

from apps.api.idempotency import Kept


class Json(JSONRenderer):
    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        if isinstance(data, Kept):
            return data.encode()
        return super().render(data, accepted_media_type, renderer_context)


class Anything(Json):
    """Lets a client ask for the type of the file; problems are JSON all the same."""

    media_type = "*/*"
