"""The web application as granian serves it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseflow.settings")
# The second wall stands from the start: a query before the reader of a request is known finds no child.
os.environ["CASEFLOW_WALL"] = "up"
application = get_wsgi_application()
del os.environ["CASEFLOW_WALL"]  # for this process, not for those it starts
