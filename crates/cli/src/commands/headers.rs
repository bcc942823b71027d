//! `sneck headers`: the grade of a site's headers, and the lines that are missing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use sneck_look::live::{Live, Options, Target};
use sneck_model::{Ask, Exchange, HeaderReport, Request};
use sneck_rules::observatory;
use sneck_rules::stack::{STACKS, Stack};

use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::project;

const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXAMPLES: &str = "\
Examples:
  sneck headers http://127.0.0.1:5000                      grade an app on this machine
  sneck headers https://shop.example --i-own shop.example  grade a site of yours
  sneck headers http://127.0.0.1:5000 --stack django       with the missing lines for Django
  sneck headers http://127.0.0.1:5000 --format json        the same for programs
  sneck headers https://shop.example --replay shop.world   grade recorded answers";

/// Options of `sneck headers`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Headers {
    /// The address of the site
    #[arg(value_name = "URL")]
    url: String,
    /// Say that a host is yours: only this machine and such hosts are contacted
    #[arg(long, value_name = "HOST")]
    i_own: Vec<String>,
    /// Grade recorded answers instead (see docs/worlds.md)
    #[arg(long, value_name = "WORLD", conflicts_with = "i_own")]
    replay: Option<PathBuf>,
    /// The stack to write the missing lines for, in place of the one that the answers tell
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(STACKS.iter().map(|(_, name, _)| *name)))]
    stack: Option<String>,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// When to colour
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

/// The forms of the grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs: docs/headers.md
    Json,
}

impl Headers {
    /// Grades and reports.
    pub fn run(self) -> Result<Exit, Failure> {
        let report = self.grade()?;
        let (width, color) = (output::width(), self.color.decide(self.output.as_deref()));
        output::deliver(self.output.as_deref(), |to| match self.format {
            Format::Text => sneck_tell::headers_text(&report, width, color, to),
            Format::Json => sneck_tell::headers_json(&report, VERSION, to),
        })?;
        Ok(Exit::Fine)
    }

    fn grade(&self) -> Result<HeaderReport, Failure> {
        let stack = self.stack.as_deref().and_then(Stack::named);
        Target::site(&self.url).map_err(Failure::usage)?;
        let (exchanges, distrusted) = match &self.replay {
            Some(world) => (project::recorded(world)?, Vec::new()),
            None => self.asked()?,
        };
        let distrusts = |origin: &str| distrusted.iter().any(|known| known == origin);
        observatory::report(&exchanges, &self.url, &distrusts, stack)
            .ok_or_else(|| Failure::incomplete(format!("nothing answered at {}", self.url)))
    }

    /// Asks what Observatory asks, and which certificates on the way browsers refuse.
    fn asked(&self) -> Result<(Vec<Exchange>, Vec<String>), Failure> {
        let options = Options { owned: self.i_own.clone(), ..Options::default() };
        let live = Live::new(Vec::new(), options).map_err(Failure::incomplete)?;
        let (mut exchanges, mut asked, mut why) = (Vec::new(), BTreeSet::new(), Vec::new());
        loop {
            let mut new = observatory::questions(&exchanges, &self.url);
            new.retain(|(method, url, _)| asked.insert((*method, url.clone())));
            if new.is_empty() {
                break;
            }
            let seen = live.ask(new.iter().filter_map(ask).collect(), &|_, _| {});
            exchanges.extend(seen.exchanges);
            why.extend(seen.not_looked_at.into_iter().map(|not| not.why));
        }
        if exchanges.is_empty() {
            let why = why.first().map_or("nothing answered", String::as_str);
            return Err(Failure::incomplete(format!("{} was not reached: {why}", self.url)));
        }
        let origins: BTreeSet<String> =
            exchanges.iter().filter(|e| e.is_https()).map(|e: &Exchange| e.origin.url.clone()).collect();
        let distrusted = origins.into_iter().filter(|origin| live.trusts(origin) == Ok(false)).collect();
        Ok((exchanges, distrusted))
    }
}

/// A question for the engine.
fn ask((method, url, headers): &(&'static str, String, Vec<(&'static str, &'static str)>)) -> Option<Ask> {
    let target = Target::parse(url).ok()?;
    let request = Request::of(method, &target.origin, target.address.target);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, *value));
    Some(Ask::request(request, "what the grade of its headers needs"))
}
