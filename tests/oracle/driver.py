"""Starts little projects with a real framework and prints what their configuration came out as.

    python driver.py flask < jobs.json > answers.json

A job is {"files": {path: text}, "variables": {name: value}, "command": "gunicorn app:app"}. Its answer, in
the same order, is {"config": {name: value}, "server": {name: value}, "headers": {name: value}}, or
{"error": text} when the project does not start. Each job runs in a process of its own and in a folder of its
own; servers are stubs that give up what they were handed. What is particular to a framework is in
oracle_driver/of_NAME.py: `describe` is handed what would be served.
"""

import importlib
import json
import sys

from oracle_driver.jobs import run_all


def main(framework):
    describe = importlib.import_module(f"oracle_driver.of_{framework}").describe
    sys.path.pop(0)  # this folder
    json.dump(run_all(json.load(sys.stdin), describe), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
