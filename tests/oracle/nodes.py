"""Installs the packages of Node that tests need: a folder for each folder beside this file with a package-lock.json.

    python3 nodes.py FOLDER

What is installed already is left alone, so a second run takes no time. Tests that run at once wait for each other.
No script of a package is run.
"""

import fcntl
import hashlib
import pathlib
import shutil
import subprocess
import sys

LOCKS = sorted(pathlib.Path(__file__).parent.glob("*/package-lock.json"))
FILES = ["package.json", "package-lock.json"]
QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
# Observatory reads the browsers' list of sites that are only asked over https, which a script of its package fetches.
PRELOADED = "node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"


def make(source, target):
    stamp = target / "stamp"
    wanted = hashlib.sha256(b"".join((source / name).read_bytes() for name in FILES)).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing packages of Node into {target}", file=sys.stderr)
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(source / name, target / name)
    subprocess.run(["npm", "ci", *QUIET], cwd=target, check=True)
    if (target / PRELOADED).parent.exists():
        (target / PRELOADED).write_text("{}")
    stamp.write_text(wanted)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for source in LOCKS:
            make(source.parent, folder / source.parent.name)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
