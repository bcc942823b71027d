//! `deploy/docker-socket`: a container may give orders to the daemon that runs it.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Step, Strength, Value, Verdicts};

use crate::common::{Fault, flag, place_of};
use crate::machine::{PRODUCTION, with_power};
use crate::mending::{risky, without_items};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/docker-socket",
    title: "The socket of the container engine is mounted",
    severity: Severity::Critical,
    checklist: "No container reaches the socket of the container engine",
    why: "Whoever may write to the engine's socket may start any container, also a privileged one with the whole disk of \
          the machine mounted: that is root of the machine. Mounting it read-only changes nothing, because orders are \
          sent through the socket, not written to the file.",
    remedy: "Take the mount out. What needs to know of other containers (a proxy, a monitor) can ask a filter in front of \
             the socket that passes reading questions only:\n\n\
             image: tecnativa/docker-socket-proxy",
    remedies: &[],
    references: &[
        "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
        "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
    ],
    cwe: &[250, 668],
    since: "0.1",
    examples: &[
        Bad(
            "=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n",
        ),
        Bad(
            "=== k8s/agent.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\nspec:\n  containers:\n    - name: agent\n      image: registry.shop.test/agent:2.0.1\n      volumeMounts:\n        - {name: engine, mountPath: /run/containerd/containerd.sock}\n  volumes:\n    - name: engine\n      hostPath:\n        path: /run/containerd/containerd.sock\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n    volumes:\n      - data:/var/run/shop\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  proxy:\n    image: traefik:v3.1.4\n    environment:\n      DOCKER_HOST: tcp://filter:2375\n",
        ),
        Bad("=== host processes\n31 agent user=root container=0123456789ab powers=docker-socket $ agent --all\n"),
        Good("=== host processes\n31 agent user=root container=0123456789ab $ agent --all\n"),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Sockets of the engines.
const SOCKETS: &[&str] =
    &["docker.sock", "containerd.sock", "podman.sock", "crio.sock", "dockershim.sock", "cri-dockerd.sock"];
/// Folders that hold one.
const FOLDERS: &[&str] = &["/run", "/var/run", "/run/containerd", "/run/podman"];

/// A socket of an engine, or a folder that holds one.
fn is_socket(value: &Value) -> bool {
    value.text().is_some_and(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        SOCKETS.contains(&name) || FOLDERS.contains(&path)
    })
}

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CONTAINER_HOST_PATH, is_socket, fault);
    for running in with_power(facts, "docker-socket") {
        let says = format!(
            "{} in the container {} sees the engine's socket: whoever takes it over may start any other container, and \
             with that is root of the machine.",
            running.name, running.container
        );
        let places = vec![Step::new(running.place, "sees the engine's socket")];
        Fault::new(says).at(out, &running.subject, PRODUCTION, Strength::Proves, places);
    }
}

fn fault(setting: &Setting) -> Fault {
    let path = setting.value.text().unwrap_or_default();
    let what = if FOLDERS.contains(&path) { "which holds the engine's socket" } else { "the engine's socket" };
    Fault::new(format!(
        "The container sees `{path}`, {what} ({}): whoever takes over its program may start any other container, and with \
         that is root of the machine.",
        place_of(setting)
    ))
}

/// What works with the engine cannot afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let shown = |item: &str| SOCKETS.iter().any(|socket| item.contains(socket));
    risky(without_items(facts, finding, shown))
}
