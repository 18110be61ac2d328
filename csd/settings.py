"""Settings, all from the environment; `.env.example` lists the variables. Defaults are those of a careful installation."""

import os
from pathlib import Path

from csd.installation import configuration
from csd.installation.environment import flag, read_env_file, words
from csd.installation.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
read_env_file(BASE_DIR / ".env")
DATA_DIR = configuration.data_dir()

DEBUG = flag("DEBUG")
HTTPS = flag("CSD_HTTPS")
# the page of all parts (csd.shell.views.parts), for whoever works on the look
CSD_PARTS = flag("CSD_PARTS", default=DEBUG)
SECRET_KEY = configuration.secret_key()
ALLOWED_HOSTS = words("CSD_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and not host.startswith("[")]

INSTALLED_APPS = [
    "csd",
    "duty",
    "attendance",
    "payroll",
    "hazmat",
    "csd.administration.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "pgtrigger",
    "pghistory",
    "crispy_forms",
    "django_htmx",
    "django_celery_beat",
    "django_structlog",
    "csp",
]

# forms: a template pack of ours (templates/csd_pack), and Bootstrap's class for each kind of box
CRISPY_TEMPLATE_PACK = "csd_pack"
CRISPY_ALLOWED_TEMPLATE_PACKS = (CRISPY_TEMPLATE_PACK,)
CRISPY_FAIL_SILENTLY = False
_BOXES = ("textinput", "numberinput", "passwordinput", "dateinput", "textarea")
CRISPY_CLASS_CONVERTERS = {**dict.fromkeys(_BOXES, "form-control"), "select": "form-select"}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "csd.shell.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "csd.signin.middleware.EndedSessionMiddleware",
    "csd.shell.middleware.CutOffMiddleware",
    "csd.signin.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csd.shell.middleware.DenialMiddleware",
    "csd.shell.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "csd.urls"
WSGI_APPLICATION = "csd.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csd.shell.context.shell",
            ],
        },
    }
]

DATABASES = configuration.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "csd.User"
AUTHENTICATION_BACKENDS = ["csd.signin.backends.EmployeeBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "sign-in", "home"
SESSION_ENGINE = "csd.access.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "csd.shell.views.errors.csrf_failed"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "csd.signin.passwords.SiteWordsValidator"},
]
# in passwords these count for nothing, like the names and numbers of the person
CSD_PASSWORD_WORDS = ["客服", "kefu", "customer", "service", "desk", "admin", "password", "mima", *words("CSD_COMPANY_WORDS")]

# what a record was before it changed is itself never changed
PGHISTORY_APPEND_ONLY = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "csd.installation.assets.PackagedAssets",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "media"}},
    "staticfiles": {"BACKEND": "csd.installation.assets.CollectedAssets"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = int(os.environ.get("CSD_HSTS_SECONDS", "31536000")) if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = logging_settings(os.environ.get("CSD_LOG_LEVEL", "WARNING"))
LOGGING_CONFIG = "csd.installation.logs.configure"
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# Celery: FAULTS F04, F05, F10. The queue is a hint and rows are the truth; a lost worker's task comes back in about a minute.
CELERY_BROKER_URL = configuration.redis_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_timeout": 3,
    "socket_connect_timeout": 2,
    "retry_on_timeout": False,
    "max_retries": 1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# in KiB: a worker that joined 100,000 payslips into one document (1 GB) ends after it and gives the memory back
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
# Shorter than the visibility timeout: no task is still running when its second delivery comes.
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 55
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TIMEZONE = TIME_ZONE
# How many workers of the queue `payroll` there are: `manage.py run` starts as many, and a month is offered to as many.
CSD_RUN_WORKERS: int = int(os.environ.get("CSD_RUN_WORKERS", "2"))
# Whether `manage.py run` starts the worker of the queue `optimiser`, where rosters are solved.
CSD_OPTIMISER: bool = flag("CSD_OPTIMISER", default=True)
# The most people a worker computes in one transaction: large enough for few statements, small enough that progress moves.
CSD_PEOPLE_PER_CHUNK: int = int(os.environ.get("CSD_PEOPLE_PER_CHUNK", "1000"))
# A worker that holds a part of a month and stands still for this long loses it to the others.
CSD_STUCK_SECONDS: int = int(os.environ.get("CSD_STUCK_SECONDS", "60"))
# Exports: how many workers write them, how many days a file is kept, how many one person may have under way, how
# many payslips one part of a document holds.
CSD_EXPORT_WORKERS: int = int(os.environ.get("CSD_EXPORT_WORKERS", "2"))
CSD_EXPORT_DAYS: int = int(os.environ.get("CSD_EXPORT_DAYS", "7"))
CSD_EXPORTS_OPEN_MAX: int = int(os.environ.get("CSD_EXPORTS_OPEN_MAX", "5"))
CSD_SLIPS_PER_PART: int = int(os.environ.get("CSD_SLIPS_PER_PART", "500"))
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
