"""Cases: list, desk, one case and its plan."""

from django.urls import path

from apps.web.casework import acts, desk, detail, listing, plan_acts

app_name = "cases"

urlpatterns = [
    path("", listing.index, name="index"),
    path("desk/", desk.index, name="desk"),
    path("desk/hand-over/", desk.hand_over, name="hand_over"),
    path("desk/hand-over/<int:pk>/undo/", desk.undo, name="undo"),
    path("absence/", desk.absence, name="absence"),
    path("absence/<int:pk>/back/", desk.back, name="back"),
    path("<str:number>/", detail.detail, name="detail"),
    path("<str:number>/assess/", acts.assess, name="assess"),
    path("<str:number>/risk/", acts.risk, name="risk"),
    path("<str:number>/review/", acts.review, name="review"),
    path("<str:number>/close/", acts.close, name="close"),
    path("<str:number>/reopen/", acts.reopen, name="reopen"),
    path("<str:number>/approve/", acts.approve, name="approve"),
    path("<str:number>/return/", acts.send_back, name="send_back"),
    path("<str:number>/visits/new/", acts.visit, name="visit"),
    path("<str:number>/visits/plan/", acts.plan_visit, name="plan_visit"),
    path("<str:number>/visits/<int:pk>/call-off/", acts.call_off, name="call_off"),
    path("<str:number>/plan/", plan_acts.plan, name="plan"),
    path("<str:number>/plan/submit/", plan_acts.submit, name="submit"),
    path("<str:number>/plan/goals/<int:goal>/steps/new/", plan_acts.step, name="step"),
    path("<str:number>/plan/goals/<int:goal>/steps/<int:pk>/", plan_acts.step, name="step_edit"),
    path("<str:number>/plan/<str:what>/<int:pk>/remove/", plan_acts.remove, name="remove"),
    path("<str:number>/steps/<int:pk>/done/", plan_acts.done, name="done"),
    path("<str:number>/steps/<int:pk>/drop/", plan_acts.drop, name="drop"),
]
