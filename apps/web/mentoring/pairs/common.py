"""What the acts of pairs have in common."""

from functools import partial

from apps.web.mentoring import acting

form_act = partial(acting.form_act, template="mentoring/pairs/act.html")
