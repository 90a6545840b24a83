"""The photo of a child, for those who may see the documents of the file."""

from django.urls import reverse

from apps.accounts.models import User
from apps.documents.models import Paper, PaperVersion
from apps.documents.previews import SMALL
from apps.people.models import Child
from apps.people.papers import papers_of


def newest_photo(child: Child, reader: User) -> PaperVersion | None:
    """The newest version of the newest photo this reader may see."""
    photos = papers_of(child, reader).standing().filter(kind=Paper.Kind.PHOTO)
    return PaperVersion.objects.filter(paper__in=photos).select_related("document").order_by("-at", "-pk").first()


def face(child: Child, reader: User) -> str:
    """Address of the small photo; empty without one."""
    photo = newest_photo(child, reader)
    return reverse("children:document_preview", args=[child.number, photo.paper_id, photo.no, SMALL]) if photo else ""
