"""Children: list, file, stays, mentors."""

from django.urls import path

from apps.web.casework import acts, child, letters
from apps.web.children import (
    consents,
    documents,
    face,
    listing,
    looks,
    part_urls,
    periods,
    purposes,
    registering,
    story,
    summary,
    views,
)

app_name = "children"

urlpatterns = [
    path("", listing.index, name="index"),
    path("columns/", listing.columns, name="columns"),
    path("filters/", listing.filters, name="filters"),
    path("filters/<int:pk>/remove/", listing.remove, name="remove_filter"),
    path("filters/<int:pk>/restore/", listing.restore, name="restore_filter"),
    path("filters/<int:pk>/default/", listing.default, name="default_filter"),
    path("new/", registering.new, name="new"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/edit/", views.edit, name="edit"),
    path("<str:number>/iin/", views.iin, name="iin"),
    path("<str:number>/photo/", face.photo, name="photo"),
    path("<str:number>/purpose/", purposes.purpose, name="purpose"),
    path("<str:number>/looks/", looks.looks, name="looks"),
    path("<str:number>/consents/", consents.index, name="consents"),
    path("<str:number>/consents/new/", consents.new, name="consent_new"),
    path("<str:number>/consents/<int:pk>/withdraw/", consents.withdraw, name="consent_end"),
    path("<str:number>/stays/new/", periods.place, name="place"),
    path("<str:number>/stays/<int:pk>/end/", periods.end_stay, name="end_stay"),
    path("<str:number>/mentors/new/", periods.assign, name="assign"),
    path("<str:number>/mentors/<int:pk>/end/", periods.end_mentor, name="end_mentor"),
    path("<str:number>/timeline/", story.index, name="timeline"),
    path("<str:number>/summary/<str:language>/", summary.download, name="summary"),
    path("<str:number>/documents/", documents.index, name="documents"),
    path("<str:number>/documents/<int:pk>/", documents.detail, name="document"),
    path("<str:number>/documents/<int:pk>/renew/", documents.renew, name="document_renew"),
    path("<str:number>/documents/<int:pk>/correct/", documents.correct, name="document_correct"),
    path("<str:number>/documents/<int:pk>/withdraw/", documents.withdraw, name="document_withdraw"),
    path("<str:number>/documents/<int:pk>/restore/", documents.restore, name="document_restore"),
    path("<str:number>/documents/<int:pk>/<int:no>/file/", documents.download, name="document_file"),
    path("<str:number>/documents/<int:pk>/<int:no>/<str:size>/", documents.preview, name="document_preview"),
    path("<str:number>/case/", child.case, name="case"),
    path("<str:number>/case/new/", acts.open_case, name="open_case"),
    path("<str:number>/referrals/new/", letters.new, name="refer"),
    *part_urls.urlpatterns,
]
