//! What is audited, by commands that show a whole system: files, what runs, this machine.

use clap::Args;
use sneck_look::run::App;

use crate::arguments::Target;
use crate::audit::{Audited, Choice, audit_all};
use crate::exit::Failure;
use crate::output;
use crate::own::OwnRules;
use crate::running::Running;
use crate::starting;
use crate::templates::Templates;

/// Everything that can be looked at.
#[derive(Args, Clone, Debug)]
pub struct Whole {
    #[command(flatten)]
    pub target: Target,
    #[command(flatten)]
    pub running: Running,
    /// Audit all there is: the files, this machine (as --host), and what --run or --url name
    #[arg(long, conflicts_with = "replay")]
    all: bool,
}

impl Whole {
    /// Starts the app, where that is asked for. It runs until the handle is dropped.
    pub fn prepare(&mut self) -> Result<Option<App>, Failure> {
        if self.all {
            self.target.host = true;
            self.target.path.get_or_insert(".".into());
        }
        starting::start(&mut self.target, &mut self.running)
    }

    /// Audits all of it, and says what could not be reached.
    pub fn audit(mut self, choice: &Choice) -> Result<Audited, Failure> {
        if self.running.is_plan() {
            return Err(Failure::usage("only `sneck check` shows a plan"));
        }
        let templates = Templates::load(self.running.templates())?;
        let app = self.prepare()?;
        let own = OwnRules::of(&self.target)?;
        let audited = own.with_rules(|rules| {
            templates.with_rules(rules, |known| audit_all(&self.target, &self.running, choice, None, known))
        })?;
        drop(app);
        for why in &audited.ended.incomplete {
            output::complain(&Failure::incomplete(why));
        }
        Ok(audited)
    }
}
