"""The cast of the stories, and browsers signed in as its members."""

import pytest
from django.test import Client

from apps.obligations.law import load_rules
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh


@pytest.fixture
def cast(db) -> Cast:
    load_rules()
    return make_cast()


@pytest.fixture
def sign_in():
    """A browser of a person: `sign_in(cast.officer)`, who reads English."""

    def sign(user, language: str = "en") -> Client:
        type(user).objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(fresh(user))
        return client

    return sign
