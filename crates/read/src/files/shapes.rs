//! In which form a file holds names and values, told by its name.

use super::environment;

/// How a file is read.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Lines,
    /// What a step of the build sets for itself stays in no image.
    Dockerfile,
    /// What stands without quotes is an expression.
    Quoted,
    Json,
    Sql,
    /// Variables, which go together by how their names begin.
    Variables,
}

/// Endings of names, and how such files are read.
const SHAPES: &[(&str, Shape)] = &[
    (".yaml", Shape::Lines),
    (".yml", Shape::Lines),
    (".toml", Shape::Lines),
    (".ini", Shape::Lines),
    (".cfg", Shape::Lines),
    (".conf", Shape::Lines),
    (".cnf", Shape::Lines),
    (".config", Shape::Lines),
    (".properties", Shape::Lines),
    (".service", Shape::Lines),
    (".sh", Shape::Lines),
    (".bash", Shape::Lines),
    (".tfvars", Shape::Quoted),
    (".tf", Shape::Quoted),
    (".npmrc", Shape::Lines),
    ("cred.txt", Shape::Lines),
    ("creds.txt", Shape::Lines),
    ("credentials.txt", Shape::Lines),
    ("secret.txt", Shape::Lines),
    ("secrets.txt", Shape::Lines),
    (".pypirc", Shape::Lines),
    (".json", Shape::Json),
    (".sql", Shape::Sql),
];

/// Files whose long random strings are checksums, whose words are translations, or whose samples are nobody's.
const PASSED_OVER: &[&str] = &[
    ".lock",
    "package-lock.json",
    "npm-shrinkwrap.json",
    ".min.js",
    ".map",
    ".secrets.baseline",
    "openssl.cnf",
    "pnpm-lock.yaml",
    "/locale/",
    "/locales/",
    "/i18n/",
    "/translations/",
    "/lang/",
    "/langs/",
    "strings.json",
    ".po",
    "manifest.json",
    "/node_modules/",
    "tsconfig.json",
    ".ipynb",
    ".svg",
];

/// Nothing in it is a credential by its name.
pub(super) fn is_passed_over(path: &str) -> bool {
    let lower = format!("/{}", path.to_ascii_lowercase());
    let is = |mark: &&str| if mark.starts_with('/') { lower.contains(*mark) } else { lower.ends_with(*mark) };
    PASSED_OVER.iter().any(is)
}

/// The form of a file by its name in lower case.
pub(super) fn of(name: &str) -> Option<Shape> {
    let by_end = SHAPES.iter().find(|(end, _)| name.ends_with(end)).map(|(_, shape)| *shape);
    let by_start = || name.starts_with("dockerfile").then_some(Shape::Dockerfile);
    by_end.or_else(by_start).or_else(|| environment::is_env_file(name).then_some(Shape::Variables))
}
