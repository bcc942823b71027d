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
