"""The ledger for auditors."""

from django.urls import path

from apps.web.disclosure import ledger

app_name = "ledger"

urlpatterns = [path("", ledger.index, name="index")]
