//! `deploy/dashboard-exposed`: a tool for administrators is published.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, place_of};
use crate::server::is_server;
use crate::services::{Reach, of_address};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/dashboard-exposed",
    title: "A tool for administrators is reached from other machines",
    severity: Severity::High,
    checklist: "Tools for administrators are reached from this machine or a closed network only",
    why: "phpMyAdmin, Adminer, Flower, Portainer and their like show and change everything that they manage. Some ask for \
          no password, others for one that can be guessed all day, and all of them have had holes. Programs that search \
          the network know their pages and ports. A port that Docker publishes is open even where the machine's firewall \
          says otherwise.",
    remedy: "Publish it on this machine only, and reach it through a tunnel, or leave it out of production:\n\n\
             ports: [\"127.0.0.1:8080:8080\"]",
    remedies: &[],
    references: &[
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/05-Enumerate_Infrastructure_and_Application_Admin_Interfaces",
        "https://doc.traefik.io/traefik/operations/api/#insecure",
    ],
    cwe: &[668, 749],
    since: "0.1",
    examples: &[
        Bad("=== compose.yaml\nservices:\n  admin:\n    image: adminer:4.8.1\n    ports:\n      - \"8080:8080\"\n"),
        Bad(
            "=== compose.yaml\nservices:\n  proxy:\n    image: traefik:v3.1.4\n    command:\n      - --api.insecure=true\n    ports: [\"80:80\", \"8080:8080\"]\n",
        ),
        Bad(
            "=== compose.yaml\nservices:\n  broker:\n    image: rabbitmq:3.13-management\n    environment:\n      RABBITMQ_DEFAULT_USER: shop\n      RABBITMQ_DEFAULT_PASS: ${BROKER_PASSWORD:?}\n    ports: [\"127.0.0.1:5672:5672\", \"15672:15672\"]\n",
        ),
        Bad(
            "=== k8s/admin.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: admin\n  labels: {app: admin}\nspec:\n  containers:\n    - name: admin\n      image: phpmyadmin:5.2\n      ports: [{containerPort: 80}]\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: admin\nspec:\n  type: LoadBalancer\n  selector: {app: admin}\n  ports: [{port: 80}]\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  admin:\n    image: adminer:4.8.1\n    ports:\n      - \"127.0.0.1:8080:8080\"\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  proxy:\n    image: traefik:v3.1.4\n    command: [\"--api.dashboard=true\"]\n    ports: [\"80:80\", \"443:443\"]\n  broker:\n    image: rabbitmq:3.13-management\n",
        ),
        Good(
            "=== k8s/admin.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: admin\n  labels: {app: admin}\nspec:\n  containers:\n    - name: admin\n      image: phpmyadmin:5.2\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: admin\nspec:\n  selector: {app: admin}\n  ports: [{port: 80}]\n",
        ),
        Bad(r#"=== compose.yaml
services:
  proxy:
    image: traefik:v3.1.4
    ports: ["80:80", "8080:8080"]
    volumes: ["./traefik.yml:/etc/traefik/traefik.yml:ro"]
=== traefik.yml
entryPoints:
  web:
    address: ":80"
api:
  insecure: true
"#),
        Bad(r#"=== compose.yaml
services:
  proxy:
    image: traefik:v3.1.4
    ports: ["443:443"]
    labels:
      - traefik.http.routers.api.rule=Host(`proxy.shop.example`)
      - traefik.http.routers.api.service=api@internal
"#),
        Good(
            r#"=== compose.yaml
services:
  proxy:
    image: traefik:v3.1.4
    ports: ["443:443"]
    labels:
      - traefik.http.routers.api.rule=Host(`proxy.shop.example`)
      - traefik.http.routers.api.service=api@internal
      - traefik.http.routers.api.middlewares=staff
      - traefik.http.middlewares.staff.forwardauth.address=http://login:4181
"#,
        ),
        Bad(r#"=== k8s/dashboard.yaml
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata:
  name: dashboard
spec:
  entryPoints: [websecure]
  routes:
    - match: Host(`proxy.shop.example`)
      services: [{name: api@internal, kind: TraefikService}]
"#),
        Good(
            r#"=== k8s/dashboard.yaml
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata:
  name: dashboard
spec:
  entryPoints: [traefik]
  routes:
    - match: Host(`proxy.shop.example`)
      services: [{name: api@internal, kind: TraefikService}]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CONTAINER_ADMIN_TOOL, |value| reach(value) > Reach::Boxed, fault);
}

fn reach(value: &Value) -> Reach {
    value.text().map_or(Reach::Socket, |address| of_address(address, true))
}

fn fault(setting: &Setting) -> Fault {
    let address = setting.value.text().unwrap_or_default();
    let (severity, who) = match reach(&setting.value) {
        Reach::Everywhere => (Severity::High, "whoever reaches the machine"),
        _ => (Severity::Medium, "every machine of that network"),
    };
    let tool = &setting.raw;
    if is_server(setting) {
        let says = format!(
            "{} is reached through a route of its own ({}): {who} reaches it.",
            capital(tool),
            place_of(setting)
        );
        return Fault::new(says).severity(severity).fix(
            "Let a middleware ask who is there (`basicAuth`, `forwardAuth`, `ipAllowList`), or take the route away.",
        );
    }
    Fault::new(format!("{} is published on `{address}` ({}): {who} reaches it.", capital(tool), place_of(setting)))
        .severity(severity)
        .fix(format!("Publish it on this machine only: put `127.0.0.1:` before the port at {}.", place_of(setting)))
}

fn capital(text: &str) -> String {
    text.strip_prefix("the ").map_or_else(|| text.to_owned(), |rest| format!("The {rest}"))
}
