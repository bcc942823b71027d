"""What a FastAPI or Starlette app comes out as with the real one, and what it answers."""

import contextlib
import importlib
import inspect
import warnings

import starlette.applications
import starlette.middleware.cors
import starlette.middleware.sessions
import starlette.middleware.trustedhost

from .plain import HEADERS, plain

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the next client that it would rather have
    import starlette.testclient

# Imported ahead of the forks because nearly every job needs them or they are slow to import.
SLOW = """
    fastapi fastapi.middleware.cors fastapi.responses pydantic_settings environs decouple dotenv httpx itsdangerous
    starlette.config starlette.middleware.httpsredirect fastapi_cli.cli typer
"""
for slow in SLOW.split():
    with contextlib.suppress(ImportError):
        importlib.import_module(slow)

# Middleware of Starlette: the options that are compared, by the names that they get in the answer.
MIDDLEWARE = {
    "CORSMiddleware": {
        "allow_origins": "origins",
        "allow_credentials": "credentials",
        "allow_methods": "methods",
        "allow_headers": "headers",
    },
    "SessionMiddleware": {
        "secret_key": "secret_key",
        "session_cookie": "session_cookie",
        "max_age": "max_age",
        "same_site": "same_site",
        "https_only": "https_only",
        "domain": "domain",
        "path": "path",
    },
    "TrustedHostMiddleware": {"allowed_hosts": "allowed_hosts"},
}


def starlette_app(served):
    """The application under middleware."""
    app = served
    for _ in range(10):
        if isinstance(app, starlette.applications.Starlette):
            return app
        app = getattr(app, "app", None) or getattr(app, "__self__", None)
    raise RuntimeError(f"{served!r} is no Starlette application")


def entries_of(app):
    """Middleware of the app with effective options, the outermost first."""
    for entry in app.user_middleware:
        given = getattr(entry, "kwargs", None) or getattr(entry, "options", None) or {}
        bound = inspect.signature(entry.cls).bind(None, *getattr(entry, "args", ()), **given)
        bound.apply_defaults()
        yield entry.cls.__name__, bound.arguments


def options_of(app):
    """Effective options of Starlette's own middleware, the outermost of each kind, and all names."""
    entries = list(entries_of(app))
    options = {}
    for name, arguments in reversed(entries):
        for argument, known in MIDDLEWARE.get(name, {}).items():
            if argument in arguments:
                options[known] = plain(arguments[argument])
        if pattern := name == "CORSMiddleware" and arguments.get("allow_origin_regex"):
            options["origins"] = [*options["origins"], f"^{pattern}$"]  # it has to match as a whole
    if "allowed_hosts" in options:
        options["allowed_hosts"] = options["allowed_hosts"] or ["*"]
    if "secret_key" in options:
        options["secret_key"] = str(options["secret_key"])
    return options, [name for name, _ in entries]


def describe(served):
    app = starlette_app(served)
    options, names = options_of(app)
    schema = getattr(app, "openapi_url", None)
    docs = {
        "schema": schema or None,
        **{name: (schema and getattr(app, name, None)) or None for name in ("docs_url", "redoc_url")},
    }
    return {
        "config": {"debug": app.debug, "middleware": names, "https_redirect": "HTTPSRedirectMiddleware" in names},
        "docs": docs,
        "options": options,
        "headers": headers_of(served, options),
    }


def headers_of(served, options):
    """Headers of the answer at /, asked for over HTTPS with a host that the app lets in."""
    hosts = options.get("allowed_hosts", ["*"])
    host = "localhost" if "*" in hosts else hosts[0].replace("*", "www", 1)
    client = starlette.testclient.TestClient(served, base_url=f"https://{host}", raise_server_exceptions=False)
    reply = client.get("/")
    return {name: reply.headers.get(name) for name in HEADERS}
