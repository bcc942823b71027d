//! `sneck ports`: what listens on this machine, who holds it, and who reaches it.

use clap::Args;
use sneck_look::host;
use sneck_tell::{Ports as Told, ports_json, ports_text};

use crate::exit::{Exit, Failure};
use crate::output;
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  sneck ports               what listens, and which process holds it
  sudo sneck ports          the same with the processes of every account, containers and the firewall
  sneck ports --services    ask each what it is, and whether it asks for a login
  sneck ports --connect     connect to all 65,535 ports, too: what is reached, listed or not";

/// Options of `sneck ports`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Ports {
    /// Speak to what listens: which service it is, and whether it asks for a login. Reads only
    #[arg(long)]
    services: bool,
    /// Connect to every port of the loopback addresses
    #[arg(long)]
    connect: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Ports {
    /// Looks and prints.
    pub fn run(self) -> Result<Exit, Failure> {
        let progress = Progress::start();
        progress.say("looking at this machine");
        let (mut seen, reached) = if self.connect {
            let checked = host::cross_checked();
            let (seen, found) =
                checked.map_err(|error| Failure::incomplete(format!("cannot connect to all ports: {error}")))?;
            (seen, Some(found.open))
        } else {
            (host::machine(false), None)
        };
        if self.services {
            progress.say("asking services");
            let (services, silent) = sneck_look::services::services(&seen.machine.listeners);
            seen.machine.services = services;
            seen.not_looked_at.extend(silent);
        }
        drop(progress);
        let told = Told { machine: &seen.machine, reached: reached.as_deref(), not_looked_at: &seen.not_looked_at };
        output::deliver(None, |to| if self.json { ports_json(&told, to) } else { ports_text(&told, to) })?;
        Ok(Exit::Fine)
    }
}
