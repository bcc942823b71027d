"""Makes the virtual environments that tests need: one per *.txt beside this file.

    python3 venvs.py FOLDER

An environment whose stamp equals its list is left alone, so a second run takes no time. Tests that run
at once wait for each other on a lock.
"""

import fcntl
import hashlib
import pathlib
import shutil
import subprocess
import sys
import venv

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
    pip = [target / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", requirements], check=True)
    stamp.write_text(stamp_of(requirements))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for requirements in LISTS:
            make(requirements, folder / requirements.stem)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
