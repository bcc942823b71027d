//! The files of `sneck init`, for the project at hand.

mod hooks;
mod ignores;

use sneck_model::Framework;

use crate::commands::init::Ci;

/// What is known of the project.
pub struct Project<'p> {
    /// The text of a file.
    pub text: &'p dyn Fn(&str) -> Option<String>,
    /// Whether something stands in a folder.
    pub has_folder: &'p dyn Fn(&str) -> bool,
    /// On what its first app is built.
    pub framework: Option<Framework>,
    /// The environment that production starts it in, with its command.
    pub served: Option<(String, String)>,
    /// Whose pipelines, where the user says so.
    pub ci: Option<Ci>,
}

/// One file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// From the project's folder on.
    pub path: String,
    /// Its text as it is; nothing where there is no such file.
    pub before: Option<String>,
    /// Its text as it will be: what was there stays.
    pub after: String,
    /// What for.
    pub why: &'static str,
}

const GITHUB: &str = include_str!("github.yml");
const GITLAB: &str = include_str!("gitlab.yml");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// All that is missing, in the order in which it is shown.
pub fn changes(project: &Project) -> Vec<Change> {
    let all = [
        configuration(project),
        ignores::git(project),
        ignores::docker(project),
        pipeline(project),
        hooks::hook(project),
    ];
    all.into_iter().flatten().collect()
}

/// A file that is not there yet.
fn new(project: &Project, path: &str, after: String, why: &'static str) -> Option<Change> {
    let missing = (project.text)(path).is_none();
    missing.then(|| Change { path: path.to_owned(), before: None, after, why })
}

fn configuration(project: &Project) -> Option<Change> {
    let shared = (project.text)("pyproject.toml").is_some_and(|text| text.contains("[tool.sneck]"));
    if shared {
        return None;
    }
    let served = match (&project.served, project.framework) {
        (Some((name, command)), _) => format!("# Production is what `{name}` starts: {}\n", command.replace('\n', " ")),
        (None, Some(framework)) => format!(
            "# No file says how production starts this app. Say it here, and every setting is judged as it is there:\n# \
             [environments.production]\n# command = \"{}\"\n# variables = {{ }}\n",
            command(framework)
        ),
        (None, None) => String::new(),
    };
    let text = format!(
        "# What `sneck check` asks of this project: docs/configuration.md of sneck explains every key.\nfail-on = \
         \"high\"\n{served}"
    );
    new(project, "sneck.toml", text, "from which severity on the audit fails")
}

fn command(framework: Framework) -> &'static str {
    match framework {
        Framework::Flask => "gunicorn app:app",
        Framework::Django => "gunicorn PROJECT.wsgi",
        Framework::Fastapi => "uvicorn main:app",
        Framework::Aiohttp => "python app.py",
        Framework::Express => "node server.js",
    }
}

fn pipeline(project: &Project) -> Option<Change> {
    let by_folder = || {
        if (project.text)(".gitlab-ci.yml").is_some() {
            Ci::Gitlab
        } else if (project.has_folder)(".github") {
            Ci::Github
        } else {
            Ci::None
        }
    };
    let filled = |text: &str| text.replace("{version}", VERSION);
    match project.ci.unwrap_or_else(by_folder) {
        Ci::Github => new(project, ".github/workflows/sneck.yml", filled(GITHUB), "audits every push and pull request"),
        Ci::Gitlab => gitlab(project, filled(GITLAB)),
        Ci::None => None,
    }
}

/// A pipeline that is there gets one more job, at its end: jobs stand at the top level, in any order.
fn gitlab(project: &Project, job: String) -> Option<Change> {
    const PATH: &str = ".gitlab-ci.yml";
    const WHY: &str = "audits every push and merge request";
    let Some(before) = (project.text)(PATH) else { return new(project, PATH, job, WHY) };
    if before.lines().any(|line| line.starts_with("sneck:")) {
        return None;
    }
    let line_end = if before.ends_with('\n') || before.is_empty() { "" } else { "\n" };
    // A list of stages that leaves out `test` has no place for the job; without a list there is one.
    let stage = stages(&before).filter(|all| !all.contains(&"test".to_owned())).and_then(|all| all.last().cloned());
    let job = stage.map_or(job.clone(), |stage| job.replace("  stage: test\n", &format!("  stage: {stage}\n")));
    let after = format!("{before}{line_end}\n{job}");
    Some(Change { path: PATH.to_owned(), before: Some(before), after, why: WHY })
}

/// The stages that a pipeline lists.
fn stages(pipeline: &str) -> Option<Vec<String>> {
    let mut lines = pipeline.lines().skip_while(|line| !line.starts_with("stages:"));
    let first = lines.next()?;
    let plain = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
    let inline = first.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    if let Some((names, _)) = inline {
        return Some(names.split(',').map(plain).collect());
    }
    let below = lines.map_while(|line| line.trim_start().strip_prefix("- ")).map(plain);
    Some(below.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(files: &[(&str, &str)], ci: Option<Ci>) -> Vec<Change> {
        let text = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        let has_folder = |folder: &str| files.iter().any(|(name, _)| name.starts_with(folder));
        changes(&Project { text: &text, has_folder: &has_folder, framework: Some(Framework::Flask), served: None, ci })
    }

    #[test]
    fn what_is_there_stays_and_a_second_time_adds_nothing() {
        let files = [
            (".gitignore", "*.pyc"),
            ("Dockerfile", "FROM python\n"),
            (".gitlab-ci.yml", "stages: [build, check]\n\nbuild:\n  stage: build\n  script: make\n"),
            (
                ".pre-commit-config.yaml",
                "repos:\n  - repo: https://example.org/x\n    rev: v1\n    hooks:\n      - id: x\n",
            ),
        ];
        let first = paths(&files, None);
        let names: Vec<&str> = first.iter().map(|change| change.path.as_str()).collect();
        assert_eq!(names, ["sneck.toml", ".gitignore", ".dockerignore", ".gitlab-ci.yml", ".pre-commit-config.yaml"]);
        assert!(first.iter().all(|change| change.after.starts_with(change.before.as_deref().unwrap_or_default())));
        assert!(first[3].after.contains("sneck:\n  stage: check\n"), "{}", first[3].after);
        let mut later: Vec<(&str, &str)> = first.iter().map(|change| (&*change.path, &*change.after)).collect();
        later.push(("Dockerfile", "FROM python\n"));
        assert_eq!(paths(&later, None), Vec::new());
    }

    #[test]
    fn the_pipeline_is_that_of_the_folder_or_the_one_that_is_asked_for() {
        let has = |files: &[(&str, &str)], ci, path: &str| paths(files, ci).iter().any(|change| change.path == path);
        assert!(has(&[(".github/CODEOWNERS", "")], None, ".github/workflows/sneck.yml"));
        assert!(has(&[], Some(Ci::Gitlab), ".gitlab-ci.yml"));
        assert!(!has(&[], None, ".github/workflows/sneck.yml"));
    }
}
