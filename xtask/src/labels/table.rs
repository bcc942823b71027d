//! The score, for people.
#![expect(clippy::print_stdout, reason = "a task of the project speaks on standard output")]

use std::process::ExitCode;

use super::score::{Score, Tally};

/// Prints a line per class, then every miss and every alarm. Fails when there is one.
pub fn print(score: &Score) -> ExitCode {
    println!("{:32} {:>10} {:>10}", "class", "found", "alarmed");
    let mut total = Tally::default();
    for (class, tally) in &score.classes {
        row(class, tally);
        add(&mut total.positives, tally.positives);
        add(&mut total.negatives, tally.negatives);
    }
    row("all", &total);
    list("Missed", &score.missed);
    list("Alarmed", &score.alarmed);
    ExitCode::from(u8::from(!score.missed.is_empty() || !score.alarmed.is_empty()))
}

fn row(name: &str, tally: &Tally) {
    let share = |(all, hit): (usize, usize)| if all == 0 { String::new() } else { format!("{hit} of {all}") };
    println!("{name:32} {:>10} {:>10}", share(tally.positives), share(tally.negatives));
}

fn add(sum: &mut (usize, usize), part: (usize, usize)) {
    sum.0 += part.0;
    sum.1 += part.1;
}

fn list(title: &str, lines: &[String]) {
    if !lines.is_empty() {
        println!("\n{title}:\n  {}", lines.join("\n  "));
    }
}
