"""Coming in and staying in: second factor, idle lock, own sign-ins, what waits for a second person.

The pages of the sign-in library itself are in caseflow/sign_in_urls.py.
"""

from django.urls import path

from apps.web.doors import agency, confirmations, factors, locking, sign_ins

app_name = "doors"

urlpatterns = [
    path("second-factor/", factors.choose, name="second_factor"),
    path("unlock/", locking.unlock, name="unlock"),
    path("unlock/passkey/", locking.unlock_passkey, name="unlock_passkey"),
    path("kept/", locking.kept, name="kept"),
    path("activity/", locking.activity, name="activity"),
    path("sign-ins/", sign_ins.index, name="sign_ins"),
    path("sign-ins/others/end/", sign_ins.end_others, name="end_others"),
    path("sign-ins/<int:pk>/end/", sign_ins.end, name="end_sign_in"),
    path("confirmations/", confirmations.index, name="confirmations"),
    path("confirmations/<int:pk>/", confirmations.decide, name="decide"),
    path("agencies/<int:pk>/sign-in/", agency.setting, name="agency_door"),
    path("agencies/<int:pk>/sign-in/open/", agency.opening, name="open_agency_door"),
    path("agencies/<int:pk>/people/<int:person>/second-factor/", confirmations.reset_factor, name="reset_factor"),
]
