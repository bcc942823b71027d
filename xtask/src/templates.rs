//! How much of a collection of community templates can be run, by category, and why the rest cannot.
#![expect(clippy::disallowed_methods, reason = "a task reads a folder that it is given")]
#![expect(clippy::print_stdout, reason = "a task of the project speaks on standard output")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use rayon::prelude::*;
use sneck_templates::Skip;

/// Categories that must be run almost in full, and the least share of them in percent.
const CORE: [&str; 4] = ["http/misconfiguration", "http/exposures", "http/default-logins", "http/exposed-panels"];
const LEAST: f64 = 97.0;

/// What became of a category.
#[derive(Default)]
struct Row {
    runnable: usize,
    skipped: BTreeMap<String, usize>,
}

impl Row {
    fn all(&self) -> usize {
        self.runnable + self.skipped.values().sum::<usize>()
    }

    fn share(&self) -> f64 {
        100.0 * self.runnable as f64 / self.all().max(1) as f64
    }
}

/// Loads every template below a folder and prints what can be run. Fails when too little of the core can.
pub fn report(folder: &Path) -> anyhow::Result<ExitCode> {
    let files = files(folder)?;
    let begin = Instant::now();
    let loaded: Vec<(String, Result<(), Skip>)> =
        files.par_iter().map(|file| (category(folder, file), load(folder, file))).collect();
    let took = begin.elapsed();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (category, outcome) in loaded {
        let row = rows.entry(category).or_default();
        match outcome {
            Ok(()) => row.runnable += 1,
            Err(Skip::NoTemplate) => {}
            Err(skip) => *row.skipped.entry(skip.to_string()).or_default() += 1,
        }
    }
    rows.retain(|_, row| row.all() > 0);
    print(&rows);
    println!("{} files in {:.2} s", files.len(), took.as_secs_f64());
    Ok(core(&rows))
}

fn load(folder: &Path, file: &Path) -> Result<(), Skip> {
    let text = std::fs::read_to_string(file).map_err(|error| Skip::Broken(error.to_string()))?;
    let list = |path: &str| {
        let sound = !path.starts_with('/') && !path.split('/').any(|part| part == "..");
        sound.then(|| std::fs::read_to_string(folder.join(path)).ok()).flatten()
    };
    sneck_templates::load(&text, &list).map(|_| ())
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => open.push(path),
                Some("yaml" | "yml") => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

/// `http/exposures` of `http/exposures/configs/x.yaml`; other protocols are one category each.
fn category(folder: &Path, file: &Path) -> String {
    let below = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned();
    let mut parts = below.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("http"), Some(second), Some(_)) => format!("http/{second}"),
        (Some(first), Some(_), _) => first.to_owned(),
        _ => ".".to_owned(),
    }
}

fn print(rows: &BTreeMap<String, Row>) {
    println!("{:<28} {:>8} {:>6} {:>7}", "category", "runnable", "of", "%");
    for (name, row) in rows {
        println!("{name:<28} {:>8} {:>6} {:>6.1}%", row.runnable, row.all(), row.share());
        let mut reasons: Vec<_> = row.skipped.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (why, count) in reasons.into_iter().take(12) {
            println!("  {count:>5}  {}", why.chars().take(100).collect::<String>());
        }
    }
}

fn core(rows: &BTreeMap<String, Row>) -> ExitCode {
    let mut exit = ExitCode::SUCCESS;
    for (name, row) in CORE.iter().filter_map(|name| Some((name, rows.get(*name)?))) {
        if row.share() < LEAST {
            println!("{name}: less than {LEAST} % can be run");
            exit = ExitCode::FAILURE;
        }
    }
    exit
}
