"""The photo of a child on the head of its file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.disclosure.opened import newest_photo
from apps.documents import previews
from apps.people.models import Child
from apps.people.opening import check_the_door
from apps.people.papers import may_add
from apps.web.shared import get_visible_or_404, now


def face(child: Child, reader: User) -> dict[str, str]:
    """Address of the small photo, or of the form that adds one, for those who may; both empty for others."""
    if newest_photo(child, reader):
        return {"face": reverse("children:photo", args=[child.number]), "add_photo": ""}
    url = f"{reverse('children:documents', args=[child.number])}?add=PHOTO#add"
    return {"face": "", "add_photo": url if may_add(reader, child) else ""}


@require_safe
def photo(request: HttpRequest, number: str) -> HttpResponse:
    """The small picture, drawn anew. Looking at the file, where it stands, is noted."""
    child = get_visible_or_404(Child.objects.all(), request.user, number=number)
    check_the_door(child, request.user, now())
    found = newest_photo(child, request.user)
    path = previews.preview(found.document, previews.SMALL) if found else None
    if path is None:
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/jpeg")
