"""Settings, all from the environment. `./run` sets what it needs; docs/operations.md lists the rest."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from caseflow.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What this installation is -------------------------------------------------------------------
TRYING_OUT = env.bool("DEBUG", False)  # demo data and their known password are allowed
DEBUG = env.bool("DJANGO_DEBUG", False)  # Django's own pages about errors show too much for anybody else
EMBEDDED = env.bool("CASEFLOW_EMBEDDED", False)  # started by ./run, on one machine, without TLS
VAR = Path(env("CASEFLOW_VAR", default=str(BASE_DIR / "var")))
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if TRYING_OUT else [])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")  # begins the links in e-mails and PDFs
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this installation answers to.")

# --- The ledger (docs/security.md): a key and a witness that the database's owner cannot rewrite -----
LEDGER_KEY = env("LEDGER_KEY", default=SECRET_KEY)
LEDGER_WITNESS = env("LEDGER_WITNESS", default="")

# --- Fields the database cannot read (apps/core/crypto.py): the first key encrypts, all of them decrypt ---
FIELD_KEYS = [key for key in env.list("FIELD_KEYS", default=[]) if key] or [SECRET_KEY]

# --- Receipts of senders of appeals (apps/complaints/codes.py): Argon2id, so many derivations at once in a process ---
RECEIPT_HASH = {"passes": 3, "kibibytes": 65536, "at_once": 2}

# --- Parts ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "apps.web",
    "apps.api",
    "apps.demo",
    "apps.wall",
    "apps.retention",
    "apps.incidents",
    "apps.complaints",
    "apps.casework",
    "apps.mentoring",
    "apps.care",
    "apps.matching",
    "apps.disclosure",
    "apps.exchange",
    "apps.people",
    "apps.obligations",
    "apps.documents",
    "apps.notices",
    "apps.accounts",
    "apps.audit",
    "apps.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "pgtrigger",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "caseflow.headers.PrivacyHeaders",
    "apps.web.intake.door.IntakeDoor",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "apps.web.middleware.WholeText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.wall.middleware.SecondWall",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "apps.web.middleware.ReadersLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "caseflow.doors.Doors",
    "apps.web.middleware.NotAllowedPage",
]
ROOT_URLCONF = "caseflow.urls"
WSGI_APPLICATION = "caseflow.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.web.context.shell",
                "apps.web.health.engine_banner",
            ],
        },
    },
]

# --- Database, cache, queue ----------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"].update(
    CONN_HEALTH_CHECKS=True,  # a connection that died with the server is replaced, not handed out
    OPTIONS={"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 12), "timeout": 10}},
)
# The second wall (apps/core/wall.py): up from the start where requests are answered, down for tasks and commands.
WALL_STANDS = env("CASEFLOW_WALL", default="down") == "up"
if WALL_STANDS:
    DATABASES["default"]["OPTIONS"]["options"] = "-c role=caseflow_web"  # assume_role waits for ever in a pool
# One Redis, two of its databases: the queue and the cache. Parallel test processes take the next pairs.
_REDIS = urlsplit(env("REDIS_URL"))
_QUEUE = int(_REDIS.path.strip("/") or 0) + 2 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _REDIS._replace(path=f"/{_QUEUE + 1}").geturl(),
    }
}
CELERY_BROKER_URL = _REDIS._replace(path=f"/{_QUEUE}").geturl()
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "health_check_interval": 10,
    "socket_keepalive": True,
    "visibility_timeout": 300,
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: Redis may come back at any time
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_DB_REUSE_MAX = 1000  # otherwise every task opens a new session in PostgreSQL
CELERY_TIMEZONE = "Asia/Almaty"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# --- Time and language ---------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "Asia/Almaty"
LANGUAGE_CODE = "ru"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["caseflow.formats"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not EMBEDDED

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "caseflow.sign_in.Passwords",
    "caseflow.sign_in.AgencyPermissions",
]
ANONYMOUS_USER_NAME = None  # guardian would make a user for visitors
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_RAISE_403 = False
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # it does not see that AgencyPermissions is its own backend
    "security.W021",  # no preload: whether every subdomain has TLS is for the owner of the name to say
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "day:index"
ACCOUNT_ADAPTER = "caseflow.sign_in.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "caseflow: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/300s/key"}
SOCIALACCOUNT_ADAPTER = "caseflow.agency_doors.AgencyDoors"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another origin (form-action)
SOCIALACCOUNT_STORE_TOKENS = False
# Values of `acr` by which an agency's own sign-in says that it asked for two factors, besides `amr` with "mfa".
OIDC_TWO_FACTOR_ACR = env.list("OIDC_TWO_FACTOR_ACR", default=[])
MFA_ADAPTER = "caseflow.sign_in.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "caseflow"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators enter addresses; nobody signs up with a foreign one
# A session lives in the database: a lost Redis signs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
IDLE_LOCK_MINUTES = env.int("IDLE_LOCK_MINUTES", 15)  # without a hand on it a session asks for the password; 0: never
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not EMBEDDED
CSRF_COOKIE_SECURE = not EMBEDDED
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- What browsers may do ------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not EMBEDDED
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if EMBEDDED else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
_KIT = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("tabler/css", _KIT / "@tabler/core/dist/css"),
    ("tabler/js", _KIT / "@tabler/core/dist/js"),
    ("golos-text", _KIT / "@fontsource-variable/golos-text"),
]
WHITENOISE_USE_FINDERS = EMBEDDED  # straight from the source folders; production collects and compresses
WHITENOISE_AUTOREFRESH = EMBEDDED and TRYING_OUT
_STATIC = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if EMBEDDED
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC},
}
MEDIA_ROOT = VAR / "files"  # private: no address serves it, a view checks first
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
CASEFLOW_MAX_FILE_SIZE = 20 * 1024 * 1024

# --- Tables of children: what comes in and goes out -----------------------------------------------
EXCHANGE_MAX_ROWS = env.int("EXCHANGE_MAX_ROWS", 100_000)  # of one import or export
EXCHANGE_MAX_BYTES = 40 * 1024 * 1024
EXCHANGE_MAX_UNPACKED = 400 * 1024 * 1024  # of an XLSX file, which is a ZIP archive
EXCHANGE_STREAMED_ROWS = 5_000  # a larger export is written in the background
EXCHANGE_KEEP_IMPORTS = 7  # days
EXCHANGE_KEEP_EXPORTS = 24  # hours

# --- Unusual reading: files one person opens within an hour before a head is told; "*" for every other role ---
READING_LIMITS = {"*": env.int("READING_LIMIT", 60), **env.dict("READING_LIMITS", cast={"value": int}, default={})}
READING_REFUSALS = env.int("READING_REFUSALS", 10)  # files reached for without a ground, within an hour
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="")  # host:port or a socket of ClamAV; empty: no malware check

# --- E-mail --------------------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="caseflow <no-reply@caseflow.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- API -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["apps.api.limits.RateLimit"],
    # Requests a minute: for each token or session user; `sign-in` for each address. Empty: no limit.
    "DEFAULT_THROTTLE_RATES": {
        "read": env("API_READS_A_MINUTE", default="1200"),
        "write": env("API_WRITES_A_MINUTE", default="300"),
        "sign-in": env("API_SIGN_INS_A_MINUTE", default="30"),
    },
    "DEFAULT_RENDERER_CLASSES": ["apps.api.renderers.Json"],
    "DEFAULT_PARSER_CLASSES": ["apps.api.parsers.Json"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_SCHEMA_CLASS": "apps.api.schema.Schema",
    "EXCEPTION_HANDLER": "apps.api.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "caseflow",
    "DESCRIPTION": "Facts about children in danger, the duties they open, and who was told when.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AgencyKindEnum": "apps.accounts.kinds.AgencyKind.choices",
        "BasisEnum": "apps.obligations.models.rules.Basis.choices",
        "AlertKindEnum": "apps.api.enums.ALERT_KINDS",
        "AlertVerdictEnum": "apps.api.enums.ALERT_VERDICTS",
        "ErasureGroundEnum": "apps.api.enums.ERASURE_GROUNDS",
        "ErasureStateEnum": "apps.retention.states.ErasureState.choices",
        "RetentionStateEnum": "apps.retention.states.State.choices",
        "LedgerKindEnum": "apps.api.ledger.serializers.LEDGER_KINDS",
        "PairStateEnum": "apps.api.enums.PAIR_STATES",
        "SignInKindEnum": "apps.api.enums.SIGN_IN_KINDS",
        "ExportStateEnum": "apps.exchange.states.ExportState.choices",
        "EmergencyKindEnum": "apps.api.enums.EMERGENCY_KINDS",
        "EmergencyVerdictEnum": "apps.api.enums.EMERGENCY_VERDICTS",
        "PurposeKindEnum": "apps.api.disclosure.purpose.KINDS",
        "ApprovalKindEnum": "apps.api.enums.APPROVAL_KINDS",
        "ApprovalOutcomeEnum": "apps.api.enums.APPROVAL_OUTCOMES",
        "CaseClosingEnum": "apps.api.enums.CASE_CLOSINGS",
        "CaseClosingAskedEnum": "apps.api.casework.inputs.CLOSINGS",
        "CaseReasonEnum": "apps.api.enums.CASE_REASONS",
        "CaseRiskEnum": "apps.api.enums.CASE_RISKS",
        "CaseStateEnum": "apps.casework.states.State.choices",
        "PlanStateEnum": "apps.casework.states.PlanState.choices",
        "MeetingKindEnum": "apps.api.enums.MEETING_KINDS",
        "MeetingStateEnum": "apps.mentoring.states.MeetingState.choices",
        "HelpKindEnum": "apps.api.enums.HELP_KINDS",
        "SituationKindEnum": "apps.api.mentoring.meetings_inputs.SITUATION_KINDS",
        "ReportStateEnum": "apps.mentoring.states.ReportState.choices",
        "ReportOutcomeEnum": "apps.api.enums.REPORT_OUTCOMES",
        "ReferralKindEnum": "apps.api.enums.REFERRAL_KINDS",
        "ReferralStateEnum": "apps.casework.states.ReferralState.choices",
        "VisitKindEnum": "apps.api.enums.VISIT_KINDS",
        "ChangeCauseEnum": "apps.api.enums.CHANGE_CAUSES",
        "DutyStateEnum": "apps.api.enums.DUTY_STATES",
        "FollowUpKindEnum": "apps.api.enums.FOLLOW_UP_KINDS",
        "CategoryKindEnum": "apps.api.enums.CATEGORY_KINDS",
        "ChildSexEnum": "apps.api.enums.CHILD_SEXES",
        "HealthKindEnum": "apps.api.enums.HEALTH_KINDS",
        "KinshipKindEnum": "apps.api.enums.KINSHIP_KINDS",
        "NameReasonEnum": "apps.api.enums.NAME_REASONS",
        "NoteKindEnum": "apps.api.enums.NOTE_KINDS",
        "CodeEnum": "apps.api.enums.PARENT_CODES",
        "RelativeSexEnum": "apps.api.enums.RELATIVE_SEXES",
        "SchoolingKindEnum": "apps.api.enums.SCHOOLING_KINDS",
        "SpokenLanguageEnum": "apps.people.models.child.Language.choices",
        "ImportStateEnum": "apps.exchange.states.ImportState.choices",
        "TableFormatEnum": "apps.exchange.models.Format.choices",
        "WishEnum": "apps.api.enums.WISHES",
        "ProposalStateEnum": "apps.mentoring.states.ProposalState.choices",
        "AssignmentStateEnum": "apps.mentoring.states.AssignmentState.choices",
        "OrganisationStateEnum": "apps.mentoring.states.OrganisationState.choices",
        "AgreementStateEnum": "apps.mentoring.states.AgreementState.choices",
        "LegalFormEnum": "apps.mentoring.models.organisations.LegalForm.choices",
        "AgreementEndReasonEnum": "apps.api.enums.AGREEMENT_END_REASONS",
        "AgreementEndGivenEnum": "apps.api.mentoring.agreements.END_REASONS",
        "CertificateStateEnum": "apps.api.mentoring.training_io.CertificateQuery.STATES",
        "CandidateStateEnum": "apps.mentoring.states.CandidateState.choices",
        "CandidateSourceEnum": "apps.api.enums.CANDIDATE_SOURCES",
        "GroundAnswerEnum": "apps.api.enums.GROUND_ANSWERS",
        "GroundDetailEnum": "apps.api.enums.GROUND_DETAILS",
        "GroundStateEnum": "apps.mentoring.checks.progress.LineState.choices",
        "HouseholdRelationEnum": "apps.api.enums.HOUSEHOLD_RELATIONS",
        "MentorReviewOutcomeEnum": "apps.api.enums.MENTOR_REVIEW_OUTCOMES",
        "NextActorEnum": "apps.mentoring.checks.next_step.Actor.choices",
        "NextStepEnum": "apps.mentoring.checks.next_step.Code.choices",
        "ReopeningCauseEnum": "apps.api.enums.REOPENING_CAUSES",
        "ReopeningOutcomeEnum": "apps.api.enums.REOPENING_OUTCOMES",
        "PairEndReasonEnum": "apps.api.enums.PAIR_END_REASONS",
        "PairEndGivenEnum": "apps.api.mentoring.pairs_serializers.BY_PEOPLE",
        "RestReasonEnum": "apps.api.enums.REST_REASONS",
        "RestGivenEnum": "apps.api.mentoring.pairs_serializers.RESTS",
        "InterestEnum": "apps.mentoring.models.candidates.Interest.choices",
        "IncidentKindEnum": "apps.incidents.states.Kind.choices",
        "IncidentStateEnum": "apps.incidents.states.State.choices",
        "NewIncidentStateEnum": ["DRAFT", "ESTABLISHED"],
        "PaperKindEnum": "apps.api.enums.PAPER_KINDS",
        "AppealLanguageEnum": "apps.api.appeals.inputs.LANGUAGE_CHOICES",
        "IncidentSafetyEnum": "apps.api.enums.INCIDENT_SAFETIES",
        "AppealKindEnum": "apps.complaints.states.Kind.choices",
        "AppealChannelEnum": "apps.complaints.states.Channel.choices",
        "AppealDoorEnum": "apps.api.appeals.inputs.CHANNELS",
        "AppealRightEnum": "apps.complaints.states.Right.choices",
        "AppealStateEnum": "apps.complaints.states.State.choices",
        "AppealOutcomeEnum": "apps.complaints.states.Outcome.choices",
        "AppealRouteEnum": "apps.api.enums.APPEAL_ROUTES",
        "AppealSafetyEnum": "apps.complaints.states.Safety.choices",
        "RespondentLevelEnum": "apps.complaints.states.Level.choices",
        "AppealFileKindEnum": "apps.api.enums.APPEAL_FILE_KINDS",
        "AppealNoteKindEnum": "apps.api.enums.APPEAL_NOTE_KINDS",
        "ExclusionReasonEnum": "apps.api.enums.EXCLUSION_REASONS",
        "PostWhatEnum": "apps.api.enums.POST_WHATS",
        "RequestKindEnum": "apps.complaints.states.RequestKind.choices",
        "RequestStateEnum": "apps.complaints.states.RequestState.choices",
        "CallCategoryEnum": "apps.api.enums.CALL_CATEGORIES",
        "CallWayEnum": "apps.api.enums.CALL_WAYS",
        "CallOutcomeEnum": "apps.api.calls.inputs.ENDINGS",
        "RoleEnum": "apps.accounts.roles.Role.choices",
        "ConsentScopeEnum": "apps.api.enums.CONSENT_SCOPES",
        "ScopeEnum": "apps.api.scopes.Scope.choices",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.api.schema.add_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Log: one line an event, to standard error, without personal data ------------------------------
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "apps.core.logs.WithoutWords", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
    "root": {"handlers": ["out"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.request": {"level": "ERROR"},
        # A poke a second would drown the rest.
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
