//! One finding in full: title, source lines along the chain, why, what to do.

use annotate_snippets::{Element, Group, Level, Renderer};
use sneck_model::{Finding, Kind, Place, Severity, Status, Step};

use super::report::TextOptions;
use super::snippet::Look;
use crate::clean::clean;
use crate::counted::more_places;
use crate::page::remedy::{first, parts, plain};
use crate::wrap::wrap;

/// The most places of a chain in a short report.
const SHORT_CHAIN: usize = 4;

/// What a frame is made with.
pub(crate) struct Framer<'f> {
    pub(crate) look: Look<'f>,
    pub(crate) options: &'f TextOptions,
    /// The environments of production that were judged.
    pub(crate) production: Vec<&'f str>,
}

impl Framer<'_> {
    /// The frame, with a line end after its last line.
    pub(crate) fn frame(&self, finding: &Finding) -> String {
        let title = level(finding.severity).primary_title(self.title(finding)).id(finding.rule.clone());
        let frame = Group::with_title(title).elements(self.elements(finding));
        let renderer = if self.options.color { Renderer::styled() } else { Renderer::plain() };
        let text = renderer.term_width(self.options.width).render(&[frame]);
        text.lines().map(str::trim_end).flat_map(|line| [line, "\n"]).collect()
    }

    fn title(&self, finding: &Finding) -> String {
        let status = match finding.status {
            Status::Suspected => "",
            Status::Confirmed => " (confirmed)",
            Status::Mitigated => " (mitigated)",
        };
        let accepted = match &finding.suppressed {
            None => "",
            Some(known) if known.by == "baseline" => " (in the baseline)",
            Some(_) => " (accepted)",
        };
        format!("{}{status}{accepted}", clean(&finding.title))
    }

    /// In short, the first place as a source line and the chain below it; in full, every place as a source line.
    fn elements(&self, finding: &Finding) -> Vec<Element<'static>> {
        let (shown, lines) = if self.options.verbose { (usize::MAX, usize::MAX) } else { (SHORT_CHAIN, 1) };
        let secret = ["secrets/", "accounts/"].iter().any(|group| finding.rule.starts_with(group));
        let (mut elements, mut below) = (Vec::new(), Vec::new());
        for (at, step) in finding.places.iter().take(shown).enumerate() {
            let line = if at < lines { self.look.step(step, at == 0, secret) } else { None };
            if !line.as_ref().is_some_and(|shown| shown.labelled) {
                below.push(said_below(step, line.is_some()));
            }
            elements.extend(line.map(|shown| shown.element));
        }
        below.extend(self.notes(finding, shown));
        elements.extend(below.into_iter().map(|(name, text)| self.note(name, &text)));
        elements
    }

    fn notes(&self, finding: &Finding, shown: usize) -> Vec<(&'static str, String)> {
        let more = finding.places.len().saturating_sub(shown);
        let fix = if self.options.verbose { plain(&parts(&finding.fix)) } else { first(&finding.fix) };
        let accepted = finding.suppressed.as_ref().map(|s| {
            let place = s.place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default();
            let reason = if s.reason.is_empty() { String::new() } else { format!(": {}", s.reason) };
            format!("{}{place}{reason}", s.by)
        });
        [
            ("also", if more > 0 { format!("{}, with --verbose", more_places(more)) } else { String::new() }),
            ("where", self.environments(finding)),
            ("why", finding.message.clone()),
            (finding.status.name(), finding.status_because.clone()),
            ("accepted", accepted.unwrap_or_default()),
            ("fix", fix),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
    }

    /// In short, only when it is not all of production.
    fn environments(&self, finding: &Finding) -> String {
        let names: Vec<&str> = finding.environments.iter().map(|e| &*e.name).collect();
        let everywhere = self.production.iter().all(|name| names.contains(name));
        let by_file = names.iter().all(|name| Kind::named(name).is_some());
        if !self.options.verbose && (everywhere || by_file) {
            return String::new();
        }
        let named: Vec<_> = finding.environments.iter().map(|e| format!("{} ({})", e.name, e.kind.name())).collect();
        named.join(", ")
    }

    fn note(&self, name: &'static str, text: &str) -> Element<'static> {
        let room = self.options.width.saturating_sub(name.len() + 12).max(40);
        let text: Vec<String> = wrap(text, room).iter().map(|line| clean(line)).collect();
        Level::NOTE.with_name(Some(name)).message(text.join("\n")).into()
    }
}

fn level(severity: Severity) -> Level<'static> {
    let base = match severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::NOTE,
        Severity::Info => Level::INFO,
    };
    base.with_name(Some(severity.name()))
}

/// What a step says that does not stand beside its mark, and under which name.
fn said_below(step: &Step, has_element: bool) -> (&'static str, String) {
    match &step.place {
        Place::File { .. } | Place::Absent { .. } if has_element => ("here", step.says.clone()),
        Place::File { .. } => ("via", format!("{}: {}", step.place, step.says)),
        Place::Absent { .. } => ("missing", format!("{}: {}", step.place, step.says)),
        Place::Default { product, versions } => ("default", format!("{product}, {versions}: {}", step.says)),
        Place::Past { .. } | Place::Reply { .. } | Place::Tls { .. } | Place::Host { .. } => {
            ("seen", format!("{}: {}", step.place, step.says))
        }
    }
}
