//! What each family of files declares, in the one form.

use super::*;
use crate::config::deployment;
use crate::config::testing::tree;

fn stack(files: &[(&str, &str)]) -> Stack {
    deployment(&tree(files)).stack
}

/// `SUBJECT (kind) IMAGE @place | PUBLISHED | MOUNTS | RIGHTS`, empty parts left out.
fn rows(files: &[(&str, &str)]) -> Vec<String> {
    stack(files).members.iter().map(row).collect()
}

fn row(member: &Member) -> String {
    let image = match member.base().map(|said| &said.is) {
        Some(Supplied::Text(text)) => text.clone(),
        Some(Supplied::Unknown(_)) => "?".into(),
        None => "-".into(),
    };
    let kind = Some(member.kind).filter(|kind| *kind != Kind::Production);
    let kind = kind.map(|kind| format!(" ({})", kind.name())).unwrap_or_default();
    let published: Vec<String> = member
        .published
        .iter()
        .map(|one| format!("{} > {} @{}", one.shown().unwrap_or("?".into()), one.target, one.place))
        .collect();
    let mounts: Vec<String> = member.mounts.iter().map(|one| format!("{:?} > {}", one.source, one.target)).collect();
    let rights: Vec<String> = member.rights.iter().map(|right| format!("{:?} @{}", right.is, right.place)).collect();
    let mut text = format!("{}{kind} {image}", member.subject);
    for part in [published, mounts, rights].iter().filter(|part| !part.is_empty()) {
        text.push_str(&format!(" | {}", part.join(", ")));
    }
    text
}

#[test]
fn services_of_a_project() {
    let compose = "services:\n  db:\n    image: postgres:16\n    ports:\n      - '5432:5432'\n      - '127.0.0.1:9000:9000'\n    volumes: ['./db/my.conf:/etc/my.conf:ro', 'data:/data', '/var/run/docker.sock:/var/run/docker.sock']\n\
        \x20 web:\n    build: web\n    privileged: true\n    network_mode: host\n    cap_add: [SYS_ADMIN]\n    user: root\n";
    let files = [("compose.yaml", compose), ("web/Dockerfile", "FROM python:3.12\nUSER app\n"), ("db/my.conf", "")];
    let expected = [
        "compose.yaml#db postgres:16 | 0.0.0.0:5432 > 5432 @compose.yaml:5, 127.0.0.1:9000 > 9000 @compose.yaml:6 | Tree(\"db/my.conf\") > /etc/my.conf, Volume(\"data\") > /data, Host(\"/var/run/docker.sock\") > /var/run/docker.sock",
        "compose.yaml#web python:3.12 | Privileged(true) @compose.yaml:10, Namespace(\"network\") @compose.yaml:11, Capability(\"SYS_ADMIN\") @compose.yaml:12",
    ];
    assert_eq!(rows(&files), expected);
    let stack = stack(&files);
    let seen: Vec<_> =
        stack.with_file("db/my.conf").map(|(member, inside)| format!("{} {inside}", member.subject)).collect();
    assert_eq!(seen, ["compose.yaml#db /etc/my.conf"]);
}

#[test]
fn workloads_and_the_services_that_lead_to_them() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cache}\nspec:\n  template:\n    metadata: {labels: {app: cache}}\n    spec:\n      hostPID: true\n      volumes: [{name: root, hostPath: {path: /}}]\n      containers:\n\
        \x20     - name: redis\n        image: redis:7\n        ports: [{name: client, containerPort: 6379}]\n        volumeMounts: [{name: root, mountPath: /host}]\n        securityContext: {privileged: true}\n\
        ---\nkind: Service\napiVersion: v1\nmetadata: {name: cache}\nspec:\n  type: LoadBalancer\n  selector: {app: cache}\n  ports: [{port: 6380, targetPort: client}]\n";
    let expected = "k8s.yaml#Deployment/cache redis:7 | 0.0.0.0:6380 > 6379 @k8s.yaml:21 | Host(\"/\") > /host | Privileged(true) @k8s.yaml:15, Namespace(\"pid\") @k8s.yaml:8";
    assert_eq!(rows(&[("k8s.yaml", text)]), [expected]);
    assert_eq!(stack(&[("k8s.yaml", text)]).members[0].names, ["cache"]);
}

#[test]
fn an_image_that_nothing_starts() {
    let files = [("Dockerfile", "ARG V\nFROM python:${V} AS a\nFROM a\nCOPY redis.conf /etc/\n"), ("redis.conf", "")];
    assert_eq!(rows(&files), ["Dockerfile ?"]);
    let stack = stack(&files);
    assert_eq!(stack.with_file("redis.conf").count(), 1);
}

#[test]
fn what_is_named_for_production_leaves_the_rest_for_development() {
    let service = "services: {db: {image: redis}}";
    let files = [("compose.yaml", service), ("compose.prod.yaml", service), ("other/compose.yaml", service)];
    let expected = ["compose.prod.yaml#db redis", "compose.yaml#db (development) redis", "other/compose.yaml#db redis"];
    assert_eq!(rows(&files), expected);
}

#[test]
fn patches_of_kustomize_are_no_containers() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'x:1'}]}\n";
    let kustomization = "resources: [pod.yaml]\npatches: [{path: more.yaml}]\n";
    let files = [("k8s/kustomization.yaml", kustomization), ("k8s/more.yaml", pod), ("k8s/pod.yaml", pod)];
    assert_eq!(rows(&files), ["k8s/pod.yaml#Pod/a x:1"]);
    let unread = deployment(&tree(&files)).unread;
    assert!(unread.is_empty(), "{unread:?}");
}

#[test]
fn maps_of_a_cluster_are_mounted_key_by_key() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: cache}\nspec:\n  volumes:\n  - {name: all, configMap: {name: \
                m}}\n  - {name: some, projected: {sources: [{configMap: {name: m, items: [{key: redis.conf, path: \
                r/a.conf}]}}]}}\n  containers:\n  - name: redis\n    image: redis:7\n    volumeMounts:\n    - {name: all, \
                mountPath: /etc/redis/}\n    - {name: some, mountPath: /conf}\n    - {name: all, mountPath: /x.conf, \
                subPath: redis.conf}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  redis.conf: |\n    \
                bind 0.0.0.0\n    port 6379\n";
    let held = "Tree(\"k8s.yaml#m/redis.conf\")";
    let expected = format!(
        "k8s.yaml#Pod/cache redis:7 | {held} > /etc/redis/redis.conf, {held} > /conf/r/a.conf, {held} > /x.conf"
    );
    assert_eq!(rows(&[("k8s.yaml", text)]), [expected]);
    let tree = tree(&[("k8s.yaml", text)]);
    let mut facts = sneck_model::Facts::default();
    crate::config::settings(&tree, &deployment(&tree).stack, &mut facts);
    let listens: Vec<String> = facts
        .settings_of(sneck_model::Key::SERVICE_LISTEN)
        .map(|setting| format!("{} @{}", setting.component, setting.because[0].place))
        .collect();
    assert_eq!(listens, ["k8s.yaml#Pod/cache @k8s.yaml:21"]);
}
