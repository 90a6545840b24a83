"""What every resource of the API has: scopes, language, strict input, pages, one execution, an answer's headers."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone, translation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.api.etags import check_match, wants_match
from apps.api.idempotency import once
from apps.api.inputs import Strict
from apps.api.limits import SAFE, rate_headers
from apps.api.models import Token
from apps.api.paging import NAMES, Cursor
from apps.api.problems import NotVisible, ScopeMissing
from apps.api.scopes import Scope
from apps.core import wall
from apps.core.errors import Stale
from apps.core.subjects import Subject
from apps.people.opening import PurposeRequired

M = TypeVar("M", bound=Model)

REF = r"[0-9A-Za-z][0-9A-Za-z-]{0,31}"
"""A record in an address: its id or its number."""
DIGITS = r"[0-9]{1,18}"


class Resource(ViewSet):
    """A part of the API. `scope` names what a token needs: `scope:read` to read, `scope:write` for the rest.

    Inside a handler: `self.user`, `self.at`, `self.body(...)`, `self.query(...)`, `self.page(...)`.
    """

    lookup_url_kwarg = "ref"
    lookup_value_regex = REF

    scope: str
    scope_of_action: dict[str, str] = {}
    pagination_class: type[Cursor] | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before every handler. A POST that changes something runs at most once per Idempotency-Key."""
        _speak(request)
        super().initial(request, *args, **kwargs)
        self._check_scope(request)
        self.at = timezone.now()
        if request.method == "POST" and hasattr(self, "post") and not only_reads(self, "POST"):
            self.post = once(self.post)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        for name, value in rate_headers(request).items():
            response.headers.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """As everywhere; to a change of an old version, what is stored now, to be compared and sent again."""
        response = super().handle_exception(exc)
        stored = self._stored_now() if isinstance(exc, Stale) else None
        if stored is not None:
            response.data |= {"current": stored.data, "version": stored.data.get("version")}
            response["ETag"] = stored["ETag"]
        return response

    def stored(self) -> Response | None:
        """The answer about the record of this address, where a change of it may be refused as stale."""
        return None

    def _stored_now(self) -> Response | None:
        """What is stored, unless the file it is in asks first for what purpose it is opened."""
        try:
            return self.stored()
        except PurposeRequired:
            return None

    @property
    def user(self) -> User:
        return self.request.user

    @property
    def who(self) -> dict[str, Any]:
        """`by` and `at`, as actions take them."""
        return {"by": self.user, "at": self.at}

    def located(self, response: Response, address: Any) -> Response:
        """The answer: where it tells of what was made (201), with its address under the present one."""
        if response.status_code == 201:
            response["Location"] = self.request.build_absolute_uri(f"{address}/")
        return response

    def body(self, form: type[Strict], **options: Any) -> dict[str, Any]:
        """The body, checked; raises for anything that is not in the form."""
        serializer = form(data=self.request.data, **options)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def query(self, form: type[Strict]) -> dict[str, Any]:
        """The filters of the address, checked; an empty one counts as not given."""
        given = {name: value for name, value in self.request.query_params.items() if value != ""}
        for name in NAMES if self.pagination_class else ():
            given.pop(name, None)
        serializer = form(data=given)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def page(self, rows: QuerySet, *keys: str, descending: bool = False) -> list[Any]:
        self.paginator = Cursor()
        return self.paginator.page(self.request, rows, keys, descending=descending)

    def paged(self, data: Any) -> Response:
        return self.paginator.get_paginated_response(data)

    def _check_scope(self, request: Request) -> None:
        if isinstance(request.auth, Token):
            needed = needed_scope(self, request.method or "GET")
            if needed and needed not in request.auth.scopes:
                raise ScopeMissing(f"{ScopeMissing.default_detail} {needed}")


def needed_scope(view: Resource, method: str) -> str | None:
    """The scope a token needs for this handler."""
    special = view.scope_of_action.get(getattr(view, "action", "") or "")
    return special or Scope(f"{view.scope}:{'read' if method in SAFE else 'write'}")


def only_reads(view: Resource, method: str) -> bool:
    """Whether the handler changes nothing: a GET, or a search by POST."""
    return str(needed_scope(view, method) or "").endswith(":read")


def by_reference(model: type[Model], reference: str) -> Q:
    """How a record is named in an address: its id, or its number where it has one (`I-26-000415`)."""
    if reference.isascii() and reference.isdigit() and len(reference) <= 18:
        return Q(pk=int(reference))
    if hasattr(model, "number"):
        return Q(number=reference.upper())
    return Q(pk__in=[])


def find_visible(visible: QuerySet[M], reference: str) -> M:
    """The record, if it is in `visible`. Else 404, the same for a missing and a hidden one; reaching for
    either is written to the ledger."""
    named = by_reference(visible.model, reference)
    found = visible.filter(named).first()
    if found is None:
        with wall.lifted("whether it exists is for the ledger, not for the reader"):
            hidden = visible.model._base_manager.filter(named).first()
        raise NotVisible(subject_of(hidden) if hidden else None)
    return found


def require_any(user: User, *perms: Perm) -> None:
    """Raise unless the present post has one of these."""
    if not any(allows(user, perm) for perm in perms):
        require(user, perms[0])


def subject_of(record: Any) -> Subject:
    return getattr(record, "subject", None) or Subject(record._meta.model_name, record.pk, "")


def match_version(request: Request, record: Any) -> None:
    """If-Match on a record that counts versions, with the record locked until the act is done.

    Call inside a transaction.
    """
    if wants_match(request):
        with wall.lifted("who reads a record may hold it still; requests have no right to change, and so none to lock"):
            locked = type(record)._base_manager.select_for_update().only("version").get(pk=record.pk)
        check_match(request, locked.version)


def _speak(request: Request) -> None:
    """The language asked for by Accept-Language, else the person's own."""
    user = request.user
    if "Accept-Language" not in request.headers and user and user.is_authenticated:
        translation.activate(user.language)
        request._request.LANGUAGE_CODE = user.language
