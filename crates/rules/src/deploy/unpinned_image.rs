//! `deploy/unpinned-image`: which image is run is decided anew at each pull.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, place_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/unpinned-image",
    title: "An image is named without a release",
    severity: Severity::Low,
    checklist: "Images are named with a release or a digest",
    why: "A name without a tag means `latest`, and that is whatever its maker pushed last. Two builds of one commit then \
          differ, a new major release arrives unasked, and nobody can say afterwards what was running. If the maker's \
          account is taken over, the next pull brings what the thief pushed.",
    remedy: "Name a release, or better the digest:\n\n\
             FROM python:3.12.7-slim-bookworm\n\
             FROM python:3.12.7-slim-bookworm@sha256:…",
    remedies: &[],
    references: &[
        "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
        "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    ],
    cwe: &[1357, 829],
    since: "0.1",
    examples: &[
        Bad("=== Dockerfile\nFROM python\nUSER 10001\nCMD [\"gunicorn\", \"shop:app\"]\n"),
        Bad("=== Dockerfile\nFROM python:slim\nUSER 10001\nCMD [\"gunicorn\", \"shop:app\"]\n"),
        Bad("=== compose.yaml\nservices:\n  cache:\n    image: redis:latest\n"),
        Bad(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: shop\n      image: registry.shop.test:5000/shop\n",
        ),
        Good(
            "=== Dockerfile\nARG PYTHON=3.12.7-slim\nFROM python:${PYTHON} AS build\nRUN pip install build==1.2.2\n\nFROM build\nUSER 10001\nCMD [\"gunicorn\", \"shop:app\"]\n",
        ),
        Good("=== Dockerfile\nFROM scratch\nCOPY shop /shop\nUSER 10001\nCMD [\"/shop\"]\n"),
        Good(
            "=== compose.yaml\nservices:\n  web:\n    build: .\n    image: shop\n  cache:\n    image: redis@sha256:eadf354977d428e347d93046bb1a5569d701e8deb68f090215534a99dbcb23b9\n",
        ),
        Good(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: shop\n      image: registry.shop.test:5000/shop:1.4.2\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CONTAINER_IMAGE, |value| value.text().is_some_and(is_floating), fault);
}

/// Tags that are moved with every release.
const MOVING: &[&str] = &[
    "latest",
    "stable",
    "edge",
    "lts",
    "mainline",
    "current",
    "nightly",
    "main",
    "master",
    "dev",
    "develop",
    "alpine",
    "slim",
    "fpm",
    "apache",
    "cli",
    "management",
    "unprivileged",
    "perl",
    "otel",
];
/// Releases of systems by their names: they say which system, not which release of what is on it.
const SYSTEMS: &[&str] = &[
    "bullseye",
    "bookworm",
    "trixie",
    "buster",
    "stretch",
    "jammy",
    "focal",
    "noble",
    "bionic",
    "windowsservercore",
    "nanoserver",
];

/// Neither tag nor digest, or a tag that names no release.
fn is_floating(image: &str) -> bool {
    if image.contains('@') {
        return false;
    }
    let (name, tag) = match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => return true,
    };
    let system = matches!(name.rsplit('/').next(), Some("debian" | "ubuntu" | "buildpack-deps"));
    let moves = |part: &str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        MOVING.contains(&part) || (letters == "alpine") || (SYSTEMS.contains(&part) && !system)
    };
    tag.is_empty() || tag.split('-').all(moves)
}

fn fault(setting: &Setting) -> Fault {
    let image = match &setting.value {
        Value::Text(image) => image.as_str(),
        _ => "",
    };
    let how = match image.rsplit_once(':') {
        Some((_, tag)) if !tag.contains('/') => format!("the tag `{tag}` names no release"),
        _ => "no tag is named, which means `latest`".to_owned(),
    };
    Fault::new(format!("`{image}` is whatever was pushed last ({}): {how}.", place_of(setting)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_a_release_or_float() {
        let floating = [
            "python",
            "python:latest",
            "python:slim",
            "python:alpine",
            "python:alpine3.8",
            "python:slim-bookworm",
            "node:lts-alpine",
            "registry.test:5000/shop",
            "nginx:stable-alpine",
            "postgres:",
        ];
        let pinned = [
            "python:3",
            "python:3.12-slim",
            "debian:bookworm-slim",
            "ubuntu:jammy",
            "shop:v1",
            "shop:20240101",
            "shop:3f2a9c1",
            "redis@sha256:00",
            "registry.test:5000/shop:1",
            "shop:production",
            "node:lts-iron",
        ];
        for image in floating {
            assert!(is_floating(image), "{image}");
        }
        for image in pinned {
            assert!(!is_floating(image), "{image}");
        }
    }
}
