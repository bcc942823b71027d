//! References to images: `registry.test:5000/shop/web:1.2@sha256:…`.

/// The parts of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'t> {
    /// The registry and the path without `docker.io/` and `library/`: `python`, `bitnami/redis`, `ghcr.io/a/b`.
    pub(crate) name: &'t str,
    /// The tag, where one is named.
    pub(crate) tag: Option<&'t str>,
}

/// Places that hold the official images of Docker's registry.
const OFFICIAL: &[&str] = &[
    "docker.io/library/",
    "index.docker.io/library/",
    "registry-1.docker.io/library/",
    "public.ecr.aws/docker/library/",
    "mirror.gcr.io/library/",
    "docker.io/",
    "index.docker.io/",
    "registry.hub.docker.com/library/",
    "library/",
];

impl<'t> Reference<'t> {
    /// Takes a reference apart.
    pub(crate) fn of(text: &'t str) -> Self {
        let text = text.trim().split('@').next().unwrap_or_default();
        // A colon before a slash is that of a registry's port.
        let (path, tag) = match text.rsplit_once(':') {
            Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
            _ => (text, None),
        };
        let name = OFFICIAL.iter().find_map(|prefix| path.strip_prefix(prefix)).unwrap_or(path);
        Self { name, tag: tag.filter(|tag| !tag.is_empty()) }
    }

    /// The tag begins with the number of a release: which one, as far as it is written.
    pub(crate) fn release(&self) -> Option<Vec<u32>> {
        let tag = self.tag?.trim_start_matches('v');
        let number = tag.split(|c: char| !(c.is_ascii_digit() || c == '.')).next().unwrap_or_default();
        let parts: Vec<u32> = number.split('.').map_while(|part| part.parse().ok()).collect();
        Some(parts).filter(|parts| !parts.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_have_a_name_and_a_tag() {
        let table = [
            ("python", "python", None),
            ("python:3.12-slim", "python", Some("3.12-slim")),
            ("docker.io/library/redis:7", "redis", Some("7")),
            ("docker.io/bitnami/redis", "bitnami/redis", None),
            ("registry.test:5000/shop/web", "registry.test:5000/shop/web", None),
            ("registry.test:5000/shop/web:1@sha256:00", "registry.test:5000/shop/web", Some("1")),
            ("postgres@sha256:00", "postgres", None),
            ("postgres:", "postgres", None),
        ];
        for (text, name, tag) in table {
            let got = Reference::of(text);
            assert_eq!((got.name, got.tag), (name, tag), "{text}");
        }
        assert_eq!(Reference::of("postgres:10.5-alpine").release(), Some(vec![10, 5]));
        assert_eq!(Reference::of("postgres:alpine").release(), None);
    }
}
