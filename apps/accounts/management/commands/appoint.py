"""`./run manage appoint`: a post given by the system itself, where no page can: the first system administrator."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from apps.accounts.actions import grant_membership
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.accounts.roles import Role
from apps.audit import log
from apps.core.errors import Refused
from apps.core.localtime import local_day


class Command(BaseCommand):
    help = "Give somebody a post as the system itself; makes the account if there is none. The password comes by mail."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("agency", help='the id of an agency, or "operations" for that of this installation')

    @transaction.atomic
    def handle(self, *args, **options):
        at = timezone.now()
        log.act_as(None)
        agency = _agency(options["agency"], options["email"])
        user = User.objects.filter(username__iexact=options["username"]).first()
        if user is None:
            user = User(username=options["username"], email=options["email"])
            user.set_unusable_password()
            user.save()
        elif user.email.lower() != options["email"].lower():
            raise CommandError("An account of this name has another e-mail.")
        try:
            post = grant_membership(
                user=user, agency=agency, role=options["role"], starts_on=local_day(at), by=None, at=at
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{user.username} holds post {post.pk} at agency {agency.pk}.")
        self.stdout.write("The password is set through “I forgot my password” on the sign-in page.")


def _agency(wanted: str, email: str) -> Agency:
    if wanted != "operations":
        found = Agency.objects.filter(pk=wanted).first() if wanted.isdecimal() else None
        if found is None:
            raise CommandError("There is no such agency.")
        return found
    country = Area.objects.filter(level=Area.Level.COUNTRY).first()
    if country is None:
        raise CommandError("Load the areas first: `./run manage load_law` or the demo.")
    found = Agency.objects.filter(kind=AgencyKind.OPERATIONS).order_by("pk").first()
    return found or Agency.objects.create(
        kind=AgencyKind.OPERATIONS, area=country, name_kk="Жүйені пайдалану қызметі",
        name_ru="Служба эксплуатации системы", name_en="Operations", email=email,
    )  # fmt: skip
