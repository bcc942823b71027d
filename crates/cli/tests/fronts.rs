//! A web server in front of an app makes good what the app leaves out, where files show that it stands in front.

use sneck_judge::{Options, judge};
use sneck_model::{Finding, Kind, Status};
use sneck_rules::RULES;

const COMPOSE: &str = "\
=== app.py
from flask import Flask

app = Flask(__name__)
=== Dockerfile
FROM python:3.13-slim
COPY . /app
WORKDIR /app
CMD [\"gunicorn\", \"app:app\"]
=== compose.yaml
services:
  proxy:
    image: nginx:1.29
    ports: [\"443:443\"]
    volumes: [\"./nginx.conf:/etc/nginx/conf.d/default.conf:ro\"]
  web:
    build: .
";

const NGINX: &str = "\
=== nginx.conf
upstream shop {
    server web:8000;
}
server {
    listen 443 ssl;
    add_header Strict-Transport-Security \"max-age=31536000\" always;

    location / {
        proxy_pass http://shop;
    }
}
";

/// What is found of HSTS in production.
fn found(world: &str) -> Vec<Finding> {
    let tree = sneck_read::world::parse(world).expect("a world");
    let report = judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule");
    let of = |f: &Finding| f.rule == "headers/hsts" && f.environment == Kind::Production;
    report.findings.into_iter().filter(of).collect()
}

fn statuses(world: &str) -> Vec<Status> {
    found(world).iter().map(|finding| finding.status).collect()
}

#[test]
fn a_server_in_front_that_sends_the_header_mitigates_its_absence_and_is_named() {
    let found = found(&format!("{COMPOSE}{NGINX}"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].status, Status::Mitigated);
    let because = &found[0].status_because;
    assert!(because.starts_with("nginx.conf#*:443 stands in front of it"), "{because}");
    assert!(because.contains("nginx.conf:6"), "{because}");
}

#[test]
fn an_app_that_is_published_beside_the_server_is_reached_past_it() {
    let beside = COMPOSE.replace("build: .", "build: .\n    ports: [\"8000:8000\"]");
    assert_eq!(statuses(&format!("{beside}{NGINX}")), [Status::Suspected]);
    let local = COMPOSE.replace("build: .", "build: .\n    ports: [\"127.0.0.1:8000:8000\"]");
    assert_eq!(statuses(&format!("{local}{NGINX}")), [Status::Mitigated]);
}

#[test]
fn a_server_that_hands_requests_elsewhere_stands_in_front_of_nothing() {
    let other = NGINX.replace("web:8000", "api:8000");
    assert_eq!(statuses(&format!("{COMPOSE}{other}")), [Status::Suspected]);
}

#[test]
fn a_server_that_leaves_the_header_out_where_it_hands_on_supplies_nothing() {
    let dropped = NGINX.replace("proxy_pass", "add_header X-Frame-Options DENY;\n        proxy_pass");
    assert!(!statuses(&format!("{COMPOSE}{dropped}")).contains(&Status::Mitigated));
}

const PROGRAM: &str = "\
=== app.py
from flask import Flask

app = Flask(__name__)
=== Dockerfile
FROM python:3.13-slim
COPY . /app
WORKDIR /app
CMD [\"gunicorn\", \"app:app\"]
";

/// A ConfigMap with a configuration of nginx that hands requests to some target.
fn map(target: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: site}}\ndata:\n  default.conf: |\n    server {{\n      \
         listen 8080;\n      add_header Strict-Transport-Security \"max-age=31536000\" always;\n      location / {{\n        \
         proxy_pass {target};\n      }}\n    }}\n---\n"
    )
}

const SIDECAR: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec:
      volumes: [{name: conf, configMap: {name: site}}]
      containers:
      - name: nginx
        image: nginx:1.29
        ports: [{containerPort: 8080}]
        volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}]
      - name: app
        image: shop:1
        ports: [{containerPort: 8000}]
";

const APART: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy}
spec:
  template:
    metadata: {labels: {app: proxy}}
    spec:
      volumes: [{name: conf, configMap: {name: site}}]
      containers:
      - name: nginx
        image: nginx:1.29
        volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d/shop.conf, subPath: default.conf}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers: [{name: app, image: 'shop:1', ports: [{containerPort: 8000}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: shop}, ports: [{port: 80, targetPort: 8000}]}
";

fn cluster(target: &str, workloads: &str) -> Vec<Status> {
    statuses(&format!("{PROGRAM}=== k8s/shop.yaml\n{}{workloads}", map(target)))
}

#[test]
fn a_server_whose_configuration_a_map_of_the_cluster_holds_stands_in_front_of_its_pod() {
    let world = format!("{PROGRAM}=== k8s/shop.yaml\n{}{SIDECAR}", map("http://127.0.0.1:8000"));
    let found = found(&world);
    assert_eq!(found.iter().map(|f| f.status).collect::<Vec<_>>(), [Status::Mitigated], "{found:#?}");
    let because = &found[0].status_because;
    assert!(because.starts_with("k8s/shop.yaml#site/default.conf#*:8080 stands in front of it"), "{because}");
    assert!(because.contains("k8s/shop.yaml:8"), "{because}");
    assert_eq!(cluster("http://elsewhere.example", SIDECAR), [Status::Suspected]);
}

#[test]
fn a_server_of_another_workload_stands_in_front_of_what_a_service_leads_to() {
    for target in ["http://web", "http://web.default", "http://web.default.svc.cluster.local:80"] {
        assert_eq!(cluster(target, APART), [Status::Mitigated], "{target}");
    }
    assert_eq!(cluster("http://web.other.svc", APART), [Status::Suspected]);
    assert_eq!(cluster("http://127.0.0.1:8000", APART), [Status::Suspected]);
    let published = APART.replace("spec: {selector", "spec: {type: NodePort, selector");
    assert_eq!(cluster("http://web", &published), [Status::Suspected]);
}

#[test]
fn a_map_that_kustomize_makes_of_a_file_is_seen_by_whoever_mounts_it() {
    let conf = "server {\n  listen 8080;\n  add_header Strict-Transport-Security \"max-age=31536000\" always;\n  \
                location / { proxy_pass http://localhost:8000; }\n}\n";
    let made = "resources: [shop.yaml]\nconfigMapGenerator: [{name: site, files: [default.conf=web.conf]}]\n";
    let world =
        format!("{PROGRAM}=== k8s/kustomization.yaml\n{made}=== k8s/shop.yaml\n{SIDECAR}=== k8s/web.conf\n{conf}");
    assert_eq!(statuses(&world), [Status::Mitigated]);
}

#[test]
fn configs_of_compose_are_files_of_the_container_that_takes_them() {
    let compose = |configs: &str| {
        let mounted = COMPOSE.replace(
            "volumes: [\"./nginx.conf:/etc/nginx/conf.d/default.conf:ro\"]",
            "configs: [{source: site, target: /etc/nginx/conf.d/default.conf}]",
        );
        format!("{mounted}configs:\n  site:\n{configs}")
    };
    let by_file = compose("    file: ./nginx.conf\n");
    assert_eq!(statuses(&format!("{by_file}{NGINX}")), [Status::Mitigated]);
    let lines = NGINX.lines().skip(1).map(|line| format!("      {line}\n")).collect::<String>();
    let written = compose(&format!("    content: |\n{lines}"));
    assert_eq!(statuses(&written), [Status::Mitigated]);
    assert_eq!(statuses(&compose("    external: true\n")), [Status::Suspected]);
}
