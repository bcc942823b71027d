"""Runs each job in a process of its own, forked from this one so that the framework is imported once."""

import concurrent.futures
import contextlib
import io
import json
import os
import pathlib
import tempfile
import threading
import warnings

from .starts import Served, start

# A shell's own variables would leak into the jobs.
KEPT_VARIABLES = {"PATH", "LANG"}
# Only a program that hangs takes this long, on a busy machine too.
SECONDS_PER_JOB = 120


def answer(job, describe):
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
        return {"server": served.options, **describe(served.app)}


def answer_or_error(job, describe):
    """A project that does not start is an answer too."""
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            return answer(job, describe) or {"error": "nothing was served"}
        except BaseException as error:
            return {"error": f"{type(error).__name__}: {error} {said.getvalue()[-300:]}".strip()}


def run(job, describe):
    """Runs a job in a forked process and hands its answer back through a pipe."""
    with tempfile.TemporaryDirectory() as folder:
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read_end)
            os.chdir(folder)
            text = json.dumps(answer_or_error(job, describe))
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


def run_all(jobs, describe):
    """The answers to jobs, in their order."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda job: run(job, describe), jobs))
