"""The schema and the page that shows it, under the strict content policy."""

from typing import Any

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class OpenApi(SpectacularAPIView):
    """OpenAPI 3.1. Open to everybody: it holds no data."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []


@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """Swagger's page, its scripts and styles from this server."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    template_name = "api/docs.html"
    url_name = "api:schema"


@extend_schema(exclude=True)
class Unknown(APIView):
    """Every other address under /api/: a problem document, not a page."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound

    def get(self, request: Request, *args: Any) -> Response:
        raise NotFound
