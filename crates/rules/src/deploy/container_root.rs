//! `deploy/container-root`: a container's program runs as root.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Facts, Finding, Judgement, Key, PartKind, Rule, Setting, Severity, Step, Strength, Verdicts,
};

use crate::common::{Fault, flag, place_of};
use crate::mending::{self, Page, Wish, rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/container-root",
    title: "A container runs as root",
    severity: Severity::Medium,
    checklist: "Containers run as an account of their own, not as root",
    why: "Root inside of a container is root to the machine's kernel, held back by a few walls only. Whoever gets to run \
          commands in the app can then change every file of the image, install tools, use what is mounted as root, and \
          needs one hole in those walls to own the machine. An account without rights has much less to begin with.",
    remedy: "Make an account in the image and end the last stage with it:\n\n\
             RUN useradd --system --uid 10001 app\n\
             USER app",
    remedies: &[],
    references: &[
        "https://docs.docker.com/build/building/best-practices/#user",
        "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ],
    cwe: &[250],
    since: "0.1",
    examples: &[
        Bad("=== Dockerfile\nFROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD [\"gunicorn\", \"shop:app\"]\n"),
        Bad(
            "=== Dockerfile\nFROM python:3.12-slim AS build\nRUN useradd app\nUSER app\nRUN pip install --user gunicorn==23.0.0\n\
             \nFROM python:3.12-slim\nCOPY --from=build /home/app/.local /usr/local\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Bad(
            "=== Dockerfile\nFROM python:3.12-slim\nRUN useradd app && echo 'app ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers\nUSER app\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Bad("=== compose.yaml\nservices:\n  web:\n    image: bitnami/redis:7.4\n    user: \"0:0\"\n"),
        Bad(
            "=== k8s/shop.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: registry.shop.test/shop:1.4.2\n          securityContext:\n            runAsUser: 0\n",
        ),
        Bad(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: shop\n      image: python:3.12-slim\n      command: [\"python\", \"-m\", \"shop\"]\n",
        ),
        Good(
            "=== Dockerfile\nFROM python:3.12-slim\nRUN useradd --system app\nCOPY . .\nUSER app\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Good(
            "=== Dockerfile\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY shop /app/shop\nCMD [\"/app/shop/main.py\"]\n",
        ),
        Good(
            "=== Dockerfile\nFROM python:3.12-slim\nCOPY entrypoint.sh /\nENTRYPOINT [\"/entrypoint.sh\"]\nCMD [\"gunicorn\", \"shop:app\"]\n=== entrypoint.sh\n#!/bin/sh\nchown -R app /data\nexec gosu app \"$@\"\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  web:\n    build: .\n    user: \"10001:10001\"\n  db:\n    image: postgres:16.4\n=== Dockerfile\nFROM python:3.12-slim\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Good(
            "=== k8s/shop.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      securityContext:\n        runAsNonRoot: true\n      containers:\n        - name: shop\n          image: registry.shop.test/shop:1.4.2\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CONTAINER_USER, |value| value.text() == Some("root"), fault);
    flag(
        facts,
        out,
        Key::CONTAINER_SUDO,
        |value| value.is_true(),
        |setting| {
            let says = "lets an account become root without a password: whoever gets in as it may do everything";
            Fault::new(format!("The image {says} ({}).", place_of(setting)))
                .fix("Take the line for sudo out. What needs root belongs into the build, before `USER`.")
        },
    );
}

fn fault(setting: &Setting) -> Fault {
    let at = place_of(setting);
    let certain = setting.value.judge(|value| value.text() == Some("root")) == Judgement::Unsafe(Strength::Proves);
    match setting.raw.as_str() {
        "USER" => Fault::new(format!(
            "The program of the image runs as root ({at}{}): whoever takes it over owns the whole container.",
            because(setting)
        )),
        "user" => Fault::new(format!(
            "The container runs as root ({at}{}): whoever takes its program over owns all of it.",
            because(setting)
        ))
        .fix("Name an account without rights: `user: \"10001:10001\"`."),
        _ if certain => Fault::new(format!(
            "The container runs as root ({at}{}): whoever takes its program over owns all of it.",
            because(setting)
        ))
        .fix(CONTEXT),
        _ => Fault::new(format!("Nothing keeps the container from running as root ({at}): the image alone decides."))
            .severity(Severity::Low)
            .fix(CONTEXT),
    }
}

const CONTEXT: &str =
    "Let the cluster refuse root: `securityContext: {runAsNonRoot: true, runAsUser: 10001}` of the pod.";

/// What the chain says after its first step: `: python:3.12 runs as root`
fn because(setting: &Setting) -> String {
    match setting.because.as_slice() {
        [first, rest @ ..] => {
            rest.iter().fold(format!(": {}", first.says), |all, step| format!("{all}, {}", step.says))
        }
        [] => String::new(),
    }
}

/// An account without rights, by its number: it needs no line in `/etc/passwd`.
const SAFE: &[(&str, &str)] = &[("user", "\"10001:10001\"")];

/// A program that writes where root alone may, or binds a low port, fails afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let root = Wish { key: Key::CONTAINER_USER, is_unsafe: |value| value.text() == Some("root"), code: "" };
    let user = mending::concerned(facts, finding, &root).next().is_some();
    let of_image = finding.places.iter().filter(|_| user).find_map(|step| {
        let page = Page::of(facts, &step.place)?;
        page.path.to_ascii_lowercase().contains("dockerfile").then(|| before_command(&page, step.place.file()?.1))?
    });
    let of_cluster: Vec<Edit> = finding.places.iter().filter_map(|step| refused_by_cluster(facts, step)).collect();
    risky(match of_image {
        Some(edit) => vec![edit],
        None if !of_cluster.is_empty() => of_cluster,
        None => rewrite(facts, finding, SAFE),
    })
}

/// `runAsNonRoot: true` for a container of a workload that says nothing of its account.
fn refused_by_cluster(facts: &Facts, step: &Step) -> Option<Edit> {
    let (_, line) = step.place.file()?;
    let page = Page::of(facts, &step.place).filter(|page| !page.path.to_ascii_lowercase().contains("dockerfile"))?;
    let (_, first) = page.part_on(line, |part| part.kind == PartKind::Entry && part.value != part.range)?;
    let beside = |name: &str| page.outline.below(first.parent).find(|(_, part)| part.name == name);
    // A container, as opposed to a service of compose.
    beside("image").filter(|_| beside("name").is_some())?;
    match beside("securityContext") {
        Some((context, _)) => {
            let (map, _) = page.outline.below(Some(context)).next()?;
            let (_, inner) = page.outline.below(Some(map)).next().filter(|(_, part)| part.kind == PartKind::Entry)?;
            let own = page.line_around(inner.range.start);
            let block = page.text.get(own.start..inner.range.start)?.trim().is_empty();
            let said = page.outline.below(Some(map)).any(|(_, part)| part.name.starts_with("runAs"));
            let indentation = page.indentation(inner.range.start);
            (block && !said).then(|| page.insert_lines(own.start, indentation, &["runAsNonRoot: true"]))?
        }
        None => {
            let own = page.line_around(first.range.start);
            let block =
                page.text.get(own.start..first.range.start)?.trim_start().trim_start_matches('-').trim().is_empty();
            let indentation = " ".repeat(first.range.start - own.start);
            let lines = ["securityContext:", "  runAsNonRoot: true"];
            block.then(|| page.insert_lines(page.next_line(first.range.end), &indentation, &lines))?
        }
    }
}

/// `USER` before the command that ends the stage in which that line stands.
fn before_command(page: &Page<'_>, line: u32) -> Option<Edit> {
    let starts = |line: &str| ["CMD", "ENTRYPOINT"].iter().any(|word| line.starts_with(word));
    let all: Vec<&str> = page.text.split_inclusive('\n').collect();
    let within = usize::try_from(line).ok()?.min(all.len());
    let end = all[within..].iter().position(|line| line.starts_with("FROM ")).map_or(all.len(), |at| within + at);
    let lines = &all[..end];
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    let from = lines[..=last].iter().rposition(|line| !starts(line)).map_or(0, |at| at + 1);
    let at: usize = lines[..from].iter().map(|line| line.len()).sum();
    (from <= last).then(|| page.insert_lines(at, "", &["USER 10001"]))?
}
