"""Sisters and brothers with files of their own: named and withdrawn, and noted where a record tells of hidden ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused
from apps.notices import actions as notices
from apps.notices.models import Message
from apps.people import glimpses
from apps.people.acts.parts import locked, take_back
from apps.people.models import Child, Kinship
from apps.people.policies import check_is_responsible, is_responsible
from apps.people.reach import in_use
from apps.people.siblings import hidden_from


@action
def name_sibling(child: Child, *, number: str, remark: str = "", by: User, at: datetime) -> Kinship:
    """A sister or brother who has a file here, where no parent says so. The file must be open to the actor."""
    check_is_responsible(by, child)
    held = Child.objects.select_for_update().get(pk=child.pk)
    other = Child.objects.visible_to(by).filter(number=number.strip().upper().replace("С", "C")).first()
    if other is None:
        raise Refused(_("No file with this number is open to you."), field="number")
    if other.pk == held.pk:
        raise Refused(_("This is the child itself."), field="number")
    if _named(held, other):
        raise Refused(_("This person is in the family already."), field="number")
    tie = Kinship.objects.create(child=held, sibling=other, kind=Kinship.Kind.SIBLING, remark=remark.strip()[:250])
    log.record("kinship.added", held.subject, by=by, at=at, record=tie.pk, sibling=other.pk)
    log.record("kinship.added", other.subject, by=by, at=at, record=tie.pk, sibling=held.pk)
    return tie


@action
def withdraw_sibling(tie: Kinship, *, reason: str, by: User, at: datetime) -> Kinship:
    """The body of either child takes back that two files are of siblings. Both files hold it in their history; a body
    that did not do it gets word, and reads the reason in its file. Nothing is written to a closed file."""
    stored = locked(tie)
    files = [in_use(stored.child), in_use(stored.sibling)]
    if not any(one and is_responsible(by, one) for one in files):
        check_is_responsible(by, stored.child)
    if None in files or files[0] == files[1]:
        raise Refused(_("The file of the other child is closed: what was said of the two stays as it is."))
    take_back(stored, name="kinship", reason=reason, by=by, at=at)
    for child in files:
        if child.pk != stored.child_id:
            log.record("kinship.withdrawn", child.subject, by=by, at=at, record=stored.pk)
        if child.guardianship_id != by.agency.pk:
            key = f"kinship:{stored.pk}:withdrawn"
            notices.tell(child.guardianship, Message.Kind.FAMILY, child.subject, at=at, key=key)
    return stored


@contextmanager
def told_of_hidden(children: Sequence[Child], *, by: User, at: datetime) -> Iterator[None]:
    """Around what may give these children a parent in common with others: files of other bodies that the actor is told
    of anew, by the number of those hidden, note it. Raises Refused for somebody who was told of too many."""
    if not children:
        yield
        return
    glimpses.check_may_be_shown(by, at)
    before = [hidden_from(child, by) for child in children]
    yield
    for child, known in zip(children, before, strict=True):
        new = hidden_from(child, by) - known
        log.record_many(glimpses.notes_of(new, by=by, at=at, purpose=glimpses.KIN))


def _named(child: Child, other: Child) -> bool:
    ties = Kinship.objects.standing()
    return ties.filter(child=child, sibling=other).exists() or ties.filter(child=other, sibling=child).exists()
