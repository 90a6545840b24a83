"""Who may do what, where: the one question every page, endpoint, task and policy asks."""

from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker

from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed


def allows(user, perm: Perm | str, agency=None) -> bool:
    """Whether the person's current post grants `perm` at its agency (or at `agency`, if it is that one)."""
    post = getattr(user, "post", None) if user and user.is_authenticated else None
    if post is None or (agency is not None and agency.pk != post.agency_id):
        return False
    return str(perm) in _grants(user, post)


def require(user, perm: Perm | str, agency=None) -> None:
    if not allows(user, perm, agency):
        raise NotAllowed(_("Your present post does not allow this."))


def _grants(user, post) -> set[str]:
    """What guardian holds for the user on the post's agency and a post in force there still justifies.

    Asked once per user object. Superusers get nothing: rights come from posts alone; groups hold no grants.
    """
    cache = user.__dict__.setdefault("_grants", {})
    if post.agency_id not in cache:
        justified = set().union(*(p.permissions for p in user.posts if p.agency_id == post.agency_id))
        held = () if user.is_superuser else ObjectPermissionChecker(user).get_user_perms(post.agency)
        cache[post.agency_id] = {str(p) for p in justified} & set(held)
    return cache[post.agency_id]
