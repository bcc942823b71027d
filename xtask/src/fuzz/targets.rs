//! What is fed, with what, and what must hold.

use sneck_judge::Baseline;
use sneck_model::Example;
use sneck_read::advisories::{Book, Header, of_line};
use sneck_read::config::project;
use sneck_read::source::literals::providers;
use sneck_read::wire::tls::{Progress, Reading, Until, chain};
use sneck_read::{Tree, world};
use sneck_rules::RULES;

use super::whole::{file, files, judged, through};
use super::words::{
    APACHE, CADDY, COMPOSE, CONFIGURATION, COOKIES, DOCKERFILE, ENV, FORMATION, KEYS, LOCKS, NGINX, PIPELINE, PYTHON,
    SERVICES, TERRAFORM, TLS, WORLD,
};
use super::{answer, fix, machine, repository, stacks, started, templates};

/// One thing to feed.
pub(super) struct Target {
    pub(super) name: &'static str,
    /// Inputs to begin with.
    pub(super) seeds: fn() -> Vec<Vec<u8>>,
    /// Words of the format.
    pub(super) words: &'static [&'static str],
    /// Panics when something does not hold.
    pub(super) holds: fn(&[u8]),
}

/// All of them.
pub(super) const TARGETS: &[Target] = &[
    Target { name: "python_evaluator", seeds: || files(|path| path.ends_with(".py")), words: PYTHON, holds: python },
    Target { name: "env_file", seeds: || files(|path| path.contains(".env")), words: ENV, holds: env_file },
    Target { name: "world", seeds: worlds, words: WORLD, holds: whole_world },
    Target { name: "answer", seeds: answer::seeds, words: answer::WORDS, holds: answer::holds },
    Target { name: "baseline", seeds: baselines, words: CONFIGURATION, holds: baseline },
    Target { name: "configuration", seeds: configurations, words: CONFIGURATION, holds: configuration },
    Target {
        name: "dockerfile",
        seeds: || files(|path| path.contains("Dockerfile")),
        words: DOCKERFILE,
        holds: dockerfile,
    },
    Target { name: "apache", seeds: || files(is_apache), words: APACHE, holds: apache },
    Target { name: "caddy", seeds: || files(|path| path.contains("Caddyfile")), words: CADDY, holds: caddy },
    Target { name: "nginx", seeds: || files(is_nginx), words: NGINX, holds: nginx },
    Target { name: "provider_formats", seeds: keys, words: KEYS, holds: provider_formats },
    Target { name: "services", seeds: || files(is_service), words: SERVICES, holds: services },
    Target { name: "terraform", seeds: || files(|path| path.contains(".tf")), words: TERRAFORM, holds: terraform },
    Target { name: "cloudformation", seeds: || files(is_template), words: FORMATION, holds: cloudformation },
    Target { name: "pipeline", seeds: || files(is_pipeline), words: PIPELINE, holds: pipeline },
    Target { name: "locks", seeds: || files(is_lock), words: LOCKS, holds: locks },
    Target { name: "advisories", seeds: osv, words: LOCKS, holds: advisories },
    Target { name: "tls", seeds: tls_answers, words: TLS, holds: tls },
    Target { name: "cookies", seeds: signed, words: COOKIES, holds: cookies },
    Target { name: "templates", seeds: templates::seeds, words: templates::WORDS, holds: templates::holds },
    Target {
        name: "expressions",
        seeds: templates::expressions,
        words: templates::OPERATORS,
        holds: templates::expression,
    },
    Target { name: "host", seeds: machine::seeds, words: machine::HOST, holds: machine::host },
    Target { name: "wire_services", seeds: machine::answers, words: machine::SERVICES, holds: machine::services },
    Target { name: "compose", seeds: || files(|path| path.contains("compose")), words: COMPOSE, holds: compose },
    stacks::JAVASCRIPT,
    stacks::TRAEFIK,
    stacks::KUSTOMIZE,
    started::STARTED,
    started::OWN_RULES,
    repository::OBJECTS,
    repository::INDEX,
    fix::TARGET,
];

fn worlds() -> Vec<Vec<u8>> {
    let examples = RULES.iter().flat_map(|rule| rule.examples).map(Example::world);
    examples.map(|text| text.as_bytes().to_vec()).collect()
}

fn configurations() -> Vec<Vec<u8>> {
    let whole = CONFIGURATION.concat();
    let small = "fail-on = \"high\"\nignore = [\"app\", { rule = \"headers/hsts\", reason = \"x\" }]\n\
                 [environments.production]\nkind = \"production\"\nvariables = { A = \"1\" }\n";
    vec![whole.into_bytes(), small.as_bytes().to_vec()]
}

const APP: &[u8] =
    b"import os\nfrom flask import Flask\napp = Flask(__name__)\napp.config['DEBUG'] = os.environ.get('A')\n";

fn python(input: &[u8]) {
    through(vec![file("app.py", input)]);
}

fn env_file(input: &[u8]) {
    through(vec![file(".env", input), file(".flaskenv", input), file("app.py", APP)]);
}

fn dockerfile(input: &[u8]) {
    through(vec![file("Dockerfile", input), file("app.py", APP)]);
}

fn terraform(input: &[u8]) {
    through(vec![file("main.tf", input), file("main.tf.json", input), file("prod.tfvars", input)]);
}

fn is_template(path: &str) -> bool {
    path.contains("template")
}

fn cloudformation(input: &[u8]) {
    through(vec![file("stack.yaml", input)]);
}

fn is_pipeline(path: &str) -> bool {
    path.contains("workflows") || path.contains("gitlab")
}

fn pipeline(input: &[u8]) {
    through(vec![file(".github/workflows/a.yml", input), file(".gitlab-ci.yml", input)]);
}

fn compose(input: &[u8]) {
    through(vec![file("app.py", APP), file("compose.yaml", input)]);
}

fn is_nginx(path: &str) -> bool {
    path.contains("nginx") || path.ends_with(".conf")
}

fn is_apache(path: &str) -> bool {
    path.contains("apache") || path.ends_with(".htaccess")
}

fn apache(input: &[u8]) {
    let included = file("apache/included.conf", input);
    through(vec![file(".htaccess", input), included, file("apache/site.conf", input), file("app.py", APP)]);
}

fn caddy(input: &[u8]) {
    let around = b"import sites/*.caddy\nimport sites/a.caddy b\n";
    through(vec![
        file("Caddyfile", input),
        file("app.py", APP),
        file("web/Caddyfile", around),
        file("web/sites/a.caddy", input),
    ]);
}

fn nginx(input: &[u8]) {
    through(vec![file("app.py", APP), file("conf.d/site.conf", input), file("nginx.conf", input)]);
}

/// The example keys of the table, one text each.
fn keys() -> Vec<Vec<u8>> {
    providers::examples().map(|(_, text)| text.into_bytes()).collect()
}

/// Each key lies within the text, and after the one before it.
fn provider_formats(input: &[u8]) {
    let found = providers::find(input);
    let mut end = 0;
    for key in &found {
        assert!(end <= key.from && key.from < key.to && key.to <= input.len(), "{key:?}");
        end = key.to;
    }
    through(vec![file("settings.json", input), file("app.yaml", input), file("start.sh", input)]);
}

/// Names under which services' own configurations are found.
const OF_SERVICES: &[&str] = &[
    "redis.conf",
    "users.acl",
    "pg/postgresql.conf",
    "pg/pg_hba.conf",
    "my.cnf",
    "mongod.conf",
    "memcached.conf",
    "mosquitto.conf",
    "rabbitmq.conf",
    "elasticsearch.yml",
    "opensearch.yml",
    "nats.conf",
    "sshd_config",
    "vsftpd.conf",
    "xinetd.d/telnet",
    "inetd.conf",
];

fn is_service(path: &str) -> bool {
    path.starts_with("deploy/") || path.starts_with("etc/")
}

/// Whatever it is: it is fed as the configuration of each.
fn services(input: &[u8]) {
    through(OF_SERVICES.iter().map(|path| file(path, input)).collect());
}

/// Files that say which packages are installed, by their name.
const LOCK_NAMES: &[&str] = &[
    "Cargo.lock",
    "Pipfile",
    "Pipfile.lock",
    "environment.yml",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "package.json",
    "pdm.lock",
    "pip.conf",
    "pnpm-lock.yaml",
    "poetry.lock",
    "pylock.toml",
    "pyproject.toml",
    "requirements.txt",
    "setup.cfg",
    "uv.lock",
    "yarn.lock",
];

fn is_lock(path: &str) -> bool {
    LOCK_NAMES.contains(&path.rsplit('/').next().unwrap_or(path))
}

fn locks(input: &[u8]) {
    through(LOCK_NAMES.iter().map(|name| file(name, input)).collect());
}

/// Cookies of answers, and a text of every separator.
fn signed() -> Vec<Vec<u8>> {
    let trees = RULES.iter().flat_map(|rule| rule.examples).filter_map(|example| world::parse(example.world()).ok());
    let cookies = trees.flat_map(|tree| sneck_read::facts(&tree).exchanges).flat_map(|answer| answer.cookies);
    let value = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let values = cookies.map(|cookie| format!("{}={}", cookie.name, cookie.value.attempt(value)));
    values.map(String::into_bytes).chain([COOKIES.concat().into_bytes()]).collect()
}

/// Whatever is pasted, its keys can be tried, and so can whatever stands in a list.
fn cookies(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let all = sneck_keys::cookies(&text);
    let texts: Vec<_> = all.iter().flat_map(|one| sneck_keys::read(&one.input())).filter(|t| !t.is_slow()).collect();
    let search = sneck_keys::Search::new(&texts);
    assert!(search.attempt_lines(input).lines <= input.len() as u64 + 1);
    assert!(sneck_keys::tokens(&text).len() <= text.len());
    assert!(sneck_keys::candidates::strings(input).all(|(_, key)| !key.is_empty()));
}

fn osv() -> Vec<Vec<u8>> {
    let trees = RULES.iter().flat_map(|rule| rule.examples).filter_map(|example| world::parse(example.world()).ok());
    trees.filter_map(|tree| Some(tree.advisories?.into_bytes())).collect()
}

/// What is taken in can be asked for, and what is written can be read.
fn advisories(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut book = Book::of_documents(text).unwrap_or_default();
    drop(book.add_yaml(text));
    for header in book.headers() {
        assert_eq!(Header::parse(&header.to_string()).as_ref(), Some(&header));
        let lines: Vec<String> = book.lines(header.ecosystem).collect();
        assert_eq!(lines.len(), header.packages);
        assert!(lines.windows(2).all(|two| names(&two[0]) < names(&two[1])));
        for line in lines {
            let line = line.strip_suffix('\n').expect("a line");
            assert!(!line.contains('\n') && of_line(line, names(line)).is_some(), "{line:?}");
        }
    }
    let pin = b"flask==2.2.2\njinja2==2.10\n";
    let tree =
        Tree { files: vec![file("requirements.txt", pin)], advisories: Some(text.to_owned()), ..Tree::default() };
    judged(&tree);
}

fn names(line: &str) -> &str {
    line.split('\t').next().unwrap_or(line)
}

fn whole_world(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(tree) = world::parse(text) else { return };
    let written = world::write(&tree);
    let back = world::parse(&written).expect("what was written is well formed");
    assert_eq!(world::write(&back), written, "a world reads back as it was written");
    judged(&tree);
}

fn configuration(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let lines = text.split('\n').count();
    for read in [project::read(Some(text), None), project::read(None, Some(text))] {
        let mistakes = read.err().unwrap_or_default();
        assert!(mistakes.iter().all(|one| (1..=lines).contains(&(one.line as usize))), "{mistakes:?}");
    }
}

/// A whole answer, an alert, and what a server says that wants another group.
fn tls_answers() -> Vec<Vec<u8>> {
    let hello = [&[22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3][..], &[7; 32], &[0, 0xc0, 0x2f, 0]].concat();
    let end = [22, 3, 3, 0, 15, 11, 0, 0, 7, 0, 0, 4, 0, 0, 1, 0x30, 14, 0, 0, 0];
    let other = [
        &[22, 3, 3, 0, 56, 2, 0, 0, 52, 3, 3][..],
        &[7; 32],
        &[0, 0x13, 1, 0, 0, 12],
        &[0, 43, 0, 2, 3, 4],
        &[0, 51, 0, 2, 0, 29],
    ];
    vec![[&hello[..], &end].concat(), other.concat(), vec![21, 3, 3, 0, 2, 2, 40], b"\x30\x82\x01\x00".to_vec()]
}

/// However an answer is cut into pieces, the same is read; and whatever stands for a certificate is read or not.
fn tls(input: &[u8]) {
    let read = |pieces: usize| {
        let mut reading = Reading::new(Until::End);
        let end = input.chunks(pieces.max(1)).map(|piece| reading.feed(piece)).find(|end| *end != Progress::More);
        (end, reading.flight())
    };
    assert_eq!(read(input.len()), read(7));
    drop(chain([input]));
}

fn baseline(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let lines = text.split('\n').count();
    match Baseline::parse("known.toml", text) {
        Ok(read) => {
            let written = read.to_string();
            let back = Baseline::parse("known.toml", &written).expect("what was written is well formed");
            assert_eq!(back.to_string(), written, "a baseline reads back as it was written");
        }
        Err(error) => assert!((1..=lines).contains(&error.line), "{error:?}"),
    }
}

fn baselines() -> Vec<Vec<u8>> {
    let small = "schema = \"sneck/baseline/1\"\n[[finding]]\nrule = \"app/logging\"\nsubject = \"app shop:app\"\n\
                 path = \"app.py\"\ncause = \"x\"\nseverity = \"low\"\ntimes = 2\nreason = \"y\"\n\
                 fingerprint = \"0123456789abcdef0123456789abcdef\"\n";
    vec![small.as_bytes().to_vec(), b"\n".to_vec()]
}
