//! What strangers write and where it is used, after GitHub's own list.
//!
//! <https://docs.github.com/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions>

/// Values of the event that whoever opens an issue or a pull request chooses.
const CHOSEN: &[&str] = &[
    "github.head_ref",
    "github.event.issue.title",
    "github.event.issue.body",
    "github.event.pull_request.title",
    "github.event.pull_request.body",
    "github.event.pull_request.head.ref",
    "github.event.pull_request.head.label",
    "github.event.pull_request.head.repo.default_branch",
    "github.event.comment.body",
    "github.event.review.body",
    "github.event.review_comment.body",
    "github.event.discussion.title",
    "github.event.discussion.body",
    "github.event.head_commit.message",
    "github.event.head_commit.author.email",
    "github.event.head_commit.author.name",
    "github.event.workflow_run.head_branch",
    "github.event.workflow_run.display_title",
    "github.event.workflow_run.head_commit.message",
    "github.event.workflow_run.head_commit.author.email",
    "github.event.workflow_run.head_commit.author.name",
    "github.event.workflow_run.pull_requests[0].head.ref",
];

/// Everything between `${{` and `}}`, as it stands.
pub(super) fn expressions(text: &str) -> impl Iterator<Item = &str> {
    text.split("${{").skip(1).filter_map(|rest| rest.split_once("}}").map(|(inner, _)| inner))
}

/// The expression hands on what a stranger chose. What is only compared comes out as a truth value.
pub(super) fn is_untrusted(expression: &str) -> bool {
    let lower = expression.to_ascii_lowercase();
    let compares = ["==", "!=", "contains(", "startswith(", "endswith("].iter().any(|sign| lower.contains(sign));
    !compares && CHOSEN.iter().any(|name| holds_name(&lower, name))
}

/// The name as a whole, not as the start of a longer one.
fn holds_name(text: &str, name: &str) -> bool {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

/// A reference to the code of a pull request.
pub(super) fn is_head(reference: &str) -> bool {
    let lower = reference.to_ascii_lowercase();
    let marks = [
        "github.event.pull_request.head.sha",
        "github.event.pull_request.head.ref",
        "github.head_ref",
        "github.event.workflow_run.head_sha",
        "github.event.workflow_run.head_branch",
        "github.event.workflow_run.head_commit.id",
        "refs/pull/",
        "github.event.pull_request.merge_commit_sha",
    ];
    marks.iter().any(|mark| lower.contains(mark))
}

/// A condition that lets only people of the project through.
pub(super) fn is_guard(condition: &str) -> bool {
    let lower = condition.to_ascii_lowercase();
    let marks = [
        "head.repo.full_name",
        "head.repo.fork",
        "head_repository.full_name",
        "head_repository.fork",
        "author_association",
        "github.actor",
        "user.login",
        ".labels",
        "label.name",
        "github.event.workflow_run.event",
    ];
    let other_event = lower.contains("github.event_name") && !lower.contains("pull_request_target");
    other_event || marks.iter().any(|mark| lower.contains(mark))
}

/// Programs that run what stands in the folder.
const RUNNERS: &[&str] = &[
    "npm",
    "npx",
    "yarn",
    "pnpm",
    "bun",
    "node",
    "pip",
    "pip3",
    "python",
    "python3",
    "uv",
    "poetry",
    "pytest",
    "tox",
    "nox",
    "make",
    "cmake",
    "go",
    "cargo",
    "mvn",
    "gradle",
    "dotnet",
    "bundle",
    "rake",
    "ruby",
    "composer",
    "php",
    "docker",
    "bazel",
    "sbt",
    "hatch",
    "pdm",
    "just",
    "deno",
    "terraform",
    "bash",
    "sh",
];

/// A script that runs a program of the folder it stands in, or one that takes its orders from there.
pub(super) fn runs_code(script: &str) -> bool {
    let commands = script.split(['\n', ';', '|', '&', '(', ')']);
    let first = |command: &str| {
        let word = command.split_whitespace().find(|word| !word.contains('=') && *word != "sudo");
        word.map(str::to_owned).unwrap_or_default()
    };
    commands.map(|command| first(command.trim())).any(|word| word.starts_with("./") || RUNNERS.contains(&word.as_str()))
}
