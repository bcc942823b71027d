//! `sneck fix`: changes files so that findings are gone.

use std::io::{self, Write};
use std::path::Path;

use clap::Args;
use sneck_model::Finding;
use sneck_read::Tree;
use sneck_rules::RULES;

use crate::arguments::Target;
use crate::audit::{Audited, Choice, audit};
use crate::exit::{Exit, Failure};
use crate::fixing::{Fixed, Fixing, bytes};
use crate::output;

const EXAMPLES: &str = "\
Examples:
  sneck fix --diff                  show what would be changed, and change nothing
  sneck fix                         fix what can be fixed without changing what the program does
  sneck fix --unsafe-fixes --diff   show also what may change it, or stop a deploy
  sneck fix --select cookies        fix findings of these rules alone

Exit codes:
  0  what can be fixed is fixed; with --diff, there is nothing to fix
  1  with --diff: there is something to fix
  2  the command line or the configuration is not well formed
  3  a file could not be read or written";

/// Options of `sneck fix`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Fix {
    #[command(flatten)]
    target: Target,
    /// Change nothing; print the changes as a unified diff
    #[arg(long)]
    diff: bool,
    /// Make also changes that may alter what the program does, or stop a deploy that does not know of them
    #[arg(long)]
    unsafe_fixes: bool,
    #[command(flatten)]
    choice: Choice,
}

impl Fix {
    /// Audits, fixes in memory, audits again, and writes what helped.
    pub fn run(self) -> Result<Exit, Failure> {
        if self.target.replay.is_some() && !self.diff {
            return Err(Failure::usage("a recorded world is not changed: add --diff to see what would be"));
        }
        let audited = audit(&self.target, &self.choice, None)?;
        let Audited { options, tree, .. } = &audited;
        let fixed = Fixing { rules: RULES, options, tree, unsafe_too: self.unsafe_fixes }.run();
        if self.diff { diff(&audited, &fixed) } else { self.write(&audited, &fixed) }
    }

    fn write(&self, audited: &Audited, fixed: &Fixed) -> Result<Exit, Failure> {
        let root = self.target.path.as_deref().unwrap_or(Path::new("."));
        let failed = written(root, &audited.tree, fixed);
        output::deliver(None, |to| tell(fixed, true, to))?;
        match failed.is_empty() {
            true => Ok(Exit::Fine),
            false => Err(Failure::incomplete(failed.join("\n  "))),
        }
    }
}

fn diff(audited: &Audited, fixed: &Fixed) -> Result<Exit, Failure> {
    let old = |path: &str| audited.tree.file(path).and_then(sneck_read::plain);
    output::deliver(None, |to| {
        fixed.texts.iter().try_for_each(|(path, new)| to.write_all(sneck_mend::diff(path, old(path), new).as_bytes()))
    })?;
    output::remark(|to| tell(fixed, false, to));
    Ok(if fixed.texts.is_empty() { Exit::Fine } else { Exit::Findings })
}

/// Writes the files; what could not be written, each in a line.
fn written(root: &Path, tree: &Tree, fixed: &Fixed) -> Vec<String> {
    let write = |(path, new): (&std::sync::Arc<str>, &std::sync::Arc<str>)| {
        let end = match tree.file(path) {
            Some(file) => sneck_look::replace(root, path, &file.bytes, &bytes(file, new)),
            None => sneck_look::create(root, path, new.as_bytes()),
        };
        end.err().map(|error| format!("`{path}` was left as it is: {error}"))
    };
    fixed.texts.iter().filter_map(write).collect()
}

/// What was done, and what is left.
fn tell(fixed: &Fixed, written: bool, to: &mut dyn Write) -> io::Result<()> {
    let done = if written { "fixed" } else { "would fix" };
    fixed.done.iter().try_for_each(|finding| row(done, finding, "", to))?;
    fixed.refused.iter().try_for_each(|(finding, why)| row("not fixed", finding, &format!(": {why}"), to))?;
    fixed.waiting.iter().try_for_each(|finding| row("needs --unsafe-fixes", finding, "", to))?;
    let files = counted(fixed.texts.len(), "file");
    let head = match (fixed.done.len(), written) {
        (0, _) => "Nothing to fix".to_owned(),
        (count, true) => format!("Fixed {} in {files}", counted(count, "finding")),
        (count, false) => format!("Would fix {} in {files}", counted(count, "finding")),
    };
    let waiting = match fixed.waiting.len() {
        0 => String::new(),
        count => format!("; {} can be fixed with --unsafe-fixes", counted(count, "more finding")),
    };
    let left = match fixed.left.len() + fixed.refused.len() {
        0 => String::new(),
        count => format!("; {} left for you (`sneck check` says what to do)", counted(count, "finding")),
    };
    writeln!(to, "{head}{waiting}{left}.")
}

fn row(what: &str, finding: &Finding, why: &str, to: &mut dyn Write) -> io::Result<()> {
    let place = finding.places.first().map(|step| step.place.to_string()).unwrap_or_default();
    writeln!(to, "{what}  {place}  {}  {}{why}", finding.rule, finding.title)
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
