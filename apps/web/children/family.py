"""The family of a child: parents with their grounds, sisters and brothers, other relatives, and former names."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.people.acts import family as acts
from apps.people.acts import names, parts, siblings
from apps.people.acts.statuses import STATUS
from apps.people.checks import SPELLINGS
from apps.people.models import Child, ChildName, Kinship, ParentStatus, Relative
from apps.people.policies import check_is_responsible, is_responsible, sees_secrecy
from apps.people.secrecy import shown_kinship
from apps.people.siblings import siblings_of, ties_to_siblings
from apps.web.children.corrections import names_known
from apps.web.children.file import masked
from apps.web.children.part_forms import NameForm, RelativeForm, SiblingForm, StatusForm, WithdrawPartForm
from apps.web.children.part_pages import opened
from apps.web.children.parts import Kind, answer, find_child, find_part, form_page, version_in
from apps.web.children.sections import Act, Row, Section, Shown
from apps.web.conflicts import count, fields_of, history_of
from apps.web.formats import numeric_date
from apps.web.shared import now

TAB = "children:family"
STATUSES = Kind("status", TAB, STATUS, StatusForm, "", gettext_lazy("Correct the ground"))


@require_safe
def index(request: HttpRequest, number: str) -> HttpResponse:
    """Who belongs to the child, as far as this reader may know."""
    child, frame, shown = opened(request, number, TAB)
    page = _Page(child, shown, frame["sees_identity"])
    sections = [page.parents(), page.siblings(), page.others()]
    context = frame | {"sections": sections, "former": page.former(), "title": _("Family")}
    return render(request, "children/family.html", context)


@form_page
def new(request: HttpRequest, number: str) -> HttpResponse:
    child = _own(request, number)
    form = RelativeForm(request.POST or None, child=child, user=request.user)
    return answer(
        request, child, form, TAB, {"heading": _("Add a relative"), "act": _("Add")},
        lambda: acts.add_relative(child, data=form.data_of_part, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    child, tie = _tie(request, number, pk)
    values = partial(_values, sees_secrecy(request.user, child))
    initial = values(tie, tie.relative) | {"version": acts.version_of(tie)}
    form = RelativeForm(request.POST or None, child=child, user=request.user, initial=initial)
    return answer(
        request, child, form, TAB, {"heading": _("Correct the relative"), "act": _("Save")},
        lambda: acts.correct_relative(
            tie, data=form.data_of_part, version=version_in(form), by=request.user, at=now()
        ),
        history=history_of(tie, tie.relative, values=values, version=lambda *held: sum(map(count, held))),
    )  # fmt: skip


@form_page
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    child, tie = _tie(request, number, pk, sibling=True)
    form = WithdrawPartForm(request.POST or None)
    words = {"heading": _("Withdraw the relative"), "act": _("Withdraw")}
    if tie.sibling_id and _is_of_two_bodies(tie, child, request.user):
        words["lead"] = _("The body of the other child hears of it and reads why: write no names")
    return answer(
        request, child, form, TAB, words,
        lambda: acts.withdraw_kinship(tie, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def sibling(request: HttpRequest, number: str) -> HttpResponse:
    child = _own(request, number)
    form = SiblingForm(request.POST or None, child=child, user=request.user)
    return answer(
        request, child, form, TAB, {"heading": _("A sister or brother with a file here"), "act": _("Add")},
        lambda: siblings.name_sibling(child, **form.data_of_part, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def status_new(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A ground of one parent."""
    child, tie = _tie(request, number, pk)
    form = StatusForm(request.POST or None, child=child, user=request.user)
    who = shown_kinship(tie, sees_secrecy(request.user, child)).label
    words = {
        "heading": _("Ground for lack of care"), "act": _("Add"), "rule": "kz345.a1.s1-1",
        "lead": f"{who}: {tie.relative.full_name or _('not known')}",
    }  # fmt: skip
    return answer(
        request, child, form, TAB, words,
        lambda: parts.add(STATUS, child, data={**form.data_of_part, "kinship": tie}, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def rename(request: HttpRequest, number: str) -> HttpResponse:
    """A change of name from a day on; the old one becomes a former name."""
    child = _own(request, number)
    initial = {field: getattr(child, field) for field in SPELLINGS} | {"version": child.version}
    form = NameForm(request.POST or None, child=child, user=request.user, initial=initial)
    return answer(
        request, child, form, TAB, {"heading": _("Change of name"), "act": _("Change the name")},
        lambda: names.change_name(
            child, data=form.data_of_part, version=version_in(form), by=request.user, at=now()
        ),
        history=history_of(
            child, values=lambda one: fields_of(one, SPELLINGS), version=count, known=names_known(child, request.user)
        ),
    )  # fmt: skip


@form_page
def name_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    child = _own(request, number)
    former = find_part(ChildName, child, request.user, pk)
    form = WithdrawPartForm(request.POST or None)
    return answer(
        request, child, form, TAB, {"heading": _("Withdraw the former name"), "act": _("Withdraw")},
        lambda: names.withdraw_name(former, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


class _Page:
    """Sections of the family for one reader."""

    def __init__(self, child: Child, shown: Shown, sees_identity: bool) -> None:
        self.child, self.shown, self.identity = child, shown, sees_identity
        self.writes = is_responsible(shown.reader, child)
        self.secrecy = sees_secrecy(shown.reader, child)
        ties = Kinship.objects.filter(relative__isnull=False).select_related("relative").order_by("kind", "pk")
        self.ties = shown.of(ties)
        self.statuses: dict[int, list[ParentStatus]] = {}
        for status in shown.of(ParentStatus.objects.order_by("starts_on", "pk")):
            self.statuses.setdefault(status.kinship_id, []).append(status)

    def parents(self) -> Section:
        rows = [self._row(tie) for tie in self.ties if tie.is_parent]
        add = [Act(_("Add a relative"), self._url("relative_new"))] if self.writes else []
        return Section("parents", _("Parents"), rows, _("No parent is recorded."), add)

    def siblings(self) -> Section:
        found = siblings_of(self.child, self.shown.reader)
        rows = [self._file(one) for one in found.open]
        rows += [self._tie_row(tie) for tie in found.closed]
        rows += [self._row(tie) for tie in self.ties if tie.kind == Kinship.Kind.SIBLING]
        rows += [self._tie_row(tie) for tie in ties_to_siblings(self.child, self.shown.reader) if tie.withdrawn_at]
        more, hidden = "", found.hidden - len(found.closed)
        if hidden:
            more = ngettext(
                "%(n)d more has a file that is not open to you.", "%(n)d more have files that are not open to you.",
                hidden,
            ) % {"n": hidden}  # fmt: skip
        add = [Act(_("Name by the number of a file"), self._url("sibling_new"))] if self.writes else []
        return Section("siblings", _("Sisters and brothers"), rows, _("None is recorded."), add, more)

    def others(self) -> Section:
        rows = [self._row(tie) for tie in self.ties if not tie.is_parent and tie.kind != Kinship.Kind.SIBLING]
        return Section("relatives", _("Other relatives"), rows, _("None is recorded."))

    def former(self) -> Section | None:
        """Names borne before, for those who may know who the child is."""
        if not self.identity:
            return None
        held = self.shown.of(ChildName.objects.order_by("-ends_on", "-pk"))
        rows = []
        for one in held:
            secret = str(_("secrecy of adoption")) if one.is_secret else ""
            row = self.shown.row(one, one.full_name, [one.get_reason_display(), secret])
            if self.writes and not one.withdrawn_at:
                row.acts = [Act(_("Withdraw"), self._url("name_withdraw", one.pk))]
            rows.append(row)
        add = [Act(_("Change the name"), self._url("rename"))] if self.writes else []
        return Section("names", _("Former names"), rows, _("None is recorded."), add)

    def _row(self, tie: Kinship) -> Row:
        person = tie.relative
        name = (person.full_name if person else "") or _("not known")
        row = self.shown.row(tie, f"{shown_kinship(tie, self.secrecy).label}: {name}", self._lines(tie))
        if tie.is_secret:
            row.pill = ("off", _("secrecy of adoption"))
        row.under = [self._status(status) for status in self.statuses.get(tie.pk, [])]
        if self.writes and not tie.withdrawn_at:
            row.acts = [Act(_("Correct"), self._url("relative_edit", tie.pk))]
            if tie.is_parent:
                row.acts.append(Act(_("Add a ground"), self._url("status_new", tie.pk)))
            row.acts.append(Act(_("Withdraw"), self._url("relative_withdraw", tie.pk)))
        return row

    def _lines(self, tie: Kinship) -> list[Any]:
        """Birth date, IIN and telephone only for those who may know who the child is."""
        person = tie.relative
        if person is None or not self.identity:
            return []
        born = _("born %(day)s") % {"day": numeric_date(person.birth_date)} if person.birth_date else ""
        iin = f"{_('IIN')} {masked(person.iin)}" if person.iin else ""
        phone = format_html('<a href="tel:{0}">{0}</a>', person.phone) if person.phone else ""
        return [", ".join(filter(None, [born, iin])), phone, person.address, tie.remark]

    def _status(self, status: ParentStatus) -> Row:
        row = self.shown.row(status, status.get_code_display(), [status.text], slug="status", acts=self.writes)
        row.acts = [act for act in row.acts if status.code != ParentStatus.Code.DEAD or not act.url.endswith("/end/")]
        return row

    def _file(self, one: Any) -> Row:
        url = reverse("children:detail", args=[one.child.number])
        how = _("common parent") if one.by_parent else _("named in the file")
        row = Row(self._name(one.child), [f"{one.child.number}, {how}", one.tie.remark if one.tie else ""], url=url)
        row.lines = [line for line in row.lines if line]
        if one.tie and self.writes:
            row.acts = [Act(_("Withdraw"), self._url("relative_withdraw", one.tie.pk))]
        return row

    def _tie_row(self, tie: Kinship) -> Row:
        """A sister or brother of whom only the word is known, that is or was: not who it is."""
        row = Row(_("A sister or brother whose file is not open to you"), [_("named in the file")])
        if tie.withdrawn_at:
            row.title, row.withdrawn = _("A sister or brother who was named here"), tie.withdraw_reason
        else:
            row.acts = [Act(_("Withdraw"), self._url("relative_withdraw", tie.pk))]
        return row

    def _name(self, child: Child) -> str:
        return child.full_name if self.identity else child.given_name

    def _url(self, name: str, *ids: int) -> str:
        return reverse(f"children:{name}", args=[self.child.number, *ids])


def _own(request: HttpRequest, number: str) -> Child:
    child = find_child(request, number)
    check_is_responsible(request.user, child)
    return child


def _tie(request: HttpRequest, number: str, pk: int, *, sibling: bool = False) -> tuple[Child, Kinship]:
    """A relative of the child that the user may know; with `sibling` also a file named as sibling, or that names it."""
    child = _own(request, number)
    if sibling:
        for tie in ties_to_siblings(child, request.user):
            if tie.pk == pk and not tie.withdrawn_at:
                return child, tie
    ties = Kinship.objects.known_to(request.user).standing().select_related("relative")
    return child, get_object_or_404(ties.filter(relative__isnull=False), child=child, pk=pk)


def _is_of_two_bodies(tie: Kinship, child: Child, reader: User) -> bool:
    """Whether the other child of a tie is another body's, as far as the reader may know."""
    other = tie.sibling_id if tie.child_id == child.pk else tie.child_id
    return not Child.objects.visible_to(reader).filter(pk=other, guardianship=child.guardianship_id).exists()


def _values(secrecy: bool, tie: Kinship, person: Relative) -> dict[str, Any]:
    """Under the names of the form, for a reader inside the secrecy of adoption or outside it."""
    tie.relative = person
    return fields_of(person, acts.PERSON) | fields_of(tie, acts.TIE) | {"kind": shown_kinship(tie, secrecy)}
