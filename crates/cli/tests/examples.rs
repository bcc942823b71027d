//! Every rule's examples, read and judged as a project would be.

use sneck_judge::{Options, judge};
use sneck_model::{Example, Facts, Finding, Kind, Rule, Severity};
use sneck_rules::RULES;

/// What one rule finds in a world.
fn findings(rule: &Rule, mut facts: Facts) -> Vec<Finding> {
    let options = Options { select: vec![rule.id.into()], ..Options::default() };
    judge(RULES, &mut facts, &options).expect("the rule is listed").findings
}

/// Production, and worse than info; for a rule that is never worse, all it finds.
fn counts(rule: &Rule, finding: &Finding) -> bool {
    let bad = rule.severity == Severity::Info || finding.severity > Severity::Info;
    finding.rule == rule.id && finding.environment == Kind::Production && bad
}

/// What is wrong with an example, in words; nothing when it holds.
fn fault(rule: &Rule, example: &Example) -> Option<String> {
    let tree = match sneck_read::world::parse(example.world()) {
        Ok(tree) => tree,
        Err(error) => return Some(format!("is no world: line {}: {}", error.line, error.why)),
    };
    let findings = findings(rule, sneck_read::facts(&tree));
    match (example, findings.iter().find(|f| counts(rule, f))) {
        (Example::Bad(_), None) => Some("is bad, and nothing was found".into()),
        (Example::Good(_), Some(f)) => {
            let at = f.places.first().map(|s| s.place.to_string()).unwrap_or_default();
            Some(format!("is good, and yet: {} ({at})", f.message))
        }
        _ => None,
    }
}

/// The examples that do not hold, each with its rule, its number and its text.
fn broken(rule: &Rule) -> Vec<String> {
    let told = |(n, example): (usize, &Example)| {
        let why = fault(rule, example)?;
        Some(format!("{}, example {} {why}\n{}", rule.id, n + 1, example.world()))
    };
    rule.examples.iter().enumerate().filter_map(told).collect()
}

#[test]
fn every_example_is_judged_as_it_says() {
    let broken: Vec<String> = RULES.iter().flat_map(|rule| broken(rule)).collect();
    assert!(broken.is_empty(), "{} examples do not hold:\n\n{}", broken.len(), broken.join("\n\n"));
}

#[test]
fn an_example_is_a_world_with_something_in_it() {
    for rule in RULES {
        for example in rule.examples {
            let tree = sneck_read::world::parse(example.world()).expect(rule.id);
            assert!(
                !tree.files.is_empty() || !tree.exchanges.is_empty() || !tree.tls.is_empty() || tree.machine.is_some(),
                "an example of {} is empty",
                rule.id
            );
        }
    }
}

/// Files that are read, each by a part of its path or of its text; every one stands in examples, bad and good.
const READ: &[(&str, &[&str])] = &[
    ("compose", &["=== compose.yaml"]),
    ("Kubernetes", &["kind: Deployment"]),
    ("an Ingress", &["kind: Ingress\n"]),
    ("routes of Traefik", &["kind: IngressRoute"]),
    ("Dockerfile", &["=== Dockerfile"]),
    ("systemd", &[".service\n"]),
    ("supervisor", &["supervisor"]),
    ("uWSGI", &["=== uwsgi.ini", "uwsgi.ini\n"]),
    ("scripts", &[".sh\n"]),
    ("tasks", &["[tool.poe.tasks]", "[tool.pdm.scripts]"]),
    ("Procfile", &["=== Procfile"]),
    ("App Engine", &["=== app.yaml"]),
    ("Render", &["=== render.yaml"]),
    ("Fly", &["=== fly.toml"]),
    ("Apache", &["=== .htaccess", "httpd.conf", "apache"]),
    ("Caddy", &["Caddyfile"]),
    ("nginx", &["nginx"]),
    ("Traefik", &["traefik"]),
    ("Terraform", &[".tf\n"]),
    ("CloudFormation", &["AWS::"]),
    ("GitHub", &["=== .github/workflows/"]),
    ("GitLab", &["=== .gitlab-ci.yml"]),
    ("redis", &["redis.conf"]),
    ("PostgreSQL", &["postgresql.conf", "pg_hba.conf"]),
    ("MySQL", &["my.cnf", "mysql"]),
    ("MongoDB", &["mongod.conf"]),
    ("memcached", &["memcached.conf"]),
    ("Mosquitto", &["mosquitto.conf"]),
    ("RabbitMQ", &["rabbitmq.conf"]),
    ("Elasticsearch", &["elasticsearch.yml"]),
    ("NATS", &["nats"]),
    ("sshd", &["sshd_config"]),
    ("FTP", &["vsftpd.conf"]),
    ("Express", &["express"]),
];

/// Tasks are for developers: none of them is bad in production.
const NEVER_BAD: &[&str] = &["tasks"];

#[test]
fn every_file_that_is_read_stands_in_bad_and_good_examples() {
    let all = || RULES.iter().flat_map(|rule| rule.examples);
    let has = |bad: bool, marks: &[&str]| {
        all().any(|one| matches!(one, Example::Bad(_)) == bad && marks.iter().any(|mark| one.world().contains(mark)))
    };
    for (name, marks) in READ {
        assert!(has(true, marks) || NEVER_BAD.contains(name), "no bad example of {name}");
        assert!(has(false, marks), "no good example of {name}");
    }
}
