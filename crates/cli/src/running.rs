//! The running app: what the command line allows, and the two rounds of questions.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args};
use sneck_judge::Options;
use sneck_look::live::{self, Budget, Live, Planned, Seen, Target as Address};
use sneck_model::{Consent, Facts, Identity, Nonces, NotLookedAt, Origin, Secret};
use sneck_read::{Tree, wire, world};

use crate::exit::Failure;
use crate::identity;
use crate::progress::Progress;
use crate::starting::Starting;
use crate::templates::Rules;

/// What is running, and what may be done to it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "The running app", group = ArgGroup::new("answering").multiple(true).args(["urls", "run"]))]
pub struct Running {
    /// Audit what answers at this address, too; alone when no PATH is given. It counts as production unless ENV says
    /// otherwise. Of smtp://, imap://, pop3://, ldap://, ftp:// and postgres:// (and smtps:// and its like), TLS alone.
    /// May be repeated
    #[arg(long = "url", value_name = "[ENV=]URL")]
    urls: Vec<String>,
    #[command(flatten)]
    pub starting: Starting,
    /// Say that a host is yours: only this machine and such hosts are contacted
    #[arg(long, value_name = "HOST")]
    i_own: Vec<String>,
    /// Print what would be sent, and why, and send nothing
    #[arg(long, requires = "urls")]
    plan: bool,
    /// Write what was answered to a world, without secrets
    #[arg(long, value_name = "WORLD", requires = "answering")]
    record: Option<PathBuf>,
    /// Ask as somebody, too: a header such as 'Authorization: ${VARIABLE}', its value from this shell's variables
    #[arg(long = "header", value_name = "NAME: ${VARIABLE}", requires = "answering")]
    headers: Vec<String>,
    /// Ask as somebody, too: a cookie such as 'session=${VARIABLE}'
    #[arg(long = "cookie", value_name = "NAME=${VARIABLE}", requires = "answering")]
    cookies: Vec<String>,
    /// Allow unusual input that a healthy server shrugs off
    #[arg(long, requires = "answering")]
    intrusive: bool,
    /// Allow a few tries with passwords that makers publish, on what answers and, with --host, on services of this machine
    #[arg(long)]
    pub try_credentials: bool,
    /// Log in to databases of this machine with the project's own connection strings, and ask what that account may do
    #[arg(long)]
    pub use_project_credentials: bool,
    /// Say that what answers may be changed and broken
    #[arg(long, requires = "answering")]
    disposable: bool,
    /// Run the community templates below this folder, too (docs/templates.md). May be repeated
    #[arg(long, value_name = "FOLDER", requires = "answering")]
    templates: Vec<PathBuf>,
    /// Requests to one address, at most [default: 5000, and with templates what they may need]
    #[arg(long, value_name = "N", requires = "answering")]
    max_requests: Option<u64>,
    /// Pages of one address that are read by following links, at most
    #[arg(long, value_name = "N", default_value_t = Budget::default().pages, requires = "answering")]
    max_pages: usize,
    /// Requests to one address each second, at most
    #[arg(long, value_name = "N", default_value_t = Budget::default().each_second, requires = "answering",
          value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// Seconds that one answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "answering",
          value_parser = clap::value_parser!(u64).range(1..=600))]
    answer_timeout: u64,
    /// Seconds that all of it may take
    #[arg(long, value_name = "SECONDS", default_value_t = Budget::default().total.as_secs(), requires = "answering",
          value_parser = clap::value_parser!(u64).range(1..))]
    live_timeout: u64,
}

/// What came of it, beside facts.
#[derive(Debug, Default)]
pub struct Ended {
    /// Why the audit is not complete, as sentences.
    pub incomplete: Vec<String>,
}

impl Running {
    /// Whether something running is to be audited.
    pub fn is_asked_for(&self) -> bool {
        !self.urls.is_empty()
    }

    /// Audit this address, too.
    pub fn add(&mut self, url: String) {
        self.urls.push(url);
    }

    /// Whether nothing is to be sent.
    pub fn is_plan(&self) -> bool {
        self.plan
    }

    /// The addresses, as they were named.
    pub fn name(&self) -> String {
        self.urls.join(", ")
    }

    /// The folders of templates.
    pub fn templates(&self) -> &[PathBuf] {
        &self.templates
    }

    /// Requests to one address, at most.
    fn most(&self, rules: &Rules<'_>) -> u64 {
        self.max_requests.unwrap_or_else(|| Budget::default().requests.saturating_add(rules.templates.requests()))
    }

    fn targets(&self) -> Result<Vec<Address>, Failure> {
        self.urls.iter().map(|url| Address::parse(url).map_err(Failure::usage)).collect()
    }

    fn options(&self, rules: &Rules<'_>) -> Result<live::Options, Failure> {
        let proof = identity::proof(&self.headers, &self.cookies, &sneck_look::shell_variables())?;
        let mut identities = BTreeMap::new();
        if !proof.is_empty() {
            identities.insert(Identity::named(identity::GIVEN), proof);
        }
        let mut limits = sneck_look::http::Limits::default();
        limits.total = Duration::from_secs(self.answer_timeout);
        limits.idle = limits.idle.min(limits.total);
        let consents = [
            (self.intrusive, Consent::Intrusive),
            (self.try_credentials, Consent::Credentials),
            (self.disposable, Consent::Disposable),
        ];
        Ok(live::Options {
            owned: self.i_own.clone(),
            identities,
            consents: consents.into_iter().filter(|(given, _)| *given).map(|(_, consent)| consent).collect(),
            limits,
            budget: Budget {
                requests: self.most(rules),
                pages: self.max_pages,
                each_second: self.rate,
                total: Duration::from_secs(self.live_timeout),
                ..Budget::default()
            },
            resolver: sneck_look::net::resolver::of_this_machine(),
            tries: sneck_look::Tries::of_user(),
            nonces: Nonces::new(live::seed()),
        })
    }

    /// Prints what would be sent. Nothing is.
    pub fn show_plan(
        &self,
        facts: &mut Facts,
        rules: &Rules<'_>,
        judging: &Options,
        to: &mut dyn Write,
    ) -> Result<(), Failure> {
        let (targets, options) = (self.targets()?, self.options(rules)?);
        prepare(facts, &targets, &options);
        facts.origins = origins(&targets);
        let asked = asks(rules, facts, judging)?;
        let rows = live::plan(&targets, &asked.asks, &options);
        let most = rows.iter().map(|row| row.most).sum::<u64>();
        let ceiling = self.most(rules).saturating_mul(targets.len() as u64);
        print(&rows, &rules.templates.not_run(&facts.origins), to)
            .and_then(|()| say_most(most.min(ceiling), ceiling, to))
            .map_err(|error| Failure::incomplete(format!("the plan cannot be written: {error}")))
    }

    /// Both rounds.
    pub fn look(
        &self,
        facts: &mut Facts,
        rules: &Rules<'_>,
        judging: &Options,
        progress: &Progress,
    ) -> Result<Ended, Failure> {
        let (targets, options) = (self.targets()?, self.options(rules)?);
        prepare(facts, &targets, &options);
        // A rule that does not exist is told before anything is sent.
        asks(rules, facts, judging)?;
        facts.not_looked_at.extend(rules.templates.not_run(&origins(&targets)));
        let given = given(&options);
        let live = Live::new(targets, options).map_err(Failure::incomplete)?;
        let told = |done, total| progress.count(done, total);
        progress.say("following links");
        let mut ended = Ended::default();
        take(facts, live.discover(facts, &told), &mut ended);
        facts.operations = wire::operations(&facts.exchanges);
        progress.say("shaking hands over TLS");
        let tls = live.tls();
        facts.tls = tls.endpoints.into_iter().map(wire::tls::with_profiles).collect();
        facts.not_looked_at.extend(tls.not_looked_at);
        ended.incomplete.extend(tls.unreached.into_iter().map(not_audited));
        progress.say("asking");
        let asked = asks(rules, facts, judging)?;
        facts.not_looked_at.extend(asked.not_looked_at);
        take(facts, live.ask(asked.asks, &told), &mut ended);
        facts.disclosed = wire::disclosed(&facts.exchanges);
        facts.banners = wire::banners(&facts.exchanges);
        facts.operations = wire::operations(&facts.exchanges);
        facts.coverage.requests = live.sent();
        let gone = live.left_alone(&facts.origins).into_iter();
        ended.incomplete.extend(gone.map(|(url, why)| format!("{url} was not audited to the end: {why}")));
        if live.stopped() {
            let why = "the audit was interrupted; this is what was seen until then";
            facts
                .not_looked_at
                .push(NotLookedAt { what: "the rest of the running app".to_owned(), why: why.to_owned() });
            ended.incomplete.push(why.to_owned());
        }
        self.write_record(facts, given)?;
        Ok(ended)
    }

    /// Writes it without secrets: those of the project, those that the user gave, and what answers hand out as cookies,
    /// wherever a page repeats them.
    fn write_record(&self, facts: &Facts, given: Vec<Secret>) -> Result<(), Failure> {
        let Some(path) = &self.record else { return Ok(()) };
        let literals = facts.literals.iter().map(|literal| literal.value.clone());
        let cookies = facts.exchanges.iter().flat_map(|seen| &seen.cookies).filter(|cookie| cookie.session);
        let known: Vec<_> = literals.chain(given).chain(cookies.map(|cookie| cookie.value.clone())).collect();
        let exchanges = facts.exchanges.iter().map(|seen| wire::redacted(seen, &known)).collect();
        let world = Tree { today: facts.today, exchanges, tls: facts.tls.clone(), ..Tree::default() };
        sneck_look::save(path, world::write(&world).as_bytes())
            .map_err(|error| Failure::usage(format!("cannot write `{}`: {error}", path.display())))
    }
}

/// Whom rules may ask: those that speak HTTP.
fn origins(targets: &[Address]) -> Vec<Origin> {
    targets.iter().filter(|target| target.is_http()).map(|target| target.origin.clone()).collect()
}

/// What proves who somebody is, whole and in its parts: `Bearer TOKEN`, `NAME=TOKEN`.
fn given(options: &live::Options) -> Vec<Secret> {
    let values = options.identities.values().flatten().map(|(_, value)| value.as_str());
    let last = |part: &'_ str| Secret::new(part.split_once('=').map_or(part, |(_, value)| value));
    values.flat_map(|value| value.split([' ', ';']).map(last).chain([Secret::new(value)]).collect::<Vec<_>>()).collect()
}

fn prepare(facts: &mut Facts, targets: &[Address], options: &live::Options) {
    facts.bases = targets.iter().map(|target| (target.origin.url.clone(), target.base().to_owned())).collect();
    facts.nonces = options.nonces;
    facts.identities = options.identities.keys().cloned().collect();
}

fn asks(rules: &Rules<'_>, facts: &mut Facts, judging: &Options) -> Result<sneck_judge::Asked, Failure> {
    sneck_judge::asks(rules.all, facts, judging).map_err(|error| Failure::usage(error.to_string()))
}

/// What a round brought becomes facts.
fn take(facts: &mut Facts, seen: Seen, ended: &mut Ended) {
    facts.origins.extend(seen.origins);
    facts.exchanges.extend(seen.exchanges);
    facts.conclusions.extend(seen.conclusions);
    facts.not_looked_at.extend(seen.not_looked_at);
    let proxy = proxy();
    ended.incomplete.extend(seen.unreached.into_iter().map(|row| not_audited(row) + &proxy));
}

fn not_audited((url, why): (String, String)) -> String {
    format!("{url} was not audited: {why}")
}

/// A note for those who expect that a proxy is asked.
fn proxy() -> String {
    let is_proxy = |name: &str| ["http_proxy", "https_proxy", "all_proxy"].iter().any(|p| name.eq_ignore_ascii_case(p));
    let set = sneck_look::shell_variables().into_iter().find(|(name, value)| is_proxy(name) && !value.is_empty());
    set.map_or_else(String::new, |(name, _)| format!(" (`{name}` is set, but sneck connects by itself)"))
}

fn print(rows: &[Planned], not_run: &[NotLookedAt], to: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        writeln!(to, "{}\n    {}", row.what, row.why)?;
    }
    for row in not_run {
        writeln!(to, "not run: {}\n    {}", row.what, row.why)?;
    }
    Ok(())
}

fn say_most(most: u64, ceiling: u64, to: &mut dyn Write) -> io::Result<()> {
    writeln!(
        to,
        "\nAt most {most} requests for what is known now. Pages that discovery finds may bring more questions, but never \
         more than {ceiling} requests altogether (--max-requests). Nothing was sent."
    )
}
