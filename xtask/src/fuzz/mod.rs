//! Fuzzing: input that was never meant, many thousand times, against what must hold of every input.
//!
//! In this process and with the installed compiler: no coverage, but mutations that know the words of each format,
//! and the seeds are the worlds of all rules.
#![expect(clippy::disallowed_methods, reason = "a task that keeps inputs in files and looks at the clock")]
#![expect(clippy::print_stdout, reason = "a task of the project speaks on standard output")]

mod answer;
mod fix;
mod machine;
mod mutate;
mod repository;
mod stacks;
mod started;
mod targets;
mod templates;
mod watch;
mod whole;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;

use mutate::Mutator;
use targets::{TARGETS, Target};
use watch::Watch;

/// As deep as the program's own stacks.
const STACK: usize = 512 << 20;

/// Options of `cargo xtask fuzz`.
#[derive(Args)]
pub(crate) struct Options {
    /// What to feed; all of them when none is named
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(TARGETS.iter().map(|target| target.name)))]
    target: Option<String>,
    /// For how long, each
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Another one gives other inputs; the same one gives the same
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Feed this file once instead: an input that was kept
    #[arg(long, requires = "target")]
    input: Option<PathBuf>,
}

/// Feeds the targets.
pub(crate) fn run(options: Options) -> anyhow::Result<ExitCode> {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || feed_all(&options))?;
    let failed = thread.join().map_err(|_| anyhow::anyhow!("the fuzzer itself panicked"))??;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn feed_all(options: &Options) -> anyhow::Result<usize> {
    rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global()?;
    let chosen = TARGETS.iter().filter(|target| options.target.as_ref().is_none_or(|name| name == target.name));
    let mut failed = 0;
    for target in chosen {
        failed += match &options.input {
            Some(path) => once(target, path)?,
            None => feed(target, options)?,
        };
    }
    Ok(failed)
}

fn once(target: &Target, path: &Path) -> anyhow::Result<usize> {
    let input = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    (target.holds)(&input);
    println!("{}: {} holds", target.name, path.display());
    Ok(0)
}

/// Where inputs are kept: the one at work, and those that failed.
fn folder(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz").join(target.name)
}

fn feed(target: &Target, options: &Options) -> anyhow::Result<usize> {
    let folder = folder(target);
    std::fs::create_dir_all(&folder)?;
    let current = folder.join("current");
    let mut mutator = Mutator::new((target.seeds)(), target.words, options.seed);
    let watch = Watch::start(current.clone());
    let end = Instant::now() + Duration::from_secs(options.seconds);
    let (mut count, mut failed) = (0usize, 0usize);
    while Instant::now() < end {
        let input = mutator.next();
        // Kept beforehand: a stack that overflows ends the process without a word.
        std::fs::write(&current, &input)?;
        watch.begin();
        if catch_unwind(AssertUnwindSafe(|| (target.holds)(&input))).is_err() {
            failed += 1;
            let kept = folder.join(format!("failed-{}-{count}", options.seed));
            std::fs::write(&kept, &input)?;
            println!("{}: failed, kept as {}", target.name, kept.display());
        }
        watch.end();
        count += 1;
    }
    println!("{}: {count} inputs in {} s, seed {}, {failed} failed", target.name, options.seconds, options.seed);
    Ok(failed)
}
