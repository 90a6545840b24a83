"""SQL functions of ours, usable in the ORM."""

from django.db.models import Func, TextField


class KkKey(Func):
    """Sort key in the order of the Kazakh alphabet (contains the Russian one)."""

    function = "kk_key"
    output_field = TextField()
