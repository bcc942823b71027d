"""What a project's settings come out as with the real Django, what it answers, and what its own checks say."""

import contextlib
import importlib
import re
import sys
import types

import django.conf
import django.core.management
import django.core.management.commands.runserver as runserver
import django.db.utils
import django.http
import django.test
import django.urls
import django.utils.autoreload

from .plain import HEADERS, plain
from .starts import STARTERS, Served

# Imported ahead of the forks because nearly every job needs them or they are slow to import.
SLOW = """
    django.core.handlers.asgi django.core.handlers.wsgi django.core.management.commands.check
    django.contrib.sessions.backends.db django.contrib.messages.middleware django.contrib.staticfiles.handlers
    django.db.models django.forms django.template.backends.django django.utils.translation.trans_real
    django.views.debug django.views.defaults django.middleware.csrf django.middleware.security
    django.db.backends.sqlite3.base django.contrib.auth.hashers
    environ decouple dj_database_url dotenv environs corsheaders.middleware csp.middleware whitenoise.middleware
    configurations split_settings.tools yaml pydantic_settings dynaconf
"""
for slow in SLOW.split():
    with contextlib.suppress(ImportError):
        importlib.import_module(slow)

SETTINGS = """
    DEBUG SECRET_KEY SECRET_KEY_FALLBACKS ALLOWED_HOSTS MIDDLEWARE SESSION_COOKIE_NAME SESSION_COOKIE_SECURE
    SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE SESSION_COOKIE_AGE SESSION_COOKIE_DOMAIN SESSION_COOKIE_PATH
    SESSION_ENGINE SESSION_SERIALIZER SESSION_EXPIRE_AT_BROWSER_CLOSE CSRF_TRUSTED_ORIGINS SECURE_PROXY_SSL_HEADER USE_X_FORWARDED_HOST
    DATA_UPLOAD_MAX_MEMORY_SIZE
""".split()
# Given only where the project sets them.
OPTIONAL = """
    PASSWORD_HASHERS EMAIL_HOST
""".split()
REST = """
    DEFAULT_AUTHENTICATION_CLASSES DEFAULT_PERMISSION_CLASSES DEFAULT_RENDERER_CLASSES
""".split()
SCHEMES = {"postgresql": "postgresql", "postgresql_psycopg2": "postgresql", "postgis": "postgresql", "mysql": "mysql", "sqlite3": "sqlite"}
# An origin that no project of the corpus trusts.
STRANGER = "https://stranger.test"


def inner_run(self, *_, **options):
    """Stands in for the development server, behind everything that it checks first."""
    # "0" is short for every interface.
    raise Served(None, host="0.0.0.0" if self.addr == "0" else self.addr, use_reloader=options["use_reloader"])


def load_backend(_, load=django.db.utils.load_backend):
    """Stands in for the drivers of all databases."""
    return load("django.db.backends.sqlite3")


runserver.Command.inner_run = inner_run
django.db.utils.load_backend = load_backend
django.utils.autoreload.run_with_reloader = lambda function, *args, **kwargs: function(*args, **kwargs)


def start_django_admin(arguments):
    sys.argv = ["django-admin", *arguments]
    django.core.management.execute_from_command_line()


STARTERS["django-admin"] = start_django_admin


def settings_of(holder):
    """Settings as they stand: Django refuses to hand out an empty key, and so does not show it."""
    config = {name: plain(getattr(holder, name)) for name in SETTINGS if hasattr(holder, name)}
    config.update({name: plain(getattr(holder, name)) for name in OPTIONAL if holder.is_overridden(name)})
    if "EMAIL_HOST" in config:
        config["EMAIL_TLS"] = bool(holder.EMAIL_USE_TLS or holder.EMAIL_USE_SSL)
    if "django.contrib.auth" in holder.INSTALLED_APPS:
        config["AUTH_PASSWORD_VALIDATORS"] = [one.get("NAME") for one in holder.AUTH_PASSWORD_VALIDATORS]
    return config


def database_of(holder):
    """The database that is used, when it is one on the network."""
    default = holder.DATABASES.get("default") or {}
    engine = default.get("ENGINE", "").rpartition(".")[2]
    if not default.get("HOST"):
        return {}
    scheme = SCHEMES.get(engine, engine)
    return {"scheme": scheme, **{name.lower(): str(default.get(name) or "") for name in ("HOST", "USER", "PASSWORD")}}


def csrf_cookie_of(holder):
    """How the cookie with the token is sent, where there is one."""
    if holder.CSRF_USE_SESSIONS or "CsrfViewMiddleware" not in set(classes(holder)):
        return {}
    names = ("CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SAMESITE")
    return {name: plain(getattr(holder, name)) for name in names}


def stand_in_for_the_database(holder):
    """No test connects to what a project names."""
    for database in holder.DATABASES.values():
        database.update(NAME=":memory:", ATOMIC_REQUESTS=False, OPTIONS={})


def rest_of(holder):
    """What Django REST framework uses, defaults included, by name."""
    if "rest_framework" not in holder.INSTALLED_APPS:
        return {}
    from rest_framework.settings import DEFAULTS

    own = getattr(holder, "REST_FRAMEWORK", {})
    return {name: [named(one) for one in own.get(name, DEFAULTS[name])] for name in REST}


def named(one):
    return one if isinstance(one, str) else f"{one.__module__}.{one.__qualname__}"


def classes(holder):
    """Middleware as classes with their bases, for a project may derive its own."""
    for path in holder.MIDDLEWARE:
        with contextlib.suppress(ImportError, AttributeError):
            module, _, name = path.rpartition(".")
            one = getattr(importlib.import_module(module), name)
            yield from (base.__name__ for base in getattr(one, "__mro__", [one]))


def page(_):
    return django.http.HttpResponse("ok")


def give_a_page(holder):
    """Lets any host ask for /, which gets a page if the project has none."""
    django.conf.settings.ALLOWED_HOSTS = ["*"]
    with contextlib.suppress(Exception):
        django.urls.resolve("/")
        return
    urls = types.ModuleType("page_of_the_driver")
    urls.urlpatterns = [django.urls.path("", page)]
    sys.modules["page_of_the_driver"] = urls
    django.conf.settings.ROOT_URLCONF = "page_of_the_driver"
    django.urls.clear_url_caches()


def answers_of(holder):
    """Headers of the answer at /, and what the middleware does, as seen from outside."""
    give_a_page(holder)
    client = django.test.Client(raise_request_exception=False, SERVER_NAME="shop.test")
    reply = client.get("/", secure=True)
    from_elsewhere = client.get("/", secure=True, HTTP_ORIGIN=STRANGER)
    plainly = client.get("/")
    seen = set(classes(holder))
    effects = {
        "redirect": plainly.status_code == 301 and plainly.get("Location", "").startswith("https:"),
        "csrf": "CsrfViewMiddleware" in seen,
        "toolbar": "DebugToolbarMiddleware" in seen and is_shown(plainly.wsgi_request),
    }
    if "CorsMiddleware" in seen:
        effects.update(cors_of(from_elsewhere))
    return {name: reply.get(name) for name in HEADERS}, effects


def is_shown(request):
    """Whether the debug toolbar shows itself to this machine."""
    from debug_toolbar.middleware import get_show_toolbar

    with contextlib.suppress(TypeError):
        return bool(get_show_toolbar()(request))
    return bool(get_show_toolbar(async_mode=False)(request))


def cors_of(reply):
    """The origins that django-cors-headers lets in, a star for all, and whether with cookies."""
    from corsheaders.conf import conf

    patterns = [getattr(one, "pattern", one) for one in conf.CORS_ALLOWED_ORIGIN_REGEXES]
    every = reply.get("Access-Control-Allow-Origin") in ("*", STRANGER)
    origins = ["*"] if every else [*conf.CORS_ALLOWED_ORIGINS, *patterns]
    return {"origins": origins, "credentials": bool(conf.CORS_ALLOW_CREDENTIALS)} if origins else {}


def checks():
    """What `manage.py check --deploy` says of security, by id."""
    from django.core import checks as registry

    said = registry.run_checks(tags=["security"], include_deployment_checks=True)
    return sorted({one.id for one in said if re.fullmatch(r"security\.[WE]\d+", one.id or "")})


def describe(_served):
    holder = django.conf.settings
    holder.DEBUG  # noqa: B018 - reads the settings if nothing has
    holder = holder._wrapped
    config, database, rest = settings_of(holder), database_of(holder), rest_of(holder)
    stand_in_for_the_database(holder)
    django.setup()
    found = checks()
    headers, effects = answers_of(holder)
    return {
        "config": config,
        "database": database,
        "rest": rest,
        "csrf_cookie": csrf_cookie_of(holder),
        "headers": headers,
        "effects": effects,
        "checks": found,
    }
