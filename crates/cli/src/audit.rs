//! From what was asked for to a report: look, read, judge.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use sneck_judge::{Baseline, Options};
use sneck_model::{Facts, Report};
use sneck_read::Tree;
use sneck_read::config::project::Project;
use sneck_tell::Root;

use crate::arguments::Target;
use crate::exit::Failure;
use crate::logins;
use crate::probing::Probing;
use crate::progress::Progress;
use crate::project::{self, Loaded};
use crate::running::{Ended, Running};
use crate::templates::{Rules, Templates};

/// Bytes of a baseline, at most.
const LARGEST_BASELINE: u64 = 64 << 20;

/// Which rules judge.
#[derive(Args, Clone, Debug, Default)]
pub struct Choice {
    /// Run these rules alone: ids, names, groups, or beginnings with `*`; separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
}

/// A project that was audited.
pub struct Audited {
    /// What was judged.
    pub facts: Facts,
    /// The verdict.
    pub report: Report,
    /// What it was read from.
    pub tree: Tree,
    /// What the project's configuration asks for.
    pub project: Project,
    /// How it was judged.
    pub options: Options,
    /// Where the audited folder is in the repository, which is where the program was started.
    pub root: Root,
    /// What came of looking at something running.
    pub ended: Ended,
}

/// Audits files. What the command line says goes before what the project's configuration says.
pub fn audit(target: &Target, choice: &Choice, baseline: Option<&Path>) -> Result<Audited, Failure> {
    let rules = Rules { all: sneck_rules::RULES, templates: &Templates::default() };
    let audited = audit_all(target, &Running::default(), choice, baseline, &rules)?;
    match audited.ended.incomplete.first() {
        Some(why) => Err(Failure::incomplete(why)),
        None => Ok(audited),
    }
}

/// Audits files, something running, or both.
pub fn audit_all(
    target: &Target,
    running: &Running,
    choice: &Choice,
    baseline: Option<&Path>,
    rules: &Rules<'_>,
) -> Result<Audited, Failure> {
    consents(target, running)?;
    let root = root(target);
    let known = baseline.map(|file| read_baseline(file, &root)).transpose()?;
    let progress = Progress::start();
    let Loaded { mut facts, project, tree, incomplete, mut probing } = loaded(target, running, &progress)?;
    let options =
        Options { baseline: known.map(|known| beside(known, &tree)), ..options(target, running, choice, &project) };
    log_in(target, running, &mut facts, &mut probing, &progress);
    let mut ended =
        if running.is_asked_for() { running.look(&mut facts, rules, &options, &progress)? } else { Ended::default() };
    finish(&mut probing, &mut facts, &progress);
    ended.incomplete.extend(incomplete);
    if running.is_asked_for() {
        ended.incomplete.extend(target.advisories.look_up_told(&mut facts)?);
    }
    progress.say("judging");
    let report =
        sneck_judge::judge(rules.all, &mut facts, &options).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Audited { facts, report, tree, project, options, root, ended })
}

/// What is allowed has to have something that it is allowed for.
fn consents(target: &Target, running: &Running) -> Result<(), Failure> {
    if running.try_credentials && !running.is_asked_for() && !target.host {
        return Err(Failure::usage("--try-credentials needs something that runs: --url, --run or --host"));
    }
    if running.use_project_credentials && (!target.host || is_alone(target, running) || target.path.is_none()) {
        return Err(Failure::usage("--use-project-credentials needs a PATH, whose credentials they are, and --host"));
    }
    Ok(())
}

fn finish(probing: &mut Option<Probing>, facts: &mut Facts, progress: &Progress) {
    if let Some(probing) = probing.take() {
        probing.finish(facts, progress);
    }
}

/// Passwords are tried on services of this machine where that was allowed, once it is known what they are.
fn log_in(target: &Target, running: &Running, facts: &mut Facts, probing: &mut Option<Probing>, progress: &Progress) {
    if running.try_credentials || running.use_project_credentials {
        finish(probing, facts, progress);
    }
    if target.host && running.try_credentials {
        progress.say("trying published logins");
        logins::published(facts);
    }
    if target.host && running.use_project_credentials {
        progress.say("logging in as the project");
        logins::as_project(facts);
    }
}

/// What would be sent.
pub fn plan(
    target: &Target,
    running: &Running,
    choice: &Choice,
    rules: &Rules<'_>,
    to: &mut dyn Write,
) -> Result<(), Failure> {
    let progress = Progress::start();
    // Services of this machine are spoken to as well, and a plan sends nothing.
    let unasked = Target { host: false, ..target.clone() };
    let Loaded { mut facts, project, .. } = loaded(&unasked, running, &progress)?;
    drop(progress);
    running.show_plan(&mut facts, rules, &options(target, running, choice, &project), to)
}

/// With an address and no folder, there are no files.
fn loaded(target: &Target, running: &Running, progress: &Progress) -> Result<Loaded, Failure> {
    if is_alone(target, running) { Ok(project::nothing()) } else { project::load(target, progress) }
}

fn is_alone(target: &Target, running: &Running) -> bool {
    running.is_asked_for() && target.path.is_none() && target.replay.is_none() && !target.host
}

fn options(target: &Target, running: &Running, choice: &Choice, project: &Project) -> Options {
    let select = if choice.select.is_empty() { &project.select } else { &choice.select };
    let name = match (is_alone(target, running), running.is_asked_for()) {
        (true, _) => running.name(),
        (false, true) => format!("{}, {}", target.name(), running.name()),
        (false, false) => target.name(),
    };
    Options {
        target: name,
        select: select.clone(),
        ignore: [&project.ignore[..], &choice.ignore].concat(),
        environments: target.environments.clone(),
        accepted: project.accepted.clone(),
        obey_ignores: !target.no_tree_config,
        baseline: None,
    }
}

fn root(target: &Target) -> Root {
    let folder = target.path.as_deref().filter(|_| target.replay.is_none());
    Root::new(&folder.and_then(sneck_look::below_here).unwrap_or_default())
}

/// Reads a baseline that the user named. Findings about it name it from the audited folder on, as they name all files.
pub fn read_baseline(path: &Path, root: &Root) -> Result<Baseline, Failure> {
    let name = path.display().to_string();
    let text = sneck_look::text(path, LARGEST_BASELINE)
        .map_err(|error| Failure::usage(format!("cannot read the baseline `{name}`: {error}")))?;
    Baseline::parse(&format!("{}{name}", "../".repeat(root.depth())), &text).map_err(|error| {
        Failure::usage(format!(
            "`{name}` is no baseline as `sneck baseline` writes it\n  {name}:{}: {}",
            error.line, error.why
        ))
    })
}

/// The baseline, told which of its files are there.
pub fn beside(mut baseline: Baseline, tree: &Tree) -> Baseline {
    let by_name = |path: &str| tree.names_only.binary_search_by(|name| (**name).cmp(path)).is_ok();
    baseline.compare_files(|path| tree.file(path).is_some() || by_name(path));
    baseline
}

/// Where a report goes.
#[derive(Args, Clone, Debug)]
pub struct Output {
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
