//! What an image brings, told by its name: `python:3.7-slim-buster` brings Python 3.7 and Debian 10.

/// Official images, and others of a known maker, with the product that their tag counts.
const IMAGES: &[(&str, &str)] = &[
    ("alpine", "alpine"),
    ("bitnami/elasticsearch", "elasticsearch"),
    ("bitnami/mariadb", "mariadb"),
    ("bitnami/mongodb", "mongodb"),
    ("bitnami/mysql", "mysql"),
    ("bitnami/nginx", "nginx"),
    ("bitnami/node", "node"),
    ("bitnami/postgresql", "postgresql"),
    ("bitnami/python", "python"),
    ("bitnami/redis", "redis"),
    ("centos", "centos"),
    ("cimg/node", "node"),
    ("cimg/python", "python"),
    ("debian", "debian"),
    ("elasticsearch", "elasticsearch"),
    ("elasticsearch/elasticsearch", "elasticsearch"),
    ("mariadb", "mariadb"),
    ("mongo", "mongodb"),
    ("mysql", "mysql"),
    ("mysql/mysql-server", "mysql"),
    ("nginx", "nginx"),
    ("nginxinc/nginx-unprivileged", "nginx"),
    ("node", "node"),
    ("php", "php"),
    ("postgis/postgis", "postgresql"),
    ("postgres", "postgresql"),
    ("python", "python"),
    ("redis", "redis"),
    ("ruby", "ruby"),
    ("tiangolo/meinheld-gunicorn-flask", "python"),
    ("tiangolo/uvicorn-gunicorn", "python"),
    ("tiangolo/uvicorn-gunicorn-fastapi", "python"),
    ("tiangolo/uwsgi-nginx-flask", "python"),
    ("ubuntu", "ubuntu"),
];

/// Names of releases of Debian (<https://wiki.debian.org/DebianReleases>) and Ubuntu (<https://wiki.ubuntu.com/Releases>).
const CODENAMES: &[(&str, &str, &str)] = &[
    ("jessie", "debian", "8"),
    ("stretch", "debian", "9"),
    ("buster", "debian", "10"),
    ("bullseye", "debian", "11"),
    ("bookworm", "debian", "12"),
    ("trixie", "debian", "13"),
    ("trusty", "ubuntu", "14.04"),
    ("xenial", "ubuntu", "16.04"),
    ("bionic", "ubuntu", "18.04"),
    ("focal", "ubuntu", "20.04"),
    ("jammy", "ubuntu", "22.04"),
    ("noble", "ubuntu", "24.04"),
];

/// Names of releases of Node (<https://nodejs.org/en/about/previous-releases>), as tags of its image spell them.
const NODES: &[(&str, &str)] =
    &[("dubnium", "10"), ("erbium", "12"), ("fermium", "14"), ("gallium", "16"), ("hydrogen", "18"), ("iron", "20")];

/// Products and their releases.
pub(super) fn brings(image: &str) -> Vec<(&'static str, String)> {
    let image = image.split('@').next().unwrap_or(image).to_ascii_lowercase();
    let slash = image.rfind('/').map_or(0, |at| at + 1);
    let Some(colon) = image[slash..].find(':').map(|at| slash + at) else { return Vec::new() };
    let (name, tag) = (without_registry(&image[..colon]), &image[colon + 1..]);
    let Some((_, product)) = IMAGES.iter().find(|(known, _)| *known == name) else { return Vec::new() };
    let mut all: Vec<(&'static str, String)> = Vec::new();
    for (at, part) in tag.split('-').enumerate() {
        let counted = part.strip_prefix("python").filter(|_| *product == "python").or((at == 0).then_some(part));
        all.extend(counted.and_then(number).map(|version| (*product, version)));
        all.extend(
            NODES.iter().filter(|(name, _)| *product == "node" && *name == part).map(|(_, v)| ("node", (*v).into())),
        );
        all.extend(
            CODENAMES.iter().filter(|(name, ..)| *name == part).map(|(_, of, version)| (*of, (*version).into())),
        );
        all.extend(part.strip_prefix("alpine").and_then(number).map(|version| ("alpine", version)));
    }
    all.dedup();
    all
}

/// `docker.io/library/python` is `python`.
fn without_registry(name: &str) -> &str {
    let rest = match name.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => rest,
        _ => name,
    };
    let rest = rest.strip_prefix("docker/").unwrap_or(rest);
    rest.strip_prefix("library/").unwrap_or(rest)
}

/// The leading number of a tag: `3.7`, `v14.2`, `9.6.24`; nothing for what begins otherwise.
pub(super) fn number(text: &str) -> Option<String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    // A date or a commit is no release.
    let number = text[..end].trim_end_matches('.');
    let plain = number.starts_with(|c: char| c.is_ascii_digit()) && number.split('.').all(|part| part.len() <= 5);
    (plain && number.len() <= 20).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_counts_the_product_and_names_what_is_below() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("python:3.7-slim-buster", &[("python", "3.7"), ("debian", "10")]),
            ("python:alpine3.8", &[("alpine", "3.8")]),
            ("docker.io/library/node:14.17.0-alpine3.13@sha256:00", &[("node", "14.17.0"), ("alpine", "3.13")]),
            ("node:lts-gallium", &[("node", "16")]),
            ("postgres:9.6", &[("postgresql", "9.6")]),
            ("debian:buster-slim", &[("debian", "10")]),
            ("debian:11", &[("debian", "11")]),
            ("tiangolo/uvicorn-gunicorn-fastapi:python3.7-2021-06-09", &[("python", "3.7")]),
            ("registry:5000/python", &[]),
            ("registry.test:5000/python:3.6", &[("python", "3.6")]),
            ("shop/redis:4", &[]),
            ("python", &[]),
            ("python:latest", &[]),
            ("nginx:stable-alpine", &[]),
        ];
        for (image, expected) in table {
            let got = brings(image);
            assert_eq!(got.iter().map(|(p, v)| (*p, v.as_str())).collect::<Vec<_>>(), *expected, "{image}");
        }
    }
}
