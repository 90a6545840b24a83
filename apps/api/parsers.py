"""JSON that cannot bring the server down."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Json(JSONParser):
    """An object, not nested beyond reason, in whole characters: half a pair can be neither stored nor told."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
        except UnicodeEncodeError:
            raise ParseError(_("The body holds half a character.")) from None
        return data
