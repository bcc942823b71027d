//! `sneck man`: the manual, a page for each command.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man as Page;

use crate::arguments::Arguments;
use crate::exit::{Exit, Failure};
use crate::output;

const EXAMPLES: &str = "\
Examples:
  sneck man | man -l -                    read the first page
  sneck man check | man -l -              read that of a command
  sneck man --output ~/.local/share/man/man1
                                          install all of them";

/// Options of `sneck man`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Man {
    /// The command; the program itself when none is named
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write all pages into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    output: Option<PathBuf>,
}

impl Man {
    /// Prints or writes.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut program = Arguments::command();
        program.build();
        match &self.output {
            Some(folder) => {
                let pages =
                    std::iter::once(&program).chain(program.get_subcommands().filter(|c| c.get_name() != "help"));
                for command in pages {
                    let (name, text) = page(command)?;
                    let file = folder.join(format!("{name}.1"));
                    output::deliver(Some(&file), |to| to.write_all(&text))?;
                }
            }
            None => {
                let (_, text) = page(self.named(&program)?)?;
                output::deliver(None, |to| to.write_all(&text))?;
            }
        }
        Ok(Exit::Fine)
    }

    fn named<'c>(&self, program: &'c Command) -> Result<&'c Command, Failure> {
        let Some(name) = &self.command else { return Ok(program) };
        program.find_subcommand(name).ok_or_else(|| Failure::usage(format!("there is no command `{name}`")))
    }
}

/// The name and the text of a page.
fn page(command: &Command) -> Result<(String, Vec<u8>), Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut text = Vec::new();
    Page::new(command.clone())
        .title(name.clone())
        .render(&mut text)
        .map_err(|error| Failure::incomplete(format!("the manual cannot be made: {error}")))?;
    Ok((name, text))
}
