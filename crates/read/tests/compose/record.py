#!/usr/bin/env python3
"""Writes into samples.txt what docker-compose makes of each sample: `apt-get install docker-compose`, then run it here.

It only reads files, and needs no engine."""
import os, pathlib, subprocess, sys, tempfile
import yaml

MARK = "--- docker-compose config"


def rows(folder, whole):
    for name, service in sorted((whole.get("services") or {}).items()):
        for key in ("image", "user"):
            if key in service:
                yield f"{name} {key} {service[key]}"
        if service.get("privileged"):
            yield f"{name} privileged"
        for capability in service.get("cap_add") or []:
            yield f"{name} capability {capability}"
        if "command" in service:
            command = service["command"]
            yield f"{name} command {command if isinstance(command, str) else ' '.join(command)}".replace("$$", "$")
        for key, value in sorted((service.get("environment") or {}).items()):
            if value is not None:
                yield f"{name} variable {key}={value}".replace("$$", "$")
        yield from sorted(f"{name} port {port(one)}" for one in service.get("ports") or [])
        yield from sorted(f"{name} mount {mount(folder, one)}" for one in service.get("volumes") or [])
        limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
        memory = service.get("mem_limit") or limits.get("memory")
        if memory:
            yield f"{name} memory {memory}"


def port(one):
    if isinstance(one, dict):
        address, published = one.get("host_ip") or "0.0.0.0", one.get("published", "*")
        return f"{address}:{published} > {one['target']}/{one.get('protocol', 'tcp')}"
    ports, _, protocol = str(one).partition("/")
    *rest, target = ports.rsplit(":", 2)
    published = rest[-1] if rest and rest[-1] else "*"
    address = rest[0] if len(rest) == 2 else "0.0.0.0"
    return f"{address}:{published} > {target}/{protocol or 'tcp'}"


def mount(folder, one):
    if isinstance(one, dict):
        source, target, only = one.get("source", ""), one["target"], one.get("read_only", False)
    else:
        source, target, *options = str(one).split(":")
        only = "ro" in ",".join(options).split(",")
    source = os.path.relpath(source, folder) if source.startswith(str(folder)) else source
    return f"{'' if source == '.' else source} > {target}{' read-only' if only else ''}"


def config(world):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder).resolve()
        for section in world.split("=== ")[1:]:
            path, _, text = section.partition("\n")
            file = folder / path.strip()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        keep = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        run = subprocess.run(["docker-compose", "config"], cwd=folder, env=keep, capture_output=True, text=True)
        if run.returncode:
            sys.exit(f"{world}\n{run.stderr}")
        return list(rows(folder, yaml.safe_load(run.stdout)))


def main():
    file = pathlib.Path(__file__).with_name("samples.txt")
    samples = [part.split(MARK)[0].strip() for part in file.read_text().split("\n## ")]
    out = []
    for sample in samples:
        name, _, world = sample.lstrip("# ").partition("\n")
        out.append(f"## {name}\n{world.strip()}\n{MARK}\n" + "\n".join(config(world.strip() + "\n")) + "\n")
    file.write_text("\n".join(out))


main()
