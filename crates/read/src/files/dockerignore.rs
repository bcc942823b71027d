//! Whether an image takes a file in: `COPY` and `ADD` of Dockerfiles, held against `.dockerignore`.

use crate::tree::Tree;

/// What one Dockerfile copies from its context.
pub struct Image {
    /// The folder of the context, with a slash at its end; empty for the root.
    context: String,
    /// Copied paths, relative to the context.
    copied: Vec<String>,
    /// Patterns, relative to the context, in order; the last one that fits decides.
    patterns: Vec<(String, bool)>,
}

/// The images that the tree's Dockerfiles build.
#[must_use]
pub fn images(tree: &Tree) -> Vec<Image> {
    let is_dockerfile =
        |name: &str| name == "Dockerfile" || name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile");
    let files = tree.files.iter().filter(|file| is_dockerfile(file.name()) && !file.name().ends_with(".dockerignore"));
    files
        .map(|file| {
            let folder = file.folder();
            // A Dockerfile in a folder of its own is usually built with the root as its context.
            let apart =
                matches!(folder.rsplit('/').next(), Some("docker" | "deploy" | "deployment" | "build" | ".docker"));
            let context = if folder.is_empty() || apart { String::new() } else { format!("{folder}/") };
            let own = tree.file(&format!("{}.dockerignore", file.path));
            let ignore = own.or_else(|| tree.file(&format!("{context}.dockerignore")));
            let patterns = ignore.map(|f| patterns(&f.text())).unwrap_or_default();
            Image { context, copied: copied(&file.text()), patterns }
        })
        .collect()
}

/// Every image that copies the folder of a file leaves it out; nothing when no image copies it.
#[must_use]
pub fn ignored(images: &[Image], path: &str) -> Option<bool> {
    let verdicts = images.iter().filter_map(|image| {
        let inner = path.strip_prefix(&image.context)?;
        image.copied.iter().any(|copied| covers(copied, inner)).then(|| is_ignored(&image.patterns, inner))
    });
    verdicts.reduce(|all, one| all && one)
}

/// Sources of `COPY` and `ADD`, but for those from other stages.
fn copied(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let mut sources = Vec::new();
    for line in joined.lines() {
        let mut words = line.split_whitespace();
        let instruction = words.next().unwrap_or_default().to_ascii_uppercase();
        if !matches!(instruction.as_str(), "COPY" | "ADD") || line.contains("--from=") {
            continue;
        }
        let plain = words.map(|w| w.trim_matches(['[', ']', '"', ','])).filter(|w| !w.starts_with("--"));
        let mut paths: Vec<String> = plain.map(str::to_owned).collect();
        paths.pop();
        sources.extend(paths);
    }
    sources
}

fn covers(copied: &str, path: &str) -> bool {
    let copied = copied.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    matches!(copied, "" | "." | "*") || path == copied || path.starts_with(&format!("{copied}/")) || fits(copied, path)
}

fn patterns(text: &str) -> Vec<(String, bool)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (body, back_in) = line.strip_prefix('!').map_or((line, false), |body| (body, true));
            let body = body.trim().trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
            (body.to_owned(), back_in)
        })
        .collect()
}

/// A pattern also covers what lies below the folder that it fits.
fn is_ignored(patterns: &[(String, bool)], path: &str) -> bool {
    let parents = path.match_indices('/').map(|(at, _)| &path[..at]);
    let candidates: Vec<&str> = parents.chain([path]).collect();
    let mut ignored = false;
    for (pattern, back_in) in patterns {
        if candidates.iter().any(|candidate| fits(pattern, candidate)) {
            ignored = !back_in;
        }
    }
    ignored
}

/// Docker's patterns: `*` and `?` within a part, `**` across parts.
fn fits(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    fits_parts(&pattern, &path)
}

fn fits_parts(pattern: &[&str], path: &[&str]) -> bool {
    glob(pattern, path, |p| *p == "**", |p, part| fits_part(p, part))
}

fn fits_part(pattern: &str, part: &str) -> bool {
    glob(pattern.as_bytes(), part.as_bytes(), |p| *p == b'*', |p, c| *p == b'?' || p == c)
}

/// Whether a sequence fits a pattern with stars, which stand for any number of items. Only the last
/// star is ever widened: that is enough, and at worst quadratic.
fn glob<P, T>(pattern: &[P], items: &[T], is_star: impl Fn(&P) -> bool, fits: impl Fn(&P, &T) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < items.len() {
        match pattern.get(p) {
            Some(one) if is_star(one) => {
                star = Some((p, t));
                p += 1;
            }
            Some(one) if fits(one, &items[t]) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(is_star)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_as_docker_reads_them() {
        let table = [
            (".env", ".env", true),
            (".env", "sub/.env", false),
            ("**/.env", "sub/.env", true),
            ("**/.env", ".env", true),
            (".env*", ".env.local", true),
            ("sub", "sub/deep/.env", true),
            ("*.env", "prod.env", true),
            ("*/.env", "a/b/.env", false),
            ("s?b/.env", "sub/.env", true),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(is_ignored(&patterns(pattern), path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn what_a_dockerfile_copies() {
        let text = "FROM x AS a\nCOPY --chown=a:b requirements.txt \\\n  setup.py /app/\nCOPY --from=a /x /y\nADD [\"src\", \"/app\"]\n";
        assert_eq!(copied(text), ["requirements.txt", "setup.py", "src"]);
    }
}
