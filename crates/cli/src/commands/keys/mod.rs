//! `sneck keys`: which known key signed a cookie or a token.

mod fetch;
mod search;
mod show;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sneck_keys::Signed;

use self::search::Outcome;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::progress::Progress;

/// Bytes of what is pasted, at most.
const LARGEST: u64 = 1 << 20;

const EXAMPLES: &str = "\
Examples:
  sneck keys - < cookie.txt                  of standard input: what stands there is a credential
  sneck keys --variable COOKIE               of a variable of this shell
  sneck keys 'session=eyJ1c2VyIjo3fQ…'       with its name, which some frameworks sign, too
  sneck keys http://127.0.0.1:5000           of what a page sets
  sneck keys - --key-from shop               with the strings of the project in `shop`
  sneck keys - --wordlist words.txt          with a list of words, however long
  sneck keys - --as flask                    read as a session of Flask alone, which takes less long

A cookie on the command line stands in the shell's history and in the list of processes.

Keys that are published and those of --key-from are tried first. A key that fits is proof that whoever knows it can sign,
too; it is never printed, and nothing is signed with it. That none fits says nothing of other keys.

Exit codes:
  0  no key fits
  1  a key fits
  2  this is no cookie or token that is known, or the command line is not well formed
  3  a list or a folder could not be read to its end, or the address did not answer with a cookie";

/// Options of `sneck keys`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Keys {
    /// The cookie (`NAME=VALUE`, its value, or the header), the token, or the address that sets the cookie; `-` for
    /// standard input
    #[arg(value_name = "COOKIE|TOKEN|URL|-", required_unless_present_any = ["variable", "formats"])]
    text: Option<String>,
    /// Take it from this variable of the shell
    #[arg(long, value_name = "NAME", conflicts_with = "text")]
    variable: Option<String>,
    /// Read it as this alone, where you know what it is (`flask session`, `jwt`, `django` …)
    #[arg(long = "as", value_name = "FORMAT")]
    of: Option<String>,
    /// Say that a host is yours: only this machine and such hosts are asked for their cookies
    #[arg(long, value_name = "HOST")]
    i_own: Vec<String>,
    /// Try the strings of this project, or of this file
    #[arg(long, value_name = "PATH")]
    key_from: Option<PathBuf>,
    /// Try each line of this file: as it stands, as a Python literal, as UTF-8 and as latin-1
    #[arg(long, value_name = "FILE")]
    wordlist: Option<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// List the formats that are known
    #[arg(long, conflicts_with_all = ["text", "variable", "key_from", "wordlist"])]
    formats: bool,
}

/// The forms of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

impl Keys {
    /// Reads, tries, tells.
    pub fn run(self) -> Result<Exit, Failure> {
        if self.formats {
            output::deliver(None, show::formats)?;
            return Ok(Exit::Fine);
        }
        let texts = meant(readings(&self.pasted()?)?, self.of.as_deref())?;
        let progress = Progress::start();
        let outcome = search::run(&texts, self.key_from.as_deref(), self.wordlist.as_deref(), &progress)?;
        drop(progress);
        output::deliver(None, |to| match self.format {
            Format::Text => show::text(&texts, &outcome, to),
            Format::Json => show::json(&texts, &outcome, to),
        })?;
        Ok(exit(&outcome))
    }

    fn pasted(&self) -> Result<String, Failure> {
        if let Some(name) = &self.variable {
            let found = sneck_look::shell_variables().into_iter().find(|(other, _)| other == name);
            return found.map(|(_, value)| value).ok_or_else(|| Failure::usage(format!("`{name}` is not set")));
        }
        match self.text.as_deref().unwrap_or_default() {
            url if fetch::is_address(url) => fetch::cookies(url, &self.i_own),
            "-" => sneck_look::standard_input(LARGEST)
                .map_err(|error| Failure::usage(format!("cannot read standard input: {error}"))),
            text => Ok(text.to_owned()),
        }
    }
}

/// The readings that the user means.
fn meant(all: Vec<Signed>, format: Option<&str>) -> Result<Vec<Signed>, Failure> {
    let Some(format) = format else { return Ok(all) };
    let asked = format.to_lowercase();
    let names = show::names(&all).join("; ");
    let meant: Vec<Signed> = all.into_iter().filter(|text| text.format.to_lowercase().contains(&asked)).collect();
    if meant.is_empty() {
        return Err(Failure::usage(format!("as `{format}` it cannot be read; it may be: {names}")));
    }
    Ok(meant)
}

fn exit(outcome: &Outcome) -> Exit {
    if outcome.found.is_some() { Exit::Findings } else { Exit::Fine }
}

/// Every reading of what was pasted. What it is is never repeated: it is a credential.
fn readings(pasted: &str) -> Result<Vec<Signed>, Failure> {
    let text = pasted.trim();
    if text.is_empty() {
        return Err(Failure::usage("there is no cookie or token: the text is empty"));
    }
    if fetch::is_address(text) {
        return Err(Failure::usage("this is an address; write it in place of `-`, and it is asked for its cookies"));
    }
    let all: Vec<Signed> = sneck_keys::cookies(text).iter().flat_map(|one| sneck_keys::read(&one.input())).collect();
    if all.is_empty() {
        return Err(Failure::usage(
            "this is no signed cookie or token of a known form; `sneck keys --formats` lists the forms. Some need the \
             cookie's name in front (`NAME=VALUE`), and those of cookie-session the cookie `NAME.sig` behind it",
        ));
    }
    Ok(all)
}
