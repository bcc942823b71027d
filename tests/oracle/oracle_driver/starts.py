"""Starts the program of a command line as far as the point where it would serve."""

import contextlib
import importlib
import inspect
import os
import pathlib
import runpy
import shlex
import sys


class Served(BaseException):
    """Raised where a server would start to serve."""

    def __init__(self, app, **options):
        self.app, self.options = app, options


def start(command):
    """Starts the program of a command line; comes back by raising Served."""
    program, *arguments = shlex.split(command)
    STARTERS[program](arguments)


def start_python(arguments):
    sys.path.insert(0, os.getcwd())
    if arguments[0] == "-m" and arguments[1] in MODULES:
        STARTERS[arguments[1]](arguments[2:])
    elif arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path[0] = str(pathlib.Path(arguments[0]).parent.resolve())
        runpy.run_path(arguments[0], run_name="__main__")
    raise RuntimeError("the script ended without serving")


def start_gunicorn(arguments):
    sys.argv = ["gunicorn", *arguments]
    gunicorn_config.Chdir.default = os.getcwd()  # otherwise the folder in which gunicorn was imported
    server = WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn")
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
    sys.path.insert(0, os.getcwd())  # uWSGI has "." ahead of everything
    if file := options.get("--wsgi-file"):
        raise Served(runpy.run_path(file, run_name="uwsgi_file")[options.get("--callable", "application")])
    raise Served(named(options.get("--module") or options["-w"], options.get("--callable", "application")))


def named(target, default="application"):
    sys.path.insert(0, os.getcwd())
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name or default)


def start_uvicorn(arguments):
    sys.path.insert(0, os.getcwd())
    uvicorn_main.main.main(arguments, standalone_mode=False, auto_envvar_prefix="UVICORN")


def run_uvicorn(app, **options):
    """Stands in for uvicorn.run: loads the app as uvicorn does, and gives up what it was handed."""
    known = inspect.signature(uvicorn.Config).parameters
    if folder := options.get("app_dir"):
        sys.path.insert(0, folder)
    options = {"log_config": None, **{name: value for name, value in options.items() if name in known}}
    config = uvicorn.Config(app, **options)
    loaded = uvicorn.importer.import_from_string(config.app)
    if getattr(config, "factory", False):
        loaded = loaded()
    raise Served(
        loaded,
        host=config.host if not config.uds else None,
        port=config.port,
        use_reloader=bool(config.reload),
    )


def start_hypercorn(arguments):
    sys.path.insert(0, os.getcwd())
    hypercorn_main.main(arguments)


def run_hypercorn(config, *_):
    """Stands in for hypercorn's run."""
    module, _, name = config.application_path.partition(":")
    sys.path.insert(0, os.getcwd())
    host = config.bind[0].rsplit(":", 1)[0].strip("[]")
    raise Served(getattr(importlib.import_module(module), name or "app"), host=host, use_reloader=config.use_reloader)


def start_fastapi(arguments):
    fastapi_cli.app(arguments, standalone_mode=False)


STARTERS = {
    "python": start_python,
    "gunicorn": start_gunicorn,
    "waitress-serve": start_waitress,
    "uwsgi": start_uwsgi,
    "uvicorn": start_uvicorn,
    "hypercorn": start_hypercorn,
    "fastapi": start_fastapi,
}
# Those that `python -m` starts in the same way.
MODULES = {"flask", "uvicorn", "gunicorn", "hypercorn", "fastapi"}

# A server is there where the list of the virtual environment has it.
with contextlib.suppress(ImportError):
    import gunicorn.config as gunicorn_config
    from gunicorn.app.wsgiapp import WSGIApplication
with contextlib.suppress(ImportError):
    import uvicorn
    import uvicorn.importer
    import uvicorn.main

    uvicorn_main = sys.modules["uvicorn.main"]
    uvicorn.run = uvicorn_main.run = run_uvicorn
with contextlib.suppress(ImportError):
    import hypercorn.__main__ as hypercorn_main

    hypercorn_main.run = run_hypercorn
with contextlib.suppress(ImportError):
    import fastapi_cli.cli as fastapi_cli
