"""People and their posts as they are answered."""

from rest_framework import serializers

from apps.accounts.models import Membership, User
from apps.api.briefs import AgencyBrief


class PostOut(serializers.ModelSerializer):
    agency = AgencyBrief()

    class Meta:
        model = Membership
        fields = ("id", "agency", "role", "starts_on", "ends_on", "is_duty_officer")


class UserOut(serializers.ModelSerializer):
    name = serializers.CharField(source="get_full_name")

    class Meta:
        model = User
        fields = ("id", "username", "name", "email", "language", "is_active")


class MeOut(UserOut):
    """The person who asks: `post` is the one acted in now."""

    post = PostOut(allow_null=True)
    posts = PostOut(many=True)
    permissions = serializers.SerializerMethodField(help_text="what the present post allows")

    class Meta(UserOut.Meta):
        fields = (*UserOut.Meta.fields, "post", "posts", "permissions")

    def get_permissions(self, user: User) -> list[str]:
        return sorted(str(perm) for perm in user.post.permissions) if user.post else []


class ColleagueOut(UserOut):
    """A person of the own agency, with the posts held there."""

    posts = serializers.SerializerMethodField()

    class Meta(UserOut.Meta):
        fields = (*UserOut.Meta.fields, "posts")

    def get_posts(self, user: User) -> PostOut(many=True):
        return PostOut(user.posts_here, many=True).data
