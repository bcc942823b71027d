//! Names and values in a Dockerfile, as far as the image keeps them.

use super::entries::{self, Entry};
use crate::config::dockerfile::instructions;
use crate::source::literals;

/// Entries of a Dockerfile without those that a command of a `RUN` is given for itself: there stands what a build has to
/// be told and nobody uses (`SECRET_KEY=dummy manage.py collectstatic`). What looks random is told all the same: whoever has
/// the image reads its steps.
pub(super) fn entries(text: &str) -> Vec<Entry<'_>> {
    let (instructions, _) = instructions(text);
    let runs = instructions.iter().filter(|step| step.keyword == "RUN" && step.documents.is_empty());
    let runs: Vec<_> = runs.map(|step| step.line..step.line + step.lines).collect();
    let mut ends = text.match_indices('\n').map(|(at, _)| at).peekable();
    let mut line = 1;
    let mut entries = entries::lines(text);
    entries.retain_mut(|entry| {
        while ends.next_if(|end| *end < entry.at).is_some() {
            line += 1;
        }
        if !runs.iter().any(|run| run.contains(&line)) {
            return true;
        }
        entry.value = entry.value.split_whitespace().next().unwrap_or_default();
        literals::looks_random(entry.value)
    });
    entries
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_step_of_a_build_sets_for_itself_stays_in_no_image() {
        let text = "FROM python\nENV SECRET_KEY=Gx7pQ2vLw9\nRUN if [ -z \"$D\" ]; then \\\n  SECRET_KEY=dummyvalue ./manage.py \
                    collectstatic; \\\n  API_KEY=9f8c7d6e5b4a39281706f5e4d3c2b1a0 ./fetch; fi\nENV APP_SECRET=Zb5kQ2vLw9\n";
        let found: Vec<&str> = super::entries(text).iter().map(|entry| entry.name).collect();
        assert_eq!(found, ["SECRET_KEY", "API_KEY", "APP_SECRET"]);
    }
}
