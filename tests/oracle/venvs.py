"""Makes the virtual environments that tests need: one per *.txt beside this file.

    python3 venvs.py FOLDER

An environment whose stamp equals its list is left alone, so a second run takes no time. Tests that run
at once wait for each other on a lock.
"""

import concurrent.futures
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import venv

# The lists are complete: nothing has to be worked out, which keeps it quick.
PIP = "-m pip install --quiet --disable-pip-version-check --no-deps".split()
LISTS = sorted(pathlib.Path(__file__).parent.glob("*.txt"))


def stamp_of(requirements):
    """Changes when the list or the interpreter does."""
    return hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()


def make(requirements, target):
    stamp = target / "stamp"
    if stamp.exists() and stamp.read_text() == stamp_of(requirements):
        return
    print(f"installing {requirements.stem} into {target}", file=sys.stderr)
    shutil.rmtree(target, ignore_errors=True)
    venv.create(target, with_pip=True)
    subprocess.run([target / "bin" / "python", *PIP, "--requirement", requirements], check=True)
    stamp.write_text(stamp_of(requirements))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda requirements: make(requirements, folder / requirements.stem), LISTS))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
