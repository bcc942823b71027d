//! `deploy/container-privileged`: a container may do what only the machine's root should.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Step, Strength, Value, Verdicts};

use crate::common::{Fault, flag, in_scope, judge, place_of};
use crate::machine::{PRODUCTION, with_power};
use crate::mending::{rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/container-privileged",
    title: "A container has rights over the machine",
    severity: Severity::Critical,
    checklist: "No container has rights over the machine that it runs on",
    why: "What keeps a container in is that its root may do little: it sees no devices, no processes and no files of the \
          machine. A privileged container, one with the capability SYS_ADMIN, or one that has the machine's files mounted \
          is kept in by nothing. Whoever takes over the app in it takes over the machine, and every other container with it.",
    remedy: "Take the right away. Where one device or one capability is needed, name only that one:\n\n\
             cap_drop: [ALL]\n\
             cap_add: [NET_BIND_SERVICE]",
    remedies: &[],
    references: &[
        "https://docs.docker.com/engine/security/",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
        "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    ],
    cwe: &[250, 269],
    since: "0.1",
    examples: &[
        Bad("=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n    privileged: true\n"),
        Bad(
            "=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n    cap_add: [SYS_ADMIN]\n",
        ),
        Bad(
            "=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n    pid: host\n    volumes: [\"/:/host\"]\n",
        ),
        Bad(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers:\n    - name: shop\n      image: registry.shop.test/shop:1.4.2\n      securityContext:\n        runAsNonRoot: true\n        allowPrivilegeEscalation: true\n",
        ),
        Bad(
            "=== k8s/shop.yaml\napiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  template:\n    spec:\n      containers:\n        - name: agent\n          image: registry.shop.test/agent:2.0.1\n          volumeMounts:\n            - {name: root, mountPath: /host}\n      volumes:\n        - name: root\n          hostPath:\n            path: /\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n    cap_drop: [ALL]\n    cap_add: [NET_BIND_SERVICE]\n    security_opt: [\"no-new-privileges:true\"]\n    volumes: [\"./conf:/etc/shop:ro\", \"data:/data\"]\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  exporter:\n    image: prom/node-exporter:v1.8.2\n    volumes: [\"/proc:/host/proc:ro\", \"/sys:/host/sys:ro\"]\n",
        ),
        Good(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: shop\n      image: registry.shop.test/shop:1.4.2\n      securityContext:\n        runAsNonRoot: true\n        allowPrivilegeEscalation: false\n        privileged: false\n        capabilities:\n          drop: [ALL]\n",
        ),
        Bad("=== host processes\n31 agent user=root container=0123456789ab powers=every-capability $ agent --all\n"),
        Good("=== host processes\n31 agent user=root container=0123456789ab $ agent --all\n"),
        Bad(r#"=== k8s/base/kustomization.yaml
resources: [web.yaml]
=== k8s/base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.shop.test/web:1.4.2
=== k8s/production/kustomization.yaml
resources: [../base]
patches:
  - path: more.yaml
=== k8s/production/more.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          securityContext:
            privileged: true
"#),
        Good(
            r#"=== k8s/base/kustomization.yaml
resources: [web.yaml]
=== k8s/base/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.shop.test/web:1.4.2
          securityContext:
            privileged: true
=== k8s/production/kustomization.yaml
resources: [../base]
patches:
  - target:
      kind: Deployment
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/securityContext/privileged
        value: false
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for running in with_power(facts, "every-capability") {
        let says = format!(
            "{} in the container {} may do everything that the machine's root may: whoever takes it over takes over the \
             machine.",
            running.name, running.container
        );
        let places = vec![Step::new(running.place, "has every capability")];
        Fault::new(says).at(out, &running.subject, PRODUCTION, Strength::Proves, places);
    }
    flag(facts, out, Key::CONTAINER_PRIVILEGED, Value::is_true, |setting| {
        Fault::new(format!(
            "The container is privileged ({}): whoever takes over its program takes over the machine.",
            place_of(setting)
        ))
    });
    flag(facts, out, Key::CONTAINER_ESCALATION, Value::is_true, |setting| {
        Fault::new(format!(
            "Programs of the container may gain rights that it was not started with ({}).",
            place_of(setting)
        ))
        .severity(Severity::Medium)
        .fix("Set `allowPrivilegeEscalation: false`, and `no-new-privileges:true` in compose.")
    });
    flag(facts, out, Key::CONTAINER_CAPABILITY, |value| weight(value).is_some(), capability);
    flag(facts, out, Key::CONTAINER_NAMESPACE, |value| value.text().is_some_and(|space| space != "user"), namespace);
    for path in facts.settings_of(Key::CONTAINER_HOST_PATH) {
        let read_only = in_scope(facts, path, Key::CONTAINER_HOST_PATH_READ_ONLY).is_some_and(|at| at.value.is_true());
        judge(
            out,
            path,
            |value| value.text().is_some_and(|path| of_machine(path, read_only)),
            |path| mounted(path, read_only),
        );
    }
}

/// Capabilities that every container of Docker has anyway, and some that reach nothing beyond it.
const HARMLESS: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
    "IPC_LOCK",
    "SYS_NICE",
    "SYS_RESOURCE",
    "LEASE",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "IPC_OWNER",
    "LINUX_IMMUTABLE",
];

/// With one of these a program gets out: it may mount, load code into the kernel, or read every file.
const OUT: &[&str] = &[
    "ALL",
    "SYS_ADMIN",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_PTRACE",
    "DAC_READ_SEARCH",
    "BPF",
    "SYS_BOOT",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
];

fn weight(value: &Value) -> Option<Severity> {
    let name = value.text()?;
    match name {
        _ if HARMLESS.contains(&name) => None,
        _ if OUT.contains(&name) => Some(Severity::Critical),
        "NET_ADMIN" => Some(Severity::High),
        _ => Some(Severity::Medium),
    }
}

fn capability(setting: &Setting) -> Fault {
    let name = setting.value.text().unwrap_or_default();
    let severity = weight(&setting.value).unwrap_or(Severity::Medium);
    let may = match severity {
        Severity::Critical => "with it, whoever takes over its program gets out to the machine",
        Severity::High => "with it, its program changes the network of what it shares one with",
        _ => "other containers do without it",
    };
    Fault::new(format!("The container is given the capability {name} ({}): {may}.", place_of(setting)))
        .severity(severity)
        .fix(format!("Take `{name}` out, or name a smaller one that is enough."))
}

fn namespace(setting: &Setting) -> Fault {
    let space = setting.value.text().unwrap_or_default();
    let (severity, may) = match space {
        "pid" => (Severity::Critical, "it sees every process of the machine, with what stands in its environment"),
        "network" => (Severity::High, "it reaches what listens on the machine itself, and nothing has to be published"),
        _ => (Severity::High, "it reaches what other programs of the machine share among them"),
    };
    Fault::new(format!("The container shares the {space} of the machine ({}): {may}.", place_of(setting)))
        .severity(severity)
        .fix("Take the line out, and publish the ports that are needed.")
}

/// Paths that make whoever may write to them root of the machine.
const WRITABLE: &[&str] = &[
    "/",
    "/etc",
    "/root",
    "/boot",
    "/dev",
    "/proc",
    "/sys",
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/var",
    "/home",
    "/var/lib",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/etc/kubernetes",
    "/etc/cron.d",
    "/var/spool/cron",
];
/// Paths with the machine's passwords and keys, also for who may only read.
const READABLE: &[&str] = &["/", "/root", "/etc/kubernetes", "/var/lib/kubelet", "/var/lib/docker", "/etc/shadow"];

fn of_machine(path: &str, read_only: bool) -> bool {
    let list = if read_only { READABLE } else { WRITABLE };
    list.contains(&path) || path.starts_with("/root/.ssh")
}

fn mounted(setting: &Setting, read_only: bool) -> Fault {
    let path = setting.value.text().unwrap_or_default();
    let may = match read_only {
        true => "whoever takes over its program reads the machine's passwords and keys",
        false => "whoever takes over its program changes the machine's own files",
    };
    let severity = if read_only { Severity::High } else { Severity::Critical };
    Fault::new(format!("The container has `{path}` of the machine mounted ({}): {may}.", place_of(setting)))
        .severity(severity)
        .fix("Mount the one folder that is needed, and add `:ro` where it is only read.")
}

/// What is written in their place.
const SAFE: &[(&str, &str)] = &[
    ("privileged", "false"),
    ("allowPrivilegeEscalation", "false"),
    ("hostNetwork", "false"),
    ("hostPID", "false"),
    ("hostIPC", "false"),
];

/// A program that really works on the machine cannot afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(rewrite(facts, finding, SAFE))
}
