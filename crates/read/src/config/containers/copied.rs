//! Files with secrets that a step of a build copies into the image.

use crate::config::dockerfile::{Dockerfile, Form, Instruction, flags};
use crate::config::shell::{Word, words};

/// The private files that an instruction copies by their own names.
pub(super) fn private(step: &Instruction) -> Vec<String> {
    let (options, rest) = flags(&step.text);
    if options.iter().any(|(name, _)| *name == "from") {
        return Vec::new();
    }
    let mut all: Vec<String> = match Form::of(rest) {
        Form::Exec(words) => words,
        Form::Shell(line) => words(&line).iter().map(Word::plain).collect(),
    };
    all.pop();
    all.retain(|source| is_private(source));
    all
}

/// Endings of files that are made to be copied and filled in.
const SAMPLES: &[&str] = &["example", "sample", "template", "dist", "tmpl", "default", "defaults", "test", "ci"];

/// An environment file, a private key, credentials of a tool.
fn is_private(source: &str) -> bool {
    let name = source.rsplit('/').next().unwrap_or(source).to_ascii_lowercase();
    if name.split(['.', '-', '_']).any(|part| SAMPLES.contains(&part)) {
        return false;
    }
    let named = ["id_rsa", "id_ed25519", "id_ecdsa", "id_dsa", ".netrc", ".pgpass", ".git-credentials", ".htpasswd"];
    name == ".env" || name.starts_with(".env.") || named.contains(&name.as_str())
}

/// All of a Dockerfile: the stage, the instruction, the file.
pub(super) fn find<'d>(dockerfile: &'d Dockerfile<'_>) -> impl Iterator<Item = (usize, &'d Instruction, String)> {
    let copies = dockerfile.steps().filter(|(_, step)| matches!(step.keyword.as_str(), "COPY" | "ADD"));
    copies.flat_map(|(stage, step)| private(step).into_iter().map(move |file| (stage, step, file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_files_are_told_by_their_names() {
        for name in [".env", "./deploy/.env.production", "keys/id_rsa", ".netrc"] {
            assert!(is_private(name), "{name}");
        }
        for name in [".env.example", ".", "env", "id_rsa.pub", ".environment", "src/.env.template", ".npmrc"] {
            assert!(!is_private(name), "{name}");
        }
    }
}
