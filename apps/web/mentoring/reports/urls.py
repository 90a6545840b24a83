"""Quarterly reports: the list, one report with the rows behind its figures, the roll-up."""

from django.urls import path

from apps.web.mentoring.reports import acts, detail, downloads, listing, region, rows

urlpatterns = [
    path("reports/", listing.index, name="reports"),
    path("reports/new/", acts.new, name="report_new"),
    path("reports/region/", region.index, name="reports_region"),
    path("reports/region/xlsx/", downloads.region, name="reports_region_table"),
    path("reports/<str:number>/", detail.detail, name="report"),
    path("reports/<str:number>/texts/", acts.texts, name="report_texts"),
    path("reports/<str:number>/count/", acts.count_again, name="report_count"),
    path("reports/<str:number>/rows/<str:code>/", rows.index, name="report_rows"),
    path("reports/<str:number>/figures/<str:code>/", acts.figure, name="report_figure"),
    path("reports/<str:number>/submit/", acts.submit, name="report_submit"),
    path("reports/<str:number>/accept/", acts.accept, name="report_accept"),
    path("reports/<str:number>/return/", acts.send_back, name="report_return"),
    path("reports/<str:number>/versions/<int:no>/", detail.version, name="report_version"),
    path("reports/<str:number>/pdf/<str:language>/", downloads.pdf, name="report_pdf"),
    path("reports/<str:number>/xlsx/", downloads.xlsx, name="report_table"),
]
