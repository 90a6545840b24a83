"""Addresses of the records in a child's file."""

from django.urls import URLPattern, path

from apps.web.children import family, notes, part_pages, parts

FILE = "<str:number>/"

urlpatterns: list[URLPattern] = [
    path(f"{FILE}family/", family.index, name="family"),
    path(f"{FILE}family/new/", family.new, name="relative_new"),
    path(f"{FILE}family/sibling/", family.sibling, name="sibling_new"),
    path(f"{FILE}family/<int:pk>/edit/", family.edit, name="relative_edit"),
    path(f"{FILE}family/<int:pk>/withdraw/", family.withdraw, name="relative_withdraw"),
    path(f"{FILE}family/<int:pk>/ground/", family.status_new, name="status_new"),
    path(f"{FILE}ground/<int:pk>/edit/", parts.correcting(family.STATUSES), name="status_edit"),
    path(f"{FILE}ground/<int:pk>/end/", parts.ending(family.STATUSES), name="status_end"),
    path(f"{FILE}ground/<int:pk>/withdraw/", parts.withdrawing(family.STATUSES), name="status_withdraw"),
    path(f"{FILE}name/", family.rename, name="rename"),
    path(f"{FILE}name/<int:pk>/withdraw/", family.name_withdraw, name="name_withdraw"),
    path(f"{FILE}categories/", part_pages.categories, name="categories"),
    path(f"{FILE}databank/", part_pages.enter_databank, name="databank"),
    path(f"{FILE}health/", part_pages.health, name="health"),
    path(f"{FILE}education/", part_pages.education, name="education"),
    path(f"{FILE}notes/", notes.index, name="notes"),
    path(f"{FILE}notes/new/", notes.new, name="note_new"),
    path(f"{FILE}notes/<int:pk>/edit/", notes.edit, name="note_edit"),
    path(f"{FILE}notes/<int:pk>/withdraw/", notes.withdraw, name="note_withdraw"),
    *(one for kind in parts.KINDS for one in parts.paths_of(kind)),
]
