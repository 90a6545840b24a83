import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import apps.complaints.models.calls
import apps.core.fields

SEQUENCES = ("number_appeal", "number_request", "number_call")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_powers_over_appeals"),
        ("incidents", "0002_reporters_encrypted"),
        ("people", "0008_no_sibling_of_itself"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            " ".join(f"CREATE SEQUENCE {name} START 101;" for name in SEQUENCES),
            f"DROP SEQUENCE {', '.join(SEQUENCES)};",
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("APPLICATION", "application"),
                            ("COMPLAINT", "complaint"),
                            ("MESSAGE", "report of a violation"),
                            ("PROPOSAL", "proposal"),
                            ("REQUEST", "request for information"),
                        ],
                        default="MESSAGE",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("SITE", "through the site"),
                            ("LETTER", "letter"),
                            ("VISIT", "personal reception"),
                            ("EMAIL", "e-mail"),
                            ("PHONE", "telephone"),
                            ("CALL_111", "contact centre 111"),
                            ("OWN_INITIATIVE", "own initiative of the ombudsman"),
                            ("MEDIA", "report in the media"),
                            ("TRANSFER", "passed on by another body"),
                        ],
                        max_length=14,
                        verbose_name="received through",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "received"),
                            ("REGISTERED", "registered"),
                            ("TRIAGED", "taken over"),
                            ("FORWARDED", "passed on"),
                            ("UNDER_REVIEW", "under review"),
                            ("INFORMATION_REQUESTED", "information was asked for"),
                            ("EXTENDED", "term extended"),
                            ("RECOMMENDATION_SENT", "recommendation sent"),
                            ("RESTORED", "right restored"),
                            ("NOT_RESTORED", "right not restored"),
                            ("SETTLED", "settled: nothing to restore"),
                            ("REPLIED", "replied"),
                            ("CLOSED", "closed"),
                            ("REOPENED", "opened again"),
                            ("JOINED", "joined to another appeal"),
                        ],
                        default="RECEIVED",
                        max_length=22,
                    ),
                ),
                ("language", models.CharField(max_length=2, verbose_name="language")),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("CENTRAL", "the respondent is a central body: the republic (Articles 7-1 and 7-2)"),
                            ("LOCAL", "the respondent is local: the region (Article 7-12)"),
                            ("OWN_OFFICE", "it is about the regional ombudsman's office: the republic (system rule)"),
                            (
                                "REPUBLIC_OFFICE",
                                "it is about the Commissioner's office: the Commissioner for Human Rights (system rule)",
                            ),
                            (
                                "ILL_TREATMENT",
                                "ill-treatment told to the preventive mechanism: the Commissioner for Human Rights (Article 47-5(4))",
                            ),
                            ("PLACE", "no body is named: the region where it happened"),
                            ("NO_PLACE", "neither a body nor a place is known: the republic (system rule)"),
                            ("CONFLICT", "the office withdrew for a conflict of interest: the republic (system rule)"),
                        ],
                        max_length=16,
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("registered_on", models.DateField(verbose_name="registered")),
                ("registered_at", models.DateTimeField()),
                ("by_child", models.BooleanField(default=False, verbose_name="sent by a child")),
                ("is_anonymous", models.BooleanField(default=True, verbose_name="anonymous")),
                (
                    "safety",
                    models.CharField(
                        choices=[("SAFE", "safe now"), ("IN_DANGER", "in danger"), ("UNKNOWN", "not known")],
                        default="UNKNOWN",
                        max_length=9,
                        verbose_name="is the child safe now",
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                (
                    "is_ill_treatment",
                    models.BooleanField(default=False, verbose_name="ill-treatment told to the preventive mechanism"),
                ),
                (
                    "right",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("LIFE", "life, freedom, dignity, protection from violence (Article 10)"),
                            ("HEALTH", "health (Article 8)"),
                            ("IDENTITY", "name, citizenship, documents (Article 9)"),
                            ("EXPRESSION", "speech, conscience, information (Article 11)"),
                            ("LIVING", "sufficient standard of living (Article 12)"),
                            ("PROPERTY", "property (Article 13)"),
                            ("HOUSING", "dwelling (Article 14)"),
                            ("EDUCATION", "education (Article 15)"),
                            ("WORK", "freedom of work (Article 16)"),
                            ("SUPPORT", "state assistance (Article 17)"),
                            ("FAMILY", "living in a family, contact with parents (Articles 21 and 26)"),
                            ("CARE", "care and upbringing without parents (Articles 27 to 30)"),
                            ("DISABILITY", "a child with disability (Articles 31 to 33)"),
                            ("BULLYING", "protection from bullying (Article 1(4-1))"),
                            ("JUSTICE", "protection in court and by the police"),
                            ("OTHER", "another right"),
                        ],
                        max_length=10,
                        verbose_name="right",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("RESTORED", "the right is restored"),
                            ("PARTLY", "restored in part"),
                            ("NOT_RESTORED", "not restored"),
                            ("UNFOUNDED", "no violation was found"),
                            ("EXPLAINED", "the question was answered"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "wrote_at",
                    models.DateTimeField(
                        blank=True, help_text="the sender wrote and nobody has read it yet", null=True
                    ),
                ),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("keep_until", models.DateField(blank=True, null=True)),
                ("shredded_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.area",
                        verbose_name="district",
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="complaints.appeal",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="accounts.agency",
                        verbose_name="office",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("index", models.CharField(max_length=32, unique=True)),
                ("hash", models.CharField(max_length=200)),
                ("issued_at", models.DateTimeField()),
                ("must_renew", models.BooleanField(default=False)),
                (
                    "noted_at",
                    models.DateTimeField(
                        blank=True, help_text="the sender said that the code is noted down", null=True
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AppealKey",
            fields=[
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sealed_key",
                        serialize=False,
                        to="complaints.appeal",
                    ),
                ),
                ("wrapped", apps.core.fields.Encrypted(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="identity",
                        serialize=False,
                        to="complaints.appeal",
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("named_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BodyRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("INFORMATION", "request for information"),
                            ("FILE", "request to open a child's file"),
                            ("RECOMMENDATION", "recommendation"),
                        ],
                        max_length=14,
                        verbose_name="what",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("SENT", "waits for an answer"),
                            ("ANSWERED", "answered"),
                            ("REFUSED", "refused"),
                            ("WITHDRAWN", "withdrawn"),
                        ],
                        default="SENT",
                        max_length=9,
                    ),
                ),
                ("asked", models.BinaryField(help_text="sealed; what the body reads")),
                ("answer", models.BinaryField(blank=True, null=True)),
                ("refusal", models.BinaryField(blank=True, null=True)),
                ("is_urgent", models.BooleanField(default=False)),
                (
                    "is_obstruction",
                    models.BooleanField(default=False, help_text="access was refused (Article 7-12(5))"),
                ),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("why_withdrawn", apps.core.fields.Encrypted(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="complaints.appeal"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="accounts.agency",
                        verbose_name="body",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.child",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests_sent", to="accounts.agency"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                (
                    "way",
                    models.CharField(
                        choices=[("PHONE", "telephone"), ("QR", "QR code of a school"), ("CHAT", "messenger")],
                        default="PHONE",
                        max_length=5,
                        verbose_name="how",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("VIOLENCE", "violence"),
                            ("BULLYING", "bullying"),
                            ("FAMILY", "family"),
                            ("SCHOOL", "school"),
                            ("HEALTH", "health"),
                            ("SUPPORT", "psychological support"),
                            ("LEGAL", "legal advice"),
                            ("SUICIDE", "thoughts of suicide"),
                            ("OTHER", "other"),
                        ],
                        max_length=9,
                        verbose_name="about",
                    ),
                ),
                (
                    "safety",
                    models.CharField(
                        choices=[("SAFE", "safe now"), ("IN_DANGER", "in danger"), ("UNKNOWN", "not known")],
                        default="UNKNOWN",
                        max_length=9,
                        verbose_name="is the child safe now",
                    ),
                ),
                ("by_child", models.BooleanField(default=True, verbose_name="a child called")),
                ("language", models.CharField(default="kk", max_length=2, verbose_name="language")),
                ("said", apps.core.fields.Encrypted(blank=True, max_length=4000, verbose_name="what was said")),
                ("began_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "at work"),
                            ("ADVISED", "advised, nothing more needed"),
                            ("HELPED", "help was given"),
                            ("PASSED_ON", "passed on"),
                            ("BROKEN_OFF", "the caller broke off"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.area",
                        verbose_name="district",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallReferral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, help_text="the state in which the appeal ended", max_length=22),
                ),
                ("outcome_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_referrals",
                        to="complaints.appeal",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="body",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="complaints.call"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChildLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="children", to="complaints.appeal"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.child"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("ACCUSED", "the appeal is about this person"),
                            ("CONFLICT", "withdrew for a conflict of interest"),
                            ("RESPONDENT", "the appeal is about this body"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("why", models.BinaryField(blank=True, null=True)),
                ("why_lifted", models.BinaryField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exclusions", to="complaints.appeal"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IncidentLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="incidents", to="complaints.appeal"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.incident"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegislativeProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=250, verbose_name="in one line")),
                ("text", models.TextField(max_length=8000, verbose_name="what should change, and why")),
                ("at", models.DateTimeField()),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                ("appeals", models.ManyToManyField(blank=True, related_name="proposals", to="complaints.appeal")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "author",
                    models.CharField(
                        choices=[("SENDER", "sender"), ("OFFICE", "office"), ("SYSTEM", "system")], max_length=6
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("TEXT", "text"),
                            ("STATEMENT", "the appeal itself"),
                            ("REPLY", "reply"),
                            ("FORWARDED", "passed on"),
                            ("EXTENDED", "term extended"),
                            ("REOPENED", "opened again"),
                            ("JOINED", "joined to another appeal"),
                            ("NAMED", "the sender gave a name"),
                            ("DANGER", "the sender is in danger"),
                            ("POLICE", "the police were told"),
                        ],
                        default="TEXT",
                        max_length=9,
                    ),
                ),
                ("body", models.BinaryField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, help_text="when the other side first read it", null=True)),
                (
                    "template",
                    models.CharField(blank=True, help_text="code and version of the letter of a reply", max_length=40),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="complaints.appeal"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Poster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2, verbose_name="language")),
                (
                    "code",
                    models.CharField(default=apps.complaints.models.calls.poster_code, max_length=16, unique=True),
                ),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="school",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="appeal",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="complaints.poster",
            ),
        ),
        migrations.CreateModel(
            name="SenderVisit",
            fields=[
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="visit",
                        serialize=False,
                        to="complaints.receipt",
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="receipt",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="complaints.appeal"
            ),
        ),
        migrations.CreateModel(
            name="Respondent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("CENTRAL", "central body, its organisation or official"),
                            ("LOCAL", "local body, organisation or official"),
                            ("OWN_OFFICE", "office of a regional ombudsman"),
                            ("REPUBLIC_OFFICE", "office of the Commissioner for Children's Rights"),
                            ("PERSON", "a private person"),
                            ("UNKNOWN", "not known"),
                        ],
                        max_length=16,
                        verbose_name="what kind",
                    ),
                ),
                ("described", models.BinaryField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="body",
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="respondents", to="complaints.appeal"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField()),
                ("began_at", models.DateTimeField()),
                ("reason", models.BinaryField(blank=True, help_text="why it was opened again; sealed", null=True)),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                ("extended_to", models.DateField(blank=True, null=True)),
                ("extension_reason", models.BinaryField(blank=True, null=True)),
                ("extension_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("RESTORED", "the right is restored"),
                            ("PARTLY", "restored in part"),
                            ("NOT_RESTORED", "not restored"),
                            ("UNFOUNDED", "no violation was found"),
                            ("EXPLAINED", "the question was answered"),
                        ],
                        max_length=12,
                    ),
                ),
                ("evidence", models.BinaryField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="complaints.appeal"
                    ),
                ),
                (
                    "began_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "extended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PLAN", "plan of work"),
                            ("INTERVIEW", "interview"),
                            ("VISIT", "visit to an institution"),
                            ("EVIDENCE", "evidence"),
                            ("REMARK", "remark"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("body", models.BinaryField()),
                ("happened_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="complaints.appeal"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("PHOTO", "photo"), ("VOICE", "voice note"), ("DOCUMENT", "document")], max_length=8
                    ),
                ),
                ("said", models.BinaryField()),
                ("original", models.FileField(max_length=120, upload_to="")),
                ("shown", models.FileField(blank=True, max_length=120, upload_to="")),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="complaints.appeal"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="complaints.post",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="complaints.worknote",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Index",
            fields=[
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="index",
                        serialize=False,
                        to="complaints.appeal",
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="appeal_words")
                ],
            },
        ),
        migrations.CreateModel(
            name="AppealAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ground", models.CharField(max_length=24)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                ("sort_at", models.DateTimeField()),
                (
                    "rank",
                    models.PositiveSmallIntegerField(choices=[(0, "urgent"), (1, "open"), (2, "ended")], default=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="access", to="complaints.appeal"
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "rank", "sort_at", "appeal"], name="appeal_access_page"),
                    models.Index(fields=["appeal", "agency"], name="appeal_access_probe"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appealaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="d055ec29fd42ea918cb5eb539e5271b642b28aae",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_c407f",
                    table="complaints_appealaccess",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="bodyrequest",
            index=models.Index(fields=["appeal", "id"], name="bodyrequest_of_appeal"),
        ),
        migrations.AddIndex(
            model_name="bodyrequest",
            index=models.Index(fields=["body", "state", "due_at"], name="bodyrequest_body"),
        ),
        migrations.AddIndex(
            model_name="bodyrequest",
            index=models.Index(fields=["office", "state", "due_at"], name="bodyrequest_office"),
        ),
        migrations.AddConstraint(
            model_name="bodyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "FILE"), _negated=True), ("child__isnull", False), _connector="OR"
                ),
                name="bodyrequest_file_of_child",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["ANSWERED", "REFUSED"]), _negated=True),
                    ("answered_at__isnull", False),
                    _connector="OR",
                ),
                name="bodyrequest_answered_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bodyrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="6e2f3b60cba380e21920de94c5b76fddbb373c0e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_5ecf1",
                    table="complaints_bodyrequest",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["agency", "-began_at", "-id"], name="call_newest"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="call",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="dbbbf6ca11fe868157e144ba3f406d5231727be2",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_a4d79",
                    table="complaints_call",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="callreferral",
            index=models.Index(fields=["call", "id"], name="callreferral_call"),
        ),
        migrations.AddConstraint(
            model_name="callreferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appeal__isnull", False), ("incident__isnull", True)),
                    models.Q(("appeal__isnull", True), ("incident__isnull", False)),
                    _connector="OR",
                ),
                name="callreferral_of_one",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callreferral",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="8814b061a879f369abdd3d1b9d498debc11443f4",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_09656",
                    table="complaints_callreferral",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="childlink",
            constraint=models.UniqueConstraint(fields=("appeal", "child"), name="appeal_child_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="childlink",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="d9b3b5f26ad644248d65b130e7c8de579f432c22",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_f933a",
                    table="complaints_childlink",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="exclusion",
            index=models.Index(fields=["appeal", "user"], name="exclusion_probe"),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", True), ("user__isnull", False)),
                    models.Q(("agency__isnull", False), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="exclusion_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("appeal", "user", "agency"),
                name="exclusion_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(("lifted_at__isnull", True), ("why_lifted__isnull", False), _connector="OR"),
                name="exclusion_lifted_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="a05420b5df90099805e024add410acb8594d13e6",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_f0cf9",
                    table="complaints_exclusion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentlink",
            constraint=models.UniqueConstraint(fields=("appeal", "incident"), name="appeal_incident_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incidentlink",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="d1b7f8946ab73f91ba2198d389b9bc9cebd8d761",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_593f2",
                    table="complaints_incidentlink",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="legislativeproposal",
            index=models.Index(fields=["addressee", "-at"], name="proposal_addressee"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legislativeproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="b151b36f4b71f86ab8d672c8c738052e3deaf86e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_8bac1",
                    table="complaints_legislativeproposal",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["appeal", "id"], name="post_of_appeal"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="e1a8d37e3af56fdb6528faf856bf0b1f756aecc6",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_a12fa",
                    table="complaints_post",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="poster",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("office", "place", "language"),
                name="poster_one",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="poster",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="a60927704c3a54f296d8440d42f9ce5499f992b0",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_481bd",
                    table="complaints_poster",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["office", "state"], name="appeal_office_state"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["office", "-received_at"], name="appeal_office_received"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("joined_to__isnull", False)), fields=["joined_to"], name="appeal_joined"
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("shredded_at__isnull", True)), fields=["keep_until"], name="appeal_keep"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("joined_to__isnull", True), ("state", "JOINED"), _connector="OR"),
                name="appeal_joined_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("joined_to", models.F("id")), _negated=True), name="appeal_not_joined_to_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["RESTORED", "NOT_RESTORED", "SETTLED"]), _negated=True),
                    models.Q(("outcome", ""), _negated=True),
                    _connector="OR",
                ),
                name="appeal_outcome_named",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="e5f532582533b464314a2484fbc8b55fd1911da9",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_c90ac",
                    table="complaints_appeal",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("appeal",), name="receipt_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="respondent",
            constraint=models.UniqueConstraint(fields=("appeal", "agency"), name="respondent_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="respondent",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="44440958bd1daf7398438588f45ea1b7b0e1f890",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_e6669",
                    table="complaints_respondent",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("appeal", "no"), name="round_no"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("appeal",), name="round_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extended_at__isnull", True), ("extended_to__isnull", True)),
                    models.Q(
                        ("extended_at__isnull", False), ("extended_by__isnull", False), ("extended_to__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="round_extension_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="round",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="66921b0100477515c73f10e9adeef0a8c11282e3",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_64fa0",
                    table="complaints_round",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="worknote",
            index=models.Index(fields=["appeal", "-id"], name="worknote_of_appeal"),
        ),
        migrations.AddConstraint(
            model_name="worknote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "VISIT"), _negated=True), ("place__isnull", False), _connector="OR"
                ),
                name="worknote_visit_place",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worknote",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="c2fd49081dd3e743f8c5d1e60b94c513519aae9c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_94ca6",
                    table="complaints_worknote",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["appeal", "id"], name="attachment_of_appeal"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE actor bigint; snapshot jsonb;",
                    func="\n    actor := nullif(current_setting('caseflow.by', true), '')::bigint;\n    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);\n    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD) THEN RETURN NULL; END IF;\n    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)\n    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);\n    RETURN NULL;\n",
                    hash="dd70ff5cdd49a4ba35fae8fd37dd146ea5342a78",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_history_eeab6",
                    table="complaints_attachment",
                    when="AFTER",
                ),
            ),
        ),
    ]
