"""The own sign-ins: where one is signed in on the pages, and ending what one does not know."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import SignIn
from apps.accounts.sign_ins import end_other_sign_ins, end_sign_in
from apps.api.base import DIGITS, Resource, find_visible
from apps.api.inputs import Nothing
from apps.api.paging import Cursor


class SignInOut(serializers.ModelSerializer):
    """A session of the pages. A token is no sign-in: see `tokens`."""

    network = serializers.CharField(help_text="of the address, without its last part")
    is_running = serializers.SerializerMethodField()
    is_present = serializers.SerializerMethodField(help_text="the session this very request was made in")

    class Meta:
        model = SignIn
        fields = (
            "id", "device", "network", "how", "started_at", "last_used_at", "ended_at", "is_running", "is_present",
        )  # fmt: skip

    def get_is_running(self, sign_in: SignIn) -> bool:
        young = self.context["at"] - timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return sign_in.ended_at is None and sign_in.started_at > young

    def get_is_present(self, sign_in: SignIn) -> bool:
        return sign_in.pk == self.context["present"]


class EndedOut(serializers.Serializer):
    ended = serializers.IntegerField(help_text="how many")


class SignIns(Resource):
    scope = "sign-ins"
    pagination_class = Cursor
    lookup_value_regex = DIGITS

    @extend_schema(operation_id="sign_ins_list", responses=SignInOut(many=True))
    def list(self, request: Request) -> Response:
        """The own sign-ins, the latest first, ended ones included."""
        return self.paged(self._out(self.page(self._mine(), "id", descending=True), many=True))

    @extend_schema(operation_id="sign_ins_retrieve", responses=SignInOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One of the own sign-ins."""
        return Response(self._out(find_visible(self._mine(), ref)))

    @extend_schema(operation_id="sign_ins_end", responses={204: None})
    def destroy(self, request: Request, ref: str) -> Response:
        """That device is signed out at once."""
        end_sign_in(find_visible(self._mine(), ref), **self.who)
        return Response(status=204)

    @extend_schema(operation_id="sign_ins_end_others", request=Nothing, responses=EndedOut)
    @action(detail=False, methods=["post"], url_path="end-others", pagination_class=None)
    def end_others(self, request: Request) -> Response:
        """End all but the present one; with a token, which is none, all of them."""
        self.body(Nothing)
        return Response({"ended": end_other_sign_ins(self.user, keep=self._present(), **self.who)})

    def _mine(self) -> QuerySet[SignIn]:
        return SignIn.objects.visible_to(self.user)

    def _present(self) -> int | None:
        session = self.request._request.session
        if self.request.auth is not None or not session.session_key:
            return None
        return self._mine().filter(session_key=session.session_key).values_list("pk", flat=True).first()

    def _out(self, found, *, many: bool = False):
        return SignInOut(found, many=many, context={"at": self.at, "present": self._present()}).data
