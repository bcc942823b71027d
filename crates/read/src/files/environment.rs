//! `.env` files: what they hold, and who would carry them off.

use sneck_model::{EnvFile, Kind};

use super::dockerignore;
use crate::config::dotenv;
use crate::kind;
use crate::source::literals;
use crate::tree::{File, Tree};

/// The environment files of a tree.
#[must_use]
pub fn files(tree: &Tree) -> Vec<EnvFile> {
    let images = dockerignore::images(tree);
    tree.files.iter().filter(|file| is_env_file(file.name())).map(|file| row(file, &images)).collect()
}

/// `.env`, `.env.local`, `prod.env`, `.flaskenv`.
#[must_use]
pub fn is_env_file(name: &str) -> bool {
    name == ".env" || name.starts_with(".env.") || name.ends_with(".env") || name == ".flaskenv" || name == ".envrc"
}

fn row(file: &File, images: &[dockerignore::Image]) -> EnvFile {
    EnvFile {
        path: file.path.clone(),
        tracked: file.tracked,
        git_ignored: file.ignored,
        docker_ignored: dockerignore::ignored(images, &file.path),
        secrets: secrets(&file.text()),
        kind: kind_of(&file.path),
    }
}

fn secrets(text: &str) -> Vec<(String, u32)> {
    let entries = dotenv::parse(text).entries.into_iter();
    entries
        .filter(|e| e.value.as_deref().is_some_and(|value| is_secret(&e.name, value)))
        .map(|e| (e.name, e.line))
        .collect()
}

fn is_secret(name: &str, value: &str) -> bool {
    let announced = literals::sense(name).is_some_and(|sense| literals::accepts(sense, name, value, true));
    announced || literals::holds_secret(value)
}

/// `.env.test` is for tests although it lies beside `.env`.
fn kind_of(path: &str) -> Kind {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    match (kind::of_path(path), name.split('.').next_back()) {
        (Kind::Production, Some("test" | "tests" | "testing")) => Kind::Test,
        (Kind::Production, Some("ci")) => Kind::Ci,
        (Kind::Production, Some("staging")) => Kind::Staging,
        (kind, _) => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Tree { files, ..Tree::default() }
    }

    #[test]
    fn names_of_real_secrets_with_their_lines() {
        let text = "DEBUG=1\nSECRET_KEY=4f9d0a\nAPI_KEY=your-api-key-here\nDATABASE_URL=postgres://a:b1c2@db/x\nDB_PASSWORD=\n";
        let found = files(&tree(&[(".env", text)]));
        assert_eq!(found[0].secrets, [("SECRET_KEY".into(), 2), ("DATABASE_URL".into(), 4)]);
        assert_eq!(found[0].docker_ignored, None);
    }

    #[test]
    fn a_file_that_the_image_takes_in() {
        let files_of = |ignore: &str| {
            files(&tree(&[(".dockerignore", ignore), (".env", "A=1"), ("Dockerfile", "FROM x\nCOPY . /app\n")]))
        };
        assert_eq!(files_of("*.pyc\n")[0].docker_ignored, Some(false));
        assert_eq!(files_of(".env*\n")[0].docker_ignored, Some(true));
        assert_eq!(files_of("**\n!.env\n")[0].docker_ignored, Some(false));
    }

    #[test]
    fn what_a_file_is_for() {
        let found = files(&tree(&[(".env.example", ""), (".env.test", ""), ("prod.env", "")]));
        let kinds: Vec<Kind> = found.iter().map(|f| f.kind).collect();
        assert_eq!(kinds, [Kind::Example, Kind::Test, Kind::Production]);
    }
}
