"""Starts little projects with the real Flask and prints what their configuration came out as.

    python driver.py < jobs.json > answers.json

A job is {"files": {path: text}, "variables": {name: value}, "command": "gunicorn app:app"}. Its answer, in
the same order, is {"config": {name: value}, "server": {name: value}, "headers": {name: value}}, or
{"error": text} when the project does not start. Each job runs in a process of its own, forked from this one
so that Flask is imported once, in a folder of its own; servers are stubs that give up what they were handed.
"""

import concurrent.futures
import contextlib
import datetime
import importlib
import io
import json
import os
import pathlib
import runpy
import shlex
import sys
import tempfile
import threading
import warnings

import flask
import flask.cli
import gunicorn.app.wsgiapp
import gunicorn.config
import werkzeug.serving

# Imported ahead of the forks because nearly every job needs them or they are slow to import.
for slow in ("flask_sqlalchemy", "flask_wtf", "flask_login", "pydantic_settings", "dynaconf", "environs", "environ"):
    with contextlib.suppress(ImportError):
        importlib.import_module(slow)

# A shell's own variables would leak into the jobs.
KEPT_VARIABLES = {"PATH", "LANG"}
SECONDS_PER_JOB = 20

CONFIG = """
    DEBUG TESTING PROPAGATE_EXCEPTIONS TRAP_HTTP_EXCEPTIONS TRAP_BAD_REQUEST_ERRORS EXPLAIN_TEMPLATE_LOADING
    SECRET_KEY SECRET_KEY_FALLBACKS TRUSTED_HOSTS MAX_CONTENT_LENGTH PREFERRED_URL_SCHEME PERMANENT_SESSION_LIFETIME
    SESSION_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE SESSION_COOKIE_DOMAIN
    SESSION_COOKIE_PATH REMEMBER_COOKIE_SECURE REMEMBER_COOKIE_HTTPONLY REMEMBER_COOKIE_SAMESITE
    REMEMBER_COOKIE_DURATION WTF_CSRF_ENABLED JWT_SECRET_KEY JWT_COOKIE_SECURE JWT_COOKIE_CSRF_PROTECT
    JWT_ACCESS_TOKEN_EXPIRES JWT_ALGORITHM DEBUG_TB_ENABLED SQLALCHEMY_DATABASE_URI SQLALCHEMY_ECHO MAIL_SERVER
    MAIL_USE_TLS
""".split()
HEADERS = """
    Strict-Transport-Security Content-Security-Policy X-Frame-Options X-Content-Type-Options Referrer-Policy
    Permissions-Policy
""".split()


class Served(BaseException):
    """Raised where a server would start to serve."""

    def __init__(self, app, **options):
        self.app, self.options = app, options


def run_simple(hostname, port, application, use_reloader=False, use_debugger=False, use_evalex=True, **_):
    raise Served(
        application,
        host=hostname,
        use_reloader=bool(use_reloader),
        use_debugger=bool(use_debugger),
        use_evalex=bool(use_evalex),
    )


werkzeug.serving.run_simple = run_simple
flask.cli.run_simple = run_simple


def start(command):
    """Starts the program of a command line; comes back by raising Served."""
    program, *arguments = shlex.split(command)
    STARTERS[program](arguments)


def start_python(arguments):
    sys.path.insert(0, os.getcwd())
    if arguments[0] == "-m" and arguments[1] == "flask":
        start_flask(arguments[2:])
    elif arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path[0] = str(pathlib.Path(arguments[0]).parent.resolve())
        runpy.run_path(arguments[0], run_name="__main__")
    raise RuntimeError("the script ended without serving")


def start_flask(arguments):
    sys.argv = ["flask", *arguments]
    flask.cli.main()


def start_gunicorn(arguments):
    sys.argv = ["gunicorn", *arguments]
    gunicorn.config.Chdir.default = os.getcwd()  # otherwise the folder in which gunicorn was imported
    server = gunicorn.app.wsgiapp.WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn")
    os.environ.update(server.cfg.env)
    sys.path[:0] = (server.cfg.pythonpath or os.curdir).split(",")
    address = server.cfg.address[0]
    host = (address[0] or "0.0.0.0") if isinstance(address, tuple) else None
    raise Served(server.load(), host=host, use_reloader=bool(server.cfg.reload))


def start_waitress(arguments):
    options = [word for word in arguments if word.startswith("-")]
    app = named(arguments[-1])
    raise Served(app() if "--call" in options else app)


def start_uwsgi(arguments):
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    if file := options.get("--wsgi-file"):
        raise Served(runpy.run_path(file, run_name="uwsgi_file")[options.get("--callable", "application")])
    raise Served(named(options.get("--module") or options["-w"], options.get("--callable", "application")))


def named(target, default="application"):
    sys.path.insert(0, os.getcwd())
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name or default)


STARTERS = {
    "python": start_python,
    "flask": start_flask,
    "gunicorn": start_gunicorn,
    "waitress-serve": start_waitress,
    "uwsgi": start_uwsgi,
}


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


def plain(value):
    """As JSON: durations in seconds, text for bytes, and the type alone of what has no counterpart."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(member) for member in value]
    return {"type": type(value).__name__}


def headers_of(app):
    """Headers of the answer at /, as asked for over HTTPS by a browser that was told no more than the address."""
    if all(rule.rule != "/" for rule in app.url_map.iter_rules()):
        return {}
    reply = app.test_client().get("/", base_url="https://localhost")
    return {name: reply.headers.get(name) for name in HEADERS}


def answer(job):
    for path, text in job["files"].items():
        file = pathlib.Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    os.environ.clear()
    os.environ.update(kept, HOME=os.getcwd(), **job["variables"])
    try:
        start(job["command"])
    except Served as served:
        app = flask_app(served.app)
        headers = headers_of(app)  # first, for some extensions configure at the first request
        config = {name: plain(app.config[name]) for name in CONFIG if name in app.config}
        config["DEBUG"] = app.debug
        return {"config": config, "server": served.options, "headers": headers}


def answer_or_error(job):
    """A project that does not start is an answer too."""
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            return answer(job) or {"error": "nothing was served"}
        except BaseException as error:
            return {"error": f"{type(error).__name__}: {error} {said.getvalue()[-300:]}".strip()}


def run(job):
    """Runs a job in a forked process and hands its answer back through a pipe."""
    with tempfile.TemporaryDirectory() as folder:
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read_end)
            os.chdir(folder)
            text = json.dumps(answer_or_error(job))
            with os.fdopen(write_end, "w") as pipe:
                pipe.write(text)
            os._exit(0)
        os.close(write_end)
        timer = threading.Timer(SECONDS_PER_JOB, os.kill, (child, 9))
        timer.start()
        with os.fdopen(read_end) as pipe:
            text = pipe.read()
        timer.cancel()
        os.waitpid(child, 0)
    return json.loads(text) if text else {"error": f"no answer within {SECONDS_PER_JOB} seconds"}


def main():
    sys.path.pop(0)  # this folder
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        json.dump(list(pool.map(run, json.load(sys.stdin))), sys.stdout)


if __name__ == "__main__":
    main()
