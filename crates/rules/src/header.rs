//! What the rules on protective headers share: one header, judged where code sets it and where an
//! answer carries it.

use sneck_model::{
    App, Exchange, Facts, Judgement, Key, Setting, Severity, Standing, Step, Strength, Subject, Value, Verdicts,
};

use crate::common::{Fault, is_written, origin, stands};
use crate::django;
use crate::live::{self, Seen};
use crate::server;
use crate::stack::Stack;

/// Something wrong with a header's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) severity: Severity,
    /// What it allows, as a clause without a final stop.
    pub(crate) says: String,
}

/// Flaws of one value that are told; the rest adds nothing to what is to be done.
const TOLD: usize = 4;

impl Flaw {
    pub(crate) fn new(severity: Severity, says: impl Into<String>) -> Self {
        Self { severity, says: says.into() }
    }

    /// Several flaws of one value, the worst first, as one: it is one line that has to be mended.
    fn together(flaws: Vec<Self>) -> Option<Self> {
        let severity = flaws.iter().map(|flaw| flaw.severity).max()?;
        let tells = |flaw: &&Self| flaw.severity > Severity::Info || severity == Severity::Info;
        let says: Vec<&str> = flaws.iter().filter(tells).map(|flaw| flaw.says.as_str()).take(TOLD).collect();
        Some(Self { severity, says: says.join("; besides, ") })
    }
}

/// A header that protects.
pub(crate) struct Header {
    /// The setting that declares it.
    pub(crate) key: Key,
    /// Its name, as usually written.
    pub(crate) name: &'static str,
    /// What its absence allows, as a sentence.
    pub(crate) without: &'static str,
    /// How bad it is that code does not set it: a proxy in front may.
    pub(crate) absent: fn(&App) -> Severity,
    /// How bad it is that a web server does not send it where it should.
    pub(crate) at_server: Severity,
    /// A value that protects, for most sites.
    pub(crate) line: &'static str,
    /// Answers that should carry it.
    pub(crate) belongs: fn(&Exchange) -> bool,
    /// What is wrong with a value, the worst first.
    pub(crate) flaws: fn(&str) -> Vec<Flaw>,
    /// What is wrong with what an answer says, the worst first; none where it says nothing.
    pub(crate) seen: fn(&Exchange, &Header) -> Option<Vec<Flaw>>,
    /// Another setting that does the same.
    pub(crate) declared_instead: fn(&Facts, &Subject, Standing) -> Option<Step>,
    /// Another header of an answer that does the same.
    pub(crate) seen_instead: fn(&Exchange) -> Option<Step>,
    /// What Django's own check asks of it.
    pub(crate) django: Django,
}

/// What Django's own check asks of a header.
pub(crate) struct Django {
    /// The middleware that adds it, and the id for its absence.
    pub(crate) middleware: Option<(&'static str, &'static str)>,
    /// The id for the header's absence while that middleware runs.
    pub(crate) absent: Option<&'static str>,
    /// Ids of what it asks of a value, with what that value lacks as a clause.
    pub(crate) remarks: fn(&str) -> Vec<(&'static str, &'static str)>,
}

/// For headers that Django does not ask about.
pub(crate) const UNASKED: Django = Django { middleware: None, absent: None, remarks: |_| Vec::new() };

/// For headers of which browsers read the first.
pub(crate) fn first(answer: &Exchange, header: &Header) -> Option<Vec<Flaw>> {
    answer.header(header.name).next().map(header.flaws)
}

impl Header {
    /// An answer neither carries it nor anything that does the same.
    pub(crate) fn is_absent(&self, answer: &Exchange) -> bool {
        wrong(self, answer) == Some(None)
    }
}

/// For headers that nothing stands in for.
pub(crate) fn nothing_declared(_: &Facts, _: &Subject, _: Standing) -> Option<Step> {
    None
}

/// For headers that nothing stands in for.
pub(crate) fn nothing_seen(_: &Exchange) -> Option<Step> {
    None
}

/// Good to know, whatever the app is.
pub(crate) fn info(_: &App) -> Severity {
    Severity::Info
}

/// Matters for pages.
pub(crate) fn low_for_pages(app: &App) -> Severity {
    if app.renders_html.is_some() { Severity::Low } else { Severity::Info }
}

/// Judges a header in every app and environment, and in every group of answers.
pub(crate) fn check(facts: &Facts, out: &mut Verdicts, header: &Header) {
    for setting in facts.settings_of(header.key).filter(|s| s.scope.0.is_empty() || server::is_server(s)) {
        declared(facts, out, header, setting);
    }
    for seen in live::seen(facts, header.belongs) {
        observed(facts, out, header, &seen);
    }
}

fn declared(facts: &Facts, out: &mut Verdicts, header: &Header, setting: &Setting) {
    let (subject, standing) = (&setting.component, stands(setting));
    let places = setting.because.clone();
    supplied(facts, out, header, setting);
    if let Some(why) = perhaps_set(setting) {
        return out.unknown(subject, standing, why, places);
    }
    let asked = asked(facts, header, setting);
    let wrong =
        |value: &Value| !flaws_of(header, value).is_empty() || !remarks(asked, value).is_empty() || is_off(value);
    match setting.value.judge(wrong) {
        Judgement::Safe => out.passes(subject, standing, places),
        Judgement::Undecided(why) => out.unknown(subject, standing, why, places),
        Judgement::Unsafe(strength) => match instead(facts, header, setting) {
            Some(instead) => out.passes(subject, standing, vec![instead]),
            None => unsafe_value(facts, header, setting, strength).at(out, subject, standing, places),
        },
    }
}

/// A web server in front of the app sends it, wherever that one hands requests on.
fn supplied(facts: &Facts, out: &mut Verdicts, header: &Header, setting: &Setting) {
    let safe = |sent: &Setting| {
        sent.value.judge(|value| is_off(value) || !flaws_of(header, value).is_empty()) == Judgement::Safe
    };
    if let Some((layer, place)) = server::sent_in_front(facts, setting, safe) {
        out.supplied(&setting.component, setting.standing, layer, vec![place]);
    }
}

/// What does the same: another header, or for a server the program that it hands requests to.
fn instead(facts: &Facts, header: &Header, setting: &Setting) -> Option<Step> {
    let safe = |sent: &Setting| {
        sent.value.judge(|value| is_off(value) || !flaws_of(header, value).is_empty()) == Judgement::Safe
    };
    let other = (header.declared_instead)(facts, &setting.component, setting.standing);
    other.or_else(|| server::sent_behind(facts, setting, safe))
}

/// A fault with the strength that the text of the code allows.
struct Judged {
    fault: Fault,
    strength: Strength,
}

impl Judged {
    fn at(self, out: &mut Verdicts, subject: &Subject, standing: Standing, places: Vec<Step>) {
        self.fault.at(out, subject, standing, self.strength, places);
    }
}

/// What Django asks, in its own apps.
fn asked<'h>(facts: &Facts, header: &'h Header, setting: &Setting) -> Option<&'h Django> {
    django::is_app(facts, &setting.component).then_some(&header.django)
}

fn remarks(asked: Option<&Django>, value: &Value) -> Vec<(&'static str, &'static str)> {
    let text = value.text().filter(|text| !text.is_empty());
    asked.zip(text).map(|(django, text)| (django.remarks)(text)).unwrap_or_default()
}

fn unsafe_value(facts: &Facts, header: &Header, setting: &Setting, strength: Strength) -> Judged {
    let wrong = setting.value.alternatives().find_map(|value| Flaw::together(flaws_of(header, value)));
    if server::is_server(setting) {
        return Judged { fault: at_server(header, setting, wrong), strength };
    }
    let asked = asked(facts, header, setting);
    let remarks: Vec<_> = setting.value.alternatives().flat_map(|value| remarks(asked, value)).collect();
    let ids: String = remarks.iter().map(|(id, _)| django::named(id)).collect();
    if let Some(flaw) = wrong {
        let says = format!("The `{}` header is weak ({}): {}.{ids}", header.name, origin(setting), flaw.says);
        return Judged { fault: Fault::new(says).severity(flaw.severity), strength };
    }
    if !remarks.is_empty() {
        let lacks: Vec<&str> = remarks.iter().map(|(_, lacks)| *lacks).collect();
        let lacks = lacks.join(", and ");
        let says = format!("The `{}` header could be stricter ({}): {lacks}.{ids}", header.name, origin(setting));
        return Judged { fault: Fault::new(says).severity(Severity::Info), strength };
    }
    // `None` is what is left when nothing reaches the header; to switch it off takes a word.
    if is_written(setting) && setting.value != Value::None {
        let says = format!("`{}` is switched off ({}). {}", header.name, origin(setting), header.without);
        return Judged { fault: Fault::new(says), strength };
    }
    absent(facts, header, setting, asked)
}

/// The same in the files of a web server, which speak for themselves.
fn at_server(header: &Header, setting: &Setting, wrong: Option<Flaw>) -> Fault {
    let (name, without, at) = (header.name, header.without, origin(setting));
    let fault = match wrong {
        Some(flaw) => Fault::new(format!("The `{name}` header is weak ({at}): {}.", flaw.says)).severity(flaw.severity),
        None if is_written(setting) => Fault::new(format!(
            "{} leaves out the `{name}` that is set for the rest of the server ({at}). {without}",
            server::place_in(setting)
        ))
        .severity(header.at_server),
        None => Fault::new(format!("The web server sends no `{name}` ({at}). {without}")).severity(header.at_server),
    };
    fault.fix(server::line(setting, name, header.line))
}

fn absent(facts: &Facts, header: &Header, setting: &Setting, asked: Option<&Django>) -> Judged {
    let severity = facts.app(&setting.component).map_or(Severity::Info, header.absent);
    let (how, severity) = match asked.map(|django| missing_in_django(facts, setting, django)) {
        Some((how, Some(least))) => (how, severity.max(least)),
        Some((how, None)) => (how, severity),
        None => (String::new(), severity),
    };
    let says = format!(
        "Nothing in the code sends `{}`; a proxy in front of the app may. {}{how}",
        header.name, header.without
    );
    Judged { fault: Fault::new(says).severity(severity), strength: Strength::Suggests }
}

/// Why Django does not send it: its middleware does not run, or its setting says so, which is worth more than
/// silence when somebody wrote it.
fn missing_in_django(facts: &Facts, setting: &Setting, django: &Django) -> (String, Option<Severity>) {
    let runs = django.middleware.map(|(class, id)| (django::runs(facts, setting, class), class, id));
    match (runs, django.absent) {
        (Some((Some(false), class, id)), _) => {
            let class = class.rsplit('.').next().unwrap_or(class);
            (format!(" It is added by `{class}`, which is not in `MIDDLEWARE`.{}", django::named(id)), None)
        }
        (Some((Some(true), ..)), id) => {
            let least = is_written(setting).then_some(Severity::Low);
            (id.map(django::named).unwrap_or_default(), least)
        }
        _ => (String::new(), None),
    }
}

/// Code sets it, on one of its ways at least, and nothing tells to what.
fn perhaps_set(setting: &Setting) -> Option<String> {
    let known = setting.value.alternatives().any(|value| !matches!(value, Value::None | Value::Unknown(_)));
    let mut values = setting.value.alternatives().filter(|_| is_written(setting) && !known);
    values.find_map(|value| match value {
        Value::Unknown(why) => Some(why.clone()),
        _ => None,
    })
}

fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

fn flaws_of(header: &Header, value: &Value) -> Vec<Flaw> {
    value.text().filter(|text| !text.is_empty()).map(header.flaws).unwrap_or_default()
}

fn observed(facts: &Facts, out: &mut Verdicts, header: &Header, seen: &Seen<'_>) {
    let wrong: Vec<(&Exchange, Option<Flaw>)> =
        seen.answers.iter().filter_map(|answer| wrong(header, answer).map(|flaw| (*answer, flaw))).collect();
    let Some((_, first)) =
        wrong.iter().max_by_key(|(_, flaw)| flaw.as_ref().map_or(Severity::Critical, |f| f.severity))
    else {
        let places = seen.answers.iter().map(|answer| proof(header, answer)).collect();
        return out.passes(&seen.subject, seen.standing, live::few(places));
    };
    let fault = match first {
        None => {
            let says = format!("Answers come without `{}`. {}", header.name, header.without);
            Fault::new(says).fix(line(facts, header, seen))
        }
        Some(flaw) => {
            let says = format!("Answers carry a weak `{}` header: {}.", header.name, flaw.says);
            Fault::new(says).severity(flaw.severity)
        }
    };
    let places = wrong.iter().map(|(answer, flaw)| evidence(header, answer, flaw.as_ref())).collect();
    fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// The line for the stack that answers, or the header alone, where no code tells which framework it is.
fn line(facts: &Facts, header: &Header, seen: &Seen<'_>) -> String {
    if facts.framework_of(&seen.subject).is_some() {
        return String::new();
    }
    let line = |stack: Stack| {
        let (name, place, line) = (stack.name(), stack.place(), stack.line(header.name, header.line));
        format!("For {name}, {place}:\n\n{line}")
    };
    let bare = || {
        let (name, value) = (header.name, header.line);
        format!("Have it sent with every answer, by the app or by the server in front of it:\n\n{name}: {value}")
    };
    Stack::of(seen.answers.iter().copied()).map_or_else(bare, line)
}

/// What is wrong with an answer: nothing, that the header is not there, or a flaw of its value.
fn wrong(header: &Header, answer: &Exchange) -> Option<Option<Flaw>> {
    if (header.seen_instead)(answer).is_some() {
        return None;
    }
    match (header.seen)(answer, header) {
        None => Some(None),
        Some(flaws) => Flaw::together(flaws).map(Some),
    }
}

fn evidence(header: &Header, answer: &Exchange, flaw: Option<&Flaw>) -> Step {
    let says = flaw.map_or_else(|| format!("comes without {}", header.name), |f| f.says.clone());
    live::header_step(answer, header.name, says)
}

fn proof(header: &Header, answer: &Exchange) -> Step {
    (header.seen_instead)(answer).unwrap_or_else(|| live::header_step(answer, header.name, "carries it"))
}
