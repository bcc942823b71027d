//! Colours.

use anstyle::{AnsiColor, Effects, Style};
use sneck_model::Severity;

/// Colours or none.
#[derive(Clone, Copy)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        self.with(severity_style(severity), text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.with(Style::new().effects(Effects::BOLD), text)
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.0 { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

fn severity_style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Critical | Severity::High => AnsiColor::BrightRed,
        Severity::Medium => AnsiColor::Yellow,
        Severity::Low => AnsiColor::BrightGreen,
        Severity::Info => AnsiColor::BrightBlue,
    };
    colour.on_default().effects(Effects::BOLD)
}
