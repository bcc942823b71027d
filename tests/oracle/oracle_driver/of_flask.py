"""What an app's configuration comes out as with the real Flask."""

import contextlib
import importlib
import sys

import flask
import flask.cli
import werkzeug.serving

from .plain import HEADERS, plain
from .starts import STARTERS, Served

# Imported ahead of the forks because nearly every job needs them or they are slow to import.
for slow in ("flask_sqlalchemy", "flask_wtf", "flask_login", "pydantic_settings", "dynaconf", "environs", "environ"):
    with contextlib.suppress(ImportError):
        importlib.import_module(slow)

CONFIG = """
    DEBUG TESTING PROPAGATE_EXCEPTIONS TRAP_HTTP_EXCEPTIONS TRAP_BAD_REQUEST_ERRORS EXPLAIN_TEMPLATE_LOADING
    SECRET_KEY SECRET_KEY_FALLBACKS TRUSTED_HOSTS MAX_CONTENT_LENGTH PREFERRED_URL_SCHEME PERMANENT_SESSION_LIFETIME
    SESSION_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE SESSION_COOKIE_DOMAIN
    SESSION_COOKIE_PATH REMEMBER_COOKIE_SECURE REMEMBER_COOKIE_HTTPONLY REMEMBER_COOKIE_SAMESITE
    REMEMBER_COOKIE_DURATION WTF_CSRF_ENABLED JWT_SECRET_KEY JWT_COOKIE_SECURE JWT_COOKIE_CSRF_PROTECT
    JWT_ACCESS_TOKEN_EXPIRES JWT_ALGORITHM DEBUG_TB_ENABLED SQLALCHEMY_DATABASE_URI SQLALCHEMY_ECHO MAIL_SERVER
    MAIL_USE_TLS
""".split()


def run_simple(hostname, port, application, use_reloader=False, use_debugger=False, use_evalex=True, **_):
    raise Served(
        application,
        host=hostname,
        use_reloader=bool(use_reloader),
        use_debugger=bool(use_debugger),
        use_evalex=bool(use_evalex),
    )


def start_flask(arguments):
    sys.argv = ["flask", *arguments]
    flask.cli.main()


werkzeug.serving.run_simple = run_simple
flask.cli.run_simple = run_simple
STARTERS["flask"] = start_flask


def flask_app(served):
    """The Flask application under middleware and lazy loaders."""
    app = served
    for _ in range(10):
        if isinstance(app, flask.Flask):
            return app
        if loader := getattr(app, "loader", None):
            app = loader()
            continue
        app = getattr(app, "app", None) or getattr(app, "wsgi_app", None) or getattr(app, "__self__", None)
    raise RuntimeError(f"{served!r} is no Flask application")


def headers_of(app):
    """Headers of the answer at /, as asked for over HTTPS by a browser that was told no more than the address."""
    if all(rule.rule != "/" for rule in app.url_map.iter_rules()):
        return {}
    reply = app.test_client().get("/", base_url="https://localhost")
    return {name: reply.headers.get(name) for name in HEADERS}


def describe(served):
    app = flask_app(served)
    headers = headers_of(app)  # first, for some extensions configure at the first request
    config = {name: plain(app.config[name]) for name in CONFIG if name in app.config}
    config["DEBUG"] = app.debug
    return {"config": config, "headers": headers}
