"""Tokens as they are asked for and answered."""

from rest_framework import serializers

from apps.api.inputs import Id, Strict, Text
from apps.api.models import Token
from apps.api.scopes import Scope
from apps.api.users.serializers import PostOut


class TokenIn(Strict):
    """Sign-in of a program. `code` is the one-time code, or a recovery code, of accounts with a second factor."""

    username = Text(max_length=254, allow_blank=False)
    password = Text(max_length=200, allow_blank=False, trim_whitespace=False)
    code = Text(max_length=12, required=False)
    name = Text(max_length=100, required=False, help_text="what the token is for")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices), required=False, allow_empty=False, max_length=len(Scope),
        help_text="all of them when left out",
    )  # fmt: skip
    membership = Id(required=False, help_text="id of the post to act in; the present one when left out")
    expires_in_days = serializers.IntegerField(required=False, min_value=1, max_value=365, help_text="30 when left out")


class TokenOut(serializers.ModelSerializer):
    """A token without its secret."""

    post = PostOut(source="membership")

    class Meta:
        model = Token
        fields = ("id", "prefix", "name", "scopes", "post", "created_at", "expires_at", "last_used_at", "revoked_at")


class NewTokenOut(TokenOut):
    """`token` is shown this once: send it as `Authorization: Bearer …`."""

    token = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")

    class Meta(TokenOut.Meta):
        fields = ("token", "token_type", *TokenOut.Meta.fields)
