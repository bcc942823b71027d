"""Audits real products, each as it comes and hardened, and compares what is found with what is there.

    python3 run.py SNECK FOLDER [NAME...]

FOLDER keeps what was fetched: packages of Debian are unpacked there and not installed, those of PyPI and npm live in
environments of their own. Every product runs on a free port of the loopback address and ends with its audit.
"""

import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
import programs
from table import PRODUCTS, free_port

PATIENCE = 300
# What a product says of headers is its makers' business, and the report's; here it is left out.
LEFT_OUT = ("headers/",)


def debian(root, package):
    """The package, unpacked with what it needs beyond what is installed."""
    folder = root / "debian" / package
    if not (folder / "stamp").exists():
        print(f"fetching {package}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        archives = folder / "archives"
        archives.mkdir(parents=True)
        quiet = {"cwd": archives, "check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "download", "--quiet=2", *programs.wanted(package)], **quiet)
        for file in archives.glob("*.deb"):
            subprocess.run(["dpkg-deb", "--extract", file, folder], check=True)
        shutil.rmtree(archives)
        (folder / "stamp").touch()
    return folder


def pypi(root, requirement):
    folder = root / "pypi" / requirement
    if not (folder / "stamp").exists():
        print(f"installing {requirement}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, requirement], check=True)
        (folder / "stamp").touch()
    return folder


def npm(root, package):
    folder = root / "npm" / package
    if not (folder / "stamp").exists():
        print(f"installing {package}", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        # A tag that registries and their mirrors do not all keep.
        (folder / "package.json").write_text('{"overrides": {"node-fetch": "2.7.0"}}')
        command = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, package]
        subprocess.run(command, check=True)
        (folder / "stamp").touch()
    return folder


FETCH = {"debian": debian, "pypi": pypi, "npm": npm}


class Place:
    """Where one product runs: its own folder, port and password, and what was fetched for it."""

    def __init__(self, folder, fetched):
        self.folder, self.fetched = folder, fetched
        self.port, self.password = free_port(), secrets.token_hex(16)

    def write(self, path, text):
        whole = self.folder / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(text)
        return whole


def wait(process, port, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as stream:
                stream.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if stream.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"it does not answer:\n{log.read_text()[-3000:]}")


def audit(sneck, place, arguments):
    state = place.folder / "state"
    environment = {"PATH": os.environ["PATH"], "XDG_STATE_HOME": str(state)}
    command = [sneck, "check", "--format", "json", "--url", f"http://127.0.0.1:{place.port}", *arguments]
    done = subprocess.run(command, cwd=place.folder, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command}: {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def lines(report):
    found = {f"{finding['severity']} {finding['rule']}": finding["message"] for finding in report["findings"]}
    return {line: message for line, message in found.items() if not line.split(" ")[1].startswith(LEFT_OUT)}


def judge(sneck, product, form, fetched):
    """Starts one form of a product, audits it, and says what differs."""
    with tempfile.TemporaryDirectory(prefix="product") as folder:
        place = Place(pathlib.Path(folder), fetched)
        command, environment = form["start"](place)
        log = place.folder / "log"
        with log.open("w") as output:
            streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
            whole = dict(os.environ, HOME=folder, **environment)
            process = subprocess.Popen(
                [str(part) for part in command], cwd=folder, env=whole, start_new_session=True, **streams
            )
        try:
            wait(process, place.port, log)
            form.get("ready", lambda place: None)(place)
            report = audit(sneck, place, product.get("arguments", []))
        finally:
            end(process, folder)
    found, expected = lines(report), set(form["finds"])
    missed = [f"  missed: {line}" for line in sorted(expected - set(found))]
    wrong = [f"  not expected: {line}: {found[line]}" for line in sorted(set(found) - expected)]
    return report["summary"]["coverage"]["requests"], missed + wrong


def end(process, home):
    """With all that it started: its group, and what left the group, as Erlang does, and is known by its home."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(timeout=15)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
    for left in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if f"HOME={home}".encode() in (left / "environ").read_bytes().split(b"\0"):
                os.kill(int(left.name), signal.SIGKILL)
        except OSError:
            continue


def main():
    # Who ends this program ends what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sneck, root, names = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
    failed = False
    for product in PRODUCTS:
        if names and product["name"] not in names:
            continue
        fetched = [FETCH[kind](root, what) for kind, what in product["needs"]]
        for form in ("default", "hardened"):
            requests, differences = judge(sneck, product, product[form], fetched)
            count = len(product[form]["finds"])
            verdict = "differs" if differences else "as expected"
            print(f"{product['name']}, {form}: {count} findings, {requests} requests, {verdict}", *differences, sep="\n")
            failed |= bool(differences)
    sys.exit(failed)


if __name__ == "__main__":
    main()
